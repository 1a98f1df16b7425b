"""Somebody joins: a name, a role, and then the PIN."""

from kiosk.core.words import Role
from tests.ui.screens.conftest import Room


def test_a_person_joins_with_name_and_role_and_chooses_a_pin(room: Room) -> None:
    room.open(room.show.office.doors.team())
    room.tap("team.add")
    room.tap("add.confirm")
    assert "Type the name first" in room.said
    room.tap("add.name")
    for key in ("m", "a", "r", "i", "a"):
        room.tap(f"add.keys.key.{key}")
    room.tap("add.keys.enter")
    room.tap("add.trainee")
    room.tap("add.confirm")
    assert room.screen == "person_pin"
    for pin in ("1111", "736104", "736205"):
        room.type("new_pin", pin)
        room.tap("new_pin.enter")
    assert "The two PINs differ" in room.said
    for _ in range(2):
        room.type("new_pin", "736104")
        room.tap("new_pin.enter")
    assert room.screen == "person"
    people = room.show.desk.counter.store.people.everybody()
    added = next((staff, row) for staff, row in people if row.name == "maria")
    assert added[0].role is Role.TRAINEE
    assert added[1].pin_hash
    room.tap("bar.back")
    assert room.screen == "team"


def test_a_name_that_cannot_be_is_refused(room: Room) -> None:
    room.open(room.show.office.doors.person_add())
    room.loop.screen.line.typing.add("42")  # type: ignore[attr-defined]
    room.tap("add.owner")
    button = room.loop.screen.find("add.confirm")
    assert button is not None
    assert not button.enabled
