"""The map a place is chosen on: its file, outlines where there is none, addresses."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from kiosk.core.addresses import Address
from kiosk.core.geo import Spot
from kiosk.core.mapfile import Flaw, Sheet
from kiosk.core.outlines import Cell
from kiosk.store import outlines
from kiosk.store.tiles import BadTiles, TileFile
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody

log = logging.getLogger(__name__)

Mark: TypeAlias = tuple[Path, int, int]  # which file, when it was written, its length


class Maps(Activity):
    """One file of tiles, opened when somebody looks, and again when it is another one.

    Args:
        counter: what all activities share.
        where: tells where the file lies, None where there is none.
    """

    def __init__(self, counter: Counter, where: Callable[[], Path | None]) -> None:
        super().__init__(counter)
        self._where = where
        self._mark: Mark | None = None
        self._told: TileFile | Flaw = Flaw.NONE_GIVEN

    @anybody
    def sheet(self) -> Sheet | Flaw:
        """Return what the map says of itself, or why there is none; looks for the file anew."""
        path = self._where()
        mark = None if path is None else _mark(path)
        if path is not None and (mark is None or mark != self._mark):
            self._told = _opened(path)
        elif path is None:
            self._told = Flaw.NONE_GIVEN
        self._mark = mark
        return self._told.sheet if isinstance(self._told, TileFile) else self._told

    @anybody
    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return a tile's picture, None where there is none; suits a worker.

        Args:
            zoom: whose.
            x: columns from the west.
            y: rows from the north.
        """
        return self._told.tile(zoom, x, y) if isinstance(self._told, TileFile) else None

    @anybody
    def find(self, text: str) -> tuple[Address, ...]:
        """Return the addresses a text may mean, the closest first; suits a worker."""
        return self._told.find(text) if isinstance(self._told, TileFile) else ()

    @anybody
    def outline(self, column: int, row: int) -> Cell:
        """Return the land in a cell of the coarse outlines; suits a worker."""
        return outlines.cell(column, row)

    @anybody
    def is_far_at_sea(self, spot: Spot) -> bool:
        """Whether a place lies in the water, well off any coast."""
        return outlines.is_far_at_sea(spot)


def _mark(path: Path) -> Mark | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return (path, told.st_mtime_ns, told.st_size)


def _opened(path: Path) -> TileFile | Flaw:
    try:
        return TileFile(path)
    except BadTiles as bad:
        log.warning("%s", bad)
        return bad.flaw
