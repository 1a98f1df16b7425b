"""Boxes: what the limits of a network's policy say, one by one."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import boxes
from kiosk.core.boxes import Box, Moment, class_of, flow_of, is_overdue, suits
from kiosk.core.events import Event
from kiosk.core.facts import shipping
from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    BoxState,
    ClockQuality,
    Decision,
    Flow,
    ParcelKind,
    ParcelState,
    Place,
    ReopenReason,
    Size,
    UnpackReason,
)

T0 = 1_780_000_000_000
NOW = Moment(T0, ClockQuality.NTP)
BACK = Parcel("P1", ParcelKind.ORDER, ParcelState.TO_RETURN, Place.CELL, "R-01")
DROPPED = Parcel("D1", ParcelKind.DROP_OFF, ParcelState.RECEIVED, Place.COUNTER)
BOX = Box("b1", Flow.REVERSE, BoxClass.NORMAL, open_since=T0)
SEALED = replace(BOX, state=BoxState.SEALED, seal="S-101", seals=("S-101",), count=1)


def reason(decided: object) -> Reason | None:
    return decided.reason if isinstance(decided, Refused) else None


@pytest.mark.parametrize(
    ("parcel", "flow", "class_"),
    [
        (BACK, Flow.REVERSE, BoxClass.NORMAL),
        (replace(BACK, reason="damaged"), Flow.REVERSE, BoxClass.DEFECT),
        (replace(BACK, reason="by_central", damaged=True), Flow.REVERSE, BoxClass.DEFECT),
        (replace(BACK, items=(Item("Pan", decision=Decision.DEFECT),)), Flow.REVERSE, "defect"),
        (replace(BACK, size=Size.XL), Flow.REVERSE, BoxClass.OWN),
        (DROPPED, Flow.DIRECT, BoxClass.DIRECT),
        (replace(DROPPED, size=Size.XL), Flow.DIRECT, BoxClass.OWN),
    ],
)
def test_a_parcel_goes_its_way_in_a_box_of_its_class(
    parcel: Parcel, flow: Flow, class_: str
) -> None:
    assert (flow_of(parcel), class_of(parcel)) == (flow, class_)


@pytest.mark.parametrize(
    ("parcel", "box", "why"),
    [
        (BACK, BOX, None),
        (BACK, replace(BOX, class_=BoxClass.CARDBOARD), None),
        (DROPPED, BOX, Reason.WRONG_FLOW),
        (BACK, replace(BOX, flow=Flow.DIRECT, class_=BoxClass.DIRECT), Reason.WRONG_FLOW),
        (BACK, replace(BOX, class_=BoxClass.DEFECT), Reason.WRONG_CLASS),
        (replace(BACK, size=Size.XL), BOX, Reason.WRONG_CLASS),
        (replace(BACK, state=ParcelState.STORED), BOX, Reason.WRONG_STATE),
        (replace(BACK, state=ParcelState.ISSUED), BOX, Reason.WRONG_STATE),
        (replace(BACK, kind=ParcelKind.SELLER), BOX, None),
        (replace(BACK, kind=ParcelKind.SELLER, state=ParcelState.STORED), BOX, Reason.WRONG_STATE),
        (replace(BACK, state=ParcelState.PACKED, box="b2"), BOX, Reason.ALREADY_PACKED),
        (BACK, SEALED, Reason.WRONG_STATE),
    ],
)
def test_a_parcel_is_packed_or_the_reason_is_told(
    parcel: Parcel, box: Box, why: Reason | None, policy: Policy
) -> None:
    decided = boxes.pack(parcel, box, 0, policy, NOW)
    assert reason(decided) is why
    if why is None:
        assert decided == (shipping.ParcelPacked("P1", "b1"),)
        assert suits(parcel, box)


def test_a_parcel_scanned_again_is_no_error(policy: Policy) -> None:
    inside = replace(BACK, state=ParcelState.PACKED, place=Place.BOX, cell=None, box="b1")
    for box in (BOX, SEALED):
        assert boxes.pack(inside, box, 60, policy, NOW) == ()


def test_a_box_is_full_by_the_policy(policy: Policy) -> None:
    few = replace(policy, box_max_items=2)
    assert reason(boxes.pack(BACK, BOX, 1, few, NOW)) is None
    assert reason(boxes.pack(BACK, BOX, 2, few, NOW)) is Reason.BOX_FULL
    large, own = replace(BACK, size=Size.XL), replace(BOX, class_=BoxClass.OWN)
    assert reason(boxes.pack(large, own, 0, few, NOW)) is None
    assert reason(boxes.pack(large, own, 1, few, NOW)) is Reason.BOX_FULL


def test_a_box_that_was_open_too_long_takes_no_more(policy: Policy) -> None:
    late = Moment(T0 + policy.box_open_h * 3_600_000 + 1, ClockQuality.NTP)
    on_time = Moment(late.at - 1, ClockQuality.NTP)
    unsure = Moment(late.at, ClockQuality.UNSURE)
    assert [is_overdue(BOX, policy, at) for at in (on_time, late, unsure)] == [False, True, False]
    assert reason(boxes.pack(BACK, BOX, 0, policy, late)) is Reason.BOX_OVERDUE
    assert reason(boxes.pack(BACK, BOX, 0, policy, unsure)) is None
    assert not is_overdue(SEALED, policy, late)


def test_a_parcel_may_change_its_box_so_often(policy: Policy) -> None:
    moved = replace(BACK, out_of="b0", moves=policy.box_max_moves)
    assert reason(boxes.pack(moved, BOX, 0, policy, NOW)) is Reason.MOVED_TOO_OFTEN
    again = replace(moved, out_of="b1")
    assert reason(boxes.pack(again, BOX, 0, policy, NOW)) is None


def test_boxes_are_open_so_many_at_once_each_flow_by_itself(policy: Policy) -> None:
    few = replace(policy, box_max_open=1)
    kind = (Flow.REVERSE, BoxClass.NORMAL)
    direct = replace(BOX, flow=Flow.DIRECT)
    assert boxes.start("b2", None, kind, [direct], few) == (shipping.BoxStarted("b2", *kind),)
    assert reason(boxes.start("b2", None, kind, [BOX], few)) is Reason.TOO_MANY_OPEN
    assert boxes.start("b1", BOX, kind, [BOX], few) == ()
    assert reason(boxes.start("b1", SEALED, kind, [], few)) is Reason.WRONG_STATE


@pytest.mark.parametrize(
    ("flow", "class_", "fits"),
    [
        (Flow.DIRECT, BoxClass.DIRECT, True),
        (Flow.DIRECT, BoxClass.OWN, True),
        (Flow.REVERSE, BoxClass.DEFECT, True),
        (Flow.DIRECT, BoxClass.NORMAL, False),
        (Flow.REVERSE, BoxClass.DIRECT, False),
        (Flow.REVERSE, BoxClass.CARDBOARD, False),  # not one of this network's kinds
    ],
)
def test_a_box_is_of_a_kind_the_network_has(
    flow: Flow, class_: BoxClass, policy: Policy, *, fits: bool
) -> None:
    kinds = tuple(kind for kind in BoxClass if kind is not BoxClass.CARDBOARD)
    decided = boxes.start("b1", None, (flow, class_), [], replace(policy, box_classes=kinds))
    assert reason(decided) is (None if fits else Reason.WRONG_CLASS)


@pytest.mark.parametrize(
    ("number", "weight_g", "holds", "used", "why"),
    [
        ("S-101", 0, 1, False, None),
        ("S-101", 15_000, 1, False, None),
        ("S-101", 15_001, 1, False, Reason.TOO_HEAVY),
        ("", 0, 1, False, Reason.SEAL_MISSING),
        ("s 101", 0, 1, False, Reason.BAD_VALUE),
        ("S-101", 0, 1, True, Reason.SEAL_USED),
        ("S-101", 0, 0, False, Reason.BOX_EMPTY),
    ],
)
def test_a_seal_closes_a_box_or_the_reason_is_told(
    number: str, weight_g: int, holds: int, why: Reason | None, policy: Policy, *, used: bool
) -> None:
    decided = boxes.seal(BOX, number, weight_g, holds, policy, used=used)
    assert reason(decided) is why
    if why is None:
        assert decided == (shipping.BoxSealed("b1", "S-101", 1, weight_g),)


def test_the_same_seal_again_is_no_error(policy: Policy) -> None:
    assert boxes.seal(SEALED, "S-101", 0, 1, policy, used=True) == ()
    assert reason(boxes.seal(SEALED, "S-102", 0, 1, policy, used=False)) is Reason.WRONG_STATE


def test_a_box_that_was_opened_again_needs_a_new_seal(
    policy: Policy, told: Callable[..., Event]
) -> None:
    (fact,) = boxes.reopen(SEALED, ReopenReason.WRONG_PARCEL)  # type: ignore[misc]
    opened = boxes.evolve(SEALED, told(fact, at=T0 + 5))
    assert (opened.state, opened.seal, opened.open_since) == (BoxState.OPEN, "", T0 + 5)
    assert reason(boxes.seal(opened, "S-101", 0, 1, policy, used=False)) is Reason.SEAL_USED
    assert reason(boxes.reopen(opened, ReopenReason.INSPECT)) is Reason.WRONG_STATE


def test_only_an_empty_box_is_given_up() -> None:
    assert boxes.drop(BOX, 0) == (shipping.BoxDropped("b1"),)
    assert reason(boxes.drop(BOX, 1)) is Reason.BOX_NOT_EMPTY
    assert reason(boxes.drop(SEALED, 0)) is Reason.WRONG_STATE


def test_a_parcel_is_taken_out_of_its_own_open_box() -> None:
    inside = replace(BACK, state=ParcelState.PACKED, box="b1")
    taken = boxes.unpack(inside, BOX, UnpackReason.UNDO)
    assert taken == (shipping.ParcelUnpacked("P1", UnpackReason.UNDO),)
    assert reason(boxes.unpack(inside, SEALED, UnpackReason.UNDO)) is Reason.WRONG_STATE
    assert reason(boxes.unpack(BACK, BOX, UnpackReason.UNDO)) is Reason.WRONG_STATE


@pytest.mark.parametrize(
    ("box", "fact"),
    [
        (None, shipping.BoxSealed("b1", "S-101", 1)),
        (BOX, shipping.BoxStarted("b1", Flow.REVERSE, BoxClass.NORMAL)),
        (BOX, shipping.BoxLoaded("b1", "sh1")),
        (SEALED, shipping.BoxReopened("b1", "S-999", ReopenReason.INSPECT)),
        (replace(BOX, seals=("S-101",)), shipping.BoxSealed("b1", "S-101", 1)),
        (
            replace(SEALED, state=BoxState.LOADED, shipment="sh1"),
            shipping.ShipmentHandedOver("sh1", "", ("b1",), ("S-102",)),
        ),
        (
            replace(SEALED, state=BoxState.LOADED, shipment="sh2"),
            shipping.ShipmentHandedOver("sh1", "", ("b1",), ("S-101",)),
        ),
    ],
)
def test_what_cannot_have_happened_to_a_box_is_said(
    box: Box | None, fact: shipping.Fact, told: Callable[..., Event]
) -> None:
    with pytest.raises(Contradiction):
        boxes.evolve(box, told(fact))
