"""The camera's sheet: counts its photos, and says why there are none."""

import pytest

from kiosk.core.refusals import Reason
from kiosk.core.words import Purpose
from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.photo_sheet import PhotoSheet, words_for
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_customer_return import begin


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Reason.NO_CAMERA, "There is no camera"),
        (Reason.PHOTOS_FULL, "There is no room for photos"),
    ],
)
def test_it_says_why_no_photo_can_be_taken(room: Room, why: Reason, words: str) -> None:
    room.open(room.show.office.doors.home())
    assert words_for(why, room.loop.screen.phrases) == words


def test_each_subject_and_purpose_has_photos_of_its_own(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.show.desk.photos.take("P1", Purpose.DISPOSAL)
    for subject, purpose, n in (
        ("P1", Purpose.DISPOSAL, 1),
        ("P1", Purpose.DAMAGE, 0),
        ("P2", Purpose.DISPOSAL, 0),
    ):
        shots = PhotoSheet(room.loop.screen, "x", subject, purpose).shots()
        assert len(shots.taken) == n


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
