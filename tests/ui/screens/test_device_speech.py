"""The voice's screen: it can be heard and switched off; the rest goes on."""

from kiosk.hw.ports import DeviceHealth, DeviceState
from tests.ui.screens.conftest import Room


def test_the_voice_is_tried_and_silenced(room: Room) -> None:
    desk = room.show.desk
    desk.health.note(DeviceHealth("speech", "speech", DeviceState.READY, "", "", 1.0))
    room.open(room.show.office.doors.device("speech"))
    assert "Speech" in room.words()
    room.tap("speech.try")
    assert room.said.startswith("It should have sounded")
    room.tap("speech.on")
    assert desk.callout.is_mute
    room.tap("speech.on")
    assert not desk.callout.is_mute
