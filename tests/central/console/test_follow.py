"""Deliveries at their points, and on their way."""

import json

from kiosk.central.console.follow import MOST, deliveries, on_the_way
from kiosk.core.facts.stockroom import DeliveryArrived
from kiosk.core.messages import DeliveryAnnounced
from tests.central.conftest import T0, Box, Central, life


def test_a_delivery_is_counted_by_the_state_of_its_parcels(central: Central, box: Box) -> None:
    box.tell(DeliveryArrived("D-1"), *life("P1"), *life("P2")[:2])
    central.take(box.batch(1))
    (found,) = deliveries(central.store._conn)
    assert (found.point, found.id) == ("p1", "D-1")
    assert found.parcels == {"issued": 1, "received": 1}


def test_the_latest_are_shown_whatever_their_numbers_are(central: Central) -> None:
    for n in range(MOST + 20):
        told = {"carrier": "own"} if n == MOST else {"carrier": "own", "due_at": T0 + n}
        central.rows(
            "INSERT INTO book (point, kind, id, state, body)"
            " VALUES ('p1', 'delivery', ?, 'open', ?)",
            *(f"{999 - n}", json.dumps(told).encode()),
        )
    found = deliveries(central.store._conn)
    assert [one.due_at - T0 for one in found][:2] == [MOST + 19, MOST + 18]
    assert len(found) == MOST
    assert all(one.due_at for one in found)


def test_what_no_box_has_obeyed_is_on_its_way(central: Central) -> None:
    assert on_the_way(central.store._conn) == []
    central.queue(DeliveryAnnounced("D-2", "own", T0, (), 1))
    assert on_the_way(central.store._conn) == [("p1", "box-1", 1)]
