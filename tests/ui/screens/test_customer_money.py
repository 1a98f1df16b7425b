"""The money of a visit on the customer's screen: shown where there is some, else nothing."""

from kiosk.core import events
from kiosk.core.facts.visits import ParcelPicked
from kiosk.core.paywords import TerminalSaid, TerminalWord
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_payment_sheet import answer, due, payments

__all__ = ["due"]


def test_a_visit_that_owes_nothing_shows_no_money(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(card.ready[0].parcel)
    assert room.loop.screen.find("customer.pay") is None
    assert room.loop.screen.find("issue.confirm") is not None


def test_what_is_owed_is_taken_before_anything_is_issued(due: Room) -> None:
    assert due.loop.screen.find("issue.confirm") is None
    assert "Take" in due.loop.screen.find("customer.pay").label


def test_what_was_paid_stands_beside_the_button(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.card")
    answer(due, TerminalWord.APPROVED)
    assert due.loop.screen.find("customer.pay") is None
    assert due.loop.screen.find("pay") is None, "the sheet closes by itself"
    assert "Paid: " in due.words()
    assert len(payments(due)) == 1


def test_what_the_terminal_says_of_others_is_not_said_here(due: Room) -> None:
    due.stand.signals.append(TerminalSaid("other", TerminalWord.APPROVED, "", 1.0))
    due.stand.turn()
    assert "Paid" not in due.said


def test_a_customer_who_runs_away_from_the_terminal_is_told_of(due: Room) -> None:
    due.tap("customer.pay")
    due.tap("pay.card")
    due.tap("pay.close")
    _, body = due.show.file.journal.of_type("parcel.picked")[-1]
    picked = events.decode(body).facts
    assert isinstance(picked, ParcelPicked)
    due.scan(f"CELL:{picked.from_cell}")
    due.tap("customer.cancel")
    assert due.screen == "home"
    assert due.said == (
        "The terminal stops waiting for the card. Charged after all? The money goes back by itself."
    )
