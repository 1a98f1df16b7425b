"""Questions about parcels."""

from collections.abc import Sequence

from sqlite_utils import Database

from kiosk.core import codes
from kiosk.core.books import Subject
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState
from kiosk.store import barcodes, numbers, rows


class Parcels:
    """Finds parcels; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, parcel: str) -> Parcel | None:
        """Return the parcel with this code."""
        found = rows.load(self._db, Subject("parcel", parcel))
        return found if isinstance(found, Parcel) else None

    def of_customer(self, customer_ref: str) -> tuple[Parcel, ...]:
        """Return every parcel of a customer."""
        sql = "SELECT body FROM parcel WHERE customer_ref = ? ORDER BY parcel"
        return self._all(sql, [customer_ref])

    def of_order(self, order: str) -> tuple[Parcel, ...]:
        """Return every parcel of an order."""
        return self._all("SELECT body FROM parcel WHERE order_no = ? ORDER BY parcel", [order])

    def in_cell(self, cell: str) -> tuple[Parcel, ...]:
        """Return what lies in a cell."""
        return self._all("SELECT body FROM parcel WHERE cell = ? ORDER BY parcel", [cell])

    def of_delivery(self, delivery: str, state: ParcelState | None = None) -> tuple[Parcel, ...]:
        """Return the parcels of a delivery, all or those in one state, last changed first."""
        if state is None:
            sql = "SELECT body FROM parcel WHERE delivery = ? ORDER BY changed_at DESC, parcel"
            return self._all(sql, [delivery])
        sql = (
            "SELECT body FROM parcel WHERE delivery = ? AND state = ?"
            " ORDER BY changed_at DESC, parcel"
        )
        return self._all(sql, [delivery, state.value])

    def in_state(self, state: ParcelState, limit: int = 500) -> tuple[Parcel, ...]:
        """Return parcels in a state, the longest there first."""
        sql = "SELECT body FROM parcel WHERE state = ? ORDER BY changed_at, parcel LIMIT ?"
        return self._all(sql, [state.value, limit])

    def on_counter(self, state: ParcelState) -> tuple[Parcel, ...]:
        """Return parcels in a state that lie in no cell and no box, the longest there first."""
        sql = (
            "SELECT body FROM parcel WHERE state = ? AND place = 'counter'"
            " ORDER BY changed_at, parcel"
        )
        return self._all(sql, [state.value])

    def of_session(self, session: str) -> tuple[Parcel, ...]:
        """Return the parcels picked for or issued in a session."""
        sql = (
            "SELECT body FROM parcel WHERE session = ? AND customer_ref ="
            " (SELECT customer_ref FROM session WHERE session.session = ?) ORDER BY parcel"
        )
        return self._all(sql, [session, session])

    def in_box(self, box: str) -> tuple[Parcel, ...]:
        """Return what lies in a box, or left in it, the last packed first."""
        sql = (
            "SELECT body FROM parcel WHERE box = ? AND state IN ('packed', 'shipped')"
            " ORDER BY changed_at DESC, parcel"
        )
        return self._all(sql, [box])

    def count_in_box(self, box: str) -> int:
        """Return how many parcels lie in a box, or left in it."""
        sql = "SELECT count(*) FROM parcel WHERE box = ? AND state IN ('packed', 'shipped')"
        return int(self._db.execute(sql, [box]).fetchone()[0])

    def to_pack(self, limit: int = 500) -> tuple[Parcel, ...]:
        """Return what goes to the warehouse and lies in no box, as one walks along the shelves."""
        sql = (
            "SELECT parcel.body FROM parcel LEFT JOIN cell USING (cell)"
            " WHERE state = 'to_return'"
            " OR (state IN ('received', 'stored') AND kind = 'drop_off')"
            " ORDER BY parcel.cell IS NOT NULL, cell.walk, parcel.parcel LIMIT ?"
        )
        return self._all(sql, [limit])

    def of_seller(self, seller_ref: str) -> tuple[Parcel, ...]:
        """Return every parcel of a seller."""
        return self._all(
            "SELECT body FROM parcel WHERE seller_ref = ? ORDER BY parcel", [seller_ref]
        )

    def with_digits(self, digits: str, limit: int) -> tuple[Parcel, ...]:
        """Return parcels whose code or order number has `digits` in a row, the unfinished first.

        Args:
            digits: at least four, else nothing is found.
            limit: parcels at most; the newest are told.
        """
        asked, found = numbers.query(digits), list[Parcel]()
        for sql in (numbers.OPEN, numbers.DONE) if asked else ():
            found += self._all(sql, [asked, digits, limit - len(found)])
        return tuple(found)

    def with_goods(self, code: str, limit: int) -> tuple[Parcel, ...]:
        """Return parcels with goods of this bar code, the unfinished first, of each the newest.

        Args:
            code: of the goods, or a marking code, which has it inside.
            limit: parcels at most.
        """
        goods, found = codes.goods(code), list[Parcel]()
        for is_over in (0, 1):
            found += self._all(barcodes.FIND, [goods, is_over, limit - len(found)])
        return tuple(found)

    def count_by_state(self) -> dict[ParcelState, int]:
        """Return how many parcels there are in each state."""
        found = self._db.execute("SELECT state, count(*) FROM parcel GROUP BY state").fetchall()
        return {ParcelState(state): int(n) for state, n in found}

    def count_in(self, state: ParcelState) -> int:
        """Return how many parcels are in a state, without a look at those that are in others."""
        sql = "SELECT count(*) FROM parcel WHERE state = ?"
        return int(self._db.execute(sql, [state.value]).fetchone()[0])

    def count_ready(self) -> int:
        """Return how many orders' parcels wait for their customers."""
        sql = "SELECT count(*) FROM parcel WHERE state = 'stored' AND kind = 'order'"
        return int(self._db.execute(sql).fetchone()[0])

    def count_expiring(self, before: int) -> int:
        """Return how many stored parcels' term ends before `before`, ms UTC."""
        sql = "SELECT count(*) FROM parcel WHERE state = 'stored' AND store_until < ?"
        return int(self._db.execute(sql, [before]).fetchone()[0])

    def expiring(self, before: int) -> tuple[Parcel, ...]:
        """Return the stored parcels whose term ends before `before`, ms UTC, the first first."""
        sql = (
            "SELECT body FROM parcel WHERE state = 'stored' AND store_until < ?"
            " ORDER BY store_until, parcel"
        )
        return self._all(sql, [before])

    def tally(self, delivery: str) -> dict[ParcelState, int]:
        """Return how many parcels of a delivery are in each state."""
        sql = "SELECT state, count(*) FROM parcel WHERE delivery = ? GROUP BY state"
        found = self._db.execute(sql, [delivery]).fetchall()
        return {ParcelState(state): int(n) for state, n in found}

    def knows_order(self, order: str) -> bool:
        """Whether any parcel is of this order."""
        sql = "SELECT 1 FROM parcel WHERE order_no = ? LIMIT 1"
        return self._db.execute(sql, [order]).fetchone() is not None

    def _all(self, sql: str, params: Sequence[object]) -> tuple[Parcel, ...]:
        return tuple(rows.parcel_of(body) for (body,) in self._db.execute(sql, params).fetchall())
