"""An issue taken back: by everybody right after it, later by right or with a witness."""

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState, Right
from kiosk.workflows.views import CustomerCard, ParcelCard, Person
from tests.workflows.conftest import Point

MISTAKE = "mistake"
DAY_MS = 86_400_000
IGOR = "G" * 20


@pytest.fixture
def issued(point: Point) -> str:
    """Parcels that Anna, a clerk, handed over; the visit."""
    point.stock("c1", "P1", "P2")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    session = card.session.session
    for parcel in ("P1", "P2"):
        point.desk.issue.pick(session, parcel)
    assert not isinstance(point.desk.issue.complete(session), Refused)
    return session


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def state(point: Point, parcel: str = "P1") -> ParcelState:
    found = point.store.parcels.get(parcel)
    assert found
    return found.state


def test_right_after_it_nobody_is_asked_why(point: Point, issued: str) -> None:
    point.clock.pass_ms(60_000)
    assert isinstance(point.desk.issue.undo(issued), CustomerCard)
    assert [e.facts.reason for e in point.events("issue.undone")] == ["", ""]  # type: ignore[attr-defined]


def test_later_a_clerk_is_told_who_may(point: Point, issued: str) -> None:
    point.clock.pass_ms(60_001)
    no = point.desk.issue.undo(issued, MISTAKE)
    assert reason(no) is Reason.UNDO_TOO_LATE
    assert isinstance(no, Refused)
    assert no.facts["who"] == "Igor K., Olga K."
    assert state(point) is ParcelState.ISSUED
    assert point.events("issue.refused")[-1].facts.reason == "undo_too_late"  # type: ignore[attr-defined]


def test_later_who_has_the_right_says_why_and_both_facts_stay(point: Point, issued: str) -> None:
    point.clock.pass_ms(DAY_MS)
    point.sign_in("igor")
    assert reason(point.desk.issue.undo(issued)) is Reason.REASON_NEEDED
    assert isinstance(point.desk.issue.undo(issued, MISTAKE), CustomerCard)
    assert state(point) is ParcelState.PICKED
    card = point.desk.find.parcel("P1")
    assert isinstance(card, ParcelCard)
    told = [(line.type, line.by, line.why) for line in card.history[:2]]
    assert told == [("issue.undone", "Igor K.", MISTAKE), ("parcel.issued", "Anna K.", "")]


def test_later_a_clerk_undoes_with_a_witness_who_is_in_the_journal(
    point: Point, issued: str
) -> None:
    point.clock.pass_ms(DAY_MS)
    point.store.people.bind_badge("igor", point.desk.access._digest(IGOR))
    access = point.desk.access
    assert isinstance(access.vouch_by_badge(IGOR, Right.OVERRIDE), Person)
    assert isinstance(point.desk.issue.undo(issued, MISTAKE, "igor"), CustomerCard)
    undone = point.events("issue.undone")
    assert [(e.actor, e.witness) for e in undone] == [("anna", "igor")] * 2
    card = point.desk.find.parcel("P1")
    assert isinstance(card, ParcelCard)
    assert card.history[0].by == "Anna K., Igor K."


@pytest.mark.parametrize("vouching", [None, "leila", "anna", "oleg"])
def test_a_word_of_somebody_without_the_right_is_none(
    point: Point, issued: str, vouching: str | None
) -> None:
    """Vouching for an issue is not vouching for an undo: the right is looked at again."""
    point.clock.pass_ms(DAY_MS)
    point.counter.vouching = vouching
    assert reason(point.desk.issue.undo(issued, MISTAKE, vouching)) is Reason.UNDO_TOO_LATE
    assert reason(point.desk.issue.undo(issued, MISTAKE, "igor")) is Reason.UNDO_TOO_LATE


def test_one_vouching_is_good_for_one_undo(point: Point, issued: str) -> None:
    point.clock.pass_ms(DAY_MS)
    point.counter.vouching = "igor"
    assert isinstance(point.desk.issue.undo(issued, MISTAKE, "igor"), CustomerCard)
    for parcel in ("P1", "P2"):
        point.desk.issue.pick(issued, parcel)
    point.desk.issue.complete(issued)
    point.clock.pass_ms(DAY_MS)
    assert reason(point.desk.issue.undo(issued, MISTAKE, "igor")) is Reason.UNDO_TOO_LATE


def test_what_is_undone_twice_is_refused(point: Point, issued: str) -> None:
    point.desk.issue.undo(issued)
    assert reason(point.desk.issue.undo(issued, MISTAKE)) is Reason.WRONG_STATE
    assert reason(point.desk.issue.undo("nothing", MISTAKE)) is Reason.NOT_KNOWN_HERE
