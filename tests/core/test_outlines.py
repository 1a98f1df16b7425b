"""Outlines: packed and read again; a place at sea is one well off every coast."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import outlines
from kiosk.core.geo import Spot
from kiosk.core.outlines import UNITS, Cell

ISLAND = ((100, 100), (300, 100), (300, 300), (100, 300))
LAKE = ((180, 180), (220, 180), (220, 220), (180, 220))
SEA = Cell((ISLAND, LAKE), ())

places = st.tuples(st.integers(-18_000, 18_000), st.integers(-9_000, 9_000))
lines = st.lists(places, min_size=1, max_size=8).map(tuple)
cells = st.builds(
    Cell, st.lists(lines, max_size=4).map(tuple), st.lists(lines, max_size=4).map(tuple)
)
files = st.dictionaries(st.tuples(st.integers(0, 35), st.integers(0, 17)), cells, max_size=5)


@settings(max_examples=30)  # large ones: more of them find nothing more
@given(files)
def test_what_is_packed_is_read_again(told: dict[tuple[int, int], Cell]) -> None:
    bodies = outlines.unpacked(outlines.packed(told))
    assert {at: outlines.cell_of(body) for at, body in bodies.items()} == told


@pytest.mark.parametrize("cut", [0, 3, 4, 20, 30])
def test_half_a_file_is_refused(cut: int) -> None:
    raw = outlines.packed({(1, 2): SEA})
    with pytest.raises(ValueError, match="outlines"):
        outlines.unpacked(raw[:cut])


def test_a_cell_that_ends_too_early_is_refused() -> None:
    (body,) = outlines.unpacked(outlines.packed({(1, 2): SEA})).values()
    for length in range(len(body)):
        with pytest.raises(ValueError, match="outlines"):
            outlines.cell_of(body[:length])


@pytest.mark.parametrize(
    ("spot", "is_at_sea"),
    [
        (Spot(1.5, 1.5), False),  # on the island
        (Spot(2.0, 2.0), True),  # in the middle of its lake, 22 km from the shore
        (Spot(2.18, 2.0), False),  # in the lake, 2 km from the shore
        (Spot(0.5, 2.0), True),  # 55 km south of the island
        (Spot(0.97, 2.0), False),  # 3 km south of it: the outlines are too coarse to say
        (Spot(0.94, 2.0), True),  # 7 km
    ],
)
def test_a_place_at_sea_is_well_off_every_coast(spot: Spot, is_at_sea: bool) -> None:  # noqa: FBT001
    assert outlines.is_far_at_sea(SEA, spot) is is_at_sea


def test_where_there_is_no_land_all_is_sea() -> None:
    assert outlines.is_far_at_sea(outlines.NOTHING, Spot(0, 0))


def test_every_place_has_its_cell() -> None:
    assert (outlines.column_of(-180 * UNITS), outlines.row_of(-90 * UNITS)) == (0, 0)
    assert (outlines.column_of(180 * UNITS), outlines.row_of(90 * UNITS)) == (35, 17)
    assert (outlines.column_of(-1), outlines.column_of(0), outlines.row_of(-1)) == (17, 18, 8)
