"""Points on a map: a plain grid of degrees that fits them, drawn without anybody's tiles."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from kiosk.central.console.boxes import Place

WIDTH, HEIGHT = 960, 420
_EDGE = 56
_LEAST_SPAN = 0.02  # degrees: one point alone is no reason to look at its doorstep
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)
_MOST_LINES = 6
_LABEL_GAP = 16


class Placed(Protocol):
    """What may be drawn; it has no place while nobody said where it lies."""

    @property
    def place(self) -> Place | None:
        """Where it lies."""


P = TypeVar("P", bound=Placed)


class Mark(Struct, Generic[P], frozen=True):
    """A point where it is drawn.

    Args:
        row: which, and what is known of it.
        x, y: of its middle, px.
        label_y: of its name, moved where another one would lie over it; None where the drawing
            has no room left for it.
    """

    row: P
    x: float
    y: float
    label_y: float | None


class Line(Struct, frozen=True):
    """A line of the grid: where it is drawn, and its degree."""

    at: float
    degree: str


class Plot(Struct, Generic[P], frozen=True):
    """A drawing of points.

    Args:
        marks: the points, from north to south.
        meridians, parallels: lines of equal longitude and latitude.
        missing: points nobody placed.
    """

    marks: tuple[Mark[P], ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]
    missing: tuple[P, ...]


def plotted(rows: Sequence[P]) -> Plot[P]:
    """Return where each point is drawn."""
    placed = [(row, row.place.lat, row.place.lon) for row in rows if row.place is not None]
    missing = tuple(row for row in rows if row.place is None)
    if not placed:
        return Plot((), (), (), missing)
    lats, lons = [lat for _, lat, _ in placed], [lon for _, _, lon in placed]
    mid_lat, mid_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = max(
        0.1, math.cos(math.radians(mid_lat))
    )  # a degree of longitude beside one of latitude
    tall = max(max(lats) - min(lats), _LEAST_SPAN)
    wide = max((max(lons) - min(lons)) * narrow, _LEAST_SPAN)
    scale = min((WIDTH - 2 * _EDGE) / wide, (HEIGHT - 2 * _EDGE) / tall)

    def x_of(lon: float) -> float:
        return round(WIDTH / 2 + (lon - mid_lon) * narrow * scale, 1)

    def y_of(lat: float) -> float:
        return round(HEIGHT / 2 - (lat - mid_lat) * scale, 1)

    half_lat, half_lon = HEIGHT / 2 / scale, WIDTH / 2 / scale / narrow
    return Plot(
        _marks([(row, x_of(lon), y_of(lat)) for row, lat, lon in placed]),
        tuple(Line(x_of(d), _degree(d, "EW")) for d in _between(mid_lon, half_lon, 180.0)),
        tuple(Line(y_of(d), _degree(d, "NS")) for d in _between(mid_lat, half_lat, 90.0)),
        missing,
    )


def _marks(placed: Sequence[tuple[P, float, float]]) -> tuple[Mark[P], ...]:
    taken: dict[tuple[int, int], float] = {}  # a cell has room for one name
    marks: list[Mark[P]] = []
    for row, x, y in sorted(placed, key=lambda one: (one[2], one[1])):
        label = y
        while label < HEIGHT and _is_taken(taken, x, label):
            label += _LABEL_GAP / 2
        if label < HEIGHT:
            taken[_cell(x, label)] = label
        marks.append(Mark(row, x, y, label if label < HEIGHT else None))
    return tuple(marks)


def _cell(x: float, label: float) -> tuple[int, int]:
    return int(x // _EDGE), int(label // (_LABEL_GAP / 2))


def _is_taken(taken: Mapping[tuple[int, int], float], x: float, label: float) -> bool:
    """Whether a name would lie over another; as long a look however many there are."""
    column, slot = _cell(x, label)
    near = product(range(column - 2, column + 3), range(slot - 2, slot + 3))
    return any(abs(taken.get(cell, math.inf) - label) < _LABEL_GAP for cell in near)


def _between(middle: float, half: float, most: float) -> list[float]:
    """Return round degrees round a middle, of those there are."""
    low, high = max(middle - half, -most), min(middle + half, most)
    step = next((one for one in _STEPS if (high - low) / one <= _MOST_LINES), _STEPS[-1])
    first, last = math.ceil(low / step), math.floor(high / step)
    return [number * step for number in range(first, last + 1)]


def _degree(degree: float, letters: str) -> str:
    letter = letters[0] if degree >= 0 else letters[1]
    return f"{abs(degree):.3f}".rstrip("0").rstrip(".") + f"° {letter}"
