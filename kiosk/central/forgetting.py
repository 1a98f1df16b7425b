"""What the central keeps of a customer, and how it goes: by an erasure, or by the network's term.

Events name customers by reference alone and stay.
"""

from collections.abc import Sequence
from itertools import islice

import msgspec

from kiosk.central.claimed import claimed
from kiosk.central.evidence import Evidence
from kiosk.central.letters_without import without
from kiosk.central.outgoing import REPLACED
from kiosk.central.pickup_codes import DAY_MS
from kiosk.central.sql import Sql, json_list
from kiosk.core.messages import CodesSet
from kiosk.sync.protocol import REVOKED


class Forgetting:
    """Lets go of what is told of customers: in `beside`, `told`, `customer`, letters, photos.

    Args:
        conn: inside a transaction whenever something is written.

    Attributes:
        must_scrub: something was forgotten, and the database's log still has it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn
        self.must_scrub = True  # an earlier life may have ended between the two

    def points_of(self, customer_ref: str) -> list[str]:
        """Return the points that know a customer, if only by what they once did there.

        Names and codes go by a term, photos by a longer one: the books still say whose those are.
        """
        told = self._conn.execute(
            "SELECT point FROM beside WHERE id = ? AND kind IN ('customer', 'codes', 'elsewhere')"
            " UNION SELECT point FROM told WHERE customer_ref = ?",
            [customer_ref, customer_ref],
        ).fetchall()
        known = {str(row[0]) for row in told}
        every = self._conn.execute("SELECT point FROM point ORDER BY point").fetchall()
        asked = {str(row[0]) for row in every} - known
        # a point at a time: no statement is a long one, however large the network
        return sorted(known | {point for point in asked if self._dealt(point, customer_ref)})

    def _dealt(self, point: str, customer_ref: str) -> bool:
        row = self._conn.execute(
            "SELECT 1 FROM book WHERE point = ? AND kind IN ('parcel', 'session', 'return')"
            " AND json_extract(CAST(body AS TEXT), '$.customer_ref') = ? LIMIT 1",
            [point, customer_ref],
        ).fetchone()
        return row is not None

    def erase(self, point: str, customer_ref: str, at: int) -> None:
        """Keep nothing of a customer among what a point was told, nor a photo of their dealings."""
        Evidence(self._conn).erase(point, customer_ref, at)
        self.forget(point, [customer_ref])

    def forget(self, point: str, refs: Sequence[str]) -> None:
        """Keep nothing of customers among what a point was told."""
        wanted = json_list(refs)
        self._conn.execute(
            "DELETE FROM beside WHERE point = ? AND kind IN ('customer', 'codes', 'elsewhere')"
            " AND id IN (SELECT value FROM json_each(?))",
            [point, wanted],
        )
        self._conn.execute(
            "DELETE FROM told WHERE point = ? AND customer_ref IN (SELECT value FROM json_each(?))",
            [point, wanted],
        )
        changed = []
        for device, seq, raw in self._letters(point):
            after = raw
            for ref in refs:
                if _names(after, ref):
                    after = without(after, ref)
            if after != raw:
                changed.append((after, device, seq))
        self._conn.executemany("UPDATE message SET raw = ? WHERE device = ? AND seq = ?", changed)
        self.must_scrub = True

    def _letters(self, point: str) -> list[tuple[str, int, bytes]]:
        found = self._conn.execute(
            "SELECT message.device, message.seq, message.raw FROM message"
            " JOIN device ON device.device = message.device WHERE device.point = ?"
            " AND message.type IN ('delivery.part', 'codes.set', 'elsewhere.set',"
            " 'return.expected', 'snapshot.part') ORDER BY message.device, message.seq",
            [point],
        ).fetchall()
        return [(str(device), int(seq), bytes(raw)) for device, seq, raw in found]

    def drop_codes(self, customer_ref: str) -> None:
        """The network forgets what a customer's codes are made of."""
        self._conn.execute("DELETE FROM told WHERE customer_ref = ?", [customer_ref])
        self._conn.execute("DELETE FROM customer WHERE customer_ref = ?", [customer_ref])
        self.must_scrub = True

    # -- by term -----------------------------------------------------------------------------------

    def quiet(self, point: str, before: int) -> list[str]:
        """Return customers of a point of whom it was told nothing since a moment.

        Args:
            point: which.
            before: the moment, ms UTC.
        """
        rows = self._conn.execute(
            "SELECT ref FROM (SELECT id AS ref FROM beside WHERE point = ?"
            "  AND kind IN ('customer', 'codes', 'elsewhere')"
            "  UNION SELECT customer_ref FROM told WHERE point = ?) AS known WHERE ref NOT IN"
            " (SELECT id FROM beside WHERE point = ? AND told_at >= ?"
            "  AND kind IN ('customer', 'codes', 'elsewhere'))"
            " AND ref NOT IN (SELECT customer_ref FROM told WHERE point = ? AND until_day > ?)"
            " ORDER BY ref",
            [point, point, point, before, point, before // DAY_MS],
        ).fetchall()
        return [str(row[0]) for row in rows]

    def expired(self, point: str, before: int, most: int) -> list[str]:
        """Return customers of a point of whom nothing is open, and nothing happened since a moment.

        A claim about their dealings is something open. It reads the whole of the point's books.

        Args:
            point: which.
            before: the moment, ms UTC.
            most: so many at most.
        """
        quiet = self.quiet(point, before)
        if not quiet:
            return []
        busy = self._busy(point, before) | self._owed(point) | self._coded(point, before)
        busy |= claimed(self._conn, point).customers
        found = [ref for ref in quiet if ref not in busy]
        waiting = self._unanswered(point) if found else []
        free = (ref for ref in found if not any(_names(raw, ref) for raw in waiting))
        return list(islice(free, most))

    def _busy(self, point: str, before: int) -> set[str]:
        """Return whose parcels, visits and returns are open, or were not long ago."""
        rows = self._conn.execute(
            "SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.customer_ref') FROM book"
            " WHERE point = ? AND (kind = 'parcel' AND state IN ('expected', 'received', 'stored',"
            "  'picked', 'quarantined', 'to_return', 'not_found', 'packed')"
            "  OR kind = 'return' AND state IN ('expected', 'open')"
            "  OR kind = 'session' AND state IN ('open', 'paying')"
            "  OR kind IN ('parcel', 'return') AND"
            "  CAST(json_extract(CAST(body AS TEXT), '$.changed_at') AS BIGINT) >= ?)",
            [point, before],
        ).fetchall()
        return {str(row[0]) for row in rows}

    def _owed(self, point: str) -> set[str]:
        """Return to whom money could not go back that nobody has settled."""
        rows = self._conn.execute(
            "SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.customer_ref') FROM book"
            " WHERE point = ? AND kind = 'session' AND id IN"
            " (SELECT json_extract(CAST(body AS TEXT), '$.session') FROM book"
            "  WHERE point = ? AND kind = 'payment' AND state = 'paid'"
            "  AND coalesce(json_extract(CAST(body AS TEXT), '$.reason'), '')"
            "  NOT IN ('', 'dismissed'))",
            [point, point],
        ).fetchall()
        return {str(row[0]) for row in rows}

    def _coded(self, point: str, before: int) -> set[str]:
        """Return whose codes still counted at a moment; a network may make its own."""
        rows = self._conn.execute(
            "SELECT id, body FROM beside WHERE point = ? AND kind = 'codes' AND told_at < ?",
            [point, before],
        ).fetchall()
        told = ((str(id_), msgspec.json.decode(bytes(body), type=CodesSet)) for id_, body in rows)
        return {id_ for id_, one in told if any(line.to_at >= before for line in one.codes)}

    def _unanswered(self, point: str) -> list[bytes]:
        """Return the letters that a box of the point may still obey, or be told again."""
        rows = self._conn.execute(
            "SELECT raw FROM message JOIN device USING (device) JOIN down_stream USING (device)"
            " WHERE point = ? AND (seq >= first OR type <> 'snapshot.part')"
            " AND state IN ('queued', 'received') AND blocked NOT IN (?, ?)"
            " AND type IN ('delivery.part', 'codes.set', 'elsewhere.set', 'return.expected',"
            " 'snapshot.part')",
            [point, REPLACED, REVOKED],
        ).fetchall()
        return [bytes(row[0]) for row in rows]

    def drop_lone_codes(self) -> int:
        """Forget what codes of customers are made of whom no point knows any more; how many."""
        gone = self._conn.execute(
            # as sets: asked row by row, no index helps, and an hour's mail waits for it
            "DELETE FROM customer WHERE customer_ref IN (SELECT customer_ref FROM customer"
            " EXCEPT SELECT customer_ref FROM told"
            " EXCEPT SELECT id FROM beside WHERE kind IN ('customer', 'codes', 'elsewhere'))"
        )
        self.must_scrub = self.must_scrub or gone.rowcount > 0
        return gone.rowcount


def _names(raw: bytes, ref: str) -> bool:
    return f'"{ref}"'.encode() in raw
