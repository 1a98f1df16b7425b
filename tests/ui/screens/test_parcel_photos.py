"""A photo that is owed is taken where its notice leads; then nothing is owed any more."""

import pytest

from kiosk.core.facts import stockroom
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.notices import Notice
from kiosk.core.words import QuarantineReason
from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.notice_words import way_of
from tests.ui.screens.conftest import Room

PARCEL = "P-82"


@pytest.fixture
def damaged(room: Room) -> Room:
    """A damaged parcel set aside at the check-in while the camera was gone."""
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(
            stockroom.DeliveryAnnounced("D-9", "Meridian", 0, (), 1),
            stockroom.ParcelExpected(PARCEL, "D-9"),
            actor="central",
        )
        counter.record(
            stockroom.DeliveryArrived("D-9"),
            stockroom.ParcelQuarantined(PARCEL, QuarantineReason.DAMAGED, "D-9", "torn"),
        )
    return room


def owed(room: Room) -> list[str]:
    room.show.desk.notices.look()
    told = [one.notice for one in room.show.desk.notices.told()]
    return [one.subject for one in told if one.kind is NoticeKind.PHOTO_OWED]


def test_its_notice_leads_to_the_camera_and_ends_with_the_last_photo(damaged: Room) -> None:
    assert PARCEL in owed(damaged)
    way = way_of(Notice(NoticeKind.PHOTO_OWED, PARCEL, Level.ACT), damaged.show.office)
    assert way is not None
    damaged.open(way())
    assert damaged.loop.screen.find("parcel_photo.without") is None, "nothing waits for it"
    damaged.tap("parcel_photo.snap")
    assert PARCEL in owed(damaged), "two are wanted"
    damaged.tap("parcel_photo.snap")
    assert PARCEL not in owed(damaged)
    damaged.tap("parcel_photo.done")
    assert damaged.loop.screen.find("parcel_photo") is None
    assert damaged.loop.screen.find("parcel.photo") is None


def test_a_parcel_on_its_screen_says_that_it_owes_one(damaged: Room) -> None:
    damaged.open(damaged.show.office.doors.parcel(PARCEL))
    assert damaged.loop.screen.find("parcel_photo") is None
    damaged.tap("parcel.photo")
    assert damaged.loop.screen.find("parcel_photo") is not None
    damaged.tap("parcel_photo.close")
    assert damaged.loop.screen.find("parcel_photo") is None


def test_without_a_camera_it_is_said_and_stays_owed(damaged: Room) -> None:
    damaged.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    damaged.open(damaged.show.office.doors.parcel(PARCEL, photos=True))
    assert "There is no camera" in damaged.words()
    damaged.tap("parcel_photo.snap")
    assert damaged.said.startswith("No photo can be taken now")
    assert PARCEL in owed(damaged)


def test_a_sound_parcel_owes_nothing(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    assert room.loop.screen.find("parcel.photo") is None
