"""Who stands there: somebody else, a document in the code's place, the banner of what is open."""

import msgspec
import pytest

from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.fact import Item
from kiosk.core.facts.returning import ReturnExpected
from kiosk.core.facts.stockroom import ParcelExpected, ParcelReceived, ParcelStored
from kiosk.core.matters import Matter, MatterKind
from kiosk.core.words import Collector, Size
from kiosk.trial.showroom import POLICY
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.workflows.views import CustomerCard
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_witness import enter


def rules(room: Room, **changes: object) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        room.show.file.keep_rules("ozon_like", msgspec.json.encode(POLICY | changes))


def look(room: Room, turn: int = 0) -> str:
    """Look at a customer without a code."""
    ref = room.show.plan.customers[turn].customer_ref
    card = room.show.desk.issue.view(ref)
    room.open(room.show.office.doors.customer(card))  # type: ignore[arg-type]
    return ref


def card_of(room: Room) -> CustomerScreen:
    screen = room.loop.screen
    assert isinstance(screen, CustomerScreen)
    return screen


def test_a_tick_says_that_somebody_else_collects(room: Room) -> None:
    room.open(room.show.office.doors.customer(room.show.serve(0)))
    assert "Code confirmed" in room.words()
    room.tap("customer.delegate")
    assert "Code confirmed, somebody else collects" in room.words()
    session = card_of(room).card.session
    assert session is not None
    assert session.collector is Collector.DELEGATE
    room.tap("customer.delegate")
    assert "somebody else collects" not in room.words()


def test_a_network_that_forbids_it_says_so(room: Room) -> None:
    rules(room, delegate="no")
    room.open(room.show.office.doors.customer(room.show.serve(0)))
    room.tap("customer.delegate")
    assert room.said.startswith("Only the customer in person may collect")


def test_the_question_is_of_whoever_stands_there(room: Room) -> None:
    rules(room, document="always")
    room.open(room.show.office.doors.customer(room.show.serve(0)))
    room.tap("customer.document")
    assert "Does the document show the customer's name?" in room.words()
    room.tap("document.no")
    room.tap("customer.delegate")
    room.tap("customer.document")
    assert "Have you seen the document of whoever collects?" in room.words()
    room.tap("document.yes")
    assert "Document checked" in room.words()


def test_whose_it_is_and_how_old_are_asked_one_after_the_other(room: Room) -> None:
    rules(room, document="always")
    card, counter = room.show.serve(0), room.show.desk.counter
    cell, code = card.ready[0].cell or "", "48219999-0001-1"
    with counter.unit():
        counter.record(
            ParcelExpected(code, "D-1", customer_ref=card.customer_ref, age_limit=18),
            ParcelReceived(code, "D-1"),
            ParcelStored(code, cell),
        )
    again = room.show.desk.issue.card(card.session.session if card.session else "")
    assert isinstance(again, CustomerCard)
    room.open(room.show.office.doors.customer(again))
    room.tap("customer.document")
    assert "Does the document show the customer's name?" in room.words()
    room.tap("document.yes")
    assert "Is the customer at least 18 years old by the document?" in room.words()
    room.tap("document.no")
    assert "Age checked" not in room.words()
    room.tap("customer.document")
    assert "at least 18" in room.words(), "whose it is was answered before"
    room.tap("document.yes")
    assert "Document checked · Age checked: 18+" in room.words()


def test_a_manager_serves_by_a_document(room: Room) -> None:
    look(room)
    room.tap("customer.codeless")
    room.tap("codeless.unreadable")
    room.tap("instead.yes")
    assert room.screen == "customer"
    assert "By a document, without the code" in room.words()
    session = card_of(room).card.session
    assert session is not None
    assert session.proof == "override.unreadable"
    assert room.loop.screen.find("customer.delegate") is None


def test_no_is_no_visit(room: Room) -> None:
    look(room)
    room.tap("customer.codeless")
    room.tap("codeless.stale")
    room.tap("instead.no")
    assert room.said.startswith("A document must be checked first")
    assert card_of(room).session is None


def test_a_clerk_needs_a_second_person(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    look(room)
    room.tap("customer.codeless")
    room.tap("codeless.no_phone")
    room.tap("instead.yes")
    assert room.loop.screen.find("witness.enter") is not None
    enter(room, "739152")
    assert "By a document, without the code" in room.words()
    opened = room.show.file.sessions.live()[-1]
    assert opened.proof == "override.no_phone"


def test_a_lock_is_said_at_the_button_and_the_tries_in_the_field(room: Room) -> None:
    rules(room, pickup_code="last4+6")
    ref = look(room)
    room.tap("customer.code")
    assert card_of(room).code_hint() == "as in the app"
    room.tap("code.sheet.close")
    for _ in range(4):
        room.show.desk.issue.open(Code(CodeKind.PICKUP, "000000", "typed"), ref)
    assert card_of(room).code_hint() == "1 try is left"
    room.show.desk.issue.open(Code(CodeKind.PICKUP, "000000", "typed"), ref)
    card_of(room).renew()
    room.stand.turn()
    room.tap("customer.code")
    assert room.said.startswith("Too many wrong codes, wait 10 min")


# -- the banner ------------------------------------------------------------------------------------


def said(room: Room) -> str:
    return room.words().replace("\u00a0", " ")


def matters(room: Room, *found: Matter) -> CustomerScreen:
    card = msgspec.structs.replace(room.show.serve(0), matters=found)
    screen = CustomerScreen(room.show.office, card)
    screen.entered = lambda: None  # type: ignore[method-assign]
    room.open(screen)
    return screen


def test_without_open_matters_there_is_no_banner(room: Room) -> None:
    room.open(room.show.office.doors.customer(room.show.serve(0)))
    assert not [m for m in MatterKind if room.loop.screen.find(f"matter.{m.value}")]


@pytest.mark.parametrize(
    ("matter", "words", "leads"),
    [
        (Matter(MatterKind.NOT_FOUND, 2), "2 not found", "transit"),
        (Matter(MatterKind.AGE, 18), "Check the age: 18+", ""),
        (Matter(MatterKind.DOCUMENT), "Check the document", ""),
        (Matter(MatterKind.MONEY, 129_900, "RUB"), "Could not go back: ", ""),
        (Matter(MatterKind.CELLS, 2, cells=("A-01", "B-03")), "In cells A-01, B-03", ""),
        (Matter(MatterKind.UNCONFIRMED), "1 not confirmed yet", "transit"),
        (Matter(MatterKind.ELSEWHERE, 3), "3 at other points", "others"),
    ],
)
def test_each_matter_is_told_and_leads_where_it_can_be_seen(
    room: Room, matter: Matter, words: str, leads: str
) -> None:
    screen = matters(room, matter)
    assert words in said(room)
    button = screen.find(f"matter.{matter.kind.value}")
    assert (button is not None) is bool(leads)
    if leads:
        room.tap(f"matter.{matter.kind.value}")
        assert screen.tab == leads
        assert screen.find(f"matter.{matter.kind.value}") is None


def test_several_matters_are_one_banner_with_one_button(room: Room) -> None:
    screen = matters(
        room,
        Matter(MatterKind.AGE, 18),
        Matter(MatterKind.RETURN, 1, "R1"),
        Matter(MatterKind.ELSEWHERE, 1),
    )
    assert "Check the age: 18+ · 1 return · 1 at another point" in said(room)
    assert screen.find("matter.return") is not None
    assert screen.find("matter.elsewhere") is None


def test_an_announced_return_is_begun_from_the_card(room: Room) -> None:
    card = room.show.serve(0)
    counter = room.show.desk.counter
    told = ReturnExpected(
        "R-900", "ii5275210303", card.customer_ref, items=(Item("Vento"),), size=Size.S
    )
    with counter.unit():
        counter.record(told, actor="central")
    room.open(room.show.office.doors.customer(card))
    assert "1 return" in said(room)
    room.tap("matter.return")
    assert room.screen == "customer_return"


def test_a_mere_look_begins_no_return(room: Room) -> None:
    counter = room.show.desk.counter
    ref = room.show.plan.customers[0].customer_ref
    with counter.unit():
        counter.record(
            ReturnExpected("R-900", "ii5275210303", ref, items=(Item("Vento"),)), actor="central"
        )
    look(room)
    assert "1 return" in said(room)
    assert room.loop.screen.find("matter.return") is None
