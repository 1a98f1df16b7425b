"""The boxes of a delivery: opened with a look at the seal, counted, missed, found from anywhere."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.checkin import InboundBox
from kiosk.core.codes import Code, CodeKind
from kiosk.core.evidence import Skipped
from kiosk.core.messages import ManifestLine
from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxClass, Flow, InboundState, Purpose
from kiosk.store.photos import PhotoRow
from kiosk.workflows.views import DeliveryCard, HitKind, Received
from tests.workflows.conftest import T0, Point

LINES = (
    ManifestLine("P1", customer_ref="c1", box="WB-MP-1"),
    ManifestLine("P2", customer_ref="c2", box="WB-MP-1"),
    ManifestLine("P3", customer_ref="c3", box="WB-MP-2"),
    ManifestLine("P4", customer_ref="c4"),
)
BOXES = ("WB-MP-1", "WB-MP-2")


@pytest.fixture
def truck(point: Point) -> Point:
    """A point at whose door stands D1 with two boxes and a loose parcel; a manager is there."""
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0, BOXES),
        messages.DeliveryPart("D1", 1, LINES),
    )
    point.sign_in("igor")
    point.desk.accept.arrive("D1")
    point.take_papers()
    return point


def _card(point: Point, delivery: str = "D1") -> DeliveryCard:
    card = point.desk.accept.card(delivery)
    assert isinstance(card, DeliveryCard)
    return card


def _open(point: Point, box: str, *, seal_ok: bool = True) -> InboundBox:
    opened = point.desk.inbound.open_box("D1", box, seal_ok=seal_ok)
    assert isinstance(opened, InboundBox)
    return opened


def _receive(point: Point, parcel: str, in_hand: str = "") -> Received:
    received = point.desk.accept.receive("D1", parcel, last_box=in_hand)
    assert isinstance(received, Received)
    return received


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_box_is_opened_emptied_and_counted(truck: Point) -> None:
    asked = truck.desk.inbound.look("D1", "WB-MP-1")
    assert asked == InboundBox("WB-MP-1", InboundState.EXPECTED, 0, 2)
    assert truck.events("box.") == []
    assert _open(truck, "WB-MP-1").state is InboundState.OPENED
    assert _card(truck).in_hand() == "WB-MP-1"
    assert _receive(truck, "P1", "WB-MP-1").parcel.came_in == "WB-MP-1"
    assert _card(truck).box("WB-MP-1") == InboundBox(
        "WB-MP-1", InboundState.OPENED, 1, 2, opened_at=T0
    )
    _receive(truck, "P2", "WB-MP-1")
    card = _card(truck)
    assert [box.state for box in card.boxes] == [InboundState.COUNTED, InboundState.EXPECTED]
    assert (card.in_hand(), card.unseen_boxes) == ("", ("WB-MP-2",))


def test_a_second_scan_of_a_box_records_nothing(truck: Point) -> None:
    _open(truck, "WB-MP-1")
    before = truck.store.journal.head()
    assert _open(truck, "WB-MP-1", seal_ok=False).seal_ok
    looked = truck.desk.inbound.look("D1", "WB-MP-1")
    assert isinstance(looked, InboundBox)
    assert looked.state is InboundState.OPENED
    assert truck.store.journal.head() == before


def test_the_box_in_hand_is_the_one_opened_last(truck: Point) -> None:
    _open(truck, "WB-MP-2")
    truck.clock.pass_ms(5)
    _open(truck, "WB-MP-1")
    assert _card(truck).in_hand() == "WB-MP-1"
    _receive(truck, "P1"), _receive(truck, "P2")
    assert _card(truck).in_hand() == "WB-MP-2"


def test_a_parcel_of_another_box_is_noted_where_it_lay(truck: Point) -> None:
    _open(truck, "WB-MP-1")
    assert _receive(truck, "P3", "WB-MP-1").parcel.came_in == "WB-MP-1"
    assert _receive(truck, "P4", "WB-MP-1").parcel.came_in is None
    box = _card(truck).box("WB-MP-1")
    assert box
    assert (box.came, box.of) == (1, 3)


def test_a_box_with_all_it_should_hold_is_missed_and_told_in_the_act(truck: Point) -> None:
    _open(truck, "WB-MP-1")
    for parcel in ("P1", "P2", "P4"):
        _receive(truck, parcel)
    assert _reason(truck.desk.accept.close("D1", seen=False)) is Reason.DIFFERENCES_UNSEEN
    truck.take_papers()
    truck.desk.accept.close("D1", seen=True)
    told = [event.type for event in truck.events()][-4:]
    assert told == ["parcel.missed", "box.missed", "delivery.closed", "act.printed"]
    (closed,) = truck.events("delivery.closed")
    assert closed.facts.boxes_missing == 1  # type: ignore[attr-defined]
    assert _card(truck).boxes[1].state is InboundState.MISSING
    said = _said(truck.take_papers()[0])
    assert {("Boxes missing", "1"), ("Boxes on the list", "2"), ("Came of them", "1")} <= said
    assert truck.store.journal.audit().differing == ()


def _said(paper: Doc) -> set[tuple[str, str]]:
    return {(e.left, e.right) for e in paper.elements if isinstance(e, Text)}


def test_a_box_whose_parcels_came_is_not_missed_though_nobody_scanned_it(truck: Point) -> None:
    for parcel in ("P1", "P2", "P3", "P4"):
        _receive(truck, parcel)
    assert _card(truck).unseen_boxes == ()
    closed = truck.desk.accept.close("D1", seen=False)
    assert isinstance(closed, DeliveryCard)
    assert truck.events("box.") == []


def test_a_missed_box_may_come_with_another_delivery(truck: Point) -> None:
    truck.desk.accept.close("D1", seen=True)
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    truck.desk.accept.arrive("D2")
    opened = truck.desk.inbound.open_box("D2", "WB-MP-2", seal_ok=True)
    assert isinstance(opened, InboundBox)
    assert not opened.listed
    truck.desk.accept.receive("D2", "P3", last_box="WB-MP-2")
    box = _card(truck, "D2").box("WB-MP-2")
    assert box
    assert (box.state, box.came, box.of) == (InboundState.OPENED, 1, 1)


# -- the seal --------------------------------------------------------------------------------------


@pytest.fixture
def photographed(truck: Point, policy_letter: Callable[..., messages.PolicySet]) -> Point:
    """The same where the network asks for two photos of damage."""
    truck.mail(policy_letter(photos_damage=2))
    return truck


def _photo(point: Point, n: int) -> None:
    row = PhotoRow(
        f"{n:064x}", 9, "image/jpeg", urgent=False, subject="WB-MP-1",
        purpose=Purpose.SEAL.value, taken_at=T0,
    )  # fmt: skip
    with point.store.unit():
        point.store.photos.keep(row)


def test_a_broken_seal_wants_photos_and_is_told_in_the_act(photographed: Point) -> None:
    inbound = photographed.desk.inbound
    answer = inbound.open_box("D1", "WB-MP-1", seal_ok=False)
    assert answer == Refused(Reason.PHOTOS_MISSING, {"n": 2})
    assert photographed.events("box.") == []
    _photo(photographed, 1), _photo(photographed, 2)
    opened = inbound.open_box("D1", "WB-MP-1", seal_ok=False)
    assert isinstance(opened, InboundBox)
    assert not opened.seal_ok
    for parcel in ("P1", "P2", "P3", "P4"):
        _receive(photographed, parcel)
    photographed.take_papers()
    photographed.desk.accept.close("D1", seen=True)
    said = _said(photographed.take_papers()[0])
    assert {("Boxes with a broken seal", "1"), ("WB-MP-1", "")} <= said


def test_a_broken_seal_without_photos_says_why(photographed: Point) -> None:
    inbound = photographed.desk.inbound
    inbound.open_box("D1", "WB-MP-1", seal_ok=False, skipped=Skipped.NO_CAMERA)
    skipped, opened = photographed.events()[-2:]
    assert skipped.facts.purpose is Purpose.SEAL  # type: ignore[attr-defined]
    assert opened.type == "box.opened"


def test_a_whole_seal_needs_no_photo(photographed: Point) -> None:
    assert _open(photographed, "WB-MP-1").seal_ok


def test_before_the_first_policy_nobody_asks_for_photos(bare: Point) -> None:
    bare.mail(messages.StaffUpsert("anna", "Anna", "clerk"))  # type: ignore[arg-type]
    bare.sign_in("anna")
    bare.mail(messages.DeliveryAnnounced("D1", "Meridian", T0, BOXES))
    bare.desk.accept.arrive("D1")
    assert not _open(bare, "WB-MP-1", seal_ok=False).seal_ok


# -- what is refused -------------------------------------------------------------------------------


def test_a_box_of_another_delivery_is_refused_by_its_name(truck: Point) -> None:
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0, ("WB-MP-9",)))
    whose = Refused(Reason.BOX_OF_OTHER_DELIVERY, {"delivery": "D2"})
    assert truck.desk.inbound.look("D1", "WB-MP-9") == whose
    assert truck.desk.inbound.open_box("D1", "WB-MP-9", seal_ok=True) == whose


def test_a_box_for_the_warehouse_is_refused(truck: Point) -> None:
    truck.desk.ship.begin("BOX:7731-01", Flow.REVERSE, BoxClass.NORMAL)
    assert _reason(truck.desk.inbound.look("D1", "BOX:7731-01")) is Reason.WRONG_FLOW


def test_no_box_is_opened_before_or_after_or_of_nothing(truck: Point) -> None:
    inbound = truck.desk.inbound
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0, ("WB-MP-9",)))
    assert _reason(inbound.look("D2", "WB-MP-9")) is Reason.NOT_ARRIVED
    truck.desk.accept.close("D1", seen=True)
    assert _reason(inbound.open_box("D1", "WB-MP-1", seal_ok=True)) is Reason.DELIVERY_CLOSED
    assert _reason(inbound.open_box("D9", "WB-MP-1", seal_ok=True)) is Reason.NOT_KNOWN_HERE
    assert _reason(inbound.look("D9", "WB-MP-1")) is Reason.NOT_KNOWN_HERE


def test_a_box_that_no_list_names_is_opened_as_what_it_is(truck: Point) -> None:
    looked = truck.desk.inbound.look("D1", "WB-MP-77")
    assert looked == InboundBox("WB-MP-77", InboundState.EXPECTED, 0, 0, listed=False)
    assert not _open(truck, "WB-MP-77").listed


# -- found from anywhere ---------------------------------------------------------------------------


def test_a_box_finds_its_delivery_wherever_it_is_scanned(truck: Point) -> None:
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0, ("48210931",)))
    assert truck.desk.find.read("48210931", "code128") == Code(CodeKind.BOX, "48210931", "code128")
    found = truck.desk.inbound.delivery_of("48210931")
    assert found
    assert found.delivery == "D2"
    assert truck.desk.inbound.delivery_of("48210932") is None
    where = truck.desk.lookup.where("WB-MP-1")
    assert (where.known, where.delivery, where.state) == (True, "D1", "arrived")
    hits = truck.desk.find.search("WB-MP-1")
    assert not isinstance(hits, Refused)
    assert (hits[0].kind, hits[0].id, hits[0].title) == (HitKind.DELIVERY, "D1", "WB-MP-1")


def test_a_parcel_without_a_list_came_in_the_box_in_hand(point: Point) -> None:
    card = point.desk.accept.unannounced()
    assert isinstance(card, DeliveryCard)
    name = card.delivery.delivery
    point.desk.inbound.open_box(name, "WB-MP-1", seal_ok=True)
    received = point.desk.accept.receive(name, "P1", last_box="WB-MP-1")
    assert isinstance(received, Received)
    assert received.parcel.came_in == "WB-MP-1"
    point.mail(
        messages.DeliveryAnnounced(name, "Meridian", T0, BOXES),
        messages.DeliveryPart(name, 1, LINES),
    )
    found = _card(point, name)
    assert [(box.box, box.came, box.of) for box in found.boxes] == [
        ("WB-MP-1", 1, 2), ("WB-MP-2", 0, 1),
    ]  # fmt: skip
    assert found.tally.surplus == 0
