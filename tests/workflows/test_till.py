"""The till: what a clerk may do with money, and what becomes of what a terminal says, or does not.

The simulator's bank is the truth: what it holds must be what the journal says, whatever broke.
"""

import pytest

from kiosk.core.matters import Matter, MatterKind
from kiosk.core.paywords import PaymentState, TerminalSaid, TerminalWord
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.cards import Cards
from kiosk.workflows.till import Account
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.card_line import CardLine
from tests.workflows.conftest import POLICY, Point

P = PaymentState


class Shop:
    """A point with a terminal and a customer whose parcel costs 500."""

    def __init__(self, point: Point) -> None:
        self.line = point.terminal = CardLine()
        point.restart()
        self.point = point
        point.stock("c1", "P1", due_minor=500)
        point.stock("c1", "P2", cell="A-02", due_minor=200)
        self.visit = self.gone = self.open("P1")

    def open(self, *parcels: str) -> str:
        card = self.point.desk.issue.open(self.point.shown("c1"))
        assert isinstance(card, CustomerCard)
        assert card.session
        for parcel in parcels:
            self.point.desk.issue.pick(card.session.session, parcel)
        return card.session.session

    def hear(self) -> None:
        for said in self.line.said():
            self.point.desk.till.hear(said)

    def wait(self) -> None:
        """Let the till ask about what it does not know, and hear the answers."""
        for _ in range(3):
            self.point.clock.pass_ms(5_000)
            self.point.desk.till.tick()
            self.hear()

    def card(self) -> object:
        return self.point.desk.till.take_card(self.visit)

    def account(self) -> Account:
        found = self.point.desk.till.account(self.visit)
        assert isinstance(found, Account)
        return found

    def states(self) -> list[P]:
        return [one.state for one in self.point.store.payments.of_session(self.visit)]

    def issue(self) -> object:
        return self.point.desk.issue.complete(self.visit)


@pytest.fixture
def shop(point: Point) -> Shop:
    return Shop(point)


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


# -- cash ------------------------------------------------------------------------------------------


def test_nothing_is_issued_before_it_is_paid(shop: Shop) -> None:
    refused = shop.issue()
    assert refused == Refused(Reason.UNPAID, {"amount_minor": 500, "currency": "RUB"})
    shop.point.desk.till.take_cash(shop.visit, 1000)
    assert isinstance(shop.issue(), Issued)
    (done,) = shop.point.events("session.completed")
    assert (done.facts.due_minor, done.facts.paid_minor) == (500, 500)  # type: ignore[attr-defined]


def test_cash_that_is_too_little_is_not_taken(shop: Shop) -> None:
    answer = shop.point.desk.till.take_cash(shop.visit, 499)
    assert answer == Refused(Reason.TOO_LITTLE, {"amount_minor": 1, "currency": "RUB"})
    assert shop.states() == []


def test_a_second_tap_takes_no_second_sum(shop: Shop) -> None:
    shop.point.desk.till.take_cash(shop.visit, 500)
    assert reason(shop.point.desk.till.take_cash(shop.visit, 500)) is Reason.NOTHING_DUE
    assert shop.states() == [P.PAID]


def test_the_receipt_says_how_it_was_paid(shop: Shop) -> None:
    shop.point.desk.till.take_cash(shop.visit, 700)
    shop.issue()
    (paper,) = shop.point.take_papers()
    lines = [(e.left, e.right) for e in paper.elements if getattr(e, "right", "")]
    assert lines[-3:] == [
        ("Paid in cash", "5.00 RUB"),
        ("Given", "7.00 RUB"),
        ("Change", "2.00 RUB"),
    ]


# -- cards -----------------------------------------------------------------------------------------


def test_a_card_is_charged_and_its_number_is_on_the_receipt(shop: Shop) -> None:
    account = shop.card()
    assert isinstance(account, Account)
    assert account.waits
    shop.hear()
    assert isinstance(shop.issue(), Issued)
    (paper,) = shop.point.take_papers()
    lines = [(e.left, e.right) for e in paper.elements if getattr(e, "right", "")]
    assert lines[-1] == ("Paid by card, no. S000001", "5.00 RUB")
    assert shop.line.sim.net() == 500


def test_a_payment_is_recorded_before_the_terminal_hears_of_it(shop: Shop) -> None:
    known: list[object] = []
    shop.line.charge = lambda payment, *_: (  # type: ignore[assignment,method-assign]
        known.append(shop.point.store.payments.get(payment)) or False
    )
    shop.card()
    assert known
    assert known[0] is not None
    assert shop.states() == [P.FAILED], "it was never sent"


@pytest.mark.parametrize("effect", ["decline", "time_out"])
def test_a_card_that_fails_is_tried_again(shop: Shop, effect: str) -> None:
    shop.line.plan("charge", effect)
    shop.card()
    shop.hear()
    assert reason(shop.issue()) is Reason.UNPAID
    shop.card()
    shop.hear()
    assert (shop.states(), shop.line.sim.net()) == ([P.FAILED, P.PAID], 500)


def test_after_so_many_cards_another_way_is_offered_and_the_network_told(shop: Shop) -> None:
    told = []
    for _ in range(POLICY["payment_tries"]):  # type: ignore[call-overload]
        told.append(shop.account().is_last)
        shop.line.plan("charge", "decline")
        shop.card()
        shop.hear()
    assert ([*told, shop.account().is_last]) == [False, False, False, True]
    last = [event.facts.is_last for event in shop.point.events("payment.failed")]  # type: ignore[attr-defined]
    assert last == [False, False, True]


def test_no_second_card_while_the_first_is_not_known(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    assert reason(shop.card()) is Reason.PAYMENT_OPEN
    assert reason(shop.point.desk.till.take_cash(shop.visit, 500)) is Reason.PAYMENT_OPEN
    shop.point.desk.till.give_up(shop.visit)
    shop.hear()
    assert shop.states() == [P.FAILED]
    assert shop.line.sim.charges == [shop.point.store.payments.of_session(shop.visit)[0].payment]


def test_without_a_terminal_cash_is_taken(shop: Shop) -> None:
    shop.line.cut()
    assert reason(shop.card()) is Reason.NO_TERMINAL
    assert not shop.account().terminal_there
    assert isinstance(shop.point.desk.till.take_cash(shop.visit, 500), Account)


def test_a_point_without_one_takes_no_cards(point: Point) -> None:
    point.stock("c1", "P1", due_minor=500)
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    visit = card.session.session
    point.desk.issue.pick(visit, "P1")
    assert reason(point.desk.till.take_card(visit)) is Reason.NO_TERMINAL
    account = point.desk.till.account(visit)
    assert isinstance(account, Account)
    assert not account.takes_cards
    point.desk.till.tick()


# -- what comes late, twice, or not at all ---------------------------------------------------------


def test_an_approval_after_the_clerk_gave_up_counts_for_the_visit(shop: Shop) -> None:
    shop.line.plan("charge", "late")
    shop.card()
    shop.point.desk.till.give_up(shop.visit)
    shop.hear()
    assert reason(shop.card()) is Reason.PAYMENT_OPEN, "nobody knows yet what became of it"
    shop.wait()
    assert shop.states() == [P.PAID]
    assert isinstance(shop.issue(), Issued)
    assert shop.line.sim.net() == 500


def test_an_approval_after_cash_was_taken_goes_back(shop: Shop) -> None:
    shop.line.plan("charge", "late")
    shop.card()
    shop.point.desk.till.give_up(shop.visit)
    shop.point.desk.till.take_cash(shop.visit, 500)
    assert isinstance(shop.issue(), Issued)
    shop.wait()
    assert (shop.states(), shop.line.sim.net()) == ([P.REVERSED, P.PAID], 0)


def test_an_approval_after_the_visit_is_over_goes_back(shop: Shop) -> None:
    shop.line.plan("charge", "late")
    shop.card()
    shop.point.desk.till.give_up(shop.visit)
    shop.point.desk.issue.put_back(shop.visit, "P1", "A-01")
    assert shop.point.desk.issue.cancel(shop.visit) is None
    shop.wait()
    assert (shop.states(), shop.line.sim.net()) == ([P.REVERSED], 0)


@pytest.mark.parametrize("gone", ["cut", "cut_before", "mute"])
def test_a_plug_pulled_between_charge_and_answer_charges_nobody_twice(
    shop: Shop, gone: str
) -> None:
    shop.line.plan("charge", gone)
    shop.card()
    shop.point.restart()
    shop.line.mend()
    shop.wait()
    expected = [P.FAILED] if gone == "cut_before" else [P.PAID]
    assert shop.states() == expected
    if gone == "cut_before":
        shop.card()
        shop.hear()
    assert isinstance(shop.issue(), Issued)
    assert shop.line.sim.net() == 500


def test_an_answer_that_comes_twice_is_one(shop: Shop) -> None:
    shop.line.plan("charge", "double")
    shop.card()
    shop.hear()
    assert len(shop.point.events("payment.recorded")) == 1
    shop.point.desk.till.give_back(shop.visit)
    shop.line.plan("refund", "double")
    shop.wait()
    assert len(shop.point.events("payment.reversed")) == 1


def test_what_a_terminal_says_of_a_stranger_is_nothing(shop: Shop) -> None:
    for word in shop.line.sim.deals or ["approved", "refunded", "declined"]:
        said = TerminalSaid("nobody", word, "", 0.0)  # type: ignore[arg-type]
        assert shop.point.desk.till.hear(said) is None
    assert shop.point.events("payment.") == []


# -- a customer who runs away ----------------------------------------------------------------------


def run_away(shop: Shop) -> None:
    """Put all of the visit back and end it; the next customer's lies on the counter."""
    shop.point.desk.issue.put_back(shop.visit, "P1", "A-01")
    assert shop.point.desk.issue.cancel(shop.visit) is None
    shop.point.stock("c2", "P9", cell="A-03", due_minor=300)
    card = shop.point.desk.issue.open(shop.point.shown("c2"))
    assert isinstance(card, CustomerCard)
    assert card.session
    shop.gone, shop.visit = shop.visit, card.session.session
    shop.point.desk.issue.pick(shop.visit, "P9")


def fate(shop: Shop) -> list[P]:
    return [one.state for one in shop.point.store.payments.of_session(shop.gone)]


def test_a_card_nobody_holds_any_more_stops_no_other_customer(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    run_away(shop)
    shop.line.plan("charge", "")
    assert isinstance(shop.card(), Account), "the terminal was told to stop before"
    shop.hear()
    assert (fate(shop), shop.states(), shop.line.sim.net()) == ([P.FAILED], [P.PAID], 300)


def test_the_terminal_stops_by_itself_once_the_visit_is_over(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    run_away(shop)
    shop.point.desk.till.tick()
    shop.hear()
    assert fate(shop) == [P.FAILED]
    (failed,) = shop.point.events("payment.failed")
    assert failed.facts.reason == "cancelled"  # type: ignore[attr-defined]


def test_a_card_that_was_charged_after_all_gets_it_back(shop: Shop) -> None:
    shop.line.plan("charge", "late")
    shop.card()
    run_away(shop)
    shop.wait()
    assert (fate(shop), shop.line.sim.net()) == ([P.REVERSED], 0)
    assert len(shop.point.events("payment.recorded")) == 1, "both facts are kept"


def test_a_stop_that_the_terminal_did_not_hear_is_told_again(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    run_away(shop)
    shop.line.cut()
    shop.point.desk.till.tick()
    shop.line.mend()
    shop.wait()
    assert fate(shop) == [P.FAILED]


@pytest.mark.parametrize("effect", ["hold", "late"])
def test_a_card_given_up_while_the_cable_was_out_is_stopped_once_it_is_in(
    shop: Shop, effect: str
) -> None:
    shop.line.plan("charge", effect)
    shop.card()
    shop.line.cut()
    shop.point.desk.till.give_up(shop.visit)
    shop.line.mend()
    shop.wait()
    expected = {"hold": ([P.FAILED], 0), "late": ([P.PAID], 500)}[effect]
    assert (shop.states(), shop.line.sim.net()) == expected, "the visit goes on, and so may a card"
    if effect == "hold":
        assert isinstance(shop.card(), Account)
        shop.hear()
        assert shop.states() == [P.FAILED, P.PAID]


def test_a_stop_that_breaks_the_line_is_told_again_while_the_visit_lasts(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    shop.line.plan("cancel", "cut_before")
    shop.point.desk.till.give_up(shop.visit)
    assert not shop.line.is_there()
    shop.line.plan("cancel", "")
    shop.line.mend()
    shop.wait()
    assert shop.states() == [P.FAILED]


def test_a_visit_that_ends_with_something_free_stops_it_too(shop: Shop) -> None:
    shop.point.stock("c1", "P3", cell="A-03")
    shop.point.desk.issue.pick(shop.visit, "P3")
    shop.line.plan("charge", "hold")
    shop.card()
    shop.point.desk.issue.put_back(shop.visit, "P1", "A-01")
    assert isinstance(shop.issue(), Issued)
    shop.point.desk.till.tick()
    shop.hear()
    assert shop.states() == [P.FAILED]


def test_after_a_restart_a_visit_that_is_over_waits_for_no_card(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    run_away(shop)
    shop.point.restart()
    shop.wait()
    assert fate(shop) == [P.FAILED]


def test_after_a_restart_a_card_that_is_waited_for_is_stopped_before_another(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    shop.point.restart()
    assert not shop.account().waits, "nobody knows before the terminal says so"
    shop.wait()
    assert shop.account().waits
    assert reason(shop.card()) is Reason.PAYMENT_OPEN
    assert reason(shop.point.desk.till.take_cash(shop.visit, 500)) is Reason.PAYMENT_OPEN
    shop.point.desk.till.give_up(shop.visit)
    shop.hear()
    assert shop.states() == [P.FAILED]


def test_what_was_given_up_is_not_waited_for_again(shop: Shop) -> None:
    shop.line.plan("charge", "hold")
    shop.card()
    (asked,) = shop.point.store.payments.of_session(shop.visit)
    shop.point.desk.till.give_up(shop.visit)
    shop.point.desk.till.hear(TerminalSaid(asked.payment, TerminalWord.WAITING, "", 1.0))
    assert not shop.account().waits, "it may wait for the bank"


# -- back ------------------------------------------------------------------------------------------


def test_an_undone_issue_gives_all_of_it_back_and_keeps_both_facts(shop: Shop) -> None:
    shop.card()
    shop.hear()
    shop.point.desk.issue.pick(shop.visit, "P2")
    shop.point.desk.till.take_cash(shop.visit, 200)
    assert isinstance(shop.issue(), Issued)
    assert isinstance(shop.point.desk.issue.undo(shop.visit), CustomerCard)
    shop.wait()
    assert (shop.states(), shop.line.sim.net()) == ([P.REVERSED, P.REVERSED], 0)
    assert reason(shop.issue()) is Reason.UNPAID
    assert len(shop.point.events("payment.recorded")) == 2
    shop.card()
    shop.hear()
    assert isinstance(shop.issue(), Issued)
    assert shop.line.sim.net() == 700


def test_a_refund_waits_for_the_terminal(shop: Shop) -> None:
    shop.card()
    shop.hear()
    shop.line.cut()
    shop.point.desk.till.give_back(shop.visit)
    shop.wait()
    assert (shop.states(), shop.line.sim.net()) == ([P.REFUNDING], 500)
    shop.line.mend()
    shop.wait()
    assert (shop.states(), shop.line.sim.net()) == ([P.REVERSED], 0)


def test_what_a_card_takes_not_back_counts_again(shop: Shop) -> None:
    shop.card()
    shop.hear()
    shop.line.plan("refund", "refuse")
    shop.point.desk.till.give_back(shop.visit)
    shop.hear()
    assert shop.states() == [P.PAID]
    assert isinstance(shop.issue(), Issued)
    assert shop.line.sim.net() == 500
    card = Cards(shop.point.counter).customer("c1", None)
    assert card
    assert [m for m in card.matters if m.kind is MatterKind.MONEY] == [], "it paid for the goods"


def test_a_visit_that_was_paid_does_not_end_before_the_money_is_back(shop: Shop) -> None:
    shop.point.desk.till.take_cash(shop.visit, 500)
    shop.point.desk.issue.put_back(shop.visit, "P1", "A-01")
    assert reason(shop.point.desk.issue.cancel(shop.visit)) is Reason.AFTER_PAYMENT
    shop.point.desk.till.give_back(shop.visit)
    assert reason(shop.point.desk.till.give_back(shop.visit)) is Reason.NOTHING_DUE
    assert shop.point.desk.issue.cancel(shop.visit) is None


def test_what_was_issued_is_given_back_by_its_undo_alone(shop: Shop) -> None:
    shop.point.desk.till.take_cash(shop.visit, 500)
    shop.issue()
    assert reason(shop.point.desk.till.give_back(shop.visit)) is Reason.WRONG_STATE
    assert shop.states() == [P.PAID]


def test_money_that_cannot_be_given_back_is_a_claim_and_keeps_no_visit_open(shop: Shop) -> None:
    shop.card()
    shop.hear()
    (paid,) = shop.point.store.payments.of_session(shop.visit)
    shop.issue()
    shop.point.desk.issue.undo(shop.visit)
    shop.point.desk.till.hear(TerminalSaid(paid.payment, TerminalWord.REFUND_REFUSED, "", 1.0))
    assert shop.states() == [P.PAID]
    shop.point.desk.issue.put_back(shop.visit, "P1", "A-01")
    assert shop.point.desk.issue.cancel(shop.visit) is None


def test_money_that_cannot_be_given_back_stays_on_the_customers_card(shop: Shop) -> None:
    shop.card()
    shop.hear()
    (paid,) = shop.point.store.payments.of_session(shop.visit)
    shop.point.desk.till.give_back(shop.visit)
    shop.point.desk.till.hear(TerminalSaid(paid.payment, TerminalWord.REFUND_REFUSED, "", 1.0))
    for _ in range(2):  # it waits, and is given up
        shop.point.desk.tick(0.0)
        shop.point.clock.pass_ms(60 * 60_000)
        shop.point.desk.tick(0.0)
    assert len(shop.point.events("session.abandoned")) == 1
    card = shop.point.desk.issue.view("c1")
    assert isinstance(card, CustomerCard)
    assert Matter(MatterKind.MONEY, 500, "RUB") in card.matters


def test_what_was_paid_too_much_is_not_kept(shop: Shop) -> None:
    shop.point.desk.issue.pick(shop.visit, "P2")
    shop.point.desk.till.take_cash(shop.visit, 700)
    shop.point.desk.issue.put_back(shop.visit, "P2", "A-02")
    assert shop.issue() == Refused(Reason.OVERPAID, {"amount_minor": 200, "currency": "RUB"})


@pytest.mark.parametrize("session", ["", "nobody"])
def test_a_visit_nobody_knows_has_no_money(shop: Shop, session: str) -> None:
    till = shop.point.desk.till
    answers = [till.account(session), till.take_card(session), till.take_cash(session, 5)]
    answers += [till.give_up(session), till.give_back(session)]
    assert {reason(answer) for answer in answers} == {Reason.NOT_KNOWN_HERE}
