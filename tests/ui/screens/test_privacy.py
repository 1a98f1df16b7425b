"""Forgetting a customer: their code, a second person's PIN, the list, the slip."""

import pytest

from kiosk.core.erasure import Held
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.words import Right, Role
from kiosk.ui.screens.privacy import PrivacyScreen, held_words
from tests.ui.screens.conftest import Room

PIN = "736104"


@pytest.fixture
def asked(room: Room) -> Room:
    """The screen; a manager with a PIN may vouch."""
    team = room.show.desk.team
    team.change("igor", Role.MANAGER, frozenset())
    team.choose_pin("igor", PIN + "04")
    room.open(room.show.office.doors.menu())
    room.tap("menu.privacy")
    return room


def facts(room: Room, word: str) -> int:
    return room.show.file.journal.count_types().get(word, 0)


def test_a_code_opens_the_question_and_says_what_it_waits_for(asked: Room) -> None:
    assert "The customer shows the pickup code" in asked.words()
    asked.scan(asked.show.code_of(1))
    words = asked.words()
    assert held_words(Held.PARCELS, str) in words
    assert "Erase when it is over" in words
    asked.tap("privacy.no")
    assert asked.loop.screen.find("privacy.sheet") is None
    assert facts(asked, "erasure.asked") == 0


def test_nothing_is_asked_without_a_second_persons_pin(asked: Room) -> None:
    asked.scan(asked.show.code_of(1))
    asked.tap("privacy.go")
    assert asked.loop.screen.find("witness.sheet") is not None
    assert facts(asked, "erasure.asked") == 0


def test_a_wrong_code_asks_nothing(asked: Room) -> None:
    asked.scan("99999999*9999")
    assert asked.loop.screen.find("privacy.sheet") is None
    assert asked.screen == "privacy"
    assert asked.said


def test_only_whom_it_is_for_sees_it(room: Room) -> None:
    counter = room.show.desk.counter
    counter.signed_in = "igor"
    assert not counter.may(Right.ERASE)
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.privacy") is None
    room.open(PrivacyScreen(room.show.office))
    assert "Your role may not do this" in room.words()


@pytest.mark.parametrize("held", [*Held, None])
def test_every_reason_to_wait_has_words(held: Held | None) -> None:
    assert held_words(held, str)


def test_whoever_asked_here_takes_it_back_with_the_same_code(asked: Room) -> None:
    desk = asked.show.desk
    asked.scan(asked.show.code_of(1))
    assert asked.loop.screen.find("privacy.back") is None, "nobody asked yet"
    asked.tap("privacy.no")
    assert desk.privacy.ask(asked.show.plan.customers[1].customer_ref)
    asked.scan(asked.show.code_of(1))
    assert "It was asked here, and may be taken back here until it is done." in asked.words()
    assert asked.loop.screen.find("privacy.go") is None, "nothing is asked twice"
    asked.tap("privacy.back")
    assert facts(asked, "erase.cancelled") == 1
    assert "Called off" in asked.words()
    assert desk.privacy.waiting() == ()


def test_the_slip_comes_once_more_and_nobody_need_vouch_for_that(asked: Room) -> None:
    desk = asked.show.desk
    desk.privacy.ask(asked.show.plan.customers[1].customer_ref)
    asked.scan(asked.show.code_of(1))
    asked.tap("privacy.again")
    assert asked.said.startswith("The slip is being printed")
    assert asked.loop.screen.find("privacy.sheet") is None
    assert facts(asked, "erasure.asked") == 1
    assert len(desk.privacy.waiting()) == 1


def test_what_the_network_was_asked_is_not_taken_back_here(asked: Room) -> None:
    counter, ref = asked.show.desk.counter, asked.show.plan.customers[1].customer_ref
    with counter.unit():
        counter.record(ErasureAsked("r-1", ref, Basis.CENTRAL))
    asked.scan(asked.show.code_of(1))
    assert "Only the network can take it back." in asked.words()
    assert asked.loop.screen.find("privacy.again") is not None
    assert asked.loop.screen.find("privacy.back") is None


def test_the_list_says_when_an_erasure_was_done_or_taken_back(asked: Room) -> None:
    counter, ref = asked.show.desk.counter, asked.show.plan.customers[1].customer_ref
    ended = (CustomerErased("r-1", ref, Basis.CENTRAL), EraseCancelled("r-2", ref))
    for fact in (ErasureAsked("r-1", ref, Basis.CENTRAL), *ended):
        with counter.unit():
            counter.record(fact)
    asked.open(PrivacyScreen(asked.show.office))
    phrases, at = asked.loop.screen.phrases, counter.clock().at
    words, when = asked.words(), f"{phrases.date(at)} {phrases.time(at)}"
    assert f"Done {when}" in words
    assert f"Taken back {when}" in words
    assert not any(word.startswith("Since") for word in words)
