"""Handing over: the PIN of who goes on signs them in, a badge alone leads to the lock."""

from tests.ui.screens.conftest import Room
from tests.ui.screens.test_commands import BADGES, PINS, bind


def begin(room: Room) -> None:
    desk = room.show.desk
    desk.access.set_pin("igor", PINS["igor"])
    desk.counter.signed_in = "anna"
    desk.days.open_day()
    room.open(room.show.office.doors.day())
    room.tap("day.hand")


def test_the_pin_of_who_goes_on_signs_them_in(room: Room) -> None:
    begin(room)
    room.tap("hand.go")
    room.type("witness", PINS["igor"])
    room.tap("witness.enter")
    room.loop.settle()
    assert room.screen == "home"
    assert room.said.startswith("The counter is handed over")
    assert room.show.desk.counter.signed_in == "igor"


def test_a_wrong_pin_hands_nothing_over(room: Room) -> None:
    begin(room)
    room.tap("hand.go")
    room.type("witness", "000111")
    room.tap("witness.enter")
    room.loop.settle()
    assert room.said.startswith("Wrong badge or PIN")
    assert room.show.desk.counter.signed_in == "anna"
    assert room.show.file.days.latest(1)[0].handed == ()


def test_a_badge_says_who_and_they_sign_in_by_themselves(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "anna"
    room.show.desk.days.open_day()
    room.open(room.show.office.doors.day_hand())
    room.scan(f"BADGE:{BADGES['igor']}")
    assert room.screen == "lock"
    assert room.show.file.days.latest(1)[0].handed[0].to == "igor"


def test_who_goes_on_hears_what_is_open(room: Room) -> None:
    room.show.serve(0)
    begin(room)
    assert "1 visit is open" in room.words()
