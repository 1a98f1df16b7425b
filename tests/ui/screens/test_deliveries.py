from kiosk.trial.showroom_accept import print_acts
from tests.ui.screens.conftest import Room


def test_a_delivery_is_opened_by_a_tap(room: Room) -> None:
    room.open(room.show.office.doors.deliveries())
    room.tap(f"delivery.{room.show.plan.trucks[0].delivery}")
    assert room.screen == "accept"


def test_a_delivery_that_nobody_announced_can_be_taken_in(room: Room) -> None:
    room.open(room.show.office.doors.deliveries())
    room.tap("deliveries.unannounced")
    assert room.screen == "accept"
    room.scan("99000000-0001-1")
    parcel = room.show.file.parcels.get("99000000-0001-1")
    assert parcel is not None
    assert parcel.provisional


def test_closed_deliveries_are_in_the_archive(room: Room) -> None:
    stock = room.show.plan.stock.delivery
    print_acts(room.show.office, stock)
    room.open(room.show.office.doors.deliveries())
    room.tap("deliveries.tabs.archive")
    assert "With differences" in room.words()
    room.tap(f"delivery.{stock}")
    assert "The delivery is closed" in room.words()
    room.open(room.show.office.doors.deliveries())
    assert room.loop.screen.find(f"delivery.{stock}") is None
