"""Taking money on the screen: cash with its change, cards that fail, and money given back."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts.paying import DueChanged
from kiosk.core.paywords import PayFault, PaymentState, TerminalSaid, TerminalWord
from kiosk.core.policy import parse
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.payment_sheet import fault_words, notes_for
from tests.ui.screens.conftest import Room

DUE = 129_900


@pytest.fixture
def due(room: Room) -> Room:
    """A visit on the screen, with one parcel on the counter that costs 1299."""
    card = room.show.serve(0)
    assert card.session
    counter, parcel = room.show.desk.counter, card.ready[0].parcel
    with counter.unit():
        counter.record(DueChanged(parcel, DUE, "RUB"), actor="central")
    room.open(room.show.office.doors.customer(card))
    room.scan(parcel)
    return room


def payments(room: Room) -> list[PaymentState]:
    (visit,) = room.show.desk.issue.live()
    found = room.show.file.payments.of_session(visit.session.session)
    return [one.state for one in found]


def answer(room: Room, word: TerminalWord) -> None:
    """Let the terminal speak of the last card."""
    (visit,) = room.show.desk.issue.live()
    last = room.show.file.payments.of_session(visit.session.session)[-1]
    said = TerminalSaid(last.payment, word, "000417", 1.0)
    room.show.desk.till.hear(said)
    room.stand.signals.append(said)
    room.stand.turn()


def test_the_ok_card_takes_the_exact_sum_in_cash_or_what_is_typed(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.scan("CMD:ok")
    assert due.said.startswith("Paid")
    assert payments(due) == [PaymentState.PAID]
    due.scan("CMD:ok")
    assert due.screen == "issued"


def test_the_ok_card_takes_what_is_typed_and_tells_the_change(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.type("cash", "2000")
    due.scan("CMD:ok")
    assert due.said.startswith("Change: 701")


def test_cash_and_its_change(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.type("cash", "2000")
    assert "701" in due.words()
    due.tap("cash.enter")
    assert due.said.startswith("Change: 701")
    assert payments(due) == [PaymentState.PAID]
    due.tap("issue.confirm")
    assert due.screen == "issued"
    assert "in cash" in due.words()


def test_a_note_is_one_tap(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.tap("cash.note.1")
    assert due.said.startswith("Paid")
    assert payments(due) == [PaymentState.PAID]


@pytest.mark.parametrize("typed", ["", "1298", "0"])
def test_too_little_cash_is_not_taken(due: Room, typed: str) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.type("cash", typed)
    due.tap("cash.enter")
    assert "missing" in due.said
    assert payments(due) == []


def test_a_card_that_fails_is_offered_again_and_then_counts(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.card")
    assert "Hold the card to the terminal" in due.words()
    answer(due, TerminalWord.DECLINED)
    assert due.said == "The bank declined the card. Try again, or take cash"
    due.tap("pay.card")
    answer(due, TerminalWord.APPROVED)
    assert due.said.startswith("Paid by card")
    assert payments(due) == [PaymentState.FAILED, PaymentState.PAID]
    due.tap("issue.confirm")
    assert due.screen == "issued"
    due.tap("issued.undo")
    assert "goes back to the card" in due.words()


def test_a_card_that_is_given_up_leaves_cash(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.card")
    due.tap("pay.stop")
    assert "Nobody knows yet" in due.words()
    assert due.loop.screen.find("pay.card").enabled is False
    due.tap("pay.cash")
    due.tap("cash.note.1")
    assert payments(due) == [PaymentState.ASKED, PaymentState.PAID]


def test_what_is_too_much_is_given_back(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.cash")
    due.tap("cash.note.1")
    (visit,) = due.show.desk.issue.live()
    counter = due.show.desk.counter
    parcel = due.show.file.parcels.of_session(visit.session.session)[0]
    with counter.unit():
        counter.record(DueChanged(parcel.parcel, 99_900, "RUB"), actor="central")
    due.loop.screen.renew()
    due.tap("customer.pay")
    due.tap("pay.back")
    assert payments(due) == [PaymentState.REVERSED]
    assert "How does the customer pay?" in due.words()


def test_where_the_network_takes_no_payments_nothing_can_be_taken(due: Room) -> None:
    counter = due.show.desk.counter
    assert counter.policy
    raw = due.show.file.db.execute("SELECT body FROM rules").fetchone()[0]
    closed = raw.replace(b'"pay_here":true', b'"pay_here":false')
    assert not parse(closed).pay_here
    with counter.unit():
        due.show.file.keep_rules("ozon_like", closed)
    due.tap("customer.pay")
    assert {due.loop.screen.find(key).enabled for key in ("pay.cash", "pay.card")} == {False}
    assert "Ask the customer to pay in the app" in due.words()


@pytest.mark.parametrize("why", PayFault)
def test_every_fault_has_its_words(why: PayFault) -> None:
    said = fault_words(why.value, Phrases("en", UTC))
    assert said
    assert fault_words("", Phrases("en", UTC)) == ""


@given(st.integers(1, 10**7), st.sampled_from([1, 100, 1000]))
def test_round_sums_are_more_than_what_is_left_and_rise(left: int, minor: int) -> None:
    offered = notes_for(left, minor)
    assert all(amount > left for amount in offered)
    assert list(offered) == sorted(set(offered))
    assert len(offered) <= 3
