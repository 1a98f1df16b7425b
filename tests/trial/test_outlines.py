"""The build of the outlines: arcs joined, cut into cells, thinned, beyond 180 degrees too."""

from kiosk.core.geo import Spot
from kiosk.core.outlines import is_far_at_sea
from kiosk.trial import outlines

# two countries in a square of two degrees, and an island that crosses 180 degrees
TOPOLOGY = {
    "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
    "arcs": [
        [[500, 400], [100, 0]],  # the border: 5,4 to 6,4
        [[600, 400], [0, 100], [-100, 0], [0, -100]],  # north of it, back to 5,4
        [[500, 400], [0, -100], [100, 0], [0, 100]],  # south of it, to 6,4
        [[17_900, 0], [0, 200], [-35_800, 0], [0, -200], [35_800, 0]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]]},
                {"type": "Polygon", "arcs": [[2, -1]]},
            ],
        },
        "land": {
            "type": "GeometryCollection",
            "geometries": [{"type": "MultiPolygon", "arcs": [[[1, 2]], [[3]]]}],
        },
    },
}


def test_land_is_cut_and_borders_are_drawn_once() -> None:
    cells = outlines.cells_of(TOPOLOGY)
    assert cells[18, 9].borders == (((500, 400), (600, 400)),)
    assert not is_far_at_sea(cells[18, 9], Spot(4.0, 5.5))
    assert is_far_at_sea(cells[18, 9], Spot(8.0, 5.5))


def test_an_island_across_180_degrees_lies_at_both_ends() -> None:
    cells = outlines.cells_of(TOPOLOGY)
    assert not is_far_at_sea(cells[35, 9], Spot(1.0, 179.5))
    assert not is_far_at_sea(cells[0, 9], Spot(1.0, -179.5))
    assert (18, 9) in cells
    assert len(cells) == 3


def test_a_line_loses_what_does_not_bend_it() -> None:
    line = ((0, 0), (50, 1), (100, 0), (100, 100))
    assert outlines.thinned(line) == ((0, 0), (100, 0), (100, 100))
    assert outlines.thinned(((0, 0), (50, 9), (100, 0))) == ((0, 0), (50, 9), (100, 0))
