"""The outlines that ship: land is land, sea is sea, in every part of the earth."""

import pytest

from kiosk.core.geo import Spot
from kiosk.core.outlines import CELL, COLUMNS, ROWS, UNITS, Place
from kiosk.store import outlines


@pytest.mark.parametrize(
    "spot",
    [
        Spot(55.75, 37.61),  # Moscow
        Spot(59.93, 30.2),  # Saint Petersburg, at the water
        Spot(43.1, 131.9),  # Vladivostok
        Spot(38.72, -9.14),  # Lisbon
        Spot(-22.9, -43.2),  # Rio
        Spot(-23.96, -46.33),  # Santos, on an island
        Spot(53.3, 107.7),  # Olkhon, in a lake
        Spot(67.0, -175.0),  # Chukotka, beyond 180 degrees
        Spot(-89.0, 0.0),
    ],
)
def test_land_is_no_sea(spot: Spot) -> None:
    assert not outlines.is_far_at_sea(spot)


@pytest.mark.parametrize(
    "spot", [Spot(40, -30), Spot(58, 20), Spot(42, 51), Spot(43, 34), Spot(89, 0), Spot(-60, 180)]
)
def test_the_sea_is_no_land(spot: Spot) -> None:
    assert outlines.is_far_at_sea(spot)


def test_every_part_lies_in_its_cell() -> None:
    def is_in(column: int, row: int, place: Place) -> bool:
        west, south = column * CELL - 180 * UNITS, row * CELL - 90 * UNITS
        return west <= place[0] <= west + CELL and south <= place[1] <= south + CELL

    for column in range(0, COLUMNS, 3):
        for row in range(ROWS):
            rings = outlines.cell(column, row).rings
            assert all(is_in(column, row, place) for ring in rings for place in ring)
