"""The set-up of a box that belongs to no point yet: what is chosen and typed, and codes for it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from msgspec.structs import replace

from kiosk.core import enrolment

MOST_CODE = 512
PREFIX = "KIOSK-ENROL:"  # before the code, its server and the authority's fingerprint, by `;`
_SERVER = re.compile(r"https://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?/?")
_FINGERPRINT = re.compile(r"[0-9a-f]{32,64}")
_PARTS = 3
_Text = Annotated[str, Meta(max_length=300)]


class Way(StrEnum):
    """How a person goes on: the network gave them a code, or they begin with who they are."""

    CODE = "code"
    NEW = "new"


class Step(StrEnum):
    """What the screen asks."""

    LANGUAGE = "language"
    WAY = "way"
    FORM = "form"
    CODE = "code"


class Invitation(Struct, frozen=True, omit_defaults=True):
    """What lets a box in.

    Args:
        code: of the enrolment, as it was typed or read.
        server: the central's door; empty for the one that the box knows.
        fingerprint: of the central's authority, hex; empty to trust as this machine does.
    """

    code: _Text = ""
    server: _Text = ""
    fingerprint: _Text = ""

    def __repr__(self) -> str:
        """Show everything but the code."""
        return f"Invitation({self.server!r})"


class Draft(Struct, frozen=True, omit_defaults=True):
    """How far the set-up is; it outlives a pulled plug.

    Args:
        step: what is asked.
        language: of the screen; empty before one was chosen.
        way: how it goes on.
        invitation: as far as it is typed.
        form: of the registration, by the names of `applicants.FIELDS`.
    """

    step: Step = Step.LANGUAGE
    language: _Text = ""
    way: Way | None = None
    invitation: Invitation = Invitation()
    form: Annotated[Mapping[_Text, _Text], Meta(max_length=20)] = {}


def read(text: str, known: Invitation) -> Invitation | None:
    """Return what a scanned code lets this box in by; None for another code.

    Args:
        text: as it was read: a bare enrolment code, or one with server and fingerprint.
        known: what is typed already; a bare code leaves the rest of it.
    """
    if len(text) > MOST_CODE:
        return None
    if not text.startswith(PREFIX):
        bare = enrolment.read_code(text)
        return replace(known, code=text.strip()) if bare else None
    parts = text.removeprefix(PREFIX).split(";")
    if len(parts) != _PARTS or enrolment.read_code(parts[0]) is None:
        return None
    found = Invitation(parts[0].strip(), parts[1], parts[2].lower())
    return found if faults(found, has_server=True) == () else None


def written(told: Invitation) -> str:
    """Return the text of a picture that lets a box in, as `read` takes it."""
    return f"{PREFIX}{told.code};{told.server};{told.fingerprint}"


def faults(told: Invitation, *, has_server: bool) -> tuple[str, ...]:
    """Return the fields that cannot be right, in their order: code, server, fingerprint.

    Args:
        told: what is typed.
        has_server: whether the box knows a server without being told one.
    """
    is_wrong = {
        "code": enrolment.read_code(told.code) is None,
        "server": not (told.server or has_server)
        or bool(told.server and not _is_server(told.server)),
        "fingerprint": bool(told.fingerprint and not _FINGERPRINT.fullmatch(told.fingerprint)),
    }
    return tuple(field for field, wrong in is_wrong.items() if wrong)


def _is_server(text: str) -> bool:
    """Whether a text can be the central's door: a name or an address, and a port's number."""
    try:
        return _SERVER.fullmatch(text) is not None and urlsplit(text).port != 0
    except ValueError:  # brackets round no address, a port past the last
        return False


def before(draft: Draft) -> Step:
    """Return the step before this one; the first has none and is its own."""
    if draft.step is Step.CODE:
        return Step.FORM if draft.way is Way.NEW else Step.WAY
    return {Step.FORM: Step.WAY}.get(draft.step, Step.LANGUAGE)
