"""A delivery before its check-in and after it."""

from kiosk.core.words import DeliveryState
from tests.ui.screens.conftest import Room


def test_before_the_driver_is_here_the_screen_tells_how_much_will_come(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    assert f"{len(truck.lines)} parcels" in room.words()
    assert truck.carrier in room.words()
    room.tap("accept.arrive")
    found = room.show.file.deliveries.get(truck.delivery)
    assert found is not None
    assert found.state is DeliveryState.ARRIVED


def test_afterwards_the_screen_tells_what_was_missing(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.close")
    room.tap("differences.confirm")
    room.open(room.show.office.doors.accept(truck.delivery))
    assert f"Missing: {len(truck.lines)}" in room.words()
    assert room.loop.screen.find("accept.arrive") is None


def test_a_delivery_nobody_knows_is_called_unknown(room: Room) -> None:
    room.open(room.show.office.doors.accept("D-nobody"))
    assert "This delivery is not known here." in room.words()
