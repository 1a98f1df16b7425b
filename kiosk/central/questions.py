"""Questions to the central's SQLite file; also for other processes, which may only read it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kiosk.central.books import Ledger
from kiosk.central.store import Counts, Point


class Questions:
    """What people and proofs ask of the books.

    Args:
        conn: an open connection.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._ledger = Ledger(conn)

    def close(self) -> None:
        """Close the connection."""
        self._conn.close()

    def point(self, point: str) -> Point | None:
        """Return a registered point."""
        row = self._conn.execute(
            "SELECT point, name, point_key, policy FROM point WHERE point = ?", [point]
        ).fetchone()
        return Point(row[0], row[1], bytes(row[2]), row[3]) if row else None

    def secret_of(self, customer_ref: str) -> bytes | None:
        """Return what a customer's pickup codes are made from, as the network's app holds it."""
        row = self._conn.execute(
            "SELECT code_secret FROM customer WHERE customer_ref = ?", [customer_ref]
        ).fetchone()
        return bytes(row[0]) if row else None

    def event_ids(self, device: str) -> list[tuple[int, str]]:
        """Return (seq, id) of every event kept of a device, in order."""
        rows = self._conn.execute(
            "SELECT seq, id FROM event WHERE device = ? ORDER BY seq", [device]
        )
        return [(int(seq), str(id_)) for seq, id_ in rows]

    def counts(self, point: str) -> Counts:
        """Return what the books hold of a point."""
        one = self._one
        return Counts(
            events=one(
                "SELECT count(*) FROM event JOIN device USING (device) WHERE point = ?", point
            ),
            duplicates=one(
                "SELECT coalesce(sum(n), 0) FROM counted JOIN device USING (device)"
                " WHERE point = ? AND what = 'duplicates'",
                point,
            ),
            quarantined=one(
                "SELECT count(*) FROM quarantine JOIN device USING (device) WHERE point = ?", point
            ),
            unhandled=one(
                "SELECT count(*) FROM event JOIN device USING (device)"
                " WHERE point = ? AND flag = 'unhandled'",
                point,
            ),
            conflicts=one("SELECT count(*) FROM conflict WHERE point = ?", point),
            upto=one(
                "SELECT coalesce(max(upto), 0) FROM up_stream JOIN device USING (device)"
                " WHERE point = ?",
                point,
            ),
            parcels=self._ledger.count_parcels(point),
            messages=self._by_state(point),
        )

    def _one(self, sql: str, point: str) -> int:
        return int(self._conn.execute(sql, [point]).fetchone()[0])

    def _by_state(self, point: str) -> dict[str, int]:
        rows = self._conn.execute(
            "SELECT state, count(*) FROM message JOIN device USING (device) WHERE point = ?"
            " GROUP BY state",
            [point],
        )
        return {str(state): int(n) for state, n in rows}

    def books(self, point: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield (kind, id, state as JSON) of every row of a point's books."""
        return self._ledger.everything(point)

    def presence(self, device: str) -> tuple[bool, int] | None:
        """Return (online, heard at) of a device."""
        row = self._conn.execute(
            "SELECT online, heard_at FROM presence WHERE device = ?", [device]
        ).fetchone()
        return (bool(row[0]), int(row[1])) if row else None


def read_central(path: Path) -> Questions:
    """Open another process's central store for reading."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return Questions(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0))
