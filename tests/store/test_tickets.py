"""Tickets of the day: numbers in turn, over with their visit, gone with their day."""

from msgspec.structs import replace

from kiosk.core.facts.visits import SessionCancelled, SessionOpened
from kiosk.core.tickets import Ticket
from kiosk.core.words import How, SessionKind
from tests.store.conftest import T0, Ledger

DAY = "20260928"


def test_numbers_go_up_and_begin_anew_with_the_day(ledger: Ledger) -> None:
    tickets = ledger.file.tickets
    assert (tickets.next_number(DAY), tickets.is_used()) == (1, False)
    first = Ticket(DAY, 1, "c1", None, T0)
    with ledger.file.unit():
        tickets.keep(first)
        tickets.forget(first)
    assert (tickets.next_number(DAY), tickets.next_number("20260929")) == (2, 1)
    with ledger.file.unit():
        tickets.forget_but("20260929")
    assert not tickets.is_used()


def test_a_ticket_lives_as_long_as_its_visit(ledger: Ledger) -> None:
    tickets = ledger.file.tickets
    with ledger.file.unit():
        for number in (2, 1):
            tickets.keep(Ticket(DAY, number, f"c{number}", None, T0))
        tickets.keep(Ticket("20260927", 9, "c9", None, T0))
    assert [t.number for t in tickets.live(DAY)] == [1, 2]
    opened = SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
    kept = replace(tickets.live(DAY)[0], session="s1", printed=True)
    with ledger.file.unit():
        tickets.keep(kept)
    ledger.tell(opened)
    assert tickets.live(DAY)[0] == kept
    ledger.tell(SessionCancelled("s1"))
    assert [t.number for t in tickets.live(DAY)] == [2]
