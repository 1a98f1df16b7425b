"""Tiles drawn from the coarse outlines of land, for a map without a file of its own."""

from collections.abc import Callable, Sequence

import pygame

from kiosk.core.geo import TILE_PX, Spot, from_plane, to_plane
from kiosk.core.outlines import UNITS, Cell, Line, column_of, row_of
from kiosk.ui.kit.ground import Key, Reach
from kiosk.ui.theme import Rgb

REACH = Reach(2, 7)  # finer, the outlines have nothing to tell


def outline_tile(
    key: Key, cell: Callable[[int, int], Cell], sea: Rgb, land: Rgb, border: Rgb
) -> pygame.Surface:
    """Draw a tile of sea, land and borders.

    Args:
        key: which.
        cell: tells the outlines of a cell by column and row.
        sea: colour of the water.
        land: of the land.
        border: of the borders of countries.
    """
    zoom, x, y = key
    across = 1 << zoom
    north_west, south_east = from_plane(x / across, y / across), _corner(x, y, across)
    surface = pygame.Surface((TILE_PX, TILE_PX))
    surface.fill(sea)
    places = _projector(key)
    west, east = int(north_west.lon * UNITS), int(south_east.lon * UNITS)
    south, north = int(south_east.lat * UNITS), int(north_west.lat * UNITS)
    cells = [
        cell(column, row)
        for column in range(column_of(west), column_of(east) + 1)
        for row in range(row_of(south), row_of(north) + 1)
    ]
    for one in cells:
        for ring in one.rings:
            if len(ring) > 2:  # noqa: PLR2004
                pygame.draw.polygon(surface, land if _is_land(ring) else sea, places(ring))
    for one in cells:
        for line in one.borders:
            pygame.draw.aalines(surface, border, closed=False, points=places(line))
    return surface


def _corner(x: int, y: int, across: int) -> Spot:
    """Return the south-east corner; the last column ends at 180 degrees and not where it began."""
    spot = from_plane((x + 1) / across, (y + 1) / across)
    return Spot(spot.lat, 180.0) if x + 1 == across else spot


def _projector(key: Key) -> Callable[[Line], list[tuple[float, float]]]:
    zoom, x, y = key
    world = TILE_PX << zoom

    def places(line: Line) -> list[tuple[float, float]]:
        flat = (to_plane(Spot(lat / UNITS, lon / UNITS)) for lon, lat in line)
        return [(px * world - x * TILE_PX, py * world - y * TILE_PX) for px, py in flat]

    return places


def _is_land(ring: Sequence[tuple[int, int]]) -> bool:
    """Tell land from the water in it: land is written clockwise."""
    turned = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in turned) < 0
