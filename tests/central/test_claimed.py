"""What open claims are about: the photos and customers that stay until somebody has decided."""

import pytest

from kiosk.central.claimed import claimed
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.paying import PaymentFailed, PaymentRecorded, PaymentRefunding
from kiosk.core.facts.stockroom import BoxOpened, DeliveryArrived
from kiosk.core.facts.visits import ParcelIssued, ParcelPicked
from kiosk.core.messages import OrderCancelled
from kiosk.core.paywords import PayFault, PayMethod
from kiosk.core.words import Outcome
from tests.central.conftest import DAY_MS, T0, Box, Central, life
from tests.central.test_forgetting import live, whole

TWICE = (*whole("P1"), ParcelPicked("P1", "s2", "A-01"), ParcelIssued("P1", "s2", "code"))
SEAL = (DeliveryArrived("D-1"), BoxOpened("BOX-1", "D-1", seal_ok=False))
OWED = (
    *life("P1")[:5],
    PaymentRecorded("pay1", "s-P1", 500, "RUB", PayMethod.CARD, "417"),
    life("P1")[5],
    PaymentRefunding("pay1", "s-P1"),
    PaymentFailed("pay1", "s-P1", PayMethod.CARD, PayFault.REFUND_REFUSED),
)


@pytest.mark.parametrize(
    ("facts", "subjects", "customers"),
    [
        (TWICE, {"P1", "s-P1", "s2"}, {"c1"}),
        (SEAL, {"D-1", "BOX-1"}, set()),
        (OWED, {"pay1", "s-P1", "P1"}, {"c1"}),
    ],
    ids=["issued twice", "a broken seal", "money not back"],
)
def test_a_claim_keeps_what_belongs_to_what_it_names(
    central: Central, facts: tuple[Fact, ...], subjects: set[str], customers: set[str]
) -> None:
    box = Box()
    box.tell(*facts, *life("P2", "c2"))
    central.take(box.hello(), box.batch(1))
    found = claimed(central.store._conn, "p1")
    assert found.subjects >= subjects
    assert not found.subjects & {"P2", "s-P2"}
    assert found.customers == customers
    assert claimed(central.store._conn, "p2").subjects == set()
    ((n,),) = central.rows("SELECT n FROM claim")
    with central.store.unit():
        central.store.decide("claim", n, "vera", "paid", T0)
    assert claimed(central.store._conn, "p1").subjects == set()


@pytest.mark.parametrize("is_old", [False, True], ids=["the letter is gone", "an older version"])
def test_a_letter_that_came_too_late_keeps_the_parcels_it_named(
    central: Central, *, is_old: bool
) -> None:
    central.queue(OrderCancelled("o1", ("P1",)))
    (sent,) = central.store.questions.sent("p1")
    box = Box()
    box.tell(*life("P1"), MessageDone(sent.id, Outcome.REJECTED, "already_issued"))
    central.take(box.hello(), box.batch(1))
    central.rows("UPDATE claim SET about = ''" if is_old else "DELETE FROM message")
    found = claimed(central.store._conn, "p1")
    assert found.subjects >= {"P1", "s-P1", sent.id}
    assert found.customers == {"c1"}


def test_a_customer_waits_for_a_claim_about_their_dealings(central: Central) -> None:
    live(central, *whole("P2", "c2"), *TWICE)
    later = T0 + 31 * DAY_MS
    assert central.store._forgetting.expired("p1", later - 30 * DAY_MS, 9) == ["c2"]
    with central.store.unit():
        central.store.decide("claim", central.rows("SELECT n FROM claim")[0][0], "v", "paid", T0)
    assert central.store._forgetting.expired("p1", later - 30 * DAY_MS, 9) == ["c1", "c2"]
