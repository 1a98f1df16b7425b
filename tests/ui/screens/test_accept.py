from kiosk.core.words import DeliveryState, ParcelState
from tests.ui.screens.conftest import Room


def begin(room: Room) -> list[str]:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    return [line.parcel for line in truck.lines]


def state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def test_the_driver_arrives_by_a_tap_or_by_the_first_scan(room: Room) -> None:
    parcels = begin(room)
    room.scan(parcels[0])
    assert state(room, parcels[0]) is ParcelState.RECEIVED
    delivery = room.show.file.deliveries.get(room.show.plan.trucks[0].delivery)
    assert delivery is not None
    assert delivery.state is DeliveryState.ARRIVED


def test_a_parcel_is_put_away_by_scanning_its_cell(room: Room) -> None:
    parcel = begin(room)[0]
    room.tap("accept.arrive")
    room.scan(parcel)
    received = room.show.file.parcels.get(parcel)
    assert received is not None
    room.scan(f"CELL:{received.suggested}")
    assert state(room, parcel) is ParcelState.STORED


def test_another_cell_is_asked_about_once(room: Room) -> None:
    parcel = begin(room)[0]
    room.scan(parcel)
    room.scan("CELL:F-39")
    assert state(room, parcel) is ParcelState.RECEIVED
    assert "Scan it once more" in room.said
    room.scan("CELL:F-39")
    assert state(room, parcel) is ParcelState.STORED


def test_a_cell_that_is_not_there_is_no_cell(room: Room) -> None:
    parcel = begin(room)[0]
    room.scan(parcel)
    room.scan("CELL:Y-99")
    assert state(room, parcel) is ParcelState.RECEIVED
    assert room.said


def test_a_surplus_parcel_is_set_aside(room: Room) -> None:
    begin(room)
    room.tap("accept.arrive")
    room.scan("99000000-0001-1")
    assert state(room, "99000000-0001-1") is ParcelState.QUARANTINED
    assert "Set it aside" in room.words()


def stickers(room: Room) -> int:
    return sum(job.kind == "label" for job in room.show.desk.prints.waiting())


def test_a_sticker_is_printed_by_itself_and_again_by_button_and_card(room: Room) -> None:
    parcel, before = begin(room)[0], stickers(room)
    room.scan(parcel)
    assert stickers(room) - before == 1
    room.tap("accept.sticker")
    assert room.said.startswith("The sticker is being printed")
    room.stand.wait(0.4)
    room.scan("CMD:sticker")
    assert stickers(room) - before == 3


def test_a_surplus_parcel_is_put_into_the_zone_for_it_by_light(room: Room) -> None:
    begin(room)
    room.tap("accept.arrive")
    room.scan("99000000-0001-1")
    assert room.show.desk.lamps.shown.lit == {"Q-01"}
    room.tap("accept.put")
    found = room.show.file.parcels.get("99000000-0001-1")
    assert found is not None
    assert (found.state, found.cell) == (ParcelState.QUARANTINED, "Q-01")


def test_a_damaged_parcel_is_set_aside(room: Room) -> None:
    parcel = begin(room)[0]
    room.scan(parcel)
    room.tap("accept.damaged")
    room.tap("damage_kind.other")
    room.tap("damage.without")
    assert state(room, parcel) is ParcelState.QUARANTINED


def test_a_parcel_scanned_elsewhere_opens_its_delivery_and_is_taken_in(room: Room) -> None:
    parcel = room.show.plan.trucks[0].lines[0].parcel
    room.open(room.show.office.doors.home())
    room.scan(parcel)
    room.stand.wait(0.1)
    assert room.screen == "accept"
    assert state(room, parcel) is ParcelState.RECEIVED


def test_a_closed_delivery_is_looked_at_and_not_closed_again(room: Room) -> None:
    room.open(room.show.office.doors.accept(room.show.plan.stock.delivery))
    assert "The delivery is closed" in room.words()
    assert room.loop.screen.find("accept.close") is None


def test_a_parcel_that_is_here_already_opens_its_card(room: Room) -> None:
    truck, here = room.show.plan.trucks[0], room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.scan(here)
    assert room.screen == "parcel"
    assert room.show.desk.lamps.shown.lit == {room.show.file.parcels.get(here).cell}
