"""Payments: what becomes of a sum, what a visit owes; two currencies are never added."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import payments
from kiosk.core.events import Event
from kiosk.core.facts import paying
from kiosk.core.facts.deciding import Bag
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.payments import Bill, Dues, Payment, bill, settled, with_due
from kiosk.core.paywords import PayFault, PaymentState, PayMethod
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Decision, ParcelKind, ParcelState, Place

P, CARD = PaymentState, PayMethod.CARD
STARTED = paying.PaymentStarted("p1", "s1", 500, "RUB", CARD)
RECORDED = paying.PaymentRecorded("p1", "s1", 500, "RUB", CARD, "000417")
FAILED = paying.PaymentFailed("p1", "s1", CARD, PayFault.DECLINED)
REFUNDING = paying.PaymentRefunding("p1", "s1")
REVERSED = paying.PaymentReversed("p1", "s1", 500, "RUB", CARD)
AFTER = {  # state and fact -> the state after; all else cannot have happened
    (P.ASKED, RECORDED): P.PAID,
    (P.FAILED, RECORDED): P.PAID,
    (P.ASKED, FAILED): P.FAILED,
    (P.REFUNDING, FAILED): P.PAID,
    (P.PAID, REFUNDING): P.REFUNDING,
    (P.PAID, REVERSED): P.REVERSED,
    (P.REFUNDING, REVERSED): P.REVERSED,
}


def parcel(name: str, due: int = 0, currency: str = "RUB", session: str = "s1") -> Parcel:
    return Parcel(
        name,
        ParcelKind.ORDER,
        ParcelState.PICKED,
        Place.COUNTER,
        customer_ref="c1",
        session=session,
        due_minor=due,
        currency=currency,
    )


def payment(amount: int = 500, state: P = P.PAID, **fields: object) -> Payment:
    told = {"payment": "p1", "session": "s1", "currency": "RUB", "method": CARD} | fields
    return Payment(amount_minor=amount, state=state, **told)  # type: ignore[arg-type]


def test_a_payment_is_asked_for_or_paid_at_once(told: Callable[..., Event]) -> None:
    assert payments.evolve(None, told(STARTED)).state is P.ASKED
    cash = replace(RECORDED, method=PayMethod.CASH, given_minor=700)
    paid = payments.evolve(None, told(cash))
    assert (paid.state, paid.change_minor) == (P.PAID, 200)


@pytest.mark.parametrize(
    ("state", "fact"), list(product(P, [STARTED, RECORDED, FAILED, REFUNDING, REVERSED]))
)
def test_a_payment_moves_as_the_table_says(
    state: P, fact: Fact, told: Callable[..., Event]
) -> None:
    before = payment(state=state)
    if (state, fact) in AFTER:
        after = payments.evolve(before, told(fact))
        assert (after.state, after.amount_minor) == (AFTER[state, fact], 500)
    else:
        with pytest.raises(Contradiction):
            payments.evolve(before, told(fact))


@pytest.mark.parametrize("fact", [FAILED, REFUNDING, REVERSED])
def test_a_payment_nobody_started_does_not_end(fact: Fact, told: Callable[..., Event]) -> None:
    with pytest.raises(Contradiction):
        payments.evolve(None, told(fact))


@pytest.mark.parametrize("other", [{"amount_minor": 400}, {"currency": "EUR"}, {"session": "s2"}])
def test_an_answer_about_another_sum_is_none_to_this(
    other: dict[str, object], told: Callable[..., Event]
) -> None:
    for state, fact in ((P.ASKED, RECORDED), (P.REFUNDING, REVERSED)):
        with pytest.raises(Contradiction):
            payments.evolve(payment(state=state), told(replace(fact, **other)))


class Visit(Struct, frozen=True):
    """What a bill needs to know of a session."""

    session: str = "s1"
    dues: Dues = ()
    bags: tuple[Bag, ...] = ()


def test_only_what_lies_on_the_counter_for_the_visit_is_owed() -> None:
    shelf = replace(parcel("P3", 70), state=ParcelState.STORED, session=None)
    others = [parcel("P4", 90, session="s2"), shelf]
    assert bill(Visit(), [parcel("P1", 100), parcel("P2", 50), *others], ()) == Bill(150, 0, "RUB")


def test_a_visit_charges_the_due_it_opened_with() -> None:
    owed = bill(Visit(dues=(("P1", 100),)), [parcel("P1", 30), parcel("P2", 50)], ())
    assert isinstance(owed, Bill)
    assert owed.due_minor == 150


@pytest.mark.parametrize("state", P)
def test_only_what_was_paid_counts(state: P) -> None:
    owed = bill(Visit(), [parcel("P1", 500)], [payment(state=state), payment(session="s2")])
    assert isinstance(owed, Bill)
    assert owed.paid_minor == (500 if state is P.PAID else 0)
    assert (owed.asked is not None) is (state is P.ASKED)


def test_what_is_left_here_is_not_owed_and_bags_are() -> None:
    items = (Item("Mug", price_minor=60), Item("Lamp", price_minor=40, decision=Decision.REFUSE))
    some = replace(parcel("P1", 100), items=items)
    none = replace(parcel("P2", 70), decided=Decision.REFUSE)
    owed = bill(Visit(bags=(Bag("M", 2, 15),)), [some, none], ())
    assert owed == Bill(60 + 30, 0, "RUB")


def test_the_due_a_visit_opened_with_is_the_first_word() -> None:
    first = with_due((), paying.DueChanged("P2", 30, "RUB", 100))
    again = with_due(first, paying.DueChanged("P2", 10, "RUB", 30))
    assert again == first == (("P2", 100),)
    assert with_due(again, paying.DueChanged("P1", 1, "RUB", 7)) == (("P1", 7), ("P2", 100))


HELD = ("p1", "p2")


@pytest.mark.parametrize(
    ("fact", "after"),
    [
        (replace(STARTED, payment="p0"), ("p0", "p1", "p2")),
        (RECORDED, HELD),
        (FAILED, ("p2",)),
        (REFUNDING, ("p2",)),
        (REVERSED, ("p2",)),
        (replace(FAILED, payment="p3", reason=PayFault.REFUND_REFUSED), ("p1", "p2", "p3")),
    ],
)
def test_a_visit_is_paying_while_money_is_asked_for_or_paid(
    fact: Fact, after: tuple[str, ...]
) -> None:
    assert payments.held_after(HELD, fact) == after


def test_two_currencies_are_never_added() -> None:
    mixed = [
        bill(Visit(), [parcel("P1", 100), parcel("P2", 50, "EUR")], ()),
        bill(Visit(), [parcel("P1", 100)], [payment(currency="EUR")]),
        bill(Visit(), [parcel("P1", 100)], [payment(state=P.ASKED, currency="EUR")]),
    ]
    assert [one.reason for one in mixed if isinstance(one, Refused)] == [
        Reason.MIXED_CURRENCIES
    ] * 3
    free = bill(Visit(), [parcel("P1", 100), parcel("P2", 0, "EUR")], ())
    assert free == Bill(100, 0, "RUB")


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_bill_is_settled_to_the_unit_or_says_what_is_wrong(due: int, paid: int) -> None:
    answer = settled(Bill(due, paid, "RUB"))
    if due == paid:
        assert answer is None
    else:
        assert answer is not None
        assert answer.reason is (Reason.UNPAID if due > paid else Reason.OVERPAID)
        assert answer.facts == {"amount_minor": abs(due - paid), "currency": "RUB"}
