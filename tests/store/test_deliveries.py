"""Deliveries: what is coming, what is here, what was."""

from kiosk.core.codes import CodeKind
from kiosk.core.facts import stockroom
from kiosk.core.words import DeliveryState
from kiosk.store import search
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


def _whose(ledger: Ledger, box: str) -> str:
    found = ledger.file.deliveries.of_box(box)
    return found.delivery if found else ""


def test_a_delivery_is_found_by_its_boxes_and_by_those_that_came_too(ledger: Ledger) -> None:
    ledger.tell(stockroom.DeliveryAnnounced("D1", "Meridian", T0, boxes=("B1", "B2")))
    assert (_whose(ledger, "B2"), _whose(ledger, "B9")) == ("D1", "")
    ledger.tell(stockroom.DeliveryArrived("D1"), stockroom.BoxOpened("B9", "D1"))
    assert _whose(ledger, "B9") == "D1"
    assert ledger.file.known_as("B9") is CodeKind.BOX


def test_of_a_box_that_travels_again_the_live_delivery_is_told(ledger: Ledger) -> None:
    for at, name in enumerate(("D1", "D2", "D3")):
        ledger.tell(stockroom.DeliveryAnnounced(name, "Meridian", T0 + at, boxes=("B1",)))
    assert _whose(ledger, "B1") == "D3"
    ledger.tell(stockroom.DeliveryArrived("D2"))
    assert _whose(ledger, "B1") == "D2"
    ledger.tell(stockroom.DeliveryClosed("D2", 0, 0, 0, 0, 0), stockroom.DeliveryCancelled("D3"))
    assert _whose(ledger, "B1") == "D1"
    ledger.tell(stockroom.DeliveryCancelled("D1"))
    assert _whose(ledger, "B1") == "D3"


def test_what_a_snapshot_left_out_is_not_found_by_its_boxes(ledger: Ledger) -> None:
    ledger.tell(stockroom.DeliveryAnnounced("D1", "Meridian", T0, boxes=("B1",)))
    with ledger.file.unit():
        ledger.db.execute("DELETE FROM delivery")
        search.forget_gone(ledger.db)
    assert ledger.db.execute("SELECT count(*) FROM delivery_box").fetchone() == (0,)
