"""Put away: what was refused has a cell, one after the other, and the labels say which is which."""

from kiosk.trial.showroom_items import item_views
from tests.ui.screens.conftest import Room


def _at(room: Room, wanted: str) -> None:
    for name, make in item_views(room.show.office, room.show.plan):
        screen = make()
        if name == wanted:
            room.open(screen)
            return
    raise AssertionError(wanted)


def test_a_cell_that_is_scanned_takes_the_parcel_that_is_shown(room: Room) -> None:
    _at(room, "put_away")
    assert "55210002" not in room.words(), "people know parcels by their last signs"
    room.scan("CELL:R-01")
    assert room.said.startswith("It lies in R-01 now")
    assert "Stick the new label on it" in room.words()
    room.scan("CELL:R-01")
    assert room.screen == "issued"


def test_a_parcel_scanned_here_is_told_where_it_goes(room: Room) -> None:
    _at(room, "put_away")
    room.scan("55210002-4402-1")
    assert room.said.startswith("Put it into the blinking cell")
    assert room.screen == "put_away"


def test_where_nothing_was_taken_the_screen_says_so(room: Room) -> None:
    _at(room, "put_away_declined")
    assert "Nothing was taken" in room.words()


def test_a_full_room_leaves_the_choice_to_the_clerk(room: Room) -> None:
    _at(room, "put_away")
    desk = room.show.desk
    for cell in ("R-01", "R-02", "R-03", "Z-01", "Z-02"):
        desk.cellcare.mark_full(cell)
    screen = room.loop.screen
    screen.entered()
    screen.renew()
    room.stand.turn()
    assert "No cell is free" in room.words()
