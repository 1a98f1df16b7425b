"""The till: what may be paid and given back, and what the terminal's answers mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import till
from kiosk.core.facts import paying
from kiosk.core.payments import Bill, Payment
from kiosk.core.paywords import PayFault, PaymentState, PayMethod
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import How, ParcelState, SessionKind, SessionState
from tests.core.test_payments import parcel, payment
from tests.rules import POLICY

P = PaymentState
OPEN = Session(
    "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "amber", 1000, "anna"
)
DONE = replace(OPEN, state=SessionState.COMPLETED)
OWED = Bill(500, 0, "RUB")


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def test_the_terminal_is_asked_for_what_is_left() -> None:
    asked = till.start_card("p2", OPEN, Bill(500, 200, "RUB"), POLICY)
    assert asked == (paying.PaymentStarted("p2", "s1", 300, "RUB", PayMethod.CARD),)


def test_no_second_card_is_charged_before_the_first_is_known() -> None:
    open_ = Bill(500, 0, "RUB", payment(state=P.ASKED))
    assert reason(till.start_card("p2", OPEN, open_, POLICY)) is Reason.PAYMENT_OPEN


@pytest.mark.parametrize(
    ("session", "owed", "rules", "why"),
    [
        (DONE, OWED, POLICY, Reason.WRONG_STATE),
        (OPEN, Bill(500, 500, "RUB"), POLICY, Reason.NOTHING_DUE),
        (OPEN, Bill(0, 0, "RUB"), POLICY, Reason.NOTHING_DUE),
        (OPEN, OWED, replace(POLICY, pay_here=False), Reason.NOT_PAID_HERE),
    ],
)
def test_money_is_taken_only_where_some_is_owed(
    session: Session, owed: Bill, rules: object, why: Reason
) -> None:
    assert reason(till.start_card("p2", session, owed, rules)) is why  # type: ignore[arg-type]
    assert reason(till.take_cash("p2", session, owed, 500, rules)) is why  # type: ignore[arg-type]


@given(st.integers(1, 10**6), st.integers(0, 2 * 10**6))
def test_cash_settles_what_is_left_and_the_rest_is_change(left: int, given_minor: int) -> None:
    answer = till.take_cash("p2", OPEN, Bill(left, 0, "RUB"), given_minor, POLICY)
    if given_minor < left:
        assert answer == Refused(
            Reason.TOO_LITTLE, {"amount_minor": left - given_minor, "currency": "RUB"}
        )
    else:
        assert not isinstance(answer, Refused)
        assert (answer[0].amount_minor, answer[0].given_minor) == (left, given_minor)


def test_all_that_counts_goes_back_cards_by_their_terminal() -> None:
    cash = payment(200, payment="p2", method=PayMethod.CASH)
    gone = [payment(state=state) for state in P if state is not P.PAID]
    assert till.give_back([payment(), cash, *gone]) == (
        paying.PaymentRefunding("p1", "s1"),
        paying.PaymentReversed("p2", "s1", 200, "RUB", PayMethod.CASH),
    )


TOOK = paying.PaymentRecorded("p1", "s1", 500, "RUB", PayMethod.CARD, "000417")
BACK = paying.PaymentRefunding("p1", "s1")


@pytest.mark.parametrize("state", [P.ASKED, P.FAILED])
@pytest.mark.parametrize(
    ("session", "owed", "facts"),
    [
        (OPEN, OWED, (TOOK,)),
        (OPEN, Bill(900, 0, "RUB"), (TOOK,)),
        (OPEN, Bill(500, 500, "RUB"), (TOOK, BACK)),  # cash was taken meanwhile
        (OPEN, Bill(400, 0, "RUB"), (TOOK, BACK)),  # something was put back
        (OPEN, Bill(500, 0, "EUR"), (TOOK, BACK)),
        (OPEN, Refused(Reason.MIXED_CURRENCIES), (TOOK, BACK)),
        (DONE, OWED, (TOOK, BACK)),
        (None, None, (TOOK, BACK)),
    ],
)
def test_an_approval_counts_where_it_is_owed_and_else_goes_back(
    state: P, session: Session | None, owed: Bill | Refused | None, facts: object
) -> None:
    assert till.approved(payment(state=state), "000417", session, owed) == facts


@pytest.mark.parametrize("state", [P.PAID, P.REFUNDING, P.REVERSED])
def test_an_approval_heard_twice_is_nothing_new(state: P) -> None:
    assert till.approved(payment(state=state), "000417", OPEN, OWED) == ()


@pytest.mark.parametrize("state", [s for s in P if s is not P.ASKED])
def test_a_no_after_an_answer_is_nothing_new(state: P) -> None:
    assert till.failed(payment(state=state), PayFault.DECLINED, 0, POLICY) == ()


@pytest.mark.parametrize(("tries", "is_last"), [(0, False), (1, False), (2, True), (3, False)])
def test_after_so_many_cards_the_network_is_told_once(tries: int, *, is_last: bool) -> None:
    (fact,) = till.failed(payment(state=P.ASKED), PayFault.DECLINED, tries, POLICY)
    assert fact == paying.PaymentFailed(
        "p1", "s1", PayMethod.CARD, PayFault.DECLINED, is_last=is_last
    )


@pytest.mark.parametrize("state", P)
def test_a_refund_ends_once(state: P) -> None:
    is_open = state is P.REFUNDING
    assert bool(till.refunded(payment(state=state), "9")) is is_open
    assert bool(till.refund_refused(payment(state=state))) is is_open


def test_what_has_left_was_paid_as_it_was() -> None:
    gone = replace(parcel("P1", 500), state=ParcelState.ISSUED)
    assert reason(till.change_due(gone, 100, "RUB", None)) is Reason.ALREADY_PAID


def test_a_due_does_not_change_its_currency() -> None:
    assert reason(till.change_due(parcel("P1", 500), 100, "EUR", None)) is Reason.BAD_VALUE
    assert till.change_due(parcel("P1", 0), 100, "EUR", None) == (
        paying.DueChanged("P1", 100, "EUR", 0),
    )


def test_a_new_due_names_the_visit_that_charges_the_old_one() -> None:
    assert till.change_due(parcel("P1", 500), 500, "RUB", OPEN) == ()
    assert till.change_due(parcel("P1", 500), 100, "RUB", OPEN) == (
        paying.DueChanged("P1", 100, "RUB", 500, "s1"),
    )


def test_what_was_paid_online_meanwhile_counts_for_the_visit() -> None:
    link = PayMethod.LINK
    assert till.paid_online("m1", parcel("P1", 500), 200, link, OPEN, ()) == (
        paying.PaymentRecorded("m1", "s1", 300, "RUB", link, parcel="P1"),
    )
    assert till.paid_online("m1", parcel("P1", 500), 500, link, OPEN, ()) == ()


def test_what_was_paid_online_and_told_twice_counts_once() -> None:
    told = [payment(300, method=PayMethod.LINK, parcel="P1"), payment(90, parcel=None)]
    more = till.paid_online("m2", parcel("P1", 500), 100, PayMethod.LINK, OPEN, told)
    assert [fact.amount_minor for fact in more] == [100]
    assert till.paid_online("m2", parcel("P1", 500), 200, PayMethod.LINK, OPEN, told) == ()


def test_failures_are_counted() -> None:
    told: list[Payment] = [payment(state=state) for state in (P.FAILED, P.PAID, P.FAILED)]
    assert till.failures(told) == 2
