"""Questions about cells: the map, and what lies where."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.cells import UNITS, Cell, CellLoad
from kiosk.store import rows

_UNITS: dict[str, int] = {size.value: units for size, units in UNITS.items()}


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
        sql = "SELECT cell, size, customer_ref FROM parcel WHERE cell NOT NULL"
        lying: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for cell, size, customer_ref in self._db.execute(sql).fetchall():
            lying[cell].append((size, customer_ref))
        return tuple(
            _load(cell, lying.get(cell.cell, ()), cell.cell in dark) for cell in self.all()
        )

    def load(self, cell: str) -> CellLoad | None:
        """Return one cell with what lies in it."""
        found = self.get(cell)
        if found is None:
            return None
        sql = "SELECT size, customer_ref FROM parcel WHERE cell = ?"
        return _load(found, self._db.execute(sql, [cell]).fetchall(), dark=False)


def _load(cell: Cell, lying: Sequence[tuple[str, str | None]], dark: bool) -> CellLoad:  # noqa: FBT001
    if not lying:
        return CellLoad(cell, dark=dark)
    customers = frozenset(customer for _, customer in lying if customer)
    return CellLoad(cell, sum(_UNITS[size] for size, _ in lying), customers, dark)
