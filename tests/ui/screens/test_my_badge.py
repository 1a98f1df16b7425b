"""My badge: a scan and the PIN make it mine; a wrong PIN and a colleague's badge do not."""

from tests.ui.screens.conftest import Room
from tests.ui.screens.test_commands import BADGES, PINS, bind, type_pin


def test_a_badge_becomes_mine_by_a_scan_and_the_pin(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.badge")
    room.scan(f"BADGE:{'N' * 20}")
    type_pin(room, PINS["anna"])
    assert room.said.startswith("This badge is yours now")
    assert room.screen == "menu"
    room.scan(f"BADGE:{'N' * 20}")
    assert room.screen == "lock"


def test_a_second_scan_is_answered_and_the_last_badge_counts(room: Room) -> None:
    room.open(room.show.office.doors.my_badge())
    room.scan(f"BADGE:{'N' * 20}")
    room.scan(f"BADGE:{'N' * 20}")
    assert room.said == "Scanned before. Type your PIN"
    room.scan(f"BADGE:{'P' * 20}")
    assert room.said == "Another badge, this one counts. Type your PIN"
    type_pin(room, PINS["anna"])
    assert room.said.startswith("This badge is yours now")
    people, access = room.show.desk.counter.store.people, room.show.desk.access
    assert people.with_badge(access._digest("P" * 20))
    assert not people.with_badge(access._digest("N" * 20))


def test_a_wrong_pin_or_a_colleagues_badge_binds_nothing(room: Room) -> None:
    bind(room, "igor")
    room.open(room.show.office.doors.my_badge())
    assert "You have a badge" in room.words()
    room.scan(f"BADGE:{'N' * 20}")
    type_pin(room, "000111")
    assert room.said.startswith("Wrong badge or PIN")
    room.scan(f"BADGE:{BADGES['igor']}")
    type_pin(room, PINS["anna"])
    assert room.said.startswith("This badge is somebody else's")
    assert room.screen == "my_badge"
    assert not room.show.desk.counter.store.people.with_badge(
        room.show.desk.access._digest("N" * 20)
    )
