"""A delivery's manifest from a file: CSV or JSON, all of it or every error with its line.

**CSV**, UTF-8, one parcel a line; the first line names the columns, in any order:

| column | needed | what |
|---|---|---|
| `delivery`, `carrier`, `due_at` | yes | the delivery; the same on every line |
| `parcel` | yes | the parcel's code, once in the file |
| `box`, `order` | | the box it travels in, the order it belongs to |
| `customer_ref` | | the network's reference of the customer |
| `name`, `last_four` | | masked name, last digits of the phone; the same for one customer |
| `pickup_code` | | the network's own code; without it the central makes rotating ones |
| `kind` | | order (or drop_off, return, refusal, seller) |
| `size` | | S (or M, L, XL) |
| `title`, `price_minor` | | what is inside; kopecks, cents |
| `due_minor`, `currency` | | what the customer pays at the counter |
| `age_limit`, `store_until`, `policy` | | years; a moment; a policy's name |

Every cell is text; an empty one means that nothing is known. A moment is ISO 8601 with its zone,
`2026-09-28T10:15:00+03:00`.

**JSON** is one object of the form `Manifest`; there, moments are milliseconds UTC and a parcel may
hold several items.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.central.faults import Fault, ManifestFaults
from kiosk.core.messages import (
    CustomerLine,
    DeliveryAnnounced,
    DeliveryPart,
    ManifestLine,
)
from kiosk.core.words import At, Ref, Word

_Form = TypeVar("_Form")
_BAD_FILE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

MAX_BYTES = 5 * 1024 * 1024  # PROTOCOL.md 16
MAX_ROWS = 10_000
_MAX_BOXES = 500
_A_PART = 100  # parcels a letter (PROTOCOL.md 7)
_PART_BYTES = 56 * 1024  # of a letter's 64 KB, the rest is its envelope
_EVENT_BYTES = 15 * 1024  # of an event's 16 KB: a line is one, and so are all boxes together

PlainCode = Annotated[
    str, Meta(pattern=r"^([0-9]{6,10}\*[0-9]{3,6}|[0-9]{6})$(?!\n)")
]  # WORKFLOWS.md 5


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """A delivery as the network knows it.

    Args:
        delivery, carrier, due_at: which, by whom, when.
        parcels: what is on the truck.
        customers: whose they are.
        codes: the network's own pickup codes by customer; all others get rotating ones.
    """

    delivery: Ref
    carrier: Word
    due_at: At
    parcels: Annotated[tuple[ManifestLine, ...], Meta(max_length=MAX_ROWS)]
    customers: Annotated[tuple[CustomerLine, ...], Meta(max_length=MAX_ROWS)] = ()
    codes: dict[Ref, PlainCode] = {}

    def letters(self) -> tuple[DeliveryAnnounced | DeliveryPart, ...]:
        """Return the letters that announce it: the delivery, then its parts."""
        parts = tuple(self._parts())
        boxes = tuple(dict.fromkeys(line.box for line in self.parcels if line.box))
        first = DeliveryAnnounced(self.delivery, self.carrier, self.due_at, boxes, len(parts))
        return (first, *parts)

    def _parts(self) -> Iterable[DeliveryPart]:
        known = {customer.customer_ref: customer for customer in self.customers}
        lines: list[ManifestLine] = []
        people: dict[str, CustomerLine] = {}
        number, size = 1, 0
        for line in self.parcels:
            customer = known.get(line.customer_ref or "")
            more = _size(line) + (_size(customer) if customer else 0)
            if lines and (len(lines) == _A_PART or size + more > _PART_BYTES):
                yield DeliveryPart(self.delivery, number, tuple(lines), tuple(people.values()))
                number, size, lines, people = number + 1, 0, [], {}
            lines.append(line)
            size += more
            if customer:
                people[customer.customer_ref] = customer
        if lines:
            yield DeliveryPart(self.delivery, number, tuple(lines), tuple(people.values()))


def faults_of(manifest: Manifest) -> list[Fault]:
    """Return what is wrong with a manifest as a whole; empty when nothing is."""
    faults = [Fault("large_parcel", {"parcel": line.parcel}) for line in _too_large(manifest)]
    twice = _repeated(line.parcel for line in manifest.parcels)
    faults += [Fault("parcel_twice", {"parcel": code}) for code in twice]
    people = _repeated(customer.customer_ref for customer in manifest.customers)
    faults += [Fault("customer_twice", {"customer": ref}) for ref in people]
    known = {customer.customer_ref for customer in manifest.customers}
    faults += [Fault("odd_code", {"customer": ref}) for ref in manifest.codes if ref not in known]
    boxes = {line.box for line in manifest.parcels if line.box}
    if len(boxes) > _MAX_BOXES:
        faults.append(Fault("too_many_boxes", {"most": _MAX_BOXES}))
    elif sum(len(box) + len('"",') for box in boxes) > _EVENT_BYTES:
        faults.append(Fault("long_boxes"))
    if not manifest.parcels:
        faults.append(Fault("no_parcel"))
    return faults


def _too_large(manifest: Manifest) -> Iterable[ManifestLine]:
    return (line for line in manifest.parcels if _size(line) > _EVENT_BYTES)


def _repeated(words: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for word in words:
        if word in seen:
            twice[word] = None
        seen.add(word)
    return list(twice)


def _size(line: Struct) -> int:
    return len(msgspec.json.encode(line))


def file_bytes(path: Path, most: int) -> bytes:
    """Return what is in a file.

    Raises:
        ManifestFaults: it cannot be read, or holds more than `most` bytes.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise ManifestFaults([f"{path.name}: {error.strerror}"]) from error
    if len(raw) > most:
        raise ManifestFaults([Fault("too_large", {"most": most // 1024 // 1024}).at(path.name)])
    return raw


def json_file(
    path: Path, most: int, form: type[_Form], faults_of: Callable[[_Form], list[str]]
) -> _Form:
    """Return what a JSON file tells; all of it or nothing.

    Args:
        path: of the file.
        most: bytes.
        form: of what it tells.
        faults_of: returns what is wrong with it as a whole.

    Raises:
        ManifestFaults: it cannot be read, or not used as it is.
    """
    raw = file_bytes(path, most)
    try:
        told = msgspec.json.decode(raw, type=form)
    except _BAD_FILE as fault:
        raise ManifestFaults([f"{path.name}: {fault}"]) from fault
    faults = faults_of(told)
    if faults:
        raise ManifestFaults(f"{path.name}: {fault}" for fault in faults)
    return told
