"""What people did is told in words for every fact, and never names a customer."""

from collections.abc import Callable
from datetime import UTC

import pytest

from kiosk.core.deeds import Work, types_of
from kiosk.core.events import Event, type_of
from kiosk.core.facts import paying, people, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.paywords import PayMethod
from kiosk.core.words import ClockQuality, How, Right, Role, SessionKind
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.deed_words import deed_word, subject_words, work_word

CHANGED = "Changed"  # what is said where no word is known


@pytest.fixture
def told() -> Callable[[Fact], Event]:
    """Wrap a fact."""
    return lambda fact: Event(
        "id", type_of(fact), 1, 1, 1, "0" * 16, ClockQuality.NTP, "anna", fact
    )


def test_every_fact_of_a_persons_work_has_words() -> None:
    english = Phrases("en", UTC)
    of_people = {type_ for work in Work if work is not Work.OTHER for type_ in types_of(work)}
    assert [t for t in sorted(of_people) if deed_word(t, english) == CHANGED] == []
    assert deed_word("policy.applied", english) == CHANGED


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_they_are_said_in_every_language(language: str) -> None:
    phrases = Phrases(language, UTC)
    parts = [work_word(work, phrases) for work in Work]
    assert len(set(parts)) == len(parts)
    for work in Work:
        for type_ in types_of(work):
            deed_word(type_, phrases)
    assert not phrases.missing


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (stockroom.ParcelStored("48210001-7829-1", "A-01"), "…7829-1 · A-01"),
        (stockroom.ParcelMoved("48210001-7829-1", "A-01", "A-02"), "…7829-1 · A-02"),
        (stockroom.DeliveryArrived("D-1"), "D-1"),
        (people.RightGranted("igor", Right.ANALYTICS), "IS · Access to analytics"),
        (people.StaffChanged("igor", Role.MANAGER), "IS · Manager"),
        (people.StaffBlocked("anna"), ""),
        (people.CustomerViewed("c-4711"), ""),
        (people.ShiftOpened("anna"), ""),
    ],
)
def test_what_it_was_done_to(fact: Fact, words: str, told: Callable[[Fact], Event]) -> None:
    names = {"igor": "IS"}
    said = subject_words(told(fact), lambda staff: names.get(staff, ""), Phrases("en", UTC))
    assert said == words


def test_a_visit_names_no_customer(told: Callable[[Fact], Event]) -> None:
    opened = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c-4711", "", How.CODE, "amber")
    assert subject_words(told(opened), str, Phrases("en", UTC)) == ""


def test_a_sum_is_written_as_money(told: Callable[[Fact], Event]) -> None:
    paid = paying.PaymentRecorded("p1", "s1", 149_000, "RUB", PayMethod.CASH)
    assert "1,490" in subject_words(told(paid), str, Phrases("en", UTC))
