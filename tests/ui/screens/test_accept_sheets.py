from kiosk.core.words import ParcelState
from tests.ui.screens.conftest import Room


def test_differences_are_seen_before_a_delivery_closes(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.close")
    assert room.loop.screen.find("differences.confirm") is not None
    assert f"and {len(truck.lines) - 5} more parcels" in room.words()
    assert room.show.file.parcels.get(truck.lines[0].parcel).state is ParcelState.EXPECTED
    room.tap("differences.confirm")
    assert room.screen == "deliveries"
    assert room.show.file.parcels.get(truck.lines[0].parcel).state is ParcelState.MISSING


def test_a_label_that_cannot_be_read_is_typed(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    parcel = truck.lines[0].parcel
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.digits")
    room.type("digits.code", parcel)
    room.tap("digits.code.enter")
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED


def test_a_typed_number_that_is_none_is_refused(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.digits")
    room.type("digits.code", "12")
    room.tap("digits.code.enter")
    assert room.said.startswith("Not known here")
