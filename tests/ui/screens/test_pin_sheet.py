"""The sheet that asks somebody whose badge was scanned for the PIN."""

from tests.ui.screens.conftest import Room
from tests.ui.screens.test_commands import BADGES, bind, type_pin


def test_the_sheet_can_be_closed_and_nobody_took_over(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.home())
    room.scan(f"BADGE:{BADGES['anna']}")
    room.tap("pin.sheet.close")
    assert room.loop.screen.find("pin.sheet") is None
    assert room.show.desk.counter.signed_in == "igor"


def test_tries_are_counted_and_end_in_a_wait(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.home())
    room.scan(f"BADGE:{BADGES['anna']}")
    for _ in range(5):
        type_pin(room, "000111")
    assert room.said.startswith("Wrong badge or PIN")
    type_pin(room, "000111")
    assert room.said.startswith("Too many tries")
    assert room.show.desk.counter.signed_in == "igor"
