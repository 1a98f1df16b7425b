"""Conflicts at the central: both facts are kept, the books follow the table, people are told."""

import pytest

from kiosk.central.claims import Claims
from kiosk.core.events import Event, type_of
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.claiming import ClaimAbout, ClaimRaised
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.paying import (
    ClaimDecided,
    DueChanged,
    PaymentFailed,
    PaymentRecorded,
    PaymentRefunding,
    PaymentStarted,
)
from kiosk.core.facts.stockroom import (
    BoxOpened,
    DeliveryAnnounced,
    DeliveryArrived,
    DeliveryClosed,
    ParcelMoved,
)
from kiosk.core.facts.visits import ParcelCancelled, ParcelIssued, ParcelPicked
from kiosk.core.messages import DueSet, OrderCancelled
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from kiosk.core.words import CancelReason, ClockQuality, Outcome
from tests.central.conftest import T0, Box, Central, fresh_id, life


def test_a_second_issue_is_kept_claimed_and_to_be_checked(central: Central, box: Box) -> None:
    box.tell(*life("P1"), ParcelPicked("P1", "s2", "A-01"), ParcelIssued("P1", "s2", "code"))
    central.take(box.batch(1))
    asked = central.store.questions
    (claim,) = asked.claims("p1")
    assert (claim.claim, claim.kind, claim.id) == ("issued_twice", "parcel", "P1")
    assert (claim.event, claim.tasks) == (box.ids[-1], ("check_parcel:P1",))
    assert [c.reason for c in asked.conflicts("p1")] == ["issued_twice"]
    counts = asked.counts("p1")
    assert (counts.events, counts.issued, counts.conflicts) == (8, 1, 1), "both facts are kept"
    assert counts.alarms["conflict"] == 1


def test_an_issue_after_a_cancellation_stands_and_is_claimed(central: Central, box: Box) -> None:
    facts = life("P1")
    cancel = ParcelCancelled("P1", CancelReason.BY_CENTRAL)
    box.tell(*facts[:5], cancel, facts[5])
    central.take(box.batch(1))
    assert central.state_of("P1") == "issued"
    assert [c.claim for c in central.store.questions.claims("p1")] == ["issued_after_cancel"]


def test_a_point_that_could_not_cancel_what_is_gone_opens_a_claim(
    central: Central, box: Box
) -> None:
    central.queue(OrderCancelled("o1", ("P1",)))
    (sent,) = central.store.questions.sent("p1")
    box.tell(*life("P1"), MessageDone(sent.id, Outcome.REJECTED, "already_issued"))
    central.take(box.batch(1))
    central.take(box.batch(1))
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.id) == ("issued_after_cancel", sent.id)


def test_a_quiet_settlement_tells_nobody(central: Central, box: Box) -> None:
    facts = life("P1")
    box.tell(*facts[:3], ParcelMoved("P1", "B-09", "A-01"))
    central.take(box.batch(1))
    counts = central.store.questions.counts("p1")
    assert (counts.conflicts, central.store.questions.claims("p1")) == (0, [])


def test_a_box_that_came_with_a_broken_seal_is_claimed_once(central: Central, box: Box) -> None:
    box.tell(
        DeliveryAnnounced("D1", "Meridian", 7, boxes=("B1", "B2")),
        DeliveryArrived("D1"),
        BoxOpened("B1", "D1"),
        BoxOpened("B2", "D1", seal_ok=False),
    )
    central.take(box.batch(1))
    central.take(box.batch(1))
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.kind, claim.id) == ("seal_broken", "delivery", "D1")
    assert (claim.event, claim.tasks) == (box.ids[-1], ())


def test_what_was_paid_and_what_is_due_now_are_both_kept_and_claimed(
    central: Central, box: Box
) -> None:
    facts = life("P1")
    issued = ParcelIssued("P1", "s-P1", "code", 1, due_minor=0)
    box.tell(*facts[:5], DueChanged("P1", 200, "RUB", 0, "s-P1"), issued)
    central.take(box.batch(1))
    assert central.state_of("P1") == "issued"
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.id) == ("due_mismatch", "P1")


def test_a_due_that_came_too_late_opens_a_claim(central: Central, box: Box) -> None:
    central.queue(DueSet("P1", 0, "RUB", PayMethod.PREPAID))
    (sent,) = central.store.questions.sent("p1")
    box.tell(*life("P1"), MessageDone(sent.id, Outcome.REJECTED, "already_paid"))
    central.take(box.batch(1))
    assert [c.claim for c in central.store.questions.claims("p1")] == ["due_mismatch"]


def test_cards_that_fail_and_money_that_stays_away_are_claimed(central: Central, box: Box) -> None:
    card, visit = PayMethod.CARD, "s-P1"
    started = [PaymentStarted(f"pay{n}", visit, 500, "RUB", card) for n in (1, 2, 3)]
    box.tell(
        *life("P1")[:5],
        *started,
        PaymentFailed("pay1", visit, card, PayFault.DECLINED),
        PaymentFailed("pay2", visit, card, PayFault.DECLINED, is_last=True),
        PaymentRecorded("pay3", visit, 500, "RUB", card, "417"),
        PaymentRefunding("pay3", visit),
        PaymentFailed("pay3", visit, card, PayFault.REFUND_REFUSED),
    )
    central.take(box.batch(1))
    claims = {(c.claim, c.kind, c.id) for c in central.store.questions.claims("p1")}
    assert claims == {("payment_failed", "session", visit), ("not_refunded", "payment", "pay3")}
    assert central.store.questions.conflicts("p1") == []


@pytest.mark.parametrize("verdict", list(ClaimJudgement))
def test_a_settled_sum_closes_its_claim(
    central: Central, box: Box, verdict: ClaimJudgement
) -> None:
    card, visit = PayMethod.CARD, "s-P1"
    box.tell(
        *life("P1")[:5],
        PaymentRecorded("pay3", visit, 500, "RUB", card, "417"),
        PaymentRefunding("pay3", visit),
        PaymentFailed("pay3", visit, card, PayFault.REFUND_REFUSED),
        ClaimDecided("pay3", visit, verdict),
    )
    central.take(box.batch(1))
    central.take(box.batch(1))
    rows = central.rows("SELECT kind, words FROM decided")
    assert [tuple(row) for row in rows] == [("claim", verdict.value)]
    assert central.store.questions.conflicts("p1") == []


OWED = (
    PaymentRecorded("pay3", "s-P1", 500, "RUB", PayMethod.CARD, "417"),
    PaymentRefunding("pay3", "s-P1"),
    PaymentFailed("pay3", "s-P1", PayMethod.CARD, PayFault.REFUND_REFUSED),
)


def test_the_last_word_about_a_claim_stands(central: Central, box: Box) -> None:
    box.tell(
        *life("P1")[:5],
        *OWED,
        ClaimDecided("pay3", "s-P1", ClaimJudgement.DISMISSED),
        ClaimDecided("pay3", "s-P1", ClaimJudgement.REPAID),
    )
    central.take(box.batch(1))
    rows = central.rows("SELECT kind, words FROM decided")
    assert [tuple(row) for row in rows] == [("claim", "repaid")]


def test_a_word_that_comes_late_does_not_stand_over_a_later_one(central: Central, box: Box) -> None:
    box.tell(*life("P1")[:5], *OWED)
    central.take(box.batch(1))
    claims = Claims(central.store._conn)
    for letter, verdict in (("a2", ClaimJudgement.REPAID), ("a1", ClaimJudgement.DISMISSED)):
        fact = ClaimDecided("pay3", "s-P1", verdict)
        with central.store.unit():
            claims.told("p1", said(fact, cause=letter), T0)
    rows = central.rows("SELECT words, word FROM decided")
    assert [tuple(row) for row in rows] == [("repaid", "a2")]


def test_what_a_person_wrote_about_a_claim_stays(central: Central, box: Box) -> None:
    box.tell(*life("P1")[:5], *OWED)
    central.take(box.batch(1))
    ((number,),) = central.rows("SELECT n FROM claim")
    with central.store.unit():
        assert central.store.decide("claim", number, "vera", "paid by bank", T0)
    box.tell(ClaimDecided("pay3", "s-P1", ClaimJudgement.REPAID))
    central.take(box.batch(box.head))
    rows = central.rows("SELECT user_name, words FROM decided")
    assert [tuple(row) for row in rows] == [("vera", "paid by bank")]


def said(fact: Fact, cause: str) -> Event:
    """Return a fact as the answer to a letter."""
    return Event(fresh_id(), type_of(fact), 1, T0, 1, "0" * 16, ClockQuality.NTP, "central", fact,
                 cause=cause)  # fmt: skip


def test_a_claim_of_a_point_waits_for_the_network(central: Central, box: Box) -> None:
    box.tell(
        DeliveryAnnounced("D1", "Meridian", 0),
        DeliveryArrived("D1"),
        DeliveryClosed("D1", 3, 2, 1, 0, 0),
        ClaimRaised("c1", ClaimAbout.DELIVERY, "D1", ("a" * 64,)),
    )
    central.take(box.batch(1))
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.kind, claim.id) == ("raised", "delivery", "D1")
    assert central.store.questions.conflicts("p1") == []
