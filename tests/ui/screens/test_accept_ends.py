"""A delivery before its check-in and after it."""

from kiosk.core.words import DeliveryState
from kiosk.trial.showroom_accept import print_acts
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


def test_its_acts_are_printed_again(room: Room) -> None:
    stock = room.show.plan.stock.delivery
    print_acts(room.show.office, stock)
    room.open(room.show.office.doors.accept(stock))
    act, _ = room.show.file.shipments.acts_of(stock)
    waiting = len(room.show.desk.prints.waiting())
    room.tap(f"accept.act.{act.act_no}")
    assert room.said.startswith("A copy of the act is being printed")
    assert len(room.show.desk.prints.waiting()) == waiting + 1
    with room.show.file.unit():
        room.show.file.db.execute("DELETE FROM print_job")
    room.tap(f"accept.act.{act.act_no}")
    assert room.said.startswith("What this act said is not kept here")
