"""Paid here, another due there: both facts are kept in either order, and people are told once."""

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import conflicts
from kiosk.core.books import Subject
from kiosk.core.conflicts import Rule
from kiosk.core.events import Event
from kiosk.core.facts import paying, visits
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState
from tests.core.test_payments import parcel

PICKED = parcel("P1", 500)
ABOUT = Subject("parcel", "P1")


def settled(before: Parcel, events: Sequence[Event]) -> tuple[Parcel, list[Rule]]:
    state, rules = before, []
    for event in events:
        after = conflicts.settle(ABOUT, state, event)
        assert isinstance(after.state, Parcel)
        state = after.state
        rules += [after.clash.rule] if after.clash else []
    return state, rules


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_issue_and_another_due_end_alike_in_either_order(
    order: tuple[int, int], told: Callable[..., Event]
) -> None:
    both = (
        told(visits.ParcelIssued("P1", "s1", "code", due_minor=500)),
        told(paying.DueChanged("P1", 200, "RUB", 500)),
    )
    after, rules = settled(PICKED, [both[n] for n in order])
    assert rules == [Rule.DUE_MISMATCH]
    assert (after.state, after.due_minor) == (ParcelState.ISSUED, 200)


def test_people_must_decide_it(told: Callable[..., Event]) -> None:
    issued = told(visits.ParcelIssued("P1", "s1", "code", due_minor=200))
    clash = conflicts.settle(ABOUT, PICKED, issued).clash
    assert clash is not None
    assert (clash.claim, clash.quiet) == ("due_mismatch", False)


@given(st.integers(0, 1000), st.lists(st.integers(0, 1000), max_size=3))
def test_a_clash_is_told_exactly_where_charged_and_wanted_differ(
    charged: int, wanted: list[int]
) -> None:
    dues = [_event(paying.DueChanged("P1", due, "RUB")) for due in wanted]
    issued = _event(visits.ParcelIssued("P1", "s1", "code", due_minor=charged))
    last = wanted[-1] if wanted else 500
    before = settled(PICKED, [*dues, issued])
    assert before[1] == ([Rule.DUE_MISMATCH] if charged != last else [])
    assert before[0].due_minor == last


def test_the_same_due_again_is_no_clash(told: Callable[..., Event]) -> None:
    gone = replace(PICKED, state=ParcelState.ISSUED)
    assert settled(gone, [told(paying.DueChanged("P1", 500, "RUB"))])[1] == []


def _event(fact: object) -> Event:
    return Event("e" * 36, "x", 1, 1, 1, "0" * 16, "ntp", "anna", fact)  # type: ignore[arg-type]
