"""The sheet that photographs: a still that does not come is said, and what cannot be taken."""

import pytest

from kiosk.core.evidence import Skipped
from kiosk.core.refusals import Reason
from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.photo_sheet import skipped_for
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_customer_return import begin


def test_a_still_that_does_not_come_is_said_until_one_comes(room: Room) -> None:
    begin(room)
    room.tap("return.photos")
    room.show.snaps.fault = "timeout"
    room.tap("photo.snap")
    assert "The camera gave no picture" in room.words()
    room.show.snaps.fault = ""
    room.tap("photo.snap")
    assert "The camera gave no picture" not in room.words()
    assert "1 of 2" in room.words()


def test_a_camera_that_is_lost_while_it_is_open_shuts_the_button(room: Room) -> None:
    begin(room)
    room.tap("return.photos")
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.loop.screen.renew()
    room.stand.turn()
    assert "There is no camera" in room.words()
    room.tap("photo.snap")
    assert room.said.startswith("No photo can be taken now")


@pytest.mark.parametrize(
    ("why", "skipped"),
    [(Reason.NO_CAMERA, Skipped.NO_CAMERA), (Reason.PHOTOS_FULL, Skipped.NO_ROOM)],
)
def test_why_there_is_none_is_noted(why: Reason, skipped: Skipped) -> None:
    assert skipped_for(why) is skipped
