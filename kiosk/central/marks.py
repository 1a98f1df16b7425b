"""How far each device's up stream is kept, and where two histories part."""

import hashlib
from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql, json_list
from kiosk.sync.protocol import TailMark


class Doubt(StrEnum):
    """Whether the chain of a stream is believed (TRUST.md 7).

    `asked`: a batch did not continue it, the device must greet; `greeted`: it did, its history is
    ours, so the batch is taken with an alarm.
    """

    NONE = "none"
    ASKED = "asked"
    GREETED = "greeted"


class UpMark(Struct, frozen=True):
    """What is kept of a device's up stream.

    Args:
        epoch: of its numbers, None before its first greeting.
        upto: everything up to here is kept for good.
        hash: the chain after `upto`; empty when it must be taken from the next batch.
        offered_from: the first number it ever offered.
        doubt: whether the chain is believed.
    """

    epoch: str | None
    upto: int
    hash: bytes
    offered_from: int = 1
    doubt: Doubt = Doubt.NONE


def root_of(device: str) -> bytes:
    """Return the chain before a device's first event."""
    return hashlib.sha256(device.encode()).digest()


def chained(chain: bytes, items: Sequence[msgspec.Raw]) -> bytes:
    """Return the chain after `items`."""
    for item in items:
        chain = hashlib.sha256(chain + bytes(item)).digest()
    return chain


class UpMarks:
    """The table `up_stream`, and the look-ups that compare a device's history with ours.

    The marks of a group's devices are asked for at once, lie here while it is taken, and are
    written at once.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn
        self._marks: dict[str, UpMark] = {}
        self._changed: dict[str, None] = {}

    def read(self, devices: Collection[str]) -> None:
        """Ask for the marks of devices; what lay here is forgotten, its transaction has ended."""
        rows = self._conn.execute(
            "SELECT device, epoch, upto, hash, offered_from, doubt FROM up_stream"
            " WHERE device IN (SELECT value FROM json_each(?))",
            [json_list(list(devices))],
        ).fetchall()
        self._changed = {}
        self._marks = {
            device: UpMark(epoch, int(upto), bytes(chain), int(offered_from), Doubt(doubt))
            for device, epoch, upto, chain, offered_from, doubt in rows
        }

    def get(self, device: str) -> UpMark:
        """Return the mark of a device of this group, a blank one if it never greeted."""
        return self._marks.get(device) or UpMark(None, 0, root_of(device))

    def begin(self, device: str, mark: UpMark) -> None:
        """Keep the mark of a device that begins an epoch."""
        self._conn.execute("INSERT INTO epoch (device, epoch) VALUES (?, ?)", [device, mark.epoch])
        self.put(device, mark)

    def put(self, device: str, mark: UpMark) -> None:
        """Keep the mark of a device, once `write` is called."""
        self._marks[device] = mark
        self._changed[device] = None

    def write(self) -> None:
        """Write the marks that changed."""
        if not self._changed:
            return
        changed = [(device, self._marks[device]) for device in self._changed]
        self._conn.executemany(
            "INSERT INTO up_stream (device, epoch, upto, hash, offered_from, doubt)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET"
            " epoch = excluded.epoch, upto = excluded.upto, hash = excluded.hash,"
            " offered_from = excluded.offered_from, doubt = excluded.doubt",
            [
                (device, mark.epoch, mark.upto, mark.hash, mark.offered_from, mark.doubt.value)
                for device, mark in changed
            ],
        )
        self._changed = {}

    def has_seen(self, device: str, epoch: str) -> bool:
        """Return whether the device began that epoch before."""
        row = self._conn.execute(
            "SELECT 1 FROM epoch WHERE device = ? AND epoch = ?", [device, epoch]
        ).fetchone()
        return row is not None

    def chain_at(self, mark: TailMark) -> bytes | None:
        """Return the chain after an event that we have under the same number, None if not."""
        row = self._conn.execute(
            "SELECT hash FROM event WHERE id = ? AND seq = ?", [mark.id, mark.seq]
        ).fetchone()
        return bytes(row[0]) if row else None

    def common(self, tail: Sequence[TailMark]) -> tuple[int, bytes] | None:
        """Return the highest number both histories share, with the chain there."""
        for mark in sorted(tail, key=lambda m: -m.seq):
            chain = self.chain_at(mark)
            if chain is not None:
                return mark.seq, chain
        return None

    def parted(self, device: str, tail: Sequence[TailMark], upto: int) -> bool:
        """Return whether the device has something else where we have taken an event."""
        return any(
            mark.seq <= upto
            and self.chain_at(mark) is None
            and not self._is_quarantined(device, mark.seq)
            for mark in tail
        )

    def _is_quarantined(self, device: str, seq: int) -> bool:
        row = self._conn.execute(
            "SELECT 1 FROM quarantine WHERE device = ? AND seq <= ? AND to_seq >= ? AND seq > 0",
            [device, seq, seq],
        ).fetchone()
        return row is not None
