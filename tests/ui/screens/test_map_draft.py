"""The draft on the screen: what is chosen, what comes back, what a stroke changes."""

from collections.abc import Callable

from kiosk.core.words import Size, Zone
from kiosk.ui.screens.map_edit import MapEditScreen
from tests.ui.screens.conftest import Room


def opened(room: Room, rack: str = "") -> MapEditScreen:
    screen = room.show.office.doors.map_edit()
    room.open(screen)
    assert isinstance(screen, MapEditScreen)
    screen.open(rack)
    room.stand.turn()
    return screen


def test_cells_are_chosen_one_by_one_by_shelf_and_by_rack(room: Room) -> None:
    screen = opened(room, "A")
    room.tap("map.chart.A-02")
    room.tap("map.chart.A-07")
    room.tap("map.chart.A-02")
    assert screen.chosen == ("A-07",)
    assert screen.chosen_shelf == 1
    room.tap("map.shelf")
    assert screen.chosen == ("A-06", "A-07", "A-08", "A-09", "A-10")
    room.tap("map.rack")
    assert (len(screen.chosen), screen.chosen_shelf) == (40, None)
    room.tap("map.none")
    assert screen.chosen == ()


def test_a_stroke_is_taken_back_and_what_was_chosen_stays_while_it_stands(room: Room) -> None:
    screen = opened(room, "C")
    room.tap("map.shelves.more")
    screen.choose(("C-41",))
    room.stand.turn()
    room.tap("map.size.M")
    room.tap("map.back")
    assert screen.draft.slot("C-41").size is Size.S  # type: ignore[union-attr]
    assert screen.chosen == ("C-41",)
    room.tap("map.back")
    assert (screen.chosen, screen.rack) == ((), "C")
    assert screen.draft == screen.before
    room.tap("map.back")
    assert room.said.startswith("Nothing was changed yet")


def test_a_rack_that_is_undone_away_shows_all_again(room: Room) -> None:
    screen = opened(room)
    room.tap("map.add")
    room.tap("map.back")
    assert screen.rack == ""


def test_one_shelf_alone_gets_more_cells(room: Room) -> None:
    screen = opened(room, "C")
    room.tap("map.chart.C-01")
    room.tap("map.beside.more")
    assert [len(shelf) for shelf in screen.shown.shelves] == [6, *[5] * 7]  # type: ignore[union-attr]
    for _ in range(2):
        room.tap("map.beside.more")
    room.tap("map.beside.more")
    assert room.said == "It cannot be more than 8. "


def test_a_rack_walks_earlier_and_later(room: Room) -> None:
    screen = opened(room, "B")
    room.tap("map.earlier")
    assert [rack.rack for rack in screen.draft.racks[:2]] == ["B", "A"]
    room.tap("map.earlier")
    assert room.said.startswith("It is the first on the walk")
    room.tap("map.later")
    assert not screen.is_changed


def test_a_zone_is_chosen_from_all(room: Room) -> None:
    screen = opened(room, "C")
    room.tap("map.chart.C-01")
    room.tap("map.zone")
    room.tap("zone.floor")
    assert screen.draft.slot("C-01").zone is Zone.FLOOR  # type: ignore[union-attr]
    assert screen.sheet == ""


def test_a_tall_rack_is_turned_page_by_page(make_room: Callable[..., Room]) -> None:
    room = make_room("en", "M")
    screen = opened(room, "A")
    room.tap("map.up")
    assert room.said.startswith("There are no more shelves")
    room.tap("map.down")
    assert screen.top == screen.rows
    room.tap(f"map.chart.A-{screen.rows * 5 + 1:02d}")
    room.tap("map.down")
    assert screen.top == screen.rows


def test_there_is_always_a_letter_for_one_more_rack(room: Room) -> None:
    screen = opened(room)
    for _ in range(17):
        screen.add_rack()
    assert [rack.rack for rack in screen.draft.racks[-2:]] == ["Y", "AA"]
