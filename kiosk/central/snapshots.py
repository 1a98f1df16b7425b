"""Sending the whole of a point to a box that lost it: a new box, a restored one, one that asks.

A snapshot is written once the box's journal has come up whole, so that what it knows and what the
box knows on top are told apart by one number (PROTOCOL.md 9).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from kiosk.central.beside import Beside
from kiosk.central.notes import Notes
from kiosk.central.outgoing import Outgoing
from kiosk.central.sql import Sql, json_list
from kiosk.core import snapshots
from kiosk.core.letter import Letter
from kiosk.core.messages import SnapshotBegin, SnapshotEnd, SnapshotPart
from kiosk.core.snapshots import ENDED, MOST_PART_BYTES, MOST_ROWS

log = logging.getLogger(__name__)

_KEPT_MS = 14 * 24 * 3600 * 1000  # what was over longer ago is not sent again
_MOST_FAILED = 3
_PERSONAL = ("customer", "codes")
_SENT = "sent"  # nothing is due, but its outcome is not known yet


class Snapshots:
    """The table `snapshot_due`, and the letters that carry a snapshot.

    Args:
        conn: inside a transaction whenever a method is called.
        outgoing: the letters.
        notes: for what people should look at.
        new_id: makes UUIDv7s.
    """

    def __init__(
        self,
        conn: Sql,
        outgoing: Outgoing,
        notes: Notes,
        new_id: Callable[[], str],
    ) -> None:
        self._conn, self._outgoing, self._notes = conn, outgoing, notes
        self._beside, self._new_id = Beside(conn), new_id

    def want(self, device: str, why: str, from_seq: int) -> None:
        """Send a snapshot once the device's journal has come up to `from_seq`."""
        self._conn.execute(
            "INSERT INTO snapshot_due (device, why, from_seq, failed) VALUES (?, ?, ?, 0)"
            " ON CONFLICT (device) DO UPDATE SET why = excluded.why, from_seq = excluded.from_seq",
            [device, why, from_seq],
        )

    def want_for_new_life(self, device: str, from_seq: int, *, is_first: bool) -> None:
        """Send a snapshot to a box with a new journal, if there is anything to take over.

        Args:
            device: the box.
            from_seq: its journal's head.
            is_first: it never greeted before.
        """
        if not is_first:
            self.want(device, "new_epoch", from_seq)
            return
        past = self._conn.execute(
            "SELECT 1 FROM device AS other JOIN device ON device.point = other.point"
            " WHERE device.device = ? AND other.device <> device.device"
            " AND other.role = 'counter' LIMIT 1",
            [device],
        ).fetchone()
        if past is not None:
            self.want(device, "new_box", from_seq)

    def done(self, device: str, *, ok: bool) -> None:
        """The device told what became of a snapshot; a bad one is written anew, three times."""
        if ok:
            self._conn.execute(
                "DELETE FROM snapshot_due WHERE device = ? AND why = ?", [device, _SENT]
            )
            return
        row = self._conn.execute(
            "SELECT failed FROM snapshot_due WHERE device = ?", [device]
        ).fetchone()
        failed = int(row[0]) + 1 if row else 1
        self._notes.alarm(device, "snapshot_failed")
        if failed >= _MOST_FAILED:
            self._conn.execute("DELETE FROM snapshot_due WHERE device = ?", [device])
            return
        self.want(device, "failed", 0)
        self._conn.execute("UPDATE snapshot_due SET failed = ? WHERE device = ?", [failed, device])

    def write_due(self, devices: Iterable[str], at: int) -> tuple[str, ...]:
        """Write the snapshots whose time has come; return the devices they are for.

        Args:
            devices: held until the unit ends, so that their books stand still meanwhile.
            at: now, ms UTC.
        """
        due = self._conn.execute(
            "SELECT snapshot_due.device, device.point, up_stream.epoch, up_stream.upto, why"
            " FROM snapshot_due JOIN device ON device.device = snapshot_due.device"
            " JOIN up_stream ON up_stream.device = snapshot_due.device"
            " WHERE why <> ? AND up_stream.upto >= snapshot_due.from_seq"
            " AND snapshot_due.device IN (SELECT value FROM json_each(?))"
            " ORDER BY snapshot_due.device",
            [_SENT, json_list(tuple(devices))],
        ).fetchall()
        for device, point, epoch, upto, why in due:
            self._write(str(device), str(point), (str(epoch), int(upto)), at)
            self._conn.execute("UPDATE snapshot_due SET why = ? WHERE device = ?", [_SENT, device])
            log.info("%s: a snapshot is on its way: %s", device, why)
        return tuple(str(row[0]) for row in due)

    def _write(self, device: str, point: str, up: tuple[str, int], at: int) -> None:
        tables = self._rows(point, at)
        parts = [(table, rows) for table, found in tables.items() for rows in _parted(found)]
        name = self._new_id()
        digests = [snapshots.part_digest(table, rows) for table, rows in parts]
        count = sum(len(rows) for _table, rows in parts)
        letters: list[Letter] = [SnapshotBegin(name, *up, len(parts), count)]
        letters += [
            SnapshotPart(name, n, table, tuple(map(msgspec.Raw, rows)))
            for n, (table, rows) in enumerate(parts, start=1)
        ]
        letters.append(SnapshotEnd(name, snapshots.digest(digests)))
        letters += [*self._beside.posts(point, at), *self._beside.around(point)]
        self._outgoing.queue(device, letters, at, "system")
        self._outgoing.queue_again(device, at)

    def _rows(self, point: str, at: int) -> dict[str, list[bytes]]:
        tables: dict[str, list[bytes]] = {}
        customers: set[str] = set()
        found = self._conn.execute(
            "SELECT kind, state, body FROM book WHERE point = ? ORDER BY kind, id", [point]
        ).fetchall()
        for kind, state, body in found:
            row = snapshots.read(str(kind), bytes(body))
            last = getattr(row, "changed_at", 0) or getattr(row, "closed_at", 0)
            if state in ENDED.get(kind, ()) and last < at - _KEPT_MS:
                continue
            tables.setdefault(str(kind), []).append(bytes(body))
            customers.add(str(getattr(row, "customer_ref", "")))
        for kind, id_, body in self._beside.all(point):
            if kind not in _PERSONAL or id_ in customers:
                tables.setdefault(kind, []).append(body)
        return tables


def _parted(rows: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Cut rows into parts that fit a letter."""
    part: list[bytes] = []
    size = 0
    for row in rows:
        if part and (len(part) == MOST_ROWS or size + len(row) > MOST_PART_BYTES):
            yield tuple(part)
            part, size = [], 0
        part.append(row)
        size += len(row)
    if part:
        yield tuple(part)
