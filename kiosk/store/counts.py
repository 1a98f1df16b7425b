"""Questions about stocktakes, and the cell in hand: what is scanned there and not yet counted."""

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.events import word_of
from kiosk.core.facts import visits
from kiosk.core.stocktake import CellCount, Stocktake
from kiosk.core.verdicts import HANDLED, Counted
from kiosk.store import rows

_HANDLED = tuple(map(word_of, HANDLED))
_MISSED = (word_of(visits.ParcelNotFound),)
_names = msgspec.json.Decoder(tuple[str, ...])


class InHand(Struct, frozen=True):
    """The cell somebody stands at.

    Args:
        parcels: what was scanned in it, the first first.
    """

    stocktake: str
    cell: str
    parcels: tuple[str, ...] = ()


class Counts:
    """The tables `stocktake`, `cell_count` and `cell_in_hand`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, stocktake: str) -> Stocktake | None:
        """Return the stocktake with this id."""
        found = rows.load(self._db, Subject("stocktake", stocktake))
        return found if isinstance(found, Stocktake) else None

    def under_way(self) -> Stocktake | None:
        """Return the stocktake that is not over, the oldest should two boxes have begun one."""
        sql = (
            "SELECT body FROM stocktake WHERE state IN ('counting', 'recount', 'review')"
            " ORDER BY started_at, stocktake LIMIT 1"
        )
        row = self._db.execute(sql).fetchone()
        return rows.stocktake_of(row[0]) if row else None

    def last_applied(self) -> Stocktake | None:
        """Return the stocktake that was applied last."""
        sql = (
            "SELECT body FROM stocktake WHERE state = 'applied'"
            " ORDER BY started_at DESC, stocktake DESC LIMIT 1"
        )
        row = self._db.execute(sql).fetchone()
        return rows.stocktake_of(row[0]) if row else None

    def of_cell(self, cell: str) -> CellCount | None:
        """Return how a cell was counted last."""
        found = rows.load(self._db, Subject("count", cell))
        return found if isinstance(found, CellCount) else None

    def all(self) -> dict[str, CellCount]:
        """Return how every cell was counted last."""
        found = self._db.execute("SELECT cell, body FROM cell_count").fetchall()
        return {str(cell): rows.count_of(body) for cell, body in found}

    def of_stocktake(self, stocktake: str) -> tuple[Counted, ...]:
        """Return a stocktake's counts with the numbers of their events, in that order.

        What a snapshot brought has no number here: it comes first, in the order of its times.
        """
        sql = (
            "SELECT cell_count.body, coalesce(max(touched.seq), 0) FROM cell_count"
            " LEFT JOIN touched ON touched.kind = 'count' AND touched.id = cell_count.cell"
            " WHERE cell_count.stocktake = ? GROUP BY cell_count.cell"
            " ORDER BY 2, cell_count.counted_at, cell_count.cell"
        )
        found = self._db.execute(sql, [stocktake]).fetchall()
        return tuple(Counted(rows.count_of(body), int(seq)) for body, seq in found)

    def begun(self, stocktake: str) -> int:
        """Return the number of the event a stocktake began with, 0 for none."""
        sql = "SELECT min(seq) FROM touched WHERE kind = 'stocktake' AND id = ?"
        return int(self._db.execute(sql, [stocktake]).fetchone()[0] or 0)

    def handled(self, parcels: Collection[str]) -> dict[str, int]:
        """Return when each parcel was last in somebody's hand: the number of that event."""
        return {name: self._last(name, _HANDLED) for name in parcels}

    def missed(self, parcel: str) -> int:
        """Return the number of the event that last said a parcel was not found, 0 for none."""
        return self._last(parcel, _MISSED)

    def _last(self, parcel: str, words: tuple[str, ...]) -> int:
        sql = (
            "SELECT max(touched.seq) FROM touched JOIN journal USING (seq)"
            " WHERE touched.kind = 'parcel' AND touched.id = ?"
            " AND journal.type IN (SELECT value FROM json_each(?))"
        )
        return int(self._db.execute(sql, [parcel, rows.body_of(words).decode()]).fetchone()[0] or 0)

    # -- the cell in hand ------------------------------------------------------------------------

    def in_hand(self) -> InHand | None:
        """Return the cell somebody stands at, None when nobody does."""
        row = self._db.execute("SELECT stocktake, cell, parcels FROM cell_in_hand").fetchone()
        return InHand(str(row[0]), str(row[1]), _names.decode(row[2])) if row else None

    def take_in_hand(self, hand: InHand) -> None:
        """Keep what was scanned so far, so that a pulled plug takes none of it; within a unit."""
        self._db.execute(
            "INSERT INTO cell_in_hand (only_one, stocktake, cell, parcels) VALUES (1, ?, ?, ?)"
            " ON CONFLICT (only_one) DO UPDATE SET stocktake = excluded.stocktake,"
            " cell = excluded.cell, parcels = excluded.parcels",
            [hand.stocktake, hand.cell, rows.body_of(hand.parcels)],
        )

    def let_go(self) -> None:
        """Forget the cell in hand; within a unit."""
        self._db.execute("DELETE FROM cell_in_hand")
