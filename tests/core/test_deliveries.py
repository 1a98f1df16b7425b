"""Deliveries: their life, and that of the boxes they come in."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import deliveries
from kiosk.core.deliveries import MAY_COME_FROM, Delivery, OpenedBox, arrive, evolve
from kiosk.core.events import Event
from kiosk.core.facts import stockroom
from kiosk.core.facts.claiming import ClaimAbout, ClaimRaised
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState

ANNOUNCED = Delivery("D1", DeliveryState.ANNOUNCED)
ARRIVED = Delivery("D1", DeliveryState.ARRIVED, arrived_at=5)
CLOSED = Delivery("D1", DeliveryState.CLOSED, closed_at=9)


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


# -- its boxes -------------------------------------------------------------------------------------

B1, B2 = OpenedBox("B1", 10, "anna"), OpenedBox("B2", 11, "anna", seal_ok=False)


def test_boxes_are_opened_and_missed(told: Callable[..., Event]) -> None:
    delivery = replace(ARRIVED, boxes=("B1", "B2", "B3"))
    for at, fact in enumerate(
        (
            stockroom.BoxOpened("B1", "D1"),
            stockroom.BoxOpened("B2", "D1", seal_ok=False),
            stockroom.BoxMissed("B3", "D1"),
        ),
        start=10,
    ):
        delivery = evolve(delivery, told(fact, at=at))
    assert (delivery.opened, delivery.missed) == ((B1, B2), ("B3",))
    assert (delivery.box("B2"), delivery.box("B3")) == (B2, None)


def test_a_list_that_comes_late_keeps_the_boxes_that_were_opened(
    told: Callable[..., Event],
) -> None:
    came = replace(ARRIVED, announced=False, opened=(B1,))
    late = evolve(came, told(stockroom.DeliveryAnnounced("D1", "Meridian", 7, ("B1", "B2"))))
    assert (late.boxes, late.opened) == (("B1", "B2"), (B1,))


@pytest.mark.parametrize(
    ("before", "fact"),
    [
        (None, stockroom.BoxOpened("B1", "D1")),
        (ANNOUNCED, stockroom.BoxOpened("B1", "D1")),
        (ANNOUNCED, stockroom.BoxMissed("B1", "D1")),
        (replace(ARRIVED, opened=(B1,)), stockroom.BoxOpened("B1", "D1")),
        (replace(ARRIVED, opened=(B1,)), stockroom.BoxMissed("B1", "D1")),
        (replace(ARRIVED, missed=("B1",)), stockroom.BoxMissed("B1", "D1")),
    ],
)
def test_a_box_is_not_opened_twice_nor_before_it_came(
    before: Delivery | None, fact: Fact, told: Callable[..., Event]
) -> None:
    with pytest.raises(Contradiction):
        evolve(before, told(fact))


def test_every_state_is_left_or_an_end_and_every_fact_has_where_it_comes_from() -> None:
    assert all(MAY_COME_FROM.values())
    assert set().union(*MAY_COME_FROM.values()) == {None, *DeliveryState}


@pytest.mark.parametrize("fact_type", list(MAY_COME_FROM))
def test_no_other_state_lets_a_fact_happen(
    fact_type: type[Fact], told: Callable[..., Event]
) -> None:
    facts: dict[type[Fact], Fact] = {
        stockroom.DeliveryAnnounced: stockroom.DeliveryAnnounced("D1", "Meridian", 1),
        stockroom.DeliveryArrived: stockroom.DeliveryArrived("D1"),
        stockroom.DeliveryClosed: stockroom.DeliveryClosed("D1", 0, 0, 0, 0, 0),
        stockroom.DeliveryCancelled: stockroom.DeliveryCancelled("D1"),
        stockroom.BoxOpened: stockroom.BoxOpened("B9", "D1"),
        stockroom.BoxMissed: stockroom.BoxMissed("B9", "D1"),
        ClaimRaised: ClaimRaised("c1", ClaimAbout.DELIVERY, "D1"),
    }
    for state in (None, *DeliveryState):
        before = Delivery("D1", state, announced=False) if state else None
        if state in MAY_COME_FROM[fact_type]:
            assert evolve(before, told(facts[fact_type])).delivery == "D1"
        else:
            with pytest.raises(Contradiction):
                evolve(before, told(facts[fact_type]))
