"""The picture of the mapping: what was looked at is ticked, dark lamps are crossed."""

from kiosk.core import lampmap
from kiosk.ui.screens.light_map_view import LightMapView
from tests.ui.screens.conftest import Room


def test_a_cell_that_was_looked_at_has_a_tick_and_a_dark_one_a_cross(room: Room) -> None:
    view = LightMapView(room.show.office, "lights")
    view.draft, view.at = lampmap.call_dark(view.draft, 1), 2
    seen = {cell: view._spot(cell) for cell in ("A-01", "A-02", "A-03", "A-04")}
    assert (seen["A-01"].taken, seen["A-02"].blocked) == (True, True)
    assert (seen["A-03"].wanted, seen["A-03"].lamp) == (True, None)  # it is not lit: no lamp
    assert not seen["A-04"].taken


def test_a_chain_that_is_not_ours_has_no_lamp_to_ask_about(room: Room) -> None:
    view = LightMapView(room.show.office, "nowhere")
    assert (view.count, view.is_over, view.cell) == (0, True, "")
