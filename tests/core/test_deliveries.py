"""Deliveries: their life, what a scan at the check-in means, and how the check-in ends."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.core import deliveries
from kiosk.core.deliveries import Delivery, Tally, arrive, close, damaged, evolve, receive
from kiosk.core.events import Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import DocumentRule, PickupCodeKind, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, DeliveryState, How, QuarantineReason

Lived = Callable[..., Parcel]
ANNOUNCED = Delivery("D1", DeliveryState.ANNOUNCED)
ARRIVED = Delivery("D1", DeliveryState.ARRIVED, arrived_at=5)
CLOSED = Delivery("D1", DeliveryState.CLOSED, closed_at=9)
UNANNOUNCED = Delivery("D1", DeliveryState.ARRIVED, announced=False)
KEEP = Policy(
    policy="p",
    version=1,
    storage_days=7,
    pickup_code=PickupCodeKind.LONG,
    code_days_ahead=7,
    undo_s=60,
    expiring_h=24,
    document=DocumentRule.AGE,
    digits_min=4,
    damaged="keep",
    pay_here=True,
    payment_tries=3,
    try_on_min=20,
    partial_refusal=True,
    pii_days=30,
    evidence_days=90,
)
REJECT = msgspec.structs.replace(KEEP, damaged="reject")

EXPECTED = stockroom.ParcelExpected("P1", "D1", customer_ref="c1")
RECEIVED = stockroom.ParcelReceived("P1", "D1", suggested="A-01")


def test_a_delivery_is_announced_taken_in_and_closed(told: Callable[..., Event]) -> None:
    facts: list[Fact] = [
        stockroom.DeliveryAnnounced("D1", "Meridian", 7, ("BX1",), 3),
        stockroom.DeliveryArrived("D1"),
        stockroom.DeliveryClosed("D1", 3, 3, 0, 0, 0),
    ]
    delivery = None
    for at, fact in enumerate(facts, start=10):
        delivery = evolve(delivery, told(fact, at=at))
    assert delivery == Delivery(
        "D1",
        DeliveryState.CLOSED,
        "Meridian",
        7,
        boxes=("BX1",),
        parts=3,
        arrived_at=11,
        closed_at=12,
        changed_by="anna",
    )


def test_a_late_announcement_keeps_what_happened(told: Callable[..., Event]) -> None:
    arrived = evolve(None, told(stockroom.DeliveryArrived("D1", announced=False), at=3))
    assert not arrived.announced
    late = evolve(arrived, told(stockroom.DeliveryAnnounced("D1", "Meridian", 7)))
    assert (late.state, late.announced, late.arrived_at) == (DeliveryState.ARRIVED, True, 3)


@pytest.mark.parametrize(
    ("before", "fact"),
    [
        (ARRIVED, stockroom.DeliveryCancelled("D1")),
        (ARRIVED, stockroom.DeliveryAnnounced("D1", "Meridian", 7)),
        (CLOSED, stockroom.DeliveryArrived("D1")),
        (ANNOUNCED, stockroom.DeliveryClosed("D1", 0, 0, 0, 0, 0)),
        (None, stockroom.DeliveryCancelled("D1")),
    ],
)
def test_what_cannot_have_happened_is_a_contradiction(
    before: Delivery | None, fact: Fact, told: Callable[..., Event]
) -> None:
    with pytest.raises(Contradiction):
        deliveries.evolve(before, told(fact))


def test_a_delivery_not_arrived_may_be_cancelled(told: Callable[..., Event]) -> None:
    cancelled = evolve(ANNOUNCED, told(stockroom.DeliveryCancelled("D1")))
    assert cancelled.state is DeliveryState.CANCELLED


def test_a_delivery_arrives_once() -> None:
    assert arrive(ANNOUNCED) == (stockroom.DeliveryArrived("D1"),)
    assert arrive(CLOSED) == Refused(Reason.DELIVERY_CLOSED, {"at": 9})
    refused = arrive(ARRIVED)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.WRONG_STATE


def test_an_expected_parcel_is_received(lived: Lived) -> None:
    assert receive(lived(EXPECTED), "P1", ARRIVED, "A-01") == (RECEIVED,)


def test_a_repeated_scan_is_no_fact(lived: Lived) -> None:
    assert receive(lived(EXPECTED, RECEIVED), "P1", ARRIVED, "A-01") == ()


def test_a_parcel_the_manifest_lacks_is_set_aside_as_surplus() -> None:
    surplus = stockroom.ParcelQuarantined("P9", QuarantineReason.SURPLUS, "D1")
    assert receive(None, "P9", ARRIVED, "A-01") == (surplus,)


def test_without_a_manifest_every_parcel_is_received_for_now() -> None:
    received = stockroom.ParcelReceived("P9", "D1", How.UNANNOUNCED, "A-01")
    assert receive(None, "P9", UNANNOUNCED, "A-01") == (received,)


def test_a_missing_parcel_may_come_with_another_delivery(lived: Lived) -> None:
    missed = lived(EXPECTED, stockroom.ParcelMissed("P1", "D1"))
    later = Delivery("D2", DeliveryState.ARRIVED)
    received = stockroom.ParcelReceived("P1", "D2", suggested="A-01")
    assert receive(missed, "P1", later, "A-01") == (received,)


def test_a_parcel_cancelled_on_its_way_goes_straight_back(lived: Lived) -> None:
    cancelled = visits.ParcelCancelled("P1", CancelReason.BY_CENTRAL)
    parcel = lived(EXPECTED, cancelled)
    assert receive(parcel, "P1", ARRIVED, "A-01") == (RECEIVED, cancelled)


@pytest.mark.parametrize(
    ("delivery", "reason"),
    [(CLOSED, Reason.DELIVERY_CLOSED), (ANNOUNCED, Reason.NOT_ARRIVED)],
)
def test_nothing_is_received_before_or_after(
    delivery: Delivery, reason: Reason, lived: Lived
) -> None:
    for answer in (
        receive(lived(EXPECTED), "P1", delivery, None),
        damaged(lived(EXPECTED), "P1", delivery, KEEP),
    ):
        assert isinstance(answer, Refused)
        assert answer.reason is reason


def test_a_parcel_already_handed_over_is_not_received(lived: Lived) -> None:
    issued = lived(
        EXPECTED,
        RECEIVED,
        stockroom.ParcelStored("P1", "A-01"),
        visits.ParcelPicked("P1", "s1", "A-01"),
        visits.ParcelIssued("P1", "s1", "code"),
    )
    for answer in (
        receive(issued, "P1", ARRIVED, None),
        damaged(issued, "P1", ARRIVED, KEEP),
    ):
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.WRONG_STATE


def test_a_broken_parcel_is_set_aside_or_goes_back_with_the_driver(lived: Lived) -> None:
    expected = lived(EXPECTED)
    aside = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, "D1")
    assert damaged(expected, "P1", ARRIVED, KEEP) == (aside,)
    assert damaged(expected, "P1", ARRIVED, REJECT) == ()
    assert damaged(lived(EXPECTED, RECEIVED), "P1", ARRIVED, REJECT) == (aside,)
    assert damaged(lived(EXPECTED, aside), "P1", ARRIVED, KEEP) == ()


def test_the_check_in_ends_when_all_is_seen(lived: Lived) -> None:
    tally = Tally(1, 1, 0)
    parcels = [lived(EXPECTED, RECEIVED)]
    closed = stockroom.DeliveryClosed("D1", 1, 1, 0, 0, 0)
    assert close(ARRIVED, tally, parcels, may_differ=False, seen=False) == (closed,)


def test_differences_are_shown_first_and_need_the_right(lived: Lived) -> None:
    tally, parcels = Tally(1, 0, 1), [lived(EXPECTED)]
    unseen = Refused(Reason.DIFFERENCES_UNSEEN, {"missing": 1})
    assert close(ARRIVED, tally, parcels, may_differ=True, seen=False) == unseen
    not_allowed = Refused(Reason.NOT_ALLOWED, {"right": "override"})
    assert close(ARRIVED, tally, parcels, may_differ=False, seen=True) == not_allowed
    assert close(ARRIVED, tally, parcels, may_differ=True, seen=True) == (
        stockroom.ParcelMissed("P1", "D1"),
        stockroom.DeliveryClosed("D1", 1, 0, 1, 0, 0),
    )


def test_surplus_nobody_claimed_goes_back_when_the_delivery_closes(lived: Lived) -> None:
    surplus = lived(stockroom.ParcelQuarantined("P9", QuarantineReason.SURPLUS, "D1"))
    assert close(ARRIVED, Tally(0, 0, 0, 1), [surplus], may_differ=False, seen=True) == (
        visits.ParcelCancelled("P9", CancelReason.SURPLUS),
        stockroom.DeliveryClosed("D1", 0, 0, 0, 1, 0),
    )


def test_what_has_not_arrived_cannot_be_closed() -> None:
    answer = close(ANNOUNCED, Tally(0, 0, 0), [], may_differ=True, seen=True)
    assert answer == Refused(Reason.NOT_ARRIVED, {"delivery": "D1"})
