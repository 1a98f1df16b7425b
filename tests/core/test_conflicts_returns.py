"""Goods that are here are here: whoever is heard first, the books say the same of a return."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from kiosk.core import conflicts
from kiosk.core.books import Subject
from kiosk.core.conflicts import Clash, Rule, Task
from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts import returning
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.returns import Return
from kiosk.core.words import (
    BoxClass,
    ClockQuality,
    Condition,
    How,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnJudgement,
    ReturnState,
)

T0 = 1_780_000_000_000
R = Subject("return", "R1")
EXPECTED = Return("R1", code="ii5275210303")
OPEN = replace(EXPECTED, state=ReturnState.OPEN)


def event(fact: Fact, by: str = "anna") -> Event:
    return Event("0" * 36, type_of(fact), 1, T0, 1, "a" * 16, ClockQuality.NTP, by, fact)


def take(parcel: str) -> list[Event]:
    fact = returning.ReturnAccepted("R1", parcel, Condition.WHOLE, BoxClass.NORMAL)
    return [event(returning.ReturnOpened("R1", How.CODE)), event(fact)]


def decline() -> list[Event]:
    fact = returning.ReturnRejected("R1", RejectReason.USED)
    return [event(returning.ReturnOpened("R1", How.CODE)), event(fact)]


def withdraw() -> list[Event]:
    return [event(returning.ReturnRejected("R1", RejectReason.WITHDRAWN), CENTRAL)]


def heard(events: Sequence[Event], known: Return = EXPECTED) -> tuple[Return, list[Clash]]:
    clashes: list[Clash] = []
    for one in events:
        settled = conflicts.settle(R, known, one)
        assert isinstance(settled.state, Return)
        known = settled.state
        if settled.clash and not settled.clash.quiet:
            clashes.append(settled.clash)
    return known, clashes


@pytest.mark.parametrize(
    ("other", "claim"),
    [(decline(), "returned_after_decline"), (withdraw(), "returned_after_withdrawal")],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_was_taken_back_stays(other: list[Event], claim: str, first: bool) -> None:  # noqa: FBT001
    mine = take("P:1")
    known, clashes = heard([*mine, *other] if first else [*other, *mine])
    assert (known.state, known.parcel) == (ReturnState.ACCEPTED, "P:1")
    assert clashes == [Clash(Rule.GOODS_HERE, claim, (Task("check_parcel", "P:1"),))]


def test_goods_taken_back_twice_are_looked_at() -> None:
    known, clashes = heard([*take("P:1"), *take("P:2")])
    assert known.parcel == "P:1"
    assert clashes == [Clash(Rule.RETURNED_TWICE, "returned_twice", (Task("check_parcel", "P:2"),))]


@pytest.mark.parametrize("both", [decline, withdraw])
def test_both_saying_no_is_no_matter(both: object) -> None:
    known, clashes = heard([*decline(), *(both())])  # type: ignore[operator]
    assert (known.state, clashes) == (ReturnState.REJECTED, [])


def test_a_return_opened_by_both_is_no_matter() -> None:
    known, clashes = heard([take("P:1")[0], decline()[0]])
    assert (known.state, clashes) == (ReturnState.OPEN, [])


def test_both_boxes_hear_the_same_letter() -> None:
    told = event(returning.ReturnExpected("R1", "ii5275210303"), CENTRAL)
    known, clashes = heard([*take("P:1"), told])
    assert (known.state, clashes) == (ReturnState.ACCEPTED, [])


@pytest.mark.parametrize("verdict", list(ReturnJudgement))
def test_goods_nobody_wants_are_a_claim(verdict: ReturnJudgement) -> None:
    kept = replace(OPEN, provisional=True)
    said = event(returning.ReturnVerdict("R1", verdict), CENTRAL)
    known, clashes = heard([take("P:1")[1], said], kept)
    assert (known.state, known.provisional) == (ReturnState.ACCEPTED, False)
    is_denied = verdict is ReturnJudgement.DENIED
    claim = Clash(Rule.GOODS_HERE, "return_denied", (Task("check_parcel", "P:1"),))
    assert clashes == ([claim] if is_denied else [])


def test_a_verdict_from_nowhere_is_kept_for_people() -> None:
    with pytest.raises(Contradiction):
        conflicts.settle(R, None, event(returning.ReturnVerdict("R1", ReturnJudgement.DENIED)))


def test_a_drop_off_taken_in_by_both_is_no_matter() -> None:
    here = Parcel("P1", ParcelKind.DROP_OFF, ParcelState.STORED, Place.CELL, "T-01")
    again = event(returning.DropoffAccepted("P1"))
    settled = conflicts.settle(Subject("parcel", "P1"), here, again)
    assert settled.state == here
    assert settled.clash
    assert settled.clash.quiet
