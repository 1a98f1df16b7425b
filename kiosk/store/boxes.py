"""Questions about boxes for the warehouse."""

from collections.abc import Sequence

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.boxes import Box
from kiosk.store import rows


class Boxes:
    """Finds boxes; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, box: str) -> Box | None:
        """Return the box with this code."""
        found = rows.load(self._db, Subject("box", box))
        return found if isinstance(found, Box) else None

    def opened(self) -> tuple[Box, ...]:
        """Return the boxes that take parcels."""
        return self._all("SELECT body FROM box WHERE state = 'open' ORDER BY box", ())

    def closed(self) -> tuple[Box, ...]:
        """Return the sealed boxes that are still here, loaded or not."""
        sql = "SELECT body FROM box WHERE state IN ('sealed', 'loaded') ORDER BY box"
        return self._all(sql, ())

    def of_shipment(self, shipment: str) -> tuple[Box, ...]:
        """Return the boxes loaded for a shipment, or gone with it."""
        return self._all("SELECT body FROM box WHERE shipment = ? ORDER BY box", [shipment])

    def with_seal(self, seal: str) -> Box | None:
        """Return the box that has this seal now, or had it."""
        sql = "SELECT body FROM box WHERE instr(seals, ?) > 0 ORDER BY box LIMIT 1"
        found = self._all(sql, [f" {seal} "])
        return found[0] if found else None

    def _all(self, sql: str, params: Sequence[object]) -> tuple[Box, ...]:
        return tuple(rows.box_of(body) for (body,) in self._db.execute(sql, params).fetchall())
