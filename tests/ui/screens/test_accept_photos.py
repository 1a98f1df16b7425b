"""What came broken is photographed on the way; without a camera the screen says so and goes on."""

from collections.abc import Callable

import pytest

from kiosk.core.events import decode
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.words import ParcelState
from kiosk.hw.ports import DeviceState
from kiosk.store.photos import PhotoRow
from kiosk.ui.screens.chips import items
from tests.ui.screens.conftest import Room


def begin(room: Room) -> str:
    """Scan the first parcel and say that it is broken."""
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.scan(truck.lines[0].parcel)
    room.tap("accept.damaged")
    room.tap("damage_kind.torn")
    return truck.lines[0].parcel


def state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def told(room: Room) -> list[object]:
    audit = room.show.file.journal.since(0, 10_000)
    return [decode(row.body).facts for row in audit if row.type.startswith("photo.")]


def test_two_photos_are_taken_and_the_parcel_is_set_aside(room: Room) -> None:
    parcel = begin(room)
    assert "0 of 2" in room.words()
    assert state(room, parcel) is ParcelState.RECEIVED
    room.tap("damage.snap")
    assert "1 of 2" in room.words()
    assert room.loop.screen.find("damage.done") is None
    room.tap("damage.snap")
    room.tap("damage.done")
    assert state(room, parcel) is ParcelState.QUARANTINED
    assert [type(fact) for fact in told(room)] == [PhotoTaken, PhotoTaken]
    assert room.loop.screen.find("damage.camera") is None


def test_a_photo_more_than_needed_can_be_taken(room: Room) -> None:
    begin(room)
    for _ in range(3):
        room.tap("damage.snap")
    assert "3 of 3" in room.words()


def test_the_clerk_may_go_on_without_a_photo(room: Room) -> None:
    parcel = begin(room)
    room.tap("damage.without")
    assert state(room, parcel) is ParcelState.QUARANTINED
    (fact,) = told(room)
    assert isinstance(fact, PhotoSkipped)
    assert fact.reason == "by_staff"


@pytest.mark.parametrize("gone", [DeviceState.ABSENT, DeviceState.FAILED])
def test_without_a_camera_the_step_says_so_and_goes_on(room: Room, gone: DeviceState) -> None:
    room.show.tell("camera", "camera", gone, "lost")
    parcel = begin(room)
    assert state(room, parcel) is ParcelState.QUARANTINED
    assert room.said == "Set it aside. No photo was taken: There is no camera"
    (fact,) = told(room)
    assert isinstance(fact, PhotoSkipped)
    assert fact.reason == "no_camera"


def test_a_camera_that_is_lost_while_the_sheet_is_open_can_be_gone_without(room: Room) -> None:
    parcel = begin(room)
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.loop.screen.renew()
    room.stand.turn()
    assert "There is no camera" in room.words()
    room.tap("damage.without")
    assert state(room, parcel) is ParcelState.QUARANTINED


def test_a_still_that_does_not_come_is_said_until_one_comes(room: Room) -> None:
    begin(room)
    room.show.snaps.fault = "timeout"
    room.tap("damage.snap")
    assert "The camera gave no picture" in room.words()
    room.show.snaps.fault = ""
    room.tap("damage.snap")
    assert "The camera gave no picture" not in room.words()


def test_the_label_of_the_parcel_before_the_camera_is_not_scanned_again(room: Room) -> None:
    parcel = begin(room)
    room.scan(parcel, source="camera")
    assert room.loop.screen.find("damage.camera") is not None
    assert "Scanned before" not in room.said


def test_what_is_wrong_is_asked_first_and_shown_afterwards(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    parcel = truck.lines[0].parcel
    room.scan(parcel)
    room.tap("accept.damaged")
    assert "What is wrong with it?" in room.words()
    room.scan(parcel, source="camera")
    assert room.loop.screen.find("damage_kind.wet") is not None, "its label once more"
    room.tap("damage_kind.wet")
    room.tap("damage.without")
    assert "It is wet" in room.words()
    room.open(room.show.office.doors.parcel(parcel))
    assert "Damaged: It is wet" in room.words()


def test_the_next_parcel_scanned_leaves_the_question_about_the_one_before(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.scan(truck.lines[0].parcel)
    room.tap("accept.damaged")
    room.scan(truck.lines[1].parcel)
    assert room.loop.screen.find("damage_kind.wet") is None
    assert state(room, truck.lines[1].parcel) is ParcelState.RECEIVED


def test_a_photo_just_taken_opens_full_screen_and_its_sheet_waits(room: Room) -> None:
    begin(room)
    room.tap("damage.snap")
    room.tap("damage.snap")
    lit = room.show.desk.lamps.shown.lit
    room.tap("damage.photo.1")
    assert room.screen == "viewer"
    assert room.loop.screen.at == 1
    room.tap("viewer.next")
    assert room.loop.screen.at == 0
    assert room.loop.screen._jpeg(room.loop.screen.parcels[0])
    room.tap("viewer.plus")
    assert room.loop.screen.find("viewer").zoom > 1
    assert room.show.desk.lamps.shown.lit == lit
    room.tap("viewer.close")
    assert "2 of 2" in room.words()
    room.tap("damage.done")
    assert "Set it aside" in room.said


def test_closing_the_sheet_leaves_the_parcel_in_hand(room: Room) -> None:
    parcel = begin(room)
    room.tap("damage.close")
    assert state(room, parcel) is ParcelState.RECEIVED
    assert room.loop.screen.find("accept.put") is not None


def test_a_room_full_of_photos_is_a_chip_and_no_obstacle(make_room: Callable[..., Room]) -> None:
    room = make_room()
    row = PhotoRow(
        "ab" * 32, 1_000_000, "image/jpeg", urgent=False, subject="P9", purpose="damage", taken_at=1
    )
    with room.show.file.unit():
        room.show.file.photos.keep(row)
    parcel = begin(room)
    assert state(room, parcel) is ParcelState.QUARANTINED
    assert "There is no room for photos" in room.said
    chips = items(room.show.desk, room.stand.loop.skin.phrases)
    assert "No room for photos" in [chip.words for chip in chips]
