"""The items of a batch: their places in the chain, and what their bytes hold."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from kiosk.central.notes import Bad
from kiosk.core import events
from kiosk.core.events import Event, UnknownFact

_MANY = 8  # events from which on they are read faster together, measured
_BAD_EVENT = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Row(Struct, frozen=True):
    """An event's place in its stream, and its bytes."""

    device: str
    epoch: str
    seq: int
    body: bytes
    chain: bytes


class Head(Struct, frozen=True):
    """As much of an event as can be read whatever its type."""

    id: str
    type: str
    via: str | None = None


class Read(Struct, frozen=True):
    """An item that is an event.

    Without `event` its type is not known here: it is kept, and folded by a later version.
    """

    row: Row
    head: Head
    event: Event | None = None

    @property
    def happened(self) -> Event | None:
        """The event if it is to be folded: known here, and no echo of a sibling's."""
        return None if self.head.via else self.event

    def flag(self, *, conflicts: bool) -> str:
        """Return the word for what became of it.

        Args:
            conflicts: it stood against another fact.
        """
        if self.event is None:
            return "unhandled"
        if self.head.via:
            return "echo"
        return "conflict" if conflicts else "folded"


def chained_rows(
    device: str, epoch: str, fresh: Sequence[tuple[int, msgspec.Raw]], chain: bytes
) -> list[Row]:
    """Return the new items of a batch as rows.

    Args:
        device: whose.
        epoch: of the numbers.
        fresh: (number, item), in order.
        chain: the one before the first.
    """
    rows = []
    for seq, raw in fresh:
        body = bytes(raw)
        chain = hashlib.sha256(chain + body).digest()
        rows.append(Row(device, epoch, seq, body, chain))
    return rows


def read_all(rows: Sequence[Row]) -> list[Read | Bad]:
    """Return what each item of a batch holds, or why it cannot be read."""
    found = events.decode_all(row.body for row in rows) if len(rows) >= _MANY else None
    if found is None:
        return [read(row) for row in rows]
    return [_read(row, event) for row, event in zip(rows, found, strict=True)]


def _read(row: Row, event: Event) -> Read:
    return Read(row, Head(event.id, event.type, event.via), event)


def read(row: Row) -> Read | Bad:
    """Return what an item holds, or why it cannot be read."""
    try:
        event = events.decode(row.body)
    except UnknownFact:
        return Read(row, msgspec.json.decode(row.body, type=Head))
    except _BAD_EVENT as fault:
        sha256 = hashlib.sha256(row.body).hexdigest()
        why = f"event: {type(fault).__name__}"
        return Bad(row.device, why, sha256, row.body, row.epoch, row.seq, row.seq)
    return _read(row, event)
