"""A check-in: what a scan means, parcel or box, and how it ends."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.boxes import Box
from kiosk.core.checkin import (
    InboundBox,
    Tally,
    boxes_of,
    close,
    damaged,
    open_box,
    receive,
    send_back,
    unseen_boxes,
)
from kiosk.core.deliveries import Delivery, OpenedBox
from kiosk.core.facts import stockroom, visits
from kiosk.core.parcels import Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    BoxState,
    CancelReason,
    DeliveryState,
    Flow,
    How,
    InboundState,
    ParcelKind,
    ParcelState,
    Place,
    QuarantineReason,
)
from tests.rules import POLICY

Lived = Callable[..., Parcel]
ANNOUNCED = Delivery("D1", DeliveryState.ANNOUNCED)
ARRIVED = Delivery("D1", DeliveryState.ARRIVED, arrived_at=5)
CLOSED = Delivery("D1", DeliveryState.CLOSED, closed_at=9)
UNANNOUNCED = Delivery("D1", DeliveryState.ARRIVED, announced=False)
KEEP = POLICY
REJECT = msgspec.structs.replace(KEEP, damaged="reject")

EXPECTED = stockroom.ParcelExpected("P1", "D1", customer_ref="c1")
RECEIVED = stockroom.ParcelReceived("P1", "D1", suggested="A-01")


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
    aside = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, "D1", "wet")
    back = stockroom.ParcelTurnedBack("P1", "D1", "wet")
    assert damaged(expected, "P1", ARRIVED, KEEP, "wet") == (aside,)
    assert damaged(expected, "P1", ARRIVED, REJECT, "wet") == (back,)
    assert damaged(None, "P1", ARRIVED, REJECT, "wet") == ()
    assert damaged(lived(EXPECTED, aside), "P1", ARRIVED, KEEP) == ()
    assert damaged(lived(EXPECTED, back), "P1", ARRIVED, REJECT) == ()


def test_a_scan_before_the_damage_was_seen_keeps_nothing_a_network_turns_back(
    lived: Lived,
) -> None:
    back = stockroom.ParcelTurnedBack("P1", "D1", "wet")
    stored = stockroom.ParcelStored("P1", "A-01")
    for before in ((RECEIVED,), (RECEIVED, stored)):
        parcel = lived(EXPECTED, *before)
        assert damaged(parcel, "P1", ARRIVED, REJECT, "wet") == (back,)
    gone = lived(EXPECTED, RECEIVED, back)
    assert receive(gone, "P1", ARRIVED, "A-01") == (RECEIVED,), "taken in after all"
    tally = Tally(1, 0, 1)
    closed = close(ARRIVED, tally, [gone], may_differ=True, seen=True)
    assert not isinstance(closed, Refused)
    assert closed[0] == stockroom.ParcelMissed("P1", "D1")


def test_no_driver_takes_back_what_came_with_another_delivery(lived: Lived) -> None:
    later = replace(ARRIVED, delivery="D2")
    stored = stockroom.ParcelStored("P1", "A-01")
    for before in ((RECEIVED,), (RECEIVED, stored)):
        parcel = lived(EXPECTED, *before)
        assert damaged(parcel, "P1", later, REJECT, "wet") == wrong_state(parcel)
        aside = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, "D2", "wet")
        assert damaged(parcel, "P1", later, KEEP, "wet") == (aside,)
    on_its_truck = stockroom.ParcelTurnedBack("P1", "D2", "wet")
    assert damaged(lived(EXPECTED), "P1", later, REJECT, "wet") == (on_its_truck,)


def test_a_network_with_kinds_of_damage_wants_one_of_them(lived: Lived) -> None:
    needed = Refused(Reason.DAMAGE_KIND_NEEDED)
    for rules in (KEEP, REJECT):
        for unsaid in ("", "ugly"):
            assert damaged(lived(EXPECTED), "P1", ARRIVED, rules, unsaid) == needed
    plain = replace(KEEP, damage_kinds=())
    aside = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, "D1")
    assert damaged(lived(EXPECTED), "P1", ARRIVED, plain) == (aside,)
    assert damaged(lived(EXPECTED), "P1", ARRIVED, plain, "wet") == needed


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


def test_a_drop_off_is_of_the_other_flow(lived: Lived) -> None:
    dropped = replace(lived(EXPECTED, RECEIVED), kind=ParcelKind.DROP_OFF, delivery=None)
    assert receive(dropped, "P1", ARRIVED, None) == Refused(Reason.WRONG_FLOW, {"flow": "direct"})


# -- boxes -----------------------------------------------------------------------------------------

BOXED = replace(ARRIVED, boxes=("B1", "B2"))
OPENED = replace(BOXED, opened=(OpenedBox("B1", 7, "anna"),))
IN_B1 = stockroom.ParcelExpected("P1", "D1", box="B1")
IN_B2 = stockroom.ParcelExpected("P1", "D1", box="B2")


def test_a_box_of_the_list_is_opened_once() -> None:
    whole, broken = stockroom.BoxOpened("B1", "D1"), stockroom.BoxOpened("B1", "D1", seal_ok=False)
    assert open_box("B1", BOXED, (), None, seal_ok=True) == (whole,)
    assert open_box("B1", BOXED, (), None, seal_ok=False) == (broken,)
    assert open_box("B1", OPENED, (), None, seal_ok=False) == ()


def test_a_box_that_no_list_names_is_here_all_the_same() -> None:
    assert open_box("B9", BOXED, (), None, seal_ok=True) == (stockroom.BoxOpened("B9", "D1"),)
    assert open_box("B9", UNANNOUNCED, (), None, seal_ok=True) == (stockroom.BoxOpened("B9", "D1"),)


@pytest.mark.parametrize(
    "other",
    [
        Delivery("D2", DeliveryState.ANNOUNCED, boxes=("B9",)),
        Delivery("D2", DeliveryState.ARRIVED, opened=(OpenedBox("B9", 7, "anna"),)),
    ],
)
def test_a_box_of_another_delivery_is_not_opened_here(other: Delivery) -> None:
    whose = Refused(Reason.BOX_OF_OTHER_DELIVERY, {"delivery": "D2"})
    assert open_box("B9", BOXED, (other,), None, seal_ok=True) == whose
    both = replace(BOXED, boxes=("B9",))
    assert open_box("B9", both, (other,), None, seal_ok=True) == (stockroom.BoxOpened("B9", "D1"),)


def test_a_box_for_the_warehouse_is_of_the_other_flow_until_it_left() -> None:
    leaving = Box("B9", Flow.REVERSE, BoxClass.NORMAL, BoxState.SEALED)
    wrong = Refused(Reason.WRONG_FLOW, {"flow": "reverse"})
    assert open_box("B9", BOXED, (), leaving, seal_ok=True) == wrong
    gone = replace(leaving, state=BoxState.HANDED_OVER)
    assert open_box("B9", BOXED, (), gone, seal_ok=True) == (stockroom.BoxOpened("B9", "D1"),)


@pytest.mark.parametrize(
    ("delivery", "reason"),
    [(CLOSED, Reason.DELIVERY_CLOSED), (ANNOUNCED, Reason.NOT_ARRIVED)],
)
def test_no_box_is_opened_before_or_after(delivery: Delivery, reason: Reason) -> None:
    answer = open_box("B1", delivery, (), None, seal_ok=True)
    assert isinstance(answer, Refused)
    assert answer.reason is reason


@pytest.mark.parametrize(
    ("listed", "in_hand", "box"),
    [
        (IN_B1, "B1", "B1"),
        (IN_B1, "", "B1"),  # another one is in hand: the list is believed, as its box is open
        (IN_B2, "B1", "B1"),  # its own box is not open: it lies in another than it should
        (IN_B2, "", None),
        (IN_B2, "B2", None),  # nobody opened that one
        (EXPECTED, "B1", None),  # loose goods beside the box
    ],
)
def test_a_parcel_is_noted_with_the_box_it_came_in(
    listed: stockroom.ParcelExpected, in_hand: str, box: str | None, lived: Lived
) -> None:
    received = replace(RECEIVED, box=box)
    assert receive(lived(listed), "P1", OPENED, "A-01", in_hand=in_hand) == (received,)
    assert lived(listed, received).came_in == (box or listed.box)


def test_without_a_list_a_parcel_came_in_the_box_in_hand() -> None:
    opened = replace(UNANNOUNCED, opened=(OpenedBox("B1", 7, "anna"),))
    received = stockroom.ParcelReceived("P9", "D1", How.UNANNOUNCED, "A-01", "B1")
    assert receive(None, "P9", opened, "A-01", in_hand="B1") == (received,)


def _of(code: str, state: ParcelState, box: str | None) -> Parcel:
    return Parcel(code, ParcelKind.ORDER, state, Place.OUT, delivery="D1", came_in=box)


def test_boxes_are_told_as_the_list_has_them_and_then_those_that_came_too() -> None:
    seal = OpenedBox("B9", 8, "anna", seal_ok=False)
    delivery = replace(
        ARRIVED, boxes=("B1", "B2", "B3", "B4"), opened=(OpenedBox("B1", 7, "anna"), seal)
    )
    parcels = [
        _of("P1", ParcelState.STORED, "B1"),
        _of("P2", ParcelState.EXPECTED, "B1"),
        _of("P3", ParcelState.EXPECTED, "B2"),
        _of("P4", ParcelState.RECEIVED, "B3"),  # nobody scanned the box it came in
        _of("P5", ParcelState.EXPECTED, None),
    ]
    expected = (
        InboundBox("B1", InboundState.OPENED, 1, 2, opened_at=7),
        InboundBox("B2", InboundState.EXPECTED, 0, 1),
        InboundBox("B3", InboundState.COUNTED, 1, 1),
        InboundBox("B4", InboundState.EXPECTED, 0, 0),
        InboundBox("B9", InboundState.OPENED, 0, 0, seal_ok=False, listed=False, opened_at=8),
    )
    assert boxes_of(delivery, parcels) == expected
    assert unseen_boxes(delivery, parcels) == ("B2", "B4")
    closed = replace(delivery, state=DeliveryState.CLOSED, missed=("B2", "B4"))
    ended = [box.state for box in boxes_of(closed, parcels)]
    assert ended[1::2] == [InboundState.MISSING] * 2
    assert ended[4] is InboundState.COUNTED


def test_boxes_nobody_saw_are_differences_and_missed_with_what_is_in_them(lived: Lived) -> None:
    delivery = replace(ARRIVED, boxes=("B1", "B4"), opened=())
    parcels, tally = [lived(IN_B1)], Tally(1, 0, 1)
    assert close(delivery, tally, parcels, may_differ=True, seen=True) == (
        stockroom.ParcelMissed("P1", "D1"),
        stockroom.BoxMissed("B1", "D1"),
        stockroom.BoxMissed("B4", "D1"),
        stockroom.DeliveryClosed("D1", 1, 0, 1, 0, 0, boxes_missing=2),
    )
    empty = replace(ARRIVED, boxes=("B4",))
    unseen = Refused(Reason.DIFFERENCES_UNSEEN, {"missing": 0})
    assert close(empty, Tally(0, 0, 0), (), may_differ=True, seen=False) == unseen
    answer = close(empty, Tally(0, 0, 0), (), may_differ=False, seen=True)
    assert answer == Refused(Reason.NOT_ALLOWED, {"right": "override"})


def test_what_a_late_list_does_not_name_goes_back(lived: Lived) -> None:
    unasked = stockroom.ParcelReceived("P9", "D1", How.UNANNOUNCED)
    here = lived(unasked)
    stored = lived(unasked, stockroom.ParcelStored("P9", "A-01"))
    no_code = lived(stockroom.ParcelQuarantined("P9", QuarantineReason.NO_CODE, "D1"))
    back = visits.ParcelCancelled("P9", CancelReason.SURPLUS)
    assert send_back(ARRIVED, [here]) == send_back(ARRIVED, [stored]) == (back,)
    assert send_back(UNANNOUNCED, [here, stored]) == ()
    assert send_back(ARRIVED, [no_code, lived(EXPECTED, RECEIVED)]) == ()


@pytest.mark.parametrize("is_back", [False, True])
def test_surplus_that_a_later_part_of_the_list_names_waits_for_its_customer(
    *, is_back: bool, lived: Lived
) -> None:
    surplus = stockroom.ParcelQuarantined("P1", QuarantineReason.SURPLUS, "D1")
    cancelled = [visits.ParcelCancelled("P1", CancelReason.SURPLUS)] if is_back else []
    found = lived(surplus, *cancelled, EXPECTED)
    assert (found.state, found.reason, found.provisional) == (ParcelState.RECEIVED, "", False)
    put_aside = stockroom.ParcelMoved("P1", None, "Q-01")
    found = lived(surplus, put_aside, *cancelled, EXPECTED)
    assert (found.state, found.cell, found.customer_ref) == (ParcelState.STORED, "Q-01", "c1")
