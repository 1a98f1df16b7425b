"""A PIN chosen at the owner's counter: told at once when it is too simple, never shown."""

from tests.ui.screens.conftest import Room


def test_a_simple_pin_is_told_before_it_is_typed_twice(room: Room) -> None:
    room.open(room.show.office.doors.person_pin("igor"))
    room.type("new_pin", "1234")
    room.tap("new_pin.enter")
    assert "The PIN must have 6 digits and not be simple" in room.said
    assert "Choose a PIN" in room.words()
    room.tap("new_pin.enter")
    assert "Choose a PIN" in room.words()
    assert "1234" not in room.words()


def test_it_may_be_chosen_later(room: Room) -> None:
    room.open(room.show.office.doors.person_pin("igor"))
    room.type("new_pin", "736104")
    room.tap("new_pin.enter")
    assert "Repeat your new PIN" in room.words()
    screen = room.loop.screen
    room.tap("pin.later")
    assert (room.screen, screen.first, screen.typing.text) == ("person", "", "")  # type: ignore[attr-defined]


def test_nobody_unknown_chooses_one(room: Room) -> None:
    room.open(room.show.office.doors.person_pin("eve"))
    assert "Not known here" in room.words()
