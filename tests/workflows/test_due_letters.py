"""Another due: at once where nobody stands, and a visit goes on with the one it opened with."""

import pytest

from kiosk.core import messages
from kiosk.core.claims import ClaimVerdict
from kiosk.core.matters import MatterKind
from kiosk.core.paywords import ClaimJudgement, PayMethod, TerminalSaid, TerminalWord
from kiosk.core.refusals import Refused
from kiosk.workflows.till import Account
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.card_line import CardLine
from tests.workflows.conftest import Point


@pytest.fixture
def visit(point: Point) -> str:
    point.stock("c1", "P1", due_minor=500)
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    point.desk.issue.pick(card.session.session, "P1")
    return card.session.session


def account(point: Point, visit: str) -> Account:
    found = point.desk.till.account(visit)
    assert isinstance(found, Account)
    return found


def due_of(point: Point, parcel: str) -> int:
    found = point.store.parcels.get(parcel)
    assert found
    return found.due_minor


def test_a_due_changes_where_nobody_stands(point: Point) -> None:
    point.stock("c1", "P1", due_minor=500)
    point.mail(messages.DueSet("P1", 200, "RUB"))
    assert due_of(point, "P1") == 200
    assert point.outcomes()[-1] == ("applied", "")


def test_a_visit_charges_the_due_it_opened_with(point: Point, visit: str) -> None:
    point.mail(messages.DueSet("P1", 200, "RUB"), messages.DueSet("P1", 300, "RUB"))
    assert account(point, visit).bill.due_minor == 500
    assert due_of(point, "P1") == 300
    assert isinstance(point.desk.till.take_cash(visit, 500), Account)
    assert isinstance(point.desk.issue.complete(visit), Issued)
    (issued,) = point.events("parcel.issued")
    assert issued.facts.due_minor == 500  # type: ignore[attr-defined]


def test_what_has_left_was_paid_for(point: Point, visit: str) -> None:
    point.desk.till.take_cash(visit, 500)
    point.desk.issue.complete(visit)
    point.mail(messages.DueSet("P1", 0, "RUB", PayMethod.PREPAID))
    assert point.outcomes()[-1] == ("rejected", "already_paid")
    assert due_of(point, "P1") == 500


def test_a_customer_who_pays_by_link_at_the_counter_has_paid(point: Point, visit: str) -> None:
    letter = messages.DueSet("P1", 0, "RUB", PayMethod.LINK)
    point.mail(letter, id="01900000-0000-7000-8000-0000000000ff")
    assert account(point, visit).bill.paid_minor == 500
    point.mail(letter)  # told once more, in another letter
    assert account(point, visit).bill.over_minor == 0
    assert isinstance(point.desk.issue.complete(visit), Issued)


def test_one_who_pays_online_too_gets_the_other_sum_back(point: Point, visit: str) -> None:
    point.desk.till.take_cash(visit, 500)
    point.mail(messages.DueSet("P1", 0, "RUB", PayMethod.LINK))
    assert account(point, visit).bill.over_minor == 500
    assert isinstance(point.desk.issue.complete(visit), Refused)
    point.desk.till.give_back(visit)
    assert [e.facts.method.value for e in point.events("payment.reversed")] == [  # type: ignore[attr-defined]
        "cash",
        "link",
    ]


def test_before_a_visit_what_was_paid_online_is_no_longer_due(point: Point) -> None:
    point.stock("c1", "P1", due_minor=500)
    point.mail(messages.DueSet("P1", 0, "RUB", PayMethod.PREPAID))
    assert due_of(point, "P1") == 0


@pytest.mark.parametrize(
    ("letter", "outcome"),
    [
        (messages.DueSet("P9", 1, "RUB"), ("rejected", "not_here")),
        (messages.DueSet("P1", 1, "EUR"), ("rejected", "bad_value")),
        (messages.DueSet("P1", 500, "RUB"), ("applied", "")),
    ],
)
def test_a_letter_that_makes_no_sense_changes_nothing(
    point: Point, letter: messages.DueSet, outcome: tuple[str, str]
) -> None:
    point.stock("c1", "P1", due_minor=500)
    point.mail(letter)
    assert (point.outcomes()[-1], due_of(point, "P1")) == (outcome, 500)


# -- a sum that could not go back ------------------------------------------------------------------


@pytest.fixture
def owed(point: Point) -> tuple[str, str]:
    """A visit that was given up with 500 that the card did not take back; and the payment."""
    line = point.terminal = CardLine()
    point.restart()
    point.stock("c1", "P1", due_minor=500)
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    session, till = card.session.session, point.desk.till
    point.desk.issue.pick(session, "P1")
    till.take_card(session)
    for said in line.said():
        till.hear(said)
    (paid,) = point.store.payments.of_session(session)
    till.give_back(session)
    till.hear(TerminalSaid(paid.payment, TerminalWord.REFUND_REFUSED, "", 1.0))
    point.desk.issue.put_back(session, "P1", "A-01")
    point.desk.issue.cancel(session)
    return session, paid.payment


def money(point: Point) -> list[int]:
    """Return the sums that the customer's card shows as open."""
    card = point.desk.issue.view("c1")
    assert isinstance(card, CustomerCard)
    return [m.count for m in card.matters if m.kind is MatterKind.MONEY]


@pytest.mark.parametrize("verdict", list(ClaimJudgement))
def test_a_claim_stands_on_the_card_until_the_central_settles_it(
    point: Point, owed: tuple[str, str], verdict: ClaimJudgement
) -> None:
    assert money(point) == [500]
    point.mail(ClaimVerdict(owed[1], verdict, "By bank"))
    assert (point.outcomes()[-1], money(point)) == (("applied", ""), [])
    (told,) = point.events("claim.decided")
    assert (told.facts.session, told.facts.comment) == (owed[0], "By bank")  # type: ignore[attr-defined]
    point.mail(ClaimVerdict(owed[1], verdict, "By bank"))
    assert point.outcomes()[-1] == ("applied", "")
    assert len(point.events("claim.decided")) == 1, "said twice it is one"


@pytest.mark.input
def test_a_verdict_on_no_claim_changes_nothing(point: Point, visit: str) -> None:
    point.desk.till.take_cash(visit, 500)
    (paid,) = point.store.payments.of_session(visit)
    for payment, why in (("pay-9", "not_here"), (paid.payment, "stale")):
        point.mail(ClaimVerdict(payment, ClaimJudgement.REPAID))
        assert point.outcomes()[-1] == ("rejected", why)
    assert point.events("claim.decided") == []
