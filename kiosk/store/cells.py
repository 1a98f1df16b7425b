"""Questions about cells: the map, and what lies where."""

from collections.abc import Collection, Iterable

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.cells import UNITS, Cell, CellLoad
from kiosk.core.parcels import Parcel
from kiosk.store import rows


class Cells:
    """Finds cells with their load; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, cell: str) -> Cell | None:
        """Return the cell with this id."""
        found = rows.load(self._db, Subject("cell", cell))
        return found if isinstance(found, Cell) else None

    def all(self) -> tuple[Cell, ...]:
        """Return the whole map in walk order."""
        sql = "SELECT body FROM cell ORDER BY walk, cell"
        return tuple(rows.cell_of(body) for (body,) in self._db.execute(sql).fetchall())

    def loads(self, dark: Collection[str] = ()) -> tuple[CellLoad, ...]:
        """Return every cell with what lies in it, in walk order.

        Args:
            dark: cells whose lamp does not shine.
        """
        sql = "SELECT body FROM parcel WHERE cell IS NOT NULL"
        lying: dict[str, list[Parcel]] = {}
        for (body,) in self._db.execute(sql).fetchall():
            parcel = rows.parcel_of(body)
            lying.setdefault(parcel.cell or "", []).append(parcel)
        return tuple(_load(c, lying.get(c.cell, ()), c.cell in dark) for c in self.all())

    def load(self, cell: str) -> CellLoad | None:
        """Return one cell with what lies in it."""
        found = self.get(cell)
        if found is None:
            return None
        sql = "SELECT body FROM parcel WHERE cell = ?"
        lying = [rows.parcel_of(body) for (body,) in self._db.execute(sql, [cell]).fetchall()]
        return _load(found, lying, dark=False)


def _load(cell: Cell, lying: Iterable[Parcel], dark: bool) -> CellLoad:  # noqa: FBT001
    parcels = tuple(lying)
    customers = frozenset(p.customer_ref for p in parcels if p.customer_ref)
    return CellLoad(cell, sum(UNITS[p.size] for p in parcels), customers, dark)
