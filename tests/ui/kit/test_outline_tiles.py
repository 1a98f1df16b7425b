"""Tiles of the outlines: land is land, lakes are water, and no line shows where cells meet."""

from kiosk.core.outlines import NOTHING, Cell
from kiosk.store import outlines
from kiosk.ui.kit.outline_tiles import outline_tile

SEA, LAND, BORDER = (0, 0, 200), (250, 250, 250), (200, 0, 0)
# written clockwise; the lake in it the other way round
ISLAND = ((100, 100), (100, 900), (900, 900), (900, 100))
LAKE = ((400, 400), (600, 400), (600, 600), (400, 600))


def test_an_island_has_a_lake_and_a_border() -> None:
    cell = Cell((ISLAND, LAKE), (((100, 750), (900, 750)),))
    tile = outline_tile((5, 16, 15), lambda c, r: cell if (c, r) == (18, 9) else NOTHING,
                        SEA, LAND, BORDER)  # fmt: skip
    # a tile of zoom 5 is 11.25 degrees wide, its lower edge the equator
    spots = (("sea", 0.5), ("land", 2.5), ("lake", 5.0))
    at = {name: tile.get_at((round(d * 22.75), 256 - round(d * 22.75)))[:3] for name, d in spots}
    assert at == {"sea": SEA, "land": LAND, "lake": SEA}
    assert any(tile.get_at((57, y))[0] > 200 > tile.get_at((57, y))[1] for y in range(256))


def test_no_line_shows_where_cells_meet_in_the_sea() -> None:
    # the Mediterranean between Crete and Egypt: cells meet at 30 degrees east
    tile = outline_tile((6, 37, 25), outlines.cell, SEA, LAND, BORDER)
    column = round((30 + 180) / 360 * 64 * 256) - 37 * 256
    strip = {tile.get_at((x, 200))[:3] for x in range(column - 3, column + 4)}
    assert strip == {SEA}


def test_the_last_column_ends_at_180_degrees() -> None:
    tile = outline_tile((2, 3, 1), outlines.cell, SEA, LAND, BORDER)
    assert tile.get_at((10, 100))[:3] == LAND  # Siberia
