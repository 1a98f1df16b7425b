"""The boxes of a delivery on the screen: the seal is looked at, what is in hand stands first."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.events import decode
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.facts.stockroom import BoxMissed, BoxOpened, DeliveryAnnounced, ParcelExpected
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.words import BoxClass, CancelReason, DeliveryState, Flow, ParcelState
from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.accept import AcceptScreen
from tests.ui.screens.conftest import Room


def begin(room: Room) -> tuple[str, ...]:
    """Open the delivery's screen; tells its boxes."""
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    return truck.boxes


def inside(room: Room, box: str) -> tuple[str, ...]:
    return room.show.plan.trucks[0].inside(box)


def told(room: Room, *types: type) -> list[object]:
    facts = [decode(row.body).facts for row in room.show.file.journal.since(0, 10_000)]
    return [fact for fact in facts if isinstance(fact, types)]


def test_a_scanned_box_asks_about_its_seal_and_is_in_hand_then(room: Room) -> None:
    box = begin(room)[0]
    room.scan(box)
    assert f"Is the seal of box …{box[-4:]} whole?" in room.words()
    assert told(room, BoxOpened) == []
    room.scan("CMD:ok")
    assert told(room, BoxOpened) == [BoxOpened(box, room.show.plan.trucks[0].delivery)]
    assert room.said == f"Box …{box[-4:]}. 0 of 3"
    assert "Is the seal" not in room.words()
    delivery = room.show.file.deliveries.get(room.show.plan.trucks[0].delivery)
    assert delivery
    assert delivery.state is DeliveryState.ARRIVED, "the first scan says that the driver is here"


def test_a_second_scan_of_a_box_tells_its_count(room: Room) -> None:
    box = begin(room)[0]
    room.scan(box)
    room.tap("box.whole")
    room.scan(inside(room, box)[0])
    room.stand.wait(0.4)
    room.scan(box)
    assert room.said == f"Box …{box[-4:]}. 1 of 3"
    assert len(told(room, BoxOpened)) == 1


def test_the_last_parcel_of_a_box_tells_that_it_is_counted(room: Room) -> None:
    box = begin(room)[0]
    room.scan(box)
    room.tap("box.whole")
    for parcel in inside(room, box):
        room.scan(parcel)
        room.stand.wait(0.4)
    assert room.said == f"Box …{box[-4:]} is counted. 3 of 3"
    tile = room.loop.screen.find("boxes.all")
    assert tile
    assert tile.label == "All boxes 1 of 4"


def test_a_parcel_of_another_box_is_told(room: Room) -> None:
    first, second = begin(room)[:2]
    room.scan(first)
    room.tap("box.whole")
    parcel = inside(room, second)[0]
    room.scan(parcel)
    assert room.said == "It was listed in another box. It counts for the one it lay in"
    found = room.show.file.parcels.get(parcel)
    assert found
    assert found.came_in == first


def test_a_box_is_taken_in_hand_from_the_list_of_all(room: Room) -> None:
    box = begin(room)[1]
    room.tap("accept.arrive")
    room.tap("boxes.all")
    assert "Not seen yet" in room.words()
    room.tap(f"boxes.{box}")
    room.tap("box.whole")
    assert told(room, BoxOpened)


@pytest.mark.parametrize("way", ["box.close", "boxes.close"])
def test_a_sheet_is_shut_without_opening_anything(room: Room, way: str) -> None:
    box = begin(room)[0]
    room.tap("accept.arrive")
    if way == "box.close":
        room.scan(box)
    else:
        room.tap("boxes.all")
    room.tap(way)
    assert told(room, BoxOpened) == []
    assert room.loop.screen.find("box.whole") is None


def test_a_broken_seal_is_photographed_and_noted(room: Room) -> None:
    box = begin(room)[0]
    room.scan(box)
    room.tap("box.broken")
    assert "Hold the broken seal before the camera" in room.words()
    assert told(room, BoxOpened) == []
    room.tap("seal.snap")
    room.scan(box, source="camera")  # it sees the label of the box it photographs
    room.tap("seal.snap")
    room.tap("seal.done")
    (opened,) = told(room, BoxOpened)
    assert isinstance(opened, BoxOpened)
    assert not opened.seal_ok
    assert len(told(room, PhotoTaken)) == 2
    assert room.said.startswith("The broken seal is noted. Count its parcels")
    assert "0 of 3, broken" in room.words()


def test_the_clerk_may_go_on_without_a_photo_of_a_seal(room: Room) -> None:
    room.scan(begin(room)[0])
    room.tap("box.broken")
    room.tap("seal.without")
    assert len(told(room, BoxOpened)) == len(told(room, PhotoSkipped)) == 1


def test_without_a_camera_a_broken_seal_is_noted_all_the_same(room: Room) -> None:
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.scan(begin(room)[0])
    room.tap("box.broken")
    assert room.said == "The broken seal is noted. No photo was taken: There is no camera"
    assert len(told(room, BoxOpened)) == 1


def test_a_box_of_another_delivery_says_what_to_do(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(DeliveryAnnounced("D-77", "Meridian", 7, ("WB-MP-77",)), actor="central")
    begin(room)
    room.tap("accept.arrive")
    room.scan("WB-MP-77")
    what = "This box is of delivery D-77. Put it aside, then open that delivery"
    assert room.said == what


def test_a_box_of_another_delivery_does_not_begin_this_one(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(DeliveryAnnounced("D-77", "Meridian", 7, ("WB-MP-77",)), actor="central")
    begin(room)
    room.scan("WB-MP-77")
    room.stand.wait(0.1)
    assert "Is the seal of box …MP-77 whole?" in room.words()
    states = {d.delivery: d.state for d in room.show.file.deliveries.open()}
    mine = room.show.plan.trucks[0].delivery
    assert (states[mine], states["D-77"]) == (DeliveryState.ANNOUNCED, DeliveryState.ARRIVED)


def test_a_box_for_the_warehouse_does_not_come_in(room: Room) -> None:
    room.show.desk.ship.begin("BOX:7731-01", Flow.REVERSE, BoxClass.NORMAL)
    begin(room)
    room.tap("accept.arrive")
    room.scan("BOX:7731-01")
    assert room.said.startswith("This leaves the point, it does not come in")


def test_an_unlisted_box_is_called_so_before_it_is_opened(room: Room) -> None:
    begin(room)
    room.tap("accept.arrive")
    room.scan("WB-MP-9907")
    assert "This box is not on the list" in room.words()
    room.tap("box.whole")
    assert "not on the list" in room.words()


@pytest.mark.parametrize("door", ["home", "ship", "shelves", "deliveries"])
def test_a_box_scanned_elsewhere_opens_its_delivery(room: Room, door: str) -> None:
    box = room.show.plan.trucks[0].boxes[0]
    room.open(getattr(room.show.office.doors, door)())
    room.scan(box)
    room.stand.wait(0.1)
    assert room.screen == "accept"
    assert "Is the seal of box" in room.words()


def test_a_box_of_a_closed_delivery_shows_it(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.show.desk.accept.arrive(truck.delivery)
    room.show.desk.accept.close(truck.delivery, seen=True)
    room.open(room.show.office.doors.home())
    room.scan(truck.boxes[0])
    room.stand.wait(0.1)
    assert "The delivery is closed" in room.words()
    assert "Boxes missing: 4" in room.words()


def test_boxes_nobody_scanned_are_shown_before_the_close(room: Room) -> None:
    begin(room)
    room.tap("accept.arrive")
    room.tap("accept.close")
    assert "4 boxes were not scanned" in room.words()


def test_a_box_that_holds_nothing_is_a_difference_all_the_same(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(DeliveryAnnounced("D-77", "Meridian", 7, ("WB-MP-77",)), actor="central")
    room.open(room.show.office.doors.accept("D-77"))
    room.tap("accept.arrive")
    room.tap("accept.close")
    assert "1 box was not scanned" in room.words()
    room.tap("differences.confirm")
    assert told(room, BoxMissed) == [BoxMissed("WB-MP-77", "D-77")]


# -- what is broken before it is taken in ----------------------------------------------------------


def _mark(room: Room) -> str:
    box = begin(room)[0]
    room.tap("accept.arrive")
    room.tap("accept.damaged")
    assert "Scan the damaged parcel" in room.words()
    parcel = inside(room, box)[0]
    room.scan(parcel)
    return parcel


def _state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def test_a_parcel_may_be_called_broken_before_it_is_taken_in(room: Room) -> None:
    parcel = _mark(room)
    assert _state(room, parcel) is ParcelState.EXPECTED
    room.tap("damage_kind.crushed")
    room.tap("damage.without")
    assert _state(room, parcel) is ParcelState.QUARANTINED


def test_a_parcel_that_cannot_be_called_broken_is_forgotten_again(room: Room) -> None:
    counter, going_back = room.show.desk.counter, room.show.plan.stock.lines[0].parcel
    with counter.unit():
        counter.record(ParcelCancelled(going_back, CancelReason.BY_CENTRAL), actor="central")
    begin(room)
    room.tap("accept.arrive")
    room.tap("accept.damaged")
    room.scan(going_back)
    assert room.said.startswith("This is not possible now")
    screen = room.loop.screen
    assert isinstance(screen, AcceptScreen)
    assert (screen.marked, screen.sheet) == ("", "")


def test_a_broken_parcel_goes_back_with_the_driver_where_the_network_says_so(
    room: Room,
) -> None:
    rules = room.show.file.rules()
    assert rules
    with room.show.file.unit():
        body = msgspec.json.encode(replace(rules, damaged="reject"))
        room.show.file.keep_rules(rules.policy, body)
    parcel = _mark(room)
    room.tap("damage_kind.crushed")
    room.tap("damage.without")
    assert room.said == "Give it back to the driver. It stays on the list, as missing"
    assert _state(room, parcel) is ParcelState.EXPECTED
    assert room.loop.screen.find("damage.camera") is None


# -- a large parcel that is its own box ------------------------------------------------------------

SSCC = "00346012345678901234"


def _own_box(room: Room, *boxes: str) -> str:
    """Announce a delivery of one parcel with a pallet's number, which the list may call a box."""
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-88", "Meridian", counter.clock().at, boxes),
            ParcelExpected(SSCC, "D-88", box=boxes[0] if boxes else None),
            actor="central",
        )
    return "D-88"


def test_the_seal_of_a_parcel_that_is_its_own_box_is_looked_at_first(room: Room) -> None:
    room.open(room.show.office.doors.accept(_own_box(room, SSCC)))
    room.scan(SSCC)
    room.tap("box.whole")
    room.scan(SSCC)
    assert _state(room, SSCC) is ParcelState.RECEIVED


def test_a_parcel_with_the_number_of_a_box_is_found_from_any_screen(room: Room) -> None:
    delivery = _own_box(room)
    room.open(room.show.office.doors.home())
    room.scan(SSCC)
    room.stand.wait(0.1)
    assert (room.screen, room.loop.screen.delivery) == ("accept", delivery)
    assert _state(room, SSCC) is ParcelState.RECEIVED
    room.tap("accept.put")
    room.open(room.show.office.doors.home())
    room.scan(SSCC)
    assert room.screen == "parcel"
