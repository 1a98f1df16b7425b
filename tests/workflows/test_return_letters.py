"""Letters about returns: each is decided or left to another; nothing is done beside."""

import pytest

from kiosk.core import messages
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ReturnJudgement, Size
from kiosk.workflows.return_letters import ReturnLetters
from tests.workflows.conftest import Point

MARIA = CustomerLine("c1", "Maria S.", "4821")
LETTER = messages.ReturnExpected("R1", "ii5275210303", "c1", (Item("Mug", photo="ab" * 32),), MARIA)


def test_another_letter_is_left_alone(point: Point) -> None:
    assert ReturnLetters(point.counter).decide(messages.DeliveryCancelled("D1")) is None


@pytest.mark.parametrize(
    "letter",
    [
        messages.ReturnCancelled("R9"),
        messages.ReturnVerdict("R9", ReturnJudgement.DENIED),
    ],
)
def test_what_is_not_here_is_said(point: Point, letter: messages.Letter) -> None:
    decided = ReturnLetters(point.counter).decide(letter)
    assert decided == Refused(Reason.NOT_KNOWN_HERE)


def test_an_announcement_brings_the_name_and_wants_the_picture(point: Point) -> None:
    point.mail(LETTER, messages.DropoffExpected("P1", items=(Item("Box", photo="cd" * 32),)))
    assert point.outcomes()[-2:] == [("applied", ""), ("applied", "")]
    person = point.store.customers.get("c1")
    assert person
    assert (person.masked_name, person.last_four) == ("Maria S.", "4821")
    assert [point.store.photos.picture(name * 32) for name in ("ab", "cd")] == ["wanted", "wanted"]


def test_a_corrected_announcement_takes_the_place_of_the_first(point: Point) -> None:
    wider = messages.ReturnExpected("R1", "ii5275210304", "c1", (Item("Mug"),), size=Size.L)
    point.mail(LETTER, wider)
    known = point.store.returns.get("R1")
    assert known
    assert (known.code, known.size) == ("ii5275210304", Size.L)
    assert point.store.returns.with_code("ii5275210303") is None


def test_a_letter_that_comes_twice_is_obeyed_once(point: Point) -> None:
    for _ in range(2):
        point.mail(LETTER, id="01900000-0000-7000-afff-000000000001")
    assert len(point.events("return.expected")) == 1


def test_what_was_opened_meanwhile_stands(point: Point) -> None:
    point.mail(LETTER)
    point.desk.returns.find("ii5275210303")
    point.mail(LETTER)
    assert point.outcomes()[-1] == ("rejected", "stale")
