"""The beginning of a stocktake: what is counted is chosen, and how long it takes is told."""

from kiosk.core.words import StocktakeScope
from tests.ui.screens.conftest import Room


def opened(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.count")
    assert room.screen == "count_start"


def test_everything_is_counted_unless_something_else_is_chosen(room: Room) -> None:
    opened(room)
    everything = len(room.show.file.cells.all())
    assert f"{everything} cells" in room.words()
    room.tap("count.start")
    under_way = room.show.desk.count.under_way()
    assert under_way
    assert (under_way.scope, len(under_way.cells)) == (StocktakeScope.ALL, everything)
    assert room.screen == "count"


def test_a_rack_that_is_open_can_be_counted_alone(room: Room) -> None:
    opened(room)
    room.tap("count.map.B")
    room.tap("count.scope.rack")
    assert "40 cells" in room.words()
    room.tap("count.start")
    under_way = room.show.desk.count.under_way()
    assert under_way
    assert (under_way.scope, under_way.part) == (StocktakeScope.RACK, "B")


def test_cells_are_chosen_by_tapping_them(room: Room) -> None:
    opened(room)
    room.tap("count.map.A")
    room.tap("count.map.A-03")
    room.tap("count.map.A-05")
    room.tap("count.map.A-05")
    assert "1 cell" in room.words()
    room.tap("count.start")
    assert room.show.desk.count.under_way().cells == ("A-03",)  # type: ignore[union-attr]


def test_the_last_cell_untapped_is_everything_again(room: Room) -> None:
    opened(room)
    room.tap("count.map.A")
    room.tap("count.map.A-03")
    room.tap("count.map.A-03")
    assert room.loop.screen.scope is StocktakeScope.ALL  # type: ignore[attr-defined]


def test_what_is_due_is_offered(room: Room) -> None:
    opened(room)
    room.tap("count.scope.due")
    room.tap("count.start")
    assert room.show.desk.count.under_way().scope is StocktakeScope.DUE  # type: ignore[union-attr]


def test_who_may_not_count_has_no_way_here(room: Room) -> None:
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.count") is None
    room.open(room.show.office.doors.count())
    assert "Sign in first" in room.words()
