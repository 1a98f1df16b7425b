"""What people will bring to a point, announced from a file; and the central's word on returns.

The file is JSON, all of it or nothing:

```
{"returns": [{"return": "R-900", "code": "ii5275210303", "customer_ref": "c1",
              "customer": {"customer_ref": "c1", "masked_name": "Maria S.", "last_four": "4821"},
              "order": "48210017-5521", "until": 1780604800000, "reason": "too small",
              "language": "ru", "size": "M",
              "items": [{"title": "Vento summer trainers", "price_minor": 345000,
                         "barcode": "4600000000017", "category": "shoes", "photo": "<sha256>"}]}],
 "dropoffs": [{"parcel": "48219001-0001-1", "sender_ref": "s-17", "size": "L"}]}
```

Moments are milliseconds UTC; all but `return`, `code`, `customer_ref`, `items` and `parcel` may be
left out.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from kiosk.central.manifests import json_file
from kiosk.core import messages
from kiosk.core.letter import Letter
from kiosk.core.words import Line, Ref, ReturnJudgement

_MAX_BYTES = 5 * 1024 * 1024
_MOST = 2000


class ReturnLine(messages.ReturnExpected, frozen=True, forbid_unknown_fields=True):
    """A return in a file: the letter, with no word in it that the letter does not know."""


class DropoffLine(messages.DropoffExpected, frozen=True, forbid_unknown_fields=True):
    """A drop-off in a file."""


class Announcements(Struct, frozen=True, forbid_unknown_fields=True):
    """What people will bring."""

    returns: Annotated[tuple[ReturnLine, ...], Meta(max_length=_MOST)] = ()
    dropoffs: Annotated[tuple[DropoffLine, ...], Meta(max_length=_MOST)] = ()

    def letters(self) -> list[Letter]:
        """Return the letters that announce it."""
        told: list[Letter] = [messages.ReturnExpected(**_fields(one)) for one in self.returns]
        told += [messages.DropoffExpected(**_fields(one)) for one in self.dropoffs]
        return told

    def customers(self) -> tuple[str, ...]:
        """Return whose returns they are, each once."""
        return tuple(dict.fromkeys(one.customer_ref for one in self.returns))


class ExpectWish(Struct, frozen=True, tag="expect", forbid_unknown_fields=True):
    """Announce returns and drop-offs to a point."""

    point: Ref
    brought: Announcements

    def faults(self) -> list[str]:
        """Return what is wrong with them as a whole."""
        return faults_of(self.brought)

    def customers(self) -> tuple[str, ...]:
        """Return who needs a pickup code: it proves whose the goods are."""
        return self.brought.customers()

    def letters(self, at: int) -> list[Letter]:  # noqa: ARG002
        """Return the letters that announce it."""
        return self.brought.letters()

    def said(self) -> str:
        """Say what is done, in one line."""
        counts = f"{len(self.brought.returns)} returns and {len(self.brought.dropoffs)} drop-offs"
        return f"{counts} are announced"


class ReturnWish(Struct, frozen=True, tag="return", forbid_unknown_fields=True):
    """Say the central's word on a return.

    Args:
        point: where it is brought, or was.
        return_: as the central, or the point, calls it.
        action: `withdraw` it; or `confirm` or `deny` one that nobody had announced.
        comment: for the staff.
    """

    point: Ref
    return_: Ref = field(name="return")
    action: Literal["withdraw", "confirm", "deny"]
    comment: Line = ""

    def fault(self, at: int) -> str:  # noqa: ARG002
        """Return why it makes no sense now, empty as it always does."""
        return ""

    def letters(self) -> list[Letter]:
        """Return the letter that says so."""
        if self.action == "withdraw":
            return [messages.ReturnCancelled(self.return_)]
        is_ours = self.action == "confirm"
        said = ReturnJudgement.CONFIRMED if is_ours else ReturnJudgement.DENIED
        return [messages.ReturnVerdict(self.return_, said, self.comment)]

    def said(self) -> str:
        """Say what is done, in one line."""
        return f"return {self.return_}: the point is told to {self.action} it"


def faults_of(brought: Announcements) -> list[str]:
    """Return what is wrong with announcements as a whole; empty when nothing is."""
    faults = _repeated("return", [one.return_ for one in brought.returns])
    faults += _repeated("code", [one.code for one in brought.returns])
    faults += _repeated("parcel", [one.parcel for one in brought.dropoffs])
    faults += [
        f"return {one.return_} names another customer than its own"
        for one in brought.returns
        if one.customer is not None and one.customer.customer_ref != one.customer_ref
    ]
    if not (brought.returns or brought.dropoffs):
        faults.append("there is nothing in it")
    return faults


def read(path: Path) -> Announcements:
    """Return what a file announces.

    Raises:
        ManifestFaults: it cannot be read, or not used as it is.
    """
    return json_file(path, _MAX_BYTES, Announcements, faults_of)


def _repeated(word: str, names: list[str]) -> list[str]:
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [f"{word} {name} stands there twice" for name in twice]


def _fields(line: Struct) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__struct_fields__}
