"""What nobody wants back, on the screen: lit, scanned, photographed, held, and gone for good."""

import pytest

from kiosk.core.events import decode
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.words import ParcelState
from kiosk.hw.ports import DeviceState
from kiosk.trial.showroom_dispose import came_back
from tests.ui.screens.conftest import Room


@pytest.fixture
def old(room: Room) -> list[str]:
    """Two parcels came back long ago; their list is open."""
    parcels = [parcel.parcel for parcel in room.show._stored()[:2]]
    came_back(room.show.desk.counter, tuple(parcels), 20)
    room.open(room.show.office.doors.ship())
    room.tap("ship.dispose")
    assert room.screen == "dispose"
    return parcels


def hold(room: Room, widget: str) -> None:
    room.stand.wait(0.4)
    assert room.loop.press(widget), f"{widget} is not on {room.screen}"
    room.stand.turn()
    room.stand.wait(1.0)
    room.loop.lift()
    room.stand.turn()


def state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def photos(room: Room) -> list[object]:
    audit = room.show.file.journal.since(0, 10_000)
    return [decode(row.body).facts for row in audit if row.type.startswith("photo.")]


def test_the_cells_shine_while_the_list_is_open(room: Room, old: list[str]) -> None:
    cells = {room.show.file.parcels.get(code).cell for code in old}  # type: ignore[union-attr]
    assert set(room.show.desk.lamps.shown.lit) == cells - room.show.desk.lamps.dark
    room.tap("rail.menu")
    assert room.show.desk.lamps.shown.lit == frozenset()


def test_a_parcel_is_photographed_held_and_gone(room: Room, old: list[str]) -> None:
    room.scan(old[0])
    assert "0 of 1" in room.words()
    assert room.loop.screen.find("disposal.done") is None
    room.tap("disposal.snap")
    assert state(room, old[0]) is ParcelState.TO_RETURN
    hold(room, "disposal.done")
    assert room.said.startswith("Disposed of")
    assert state(room, old[0]) is ParcelState.DISPOSED
    assert [type(fact) for fact in photos(room)] == [PhotoTaken]
    assert room.loop.screen.find(f"picture.{old[0]}") is None
    assert room.loop.screen.find(f"picture.{old[1]}") is not None
    room.scan(old[0])
    assert room.said.startswith("Disposed of")


def test_a_short_tap_disposes_of_nothing(room: Room, old: list[str]) -> None:
    room.scan(old[0])
    room.tap("disposal.without")
    room.tap("dispose.confirm")
    assert state(room, old[0]) is ParcelState.TO_RETURN
    hold(room, "dispose.confirm")
    assert state(room, old[0]) is ParcelState.DISPOSED
    (fact,) = photos(room)
    assert isinstance(fact, PhotoSkipped)
    assert fact.reason == "by_staff"


def test_without_a_camera_it_says_so_and_goes_on(room: Room, old: list[str]) -> None:
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.scan(old[0])
    assert "No photo was taken: There is no camera" in room.words()
    hold(room, "dispose.confirm")
    assert state(room, old[0]) is ParcelState.DISPOSED
    (fact,) = photos(room)
    assert isinstance(fact, PhotoSkipped)
    assert fact.reason == "no_camera"


def test_the_sheet_can_be_closed_opened_again_and_the_parcel_kept(
    room: Room, old: list[str]
) -> None:
    room.scan(old[0])
    room.tap("disposal.close")
    assert "Photos: 0 of 1" in room.words()
    assert room.loop.screen.find("dispose.confirm") is None
    room.tap("dispose.photo")
    assert room.loop.screen.find("disposal.snap") is not None
    room.tap("disposal.close")
    room.tap("dispose.back")
    assert "Then scan the parcel" in room.words()
    assert state(room, old[0]) is ParcelState.TO_RETURN


def test_the_camera_does_not_scan_what_it_photographs(room: Room, old: list[str]) -> None:
    room.scan(old[0])
    room.tap("disposal.snap")
    room.scan(old[1], source="camera")
    assert room.loop.screen.now.parcel == old[0]
    room.scan(old[1])
    assert room.loop.screen.now.parcel == old[1]


def test_what_may_be_wanted_yet_is_refused_in_words(room: Room, old: list[str]) -> None:
    young = room.show._stored()[0].parcel
    came_back(room.show.desk.counter, (young,), 3)
    room.scan(young)
    assert (
        room.said == "It must wait longer, days left: 11. Put it back, or pack it for the warehouse"
    )
    room.scan("12345678-0001-1")
    assert room.said.startswith("Not known here")
    assert state(room, old[0]) is ParcelState.TO_RETURN


def test_who_may_not_override_is_not_led_there(room: Room, old: list[str]) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.ship())
    assert room.loop.screen.find("ship.dispose") is None
    room.open(room.show.office.doors.dispose())
    assert "Your role may not do this" in room.words()
    assert room.loop.screen.find(f"picture.{old[0]}") is None


def test_when_all_is_gone_it_says_so(room: Room, old: list[str]) -> None:
    for parcel in old:
        room.scan(parcel)
        room.tap("disposal.without")
        hold(room, "dispose.confirm")
    assert room.loop.screen.find("dispose.list").empty == "Nothing is to be disposed of."
    assert "All done" in room.words()
