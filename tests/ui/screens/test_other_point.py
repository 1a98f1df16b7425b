"""At another point: the address is read out, the way printed, and the next customer comes."""

import pytest

from kiosk.core import pickup
from kiosk.core.elsewhere import Others
from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from kiosk.core.pickup import CodeWindow
from kiosk.trial.showroom import NOON
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.screens.other_point import as_of
from tests.ui.screens.conftest import Room

DAY_MS = 86_400_000
CODE = "70000001*1234"
LINES = (
    ElsewhereLine("70000001-0001-1", "7802", is_ready=True, order="70000001-0001", until=NOON),
    ElsewhereLine("70000001-0002-1", "7803", order="70000001-0002"),
)
POINTS = (
    OtherPoint("7802", "Gdansk, Dluga 12", 54_348_291, 18_654_023, "10-21"),
    OtherPoint("7803", "Sopot, Morska 1"),
)


def tell(room: Room, customer: str) -> None:
    """Let the central tell what waits elsewhere for a customer, and the code."""
    counter, file = room.show.desk.counter, room.show.file
    window = CodeWindow(pickup.digest(counter.keys.point, CODE), NOON - 1000, NOON + 1000)
    with counter.unit():
        file.codes.replace(customer, [window])
        file.elsewhere.keep(ElsewhereSet(customer, NOON, LINES, POINTS))


def papers(room: Room) -> int:
    return len(room.show.desk.prints.waiting())


def test_a_code_leads_to_the_address_and_on_to_the_next(room: Room) -> None:
    tell(room, "stranger")
    room.open(room.show.office.home())
    before = papers(room)
    room.scan(CODE)
    assert room.screen == "other_point"
    assert room.said.startswith("It waits at Gdansk, Dluga 12")
    words = room.words()
    for said in ("Gdansk, Dluga 12", "Point 7802", "Open: 10-21", "1 parcel is ready"):
        assert said in words
    assert papers(room) == before + 1
    room.tap("other.print")
    assert papers(room) == before + 2
    room.tap("other.next")
    assert room.screen == "home"


@pytest.mark.parametrize("number", ["70000001-0001-1", "70000001-0001"])
def test_a_number_leads_there_as_well(room: Room, number: str) -> None:
    tell(room, "stranger")
    room.open(room.show.office.home())
    room.scan(number)
    assert room.screen == "other_point"


def test_a_number_of_nobody_is_not_known_here(room: Room) -> None:
    room.open(room.show.office.home())
    room.scan("70000001-0001-1")
    assert room.screen == "home"
    assert room.said.startswith("Not known here")


def test_the_fourth_tab_tells_what_waits_elsewhere(room: Room) -> None:
    card = room.show.serve(0)
    tell(room, card.customer_ref)
    loop = room.open(room.show.office.doors.customer(card))
    room.tap("customer.tab.others")
    assert "Other points 2" in room.words()
    assert "Gdansk, Dluga 12" in room.words()
    assert "1 is on its way" in room.words()
    assert "As of 11:52" in room.words()
    before = papers(room)
    room.tap("others.print.7803")
    assert papers(room) == before + 1
    assert loop.screen.name == "customer"


def test_the_fourth_tab_is_honest_about_silence(room: Room) -> None:
    loop = room.open(room.show.office.doors.customer(room.show.serve(0)))
    room.tap("customer.tab.others")
    rows = loop.screen.find("customer.others")
    assert isinstance(rows, ScrollList)
    assert rows.empty == "The network has told nothing of other points."


def test_an_older_word_says_its_day(room: Room) -> None:
    phrases = room.open(room.show.office.home()).skin.phrases
    assert as_of(Others(NOON, ()), NOON, phrases) == "As of 11:52"
    assert as_of(Others(NOON - DAY_MS, ()), NOON, phrases) == "As of 23/11/2026 11:52"
