"""What a map says of itself: its middle, and which places it reaches over."""

from kiosk.core.geo import Spot
from kiosk.core.mapfile import Sheet

TOWN = Sheet("Town", "us", "png", 10, 16, 10.0, 50.0, 11.0, 51.0)


def test_the_middle_is_between_its_ends() -> None:
    assert TOWN.middle == Spot(50.5, 10.5)


def test_a_map_holds_what_lies_between_its_ends() -> None:
    assert TOWN.holds(Spot(50.0, 11.0))
    assert not TOWN.holds(Spot(49.9, 10.5))
    assert not TOWN.holds(Spot(50.5, 11.1))
    assert Sheet("Earth", "", "png", 0, 3).holds(Spot(-89, 179))
