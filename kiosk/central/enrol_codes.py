"""Whom an enrolment code lets in: a counter that its point has, or a shelf node, new or known."""

import re
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.central.certificates import Certificates, Code
from kiosk.core.enrolment import CODE_LIFE_MS, BoxRole
from kiosk.core.words import Ref

_NODE = re.compile(r"[a-z0-9-]{3,20}")  # a box's id that fits [shelf] node, too
_CALLED = {BoxRole.COUNTER: ("box", "boxes"), BoxRole.SHELF: ("shelf node", "shelf nodes")}

KeyHex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class CodeWish(
    Struct, frozen=True, tag="enrol_code", forbid_unknown_fields=True, omit_defaults=True
):
    """Let a box in that shows a code.

    Args:
        point: of the box.
        digest: of the code, which never comes here itself.
        device: the box; empty for the only one of the point. A new name is a new shelf node.
        role: what it is let in as.
    """

    point: Ref
    digest: KeyHex
    device: Annotated[str, Meta(pattern=r"^((?!central)[a-z0-9-]{3,40})?$(?!\n)")] = ""
    role: BoxRole = BoxRole.COUNTER


class NoCode(Exception):
    """Nobody is let in by this code; the sentence says why."""


def keep_code(kept: Certificates, wish: CodeWish, at: int) -> str:
    """Keep a code; return whom it lets in, for people.

    Args:
        kept: within a unit; the point is known.
        wish: what is wanted.
        at: now, ms UTC.

    Raises:
        NoCode: nothing was kept.
    """
    device = _whom(kept, wish)
    kept.add_code(wish.digest, Code(wish.point, device, at + CODE_LIFE_MS, "", wish.role), at)
    what = "" if wish.role is BoxRole.COUNTER else f"{_CALLED[wish.role][0]} "
    return f"{what}{device} of point {wish.point} may enrol within 24 hours"


def _whom(kept: Certificates, wish: CodeWish) -> str:
    one, several = _CALLED[wish.role]
    boxes = kept.boxes(wish.point, wish.role)
    if wish.device in boxes:
        return wish.device
    if wish.device and wish.role is BoxRole.SHELF:
        return _new_node(kept, wish)
    if wish.device:
        raise NoCode(f"{wish.device} is no {one} of point {wish.point}: {', '.join(boxes)}")
    if not boxes:
        raise NoCode(f"point {wish.point} has no {one} yet, name it")
    if len(boxes) > 1:
        raise NoCode(f"point {wish.point} has several {several}, name one: {', '.join(boxes)}")
    return boxes[0]


def _new_node(kept: Certificates, wish: CodeWish) -> str:
    """Register a shelf node; its name is a certificate's, so one in the whole network."""
    if not _NODE.fullmatch(wish.device):
        raise NoCode(f"{wish.device} is no name of a shelf node: 3 to 20 of a-z, 0-9 and -")
    if (had := kept.standing(wish.device)) is not None:
        what = _CALLED[had.role][0]
        raise NoCode(f"{wish.device} is a {what} of point {had.point} already, take another name")
    kept.add_node(wish.point, wish.device)
    return wish.device
