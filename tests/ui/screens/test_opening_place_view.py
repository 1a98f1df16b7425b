"""How the place step looks: its three pages, on every size, and what stands on the map."""

from collections.abc import Callable

import pytest

from kiosk.trial.showroom_place import place_views
from kiosk.ui.kit.lint import findings
from kiosk.ui.kit.map import MapView
from kiosk.ui.kit.widget import walk
from tests.ui.screens.conftest import Room


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_every_state_fits_every_size(make_room: Callable[..., Room], size: str) -> None:
    room, found = make_room("ru", size), list[object]()
    for name, make in place_views(room.show.office):
        loop = room.open(make())
        found += [(name, one) for one in findings(loop.screen)]
    assert found == []


def test_the_map_says_whose_it_is_and_shows_the_ring(room: Room) -> None:
    views = place_views(room.show.office)  # its files are there as long as it is
    name, make = next(views)
    loop = room.open(make())
    assert name == "place"
    assert loop.screen.root is not None
    (shown,) = [w for w in walk(loop.screen.root) if isinstance(w, MapView)]
    assert (shown.ring_m, "no real place" in shown.credit) == (500, True)
    assert next(one.label for one in shown.signs).startswith("7702")
