"""Shipping: boxes opened by scan, packed by the lamps, sealed, handed over with an act."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.facts import shipping
from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.receipts import Code128, Doc, Label, Text, copied
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    BoxState,
    CancelReason,
    CarriageVerdict,
    Flow,
    ParcelKind,
    ParcelState,
    Purpose,
    ReopenReason,
    ShipmentState,
    UnpackReason,
)
from kiosk.hw.ports import Rhythm
from kiosk.workflows.lamps import LIT_AT_ONCE
from kiosk.workflows.ship import Ship
from kiosk.workflows.views import BoxCard, ShipmentCard
from tests.workflows.conftest import HOUR_MS, Point

BOX = "BOX:7731-01"


@pytest.fixture
def ship(point: Point) -> Ship:
    """Two parcels go back, one was dropped off; Anna, a clerk, is signed in."""
    point.stock("c1", "P1", "P2", cell="A-01")
    point.stock("c2", "P3", cell="A-02")
    for parcel in ("P1", "P2"):
        point.mail(messages.OrderCancelled(f"o-{parcel}", (parcel,)))
    point.stock("c3", "D1", cell="Z-01", kind=ParcelKind.DROP_OFF)
    return point.desk.ship


def begun(ship: Ship, code: str = BOX, flow: Flow = Flow.REVERSE) -> BoxCard:
    class_ = BoxClass.DIRECT if flow is Flow.DIRECT else BoxClass.NORMAL
    return card(ship.begin(code, flow, class_))


def card(found: BoxCard | Refused) -> BoxCard:
    assert isinstance(found, BoxCard)
    return found


def shipment(found: ShipmentCard | Refused) -> ShipmentCard:
    assert isinstance(found, ShipmentCard)
    return found


def reason(found: object) -> Reason | None:
    return found.reason if isinstance(found, Refused) else None


def papers(point: Point, kind: str) -> list[Doc]:
    while point.desk.prints.pump():
        point.store.db.execute("UPDATE print_job SET state = 'sent' WHERE state = 'sending'")
    return [doc for doc in point.paper.drawn if doc.kind == kind]


def words(doc: Doc) -> str:
    lines = [e for e in doc.elements if isinstance(e, Text)]
    lines += [p.what for e in doc.elements if isinstance(e, Label) for p in e.parts]  # type: ignore[misc]
    return " / ".join(f"{t.left} {t.right}".strip() for t in lines if isinstance(t, Text))


def test_a_scanned_code_begins_a_box_and_a_second_scan_takes_it_in_hand(
    ship: Ship, point: Point
) -> None:
    first = begun(ship)
    assert (first.box.state, first.holds, first.room) == (BoxState.OPEN, 0, 60)
    assert [p.parcel for p in first.waiting] == ["P1", "P2"]
    assert begun(ship) == first
    assert len(point.events("box.started")) == 1
    assert papers(point, "label") == []  # it came with its own


def test_a_box_of_ours_gets_a_label_that_the_scanner_reads(ship: Ship, point: Point) -> None:
    box = card(ship.begin(None, Flow.REVERSE, BoxClass.DEFECT)).box.box
    code = point.desk.find.read(box, "code128")
    assert (code.kind.value, code.text) == ("box", box)
    (label,) = papers(point, "label")
    assert "Faulty goods" in words(label)
    assert any(p.what == Code128(box) for e in label.elements for p in getattr(e, "parts", ()))


def test_parcels_are_packed_and_one_scanned_again_is_no_error(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    again = card(ship.pack(BOX, "P1"))
    assert (again.holds, [p.parcel for p in again.waiting]) == (1, ["P2"])
    assert len(point.events("parcel.packed")) == 1
    found = point.store.parcels.get("P1")
    assert found is not None
    assert (found.state, found.cell, found.box) == (ParcelState.PACKED, None, BOX)


@pytest.mark.parametrize(
    ("parcel", "why"),
    [
        ("D1", Reason.WRONG_FLOW),
        ("P3", Reason.WRONG_STATE),
        ("P9", Reason.NOT_KNOWN_HERE),
    ],
)
def test_what_does_not_belong_into_the_box_is_told(ship: Ship, parcel: str, why: Reason) -> None:
    begun(ship)
    assert reason(ship.pack(BOX, parcel)) is why


def test_the_limits_are_those_of_the_network(
    ship: Ship, point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(box_max_items=1, box_max_open=1, box_open_h=2))
    begun(ship)
    ship.pack(BOX, "P1")
    assert reason(ship.pack(BOX, "P2")) is Reason.BOX_FULL
    assert reason(ship.begin("BOX:7731-02", Flow.REVERSE, BoxClass.NORMAL)) is Reason.TOO_MANY_OPEN
    assert begun(ship, "BOX:7731-03", Flow.DIRECT).box.flow is Flow.DIRECT
    point.clock.pass_ms(3 * HOUR_MS)
    assert reason(ship.pack(BOX, "P2")) is Reason.BOX_OVERDUE
    assert card(ship.box(BOX)).overdue


def test_the_cells_of_what_can_go_in_shine(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.light(BOX)
    assert {c: lamp.rhythm for c, lamp in point.lights.now.items()} == {"A-01": Rhythm.TAKE}
    ship.pack(BOX, "P1")
    ship.pack(BOX, "P2")
    ship.light(BOX)
    assert point.lights.now == {}
    ship.unpack(BOX, "P1", UnpackReason.UNDO)
    point.desk.place.move("P1", "R-01")
    ship.light(BOX)
    assert set(point.lights.now) == {"R-01"}
    ship.dark()
    assert point.lights.now == {}


def test_so_many_cells_shine_as_one_walk_empties(ship: Ship, point: Point) -> None:
    for n, cell in enumerate(("A-03", "A-04", "B-01", "B-02", "B-03")):
        point.stock(f"c{20 + n}", f"E{n}", cell=cell)
        point.mail(messages.OrderCancelled(f"o-E{n}", (f"E{n}",)))
    begun(ship)
    ship.light(BOX)
    assert list(point.lights.now) == ["A-01", "A-03", "A-04", "B-01", "B-02"]
    assert len(point.lights.now) == LIT_AT_ONCE


def test_a_parcel_taken_out_lies_on_the_counter(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    out = card(ship.unpack(BOX, "P1", UnpackReason.WRONG_BOX))
    assert (out.holds, len(out.waiting)) == (0, 2)
    assert [p.parcel for p in point.desk.place.waiting()] == ["P1"]


def test_a_seal_closes_the_box_and_its_label_tells_of_it(ship: Ship, point: Point) -> None:
    begun(ship)
    assert reason(ship.seal(BOX, "S-101")) is Reason.BOX_EMPTY
    ship.pack(BOX, "P1")
    assert reason(ship.seal(BOX, "")) is Reason.SEAL_MISSING
    assert reason(ship.seal(BOX, "S-101", 16_000)) is Reason.TOO_HEAVY
    sealed = card(ship.seal(BOX, "S-101", 4_200))
    assert (sealed.box.state, sealed.box.count, sealed.box.weight_g) == ("sealed", 1, 4_200)
    assert card(ship.seal(BOX, "S-101")).box == sealed.box
    (label,) = papers(point, "label")
    assert "Seal S-101" in words(label)
    assert "Parcels: 1" in words(label)


def test_a_box_is_photographed_as_it_is_sealed_and_once_only(
    ship: Ship, point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(photo_at_seal=True))
    begun(ship)
    ship.pack(BOX, "P1")
    assert reason(ship.seal(BOX, "")) is Reason.SEAL_MISSING
    assert not point.events("photo."), "what is refused is not photographed"
    ship.seal(BOX, "S-101")
    ship.seal(BOX, "S-101")
    told = [event.type for event in point.events() if event.type in {"box.sealed", "photo.skipped"}]
    assert told == ["box.sealed", "photo.skipped"], "there is no camera, and it is sealed before"
    (skip,) = point.events("photo.skipped")
    assert skip.facts == PhotoSkipped(BOX, Purpose.SEAL, "no_camera")


def test_a_sealed_box_is_opened_for_a_reason_and_needs_a_new_seal(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    ship.seal(BOX, "S-101")
    assert card(ship.reopen(BOX, ReopenReason.WRONG_PARCEL)).box.state is BoxState.OPEN
    (told,) = point.events("box.reopened")
    assert told.facts == shipping.BoxReopened(BOX, "S-101", ReopenReason.WRONG_PARCEL)
    assert reason(ship.seal(BOX, "S-101")) is Reason.SEAL_USED
    assert card(ship.seal(BOX, "S-102")).box.seals == ("S-101", "S-102")
    begun(ship, "BOX:7731-02")
    ship.pack("BOX:7731-02", "P2")
    assert reason(ship.seal("BOX:7731-02", "S-101")) is Reason.SEAL_USED


def test_an_empty_box_is_given_up(ship: Ship) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    assert reason(ship.drop(BOX)) is Reason.BOX_NOT_EMPTY
    ship.unpack(BOX, "P1", UnpackReason.UNDO)
    assert card(ship.drop(BOX)).box.state is BoxState.DROPPED


def handed(ship: Ship) -> ShipmentCard:
    """Hand a box with two parcels over."""
    begun(ship)
    ship.pack(BOX, "P1")
    ship.pack(BOX, "P2")
    ship.seal(BOX, "S-101", 4_200)
    draft = shipment(ship.start(Flow.REVERSE)).shipment.shipment
    ship.load(draft, BOX)
    return shipment(ship.hand_over(draft, " A123BC "))


def test_a_driver_takes_the_boxes_and_an_act_for_each_side(ship: Ship, point: Point) -> None:
    gone = handed(ship)
    assert gone.shipment.state is ShipmentState.HANDED_OVER
    assert (gone.shipment.driver, gone.shipment.seals) == ("A123BC", ("S-101",))
    arrivals = 3  # each has an act, too
    day = point.wording.date(point.clock.stamp.at)
    assert gone.act_no == f"7731-{day}-{arrivals + 1}"
    told = point.events("act.printed")[-1]
    assert told.facts.subject == gone.shipment.shipment  # type: ignore[attr-defined]
    assert {point.store.parcels.get(p).state for p in ("P1", "P2")} == {"shipped"}  # type: ignore[union-attr]
    assert card(ship.box(BOX)).box.state is BoxState.HANDED_OVER
    printed = papers(point, "act")
    assert len(printed) == 2
    assert printed[0] == printed[1]
    assert f"{BOX} / Seal S-101 Parcels: 2 / Weight 4.2 kg" in words(printed[0])
    assert ship.archive() == (gone,)
    assert ship.drafts() == ()


def test_the_act_can_be_printed_again_under_its_number(ship: Ship, point: Point) -> None:
    gone = handed(ship)
    printed = papers(point, "act")
    point.clock.pass_ms(HOUR_MS)
    assert ship.print_act(gone.shipment.shipment) is None
    assert papers(point, "act") == [*printed, copied(printed[0], "Copy")]
    handed_over = [e for e in point.events("act.printed") if e.facts.kind == "handover"]  # type: ignore[attr-defined]
    assert len(handed_over) == 1


def test_a_box_is_checked_by_its_label_or_by_its_seal(ship: Ship) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    draft = shipment(ship.start(Flow.REVERSE)).shipment.shipment
    assert reason(ship.load(draft, BOX)) is Reason.NOT_SEALED
    ship.seal(BOX, "S-101")
    assert [box.box for box in shipment(ship.shipment(draft)).sealed] == [BOX]
    loaded = shipment(ship.load_by_seal(draft, "S-101"))
    assert ([b.box for b in loaded.boxes], loaded.sealed) == ([BOX], ())
    assert shipment(ship.load(draft, BOX)) == loaded
    assert reason(ship.load_by_seal(draft, "S-999")) is Reason.NOT_KNOWN_HERE
    ship.reopen(BOX, ReopenReason.SEAL_BROKEN)
    assert reason(ship.load_by_seal(draft, "S-101")) is Reason.SEAL_USED


def test_each_flow_has_its_own_shipment(ship: Ship) -> None:
    reverse, direct = shipment(ship.start(Flow.REVERSE)), shipment(ship.start(Flow.DIRECT))
    assert shipment(ship.start(Flow.REVERSE)) == reverse
    begun(ship)
    ship.pack(BOX, "P1")
    ship.seal(BOX, "S-101")
    assert reason(ship.load(direct.shipment.shipment, BOX)) is Reason.WRONG_FLOW
    assert reason(ship.hand_over(direct.shipment.shipment, "")) is Reason.NOTHING_LOADED


def test_the_central_says_what_the_warehouse_found(ship: Ship, point: Point) -> None:
    gone = handed(ship).shipment.shipment
    disputed = messages.ShipmentVerdict(gone, CarriageVerdict.DISPUTED, "one parcel less")
    point.mail(disputed)
    told = shipment(ship.shipment(gone)).shipment
    assert (told.state, told.comment) == (ShipmentState.DISPUTED, "one parcel less")
    point.mail(messages.ShipmentVerdict(gone, CarriageVerdict.CONFIRMED))
    assert shipment(ship.shipment(gone)).shipment.state is ShipmentState.CONFIRMED
    point.mail(disputed, messages.ShipmentVerdict("sh-9", CarriageVerdict.CONFIRMED))
    assert point.outcomes()[-2:] == [("rejected", "wrong_state"), ("rejected", "not_here")]


def test_what_is_packed_is_neither_prolonged_nor_cancelled(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    at = point.clock.stamp.at + HOUR_MS
    point.mail(
        messages.StorageExtended("P1", at),
        messages.OrderCancelled("o-P1", ("P1",), CancelReason.BY_CENTRAL.value),
    )
    assert point.outcomes()[-2:] == [("rejected", "already_packed")] * 2


def test_what_waits_too_long_is_counted(ship: Ship, point: Point) -> None:
    board = ship.board()
    assert not isinstance(board, Refused)
    assert (dict(board.to_pack), board.late) == ({Flow.REVERSE: 2, Flow.DIRECT: 1}, 0)
    point.clock.pass_ms(49 * HOUR_MS)
    later = ship.board()
    assert not isinstance(later, Refused)
    assert later.late == 3


def test_a_trainee_ships_nothing(ship: Ship, point: Point) -> None:
    point.sign_in("leila")
    assert reason(ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)) is Reason.NOT_ALLOWED
    assert reason(ship.board()) is Reason.NOT_ALLOWED


def test_a_pulled_plug_leaves_the_box_as_it_was(ship: Ship, point: Point) -> None:
    begun(ship)
    ship.pack(BOX, "P1")
    point.restart()
    assert card(point.desk.ship.box(BOX)).holds == 1
    assert point.store.journal.audit().differing == ()
