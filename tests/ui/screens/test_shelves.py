"""The shelves: how full, whose term is over; the lamps of the terms end with the screen."""

from kiosk.core.facts.stockroom import CellBlocked
from kiosk.core.words import StocktakeScope
from kiosk.hw.ports import Colour
from kiosk.ui.kit.cells import ShelfMap
from kiosk.ui.kit.lint import findings
from kiosk.ui.screens.shelves import ShelvesScreen
from tests.ui.screens.conftest import Room, end_terms


def opened(room: Room) -> ShelvesScreen:
    room.open(room.show.office.home())
    room.tap("rail.shelves")
    screen = room.loop.screen
    assert isinstance(screen, ShelvesScreen)
    return screen


def shown(room: Room) -> ShelfMap:
    chart = room.loop.screen.find("shelves.map")
    assert isinstance(chart, ShelfMap)
    return chart


def test_the_rail_leads_to_how_full_the_shelves_are(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(CellBlocked("F-40", "broken"))
    opened(room)
    spots = {s.cell: s for rack in shown(room).racks for row in rack.rows for s in row}
    assert spots["F-40"].blocked
    assert spots["A-01"].filled > 0
    assert "1 cell is closed" in room.words()
    assert shown(room).lit == frozenset()


def test_the_terms_shine_as_on_the_shelf_and_are_told_in_words(room: Room) -> None:
    over, soon = end_terms(room)
    opened(room)
    room.tap("shelves.view.terms")
    lamps = room.show.desk.lamps
    assert shown(room).lit == lamps.shown.lit == {over, soon}
    assert (lamps.colour_of(over), lamps.colour_of(soon)) == (Colour.ORANGE, Colour.AMBER)
    words = room.words()
    assert f"Orange, steady light | {over}" in words
    assert f"Amber, blinks slowly | {soon}" in words
    assert findings(room.loop.screen, lamps.shown.lit) == []


def test_the_lamps_of_the_terms_end_when_the_screen_is_left(room: Room) -> None:
    end_terms(room)
    opened(room)
    room.tap("shelves.view.terms")
    room.tap("rail.menu")
    assert room.show.desk.lamps.shown.lit == frozenset()


def test_a_cell_opens_and_the_terms_come_back_with_the_way_back(room: Room) -> None:
    over, soon = end_terms(room)
    opened(room)
    room.tap("shelves.view.terms")
    room.tap(f"shelves.map.{over[0]}")
    room.tap(f"shelves.map.{over}")
    assert room.screen == "cell"
    assert room.show.desk.lamps.shown.lit == frozenset()
    room.tap("bar.back")
    assert room.show.desk.lamps.shown.lit == {over, soon}


def test_a_visits_lamps_are_not_taken_for_terms(room: Room) -> None:
    end_terms(room)
    room.show.serve(0)
    opened(room)
    room.tap("shelves.view.terms")
    assert shown(room).lit == frozenset()
    assert "The lamps serve a visit now" in room.words()


def test_without_lights_the_cells_have_an_outline(room: Room) -> None:
    over, _ = end_terms(room)
    room.show.lights.close()
    opened(room)
    room.tap("shelves.view.terms")
    spots = {s.cell: s for rack in shown(room).racks for row in rack.rows for s in row}
    assert spots[over].wanted
    assert "The lamps do not shine" in room.words()


def test_nothing_due_is_said(room: Room) -> None:
    opened(room)
    room.tap("shelves.view.terms")
    assert "No term is over and none ends soon." in room.words()


def test_a_technician_has_no_shelves_in_the_rail(room: Room) -> None:
    room.show.desk.access.sign_out()
    screen = room.show.office.doors.shelves()
    room.open(screen)
    assert "Sign in first" in room.words()
    assert room.loop.screen.find("rail.shelves") is None


def test_the_shelves_lead_to_a_count_and_to_the_map(room: Room) -> None:
    opened(room)
    room.tap("shelves.edit")
    assert room.screen == "map_edit"
    opened(room)
    assert "Count the shelves" in room.words()
    room.tap("shelves.count")
    assert room.screen == "count_start"
    room.show.desk.count.start(StocktakeScope.RACK, "B", ())
    opened(room)
    assert "Go on counting" in room.words()
    room.tap("shelves.count")
    assert room.screen == "count"
