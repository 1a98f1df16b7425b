"""A point claims what came wrong, or objects to the warehouse: once, late or not."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import claiming, deliveries, shipments
from kiosk.core.deliveries import Delivery
from kiosk.core.events import Event
from kiosk.core.facts.claiming import MOST_EVIDENCE, ClaimAbout, ClaimRaised
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shipments import Shipment
from kiosk.core.words import DeliveryState, Flow, ShipmentState

CLOSED = Delivery("D1", DeliveryState.CLOSED, closed_at=9)
DISPUTED = Shipment("S1", Flow.REVERSE, ShipmentState.DISPUTED, changed_at=9)


def test_what_came_wrong_is_claimed_once(told: Callable[..., Event]) -> None:
    facts = claiming.claim_delivery("c1", CLOSED, 2, ("a" * 64,))
    assert facts == (ClaimRaised("c1", ClaimAbout.DELIVERY, "D1", ("a" * 64,)),)
    after = deliveries.evolve(CLOSED, told(facts[0], at=20))
    assert after == replace(CLOSED, claimed_at=20)
    assert claiming.claim_delivery("c2", after, 2, ()) == ()
    with pytest.raises(Contradiction):
        deliveries.evolve(after, told(facts[0], at=21))
    assert deliveries.again(after, told(facts[0], at=21)) == after, "two counters claim it"


def test_a_missing_box_is_enough(told: Callable[..., Event]) -> None:
    assert claiming.claim_delivery("c1", replace(CLOSED, missed=("BX1",)), 0, ())
    assert claiming.claim_delivery("c1", CLOSED, 0, ()) == Refused(Reason.NOTHING_HERE)
    open_ = Delivery("D1", DeliveryState.ARRIVED, arrived_at=5)
    no = claiming.claim_delivery("c1", open_, 2, ())
    assert no == Refused(Reason.WRONG_STATE, {"state": "arrived", "at": 5})
    with pytest.raises(Contradiction):
        deliveries.evolve(open_, told(ClaimRaised("c1", ClaimAbout.DELIVERY, "D1")))


def test_more_photos_than_an_event_holds_stay_here() -> None:
    facts = claiming.claim_delivery("c1", CLOSED, 2, ["a" * 64] * (MOST_EVIDENCE + 1))
    assert not isinstance(facts, Refused)
    assert len(facts[0].evidence) == MOST_EVIDENCE


def test_a_point_objects_once_to_what_is_disputed(told: Callable[..., Event]) -> None:
    facts = claiming.object_to("c1", DISPUTED, ())
    assert facts == (ClaimRaised("c1", ClaimAbout.SHIPMENT, "S1"),)
    after = shipments.evolve(DISPUTED, told(facts[0], at=20))
    assert after == replace(DISPUTED, claimed_at=20)
    assert claiming.object_to("c2", after, ()) == ()
    assert shipments.evolve(after, told(facts[0], at=30)).claimed_at == 20
    draft = replace(DISPUTED, state=ShipmentState.DRAFT)
    assert isinstance(claiming.object_to("c1", draft, ()), Refused)
    with pytest.raises(Contradiction):
        shipments.evolve(draft, told(facts[0]))


def test_a_late_objection_to_what_is_settled_meanwhile_is_no_conflict(
    told: Callable[..., Event],
) -> None:
    settled = replace(DISPUTED, state=ShipmentState.CONFIRMED)
    fact = ClaimRaised("c1", ClaimAbout.SHIPMENT, "S1")
    assert shipments.evolve(settled, told(fact, at=20)).state is ShipmentState.CONFIRMED
