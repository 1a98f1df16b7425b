"""Deliveries: what is coming, what is here, what was."""

from kiosk.core.facts import stockroom
from kiosk.core.words import DeliveryState
from tests.store.conftest import T0, Ledger


def announce(ledger: Ledger, **due: int) -> None:
    ledger.tell(*(stockroom.DeliveryAnnounced(d, "Meridian", T0 + at) for d, at in due.items()))


def test_a_delivery_is_found_by_its_id(ledger: Ledger) -> None:
    announce(ledger, D1=1)
    found = ledger.file.deliveries.get("D1")
    assert found is not None
    assert found.state is DeliveryState.ANNOUNCED
    assert ledger.file.deliveries.get("D2") is None


def test_the_arrived_come_before_those_still_on_the_road(ledger: Ledger) -> None:
    announce(ledger, D1=3, D2=1, D3=2, D4=4, D5=5)
    ledger.tell(stockroom.DeliveryArrived("D4"), stockroom.DeliveryCancelled("D3"))
    ledger.tell(stockroom.DeliveryArrived("D5"), stockroom.DeliveryClosed("D5", 0, 0, 0, 0, 0))
    assert [d.delivery for d in ledger.file.deliveries.open()] == ["D4", "D2", "D1"]


def test_recent_ones_come_latest_first_in_any_state(ledger: Ledger) -> None:
    announce(ledger, D1=3, D2=1, D3=2)
    ledger.tell(stockroom.DeliveryCancelled("D1"))
    assert [d.delivery for d in ledger.file.deliveries.recent()] == ["D1", "D3", "D2"]
    assert [d.delivery for d in ledger.file.deliveries.recent(limit=1)] == ["D1"]
