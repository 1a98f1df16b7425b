"""What the central asks of its store, whatever database is behind it (PROTOCOL.md 16)."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from kiosk.core.messages import Letter
from kiosk.sync.protocol import Ack, Batch, Health, Hello, State, Welcome


class Packet(Struct, frozen=True):
    """A packet of a device, as typed as it could be made.

    Args:
        device, rest: from the topic.
        body: the packet, or None when its bytes could not be understood.
        raw: the first bytes of what could not be understood, and `why` in one word.
        seen_sha256: of the whole of it, hex.
    """

    device: str
    rest: str
    body: Hello | Batch | Ack | State | Health | None
    raw: bytes = b""
    why: str = ""
    seen_sha256: str = ""


class Reply(Struct, frozen=True):
    """An answer to publish once the group is committed."""

    device: str
    body: Welcome | Ack


class Opened(Struct, frozen=True):
    """A device's down stream was opened by its greeting."""

    device: str
    epoch: str
    upto: int


class Taken(Struct, frozen=True):
    """What a group of packets led to."""

    replies: tuple[Reply, ...] = ()
    opened: tuple[Opened, ...] = ()


class StoreTrouble(Exception):
    """The central's own trouble: disk full, database away. Nothing was taken; it comes again."""


class Point(Struct, frozen=True):
    """A point as registered; `point_key` keys the digests of its pickup codes."""

    point: str
    name: str
    point_key: bytes
    policy: str


class Counts(Struct, frozen=True):
    """The central's count of a point, for people and for the day's proof."""

    events: int
    duplicates: int
    quarantined: int
    unhandled: int
    conflicts: int
    upto: int
    parcels: dict[str, int]
    messages: dict[str, int]


class Store(Protocol):
    """The network's books; every call is one transaction."""

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good and say what to answer.

        Raises:
            StoreTrouble: nothing was kept; pause and let it come again.
        """

    def queue(self, point: str, letters: Sequence[Letter], at: int) -> int:
        """Queue letters for every device of a point; return how many."""

    def above(self, device: str, seq: int, most: int, most_bytes: int) -> tuple[int, list[bytes]]:
        """Return the first number and the letters after `seq`."""

    def message_id(self, device: str, seq: int) -> str:
        """Return the id of a letter by its number."""

    def note_sent(self, device: str, upto: int) -> None:
        """Letters up to `upto` were acknowledged by the device."""

    def counts(self, point: str) -> Counts:
        """Return what the books hold of a point."""

    def books(self, point: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield (kind, id, state as JSON) of every row of a point's books."""
