"""How a drop-off looks: what is asked, what is forbidden, and in which languages papers are."""

from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_drop_off import CODE, begin


def test_what_may_not_be_sent_is_written_out(room: Room) -> None:
    begin(room)
    assert "Forbidden: weapons, what burns or explodes" in room.words()
    assert "At most 20 kg" in room.words()
    assert CODE in room.words()


def test_without_a_scanner_the_keypad_is_there(room: Room) -> None:
    room.show.tell("hand", "scanner", DeviceState.ABSENT, "lost")
    room.open(room.show.office.doors.drop_off(None))
    assert room.loop.screen.find("dropoff.code") is not None
    assert "Scan the sender's parcel" in room.words()


def test_the_languages_of_papers_are_those_the_box_has(room: Room) -> None:
    begin(room)
    assert room.loop.screen.find("dropoff.paper.ru") is not None
    room.show.desk.returns._receiving._speaks = {}
    room.loop.screen.renew()
    room.stand.turn()
    assert room.loop.screen.find("dropoff.paper.ru") is None
