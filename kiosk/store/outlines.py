"""The outlines of land that ship with the counter, read a cell at a time."""

from functools import lru_cache
from importlib.resources import files

from kiosk.core import outlines
from kiosk.core.geo import Spot
from kiosk.core.outlines import NOTHING, UNITS, Cell

NAME = "outlines.bin"
_KEPT = 256  # cells unpacked at once; the busiest holds some thousand places


@lru_cache(maxsize=1)
def _bodies() -> dict[tuple[int, int], bytes]:
    return outlines.unpacked((files("kiosk.store") / "data" / NAME).read_bytes())


@lru_cache(maxsize=_KEPT)
def cell(column: int, row: int) -> Cell:
    """Return what lies in a cell, by column from the west and row from the south."""
    body = _bodies().get((column, row))
    return NOTHING if body is None else outlines.cell_of(body)


def is_far_at_sea(spot: Spot) -> bool:
    """Whether a place lies in the water, well off any coast."""
    lon, lat = int(spot.lon * UNITS), int(spot.lat * UNITS)
    return outlines.is_far_at_sea(cell(outlines.column_of(lon), outlines.row_of(lat)), spot)
