"""The parcel: which facts may follow which, and where each leaves it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import parcels
from kiosk.core.boxes import class_of
from kiosk.core.events import Event, type_of
from kiosk.core.facts import shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import ON_HAND, Contradiction, Parcel, evolve, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    CancelReason,
    ClockQuality,
    ParcelState,
    Place,
    QuarantineReason,
    Size,
    UnpackReason,
)

S = ParcelState
EXPECTED = stockroom.ParcelExpected("P1", "D1", customer_ref="c1", order="o1", size=Size.M)
RECEIVED = stockroom.ParcelReceived("P1", "D1", suggested="A-01")
STORED = stockroom.ParcelStored("P1", "A-01")
PICKED = visits.ParcelPicked("P1", "s1", "A-01")
ISSUED = visits.ParcelIssued("P1", "s1", "code")
LOST = visits.ParcelNotFound("P1", "A-01", "s1")
CANCELLED = visits.ParcelCancelled("P1", CancelReason.BY_CENTRAL)

Lived = Callable[..., Parcel]


@pytest.mark.parametrize(
    ("facts", "state", "place", "cell"),
    [
        ([EXPECTED], S.EXPECTED, Place.OUT, None),
        ([EXPECTED, RECEIVED], S.RECEIVED, Place.COUNTER, None),
        ([EXPECTED, RECEIVED, STORED], S.STORED, Place.CELL, "A-01"),
        ([EXPECTED, RECEIVED, STORED, PICKED], S.PICKED, Place.COUNTER, None),
        ([EXPECTED, RECEIVED, STORED, PICKED, ISSUED], S.ISSUED, Place.OUT, None),
        (
            [EXPECTED, RECEIVED, STORED, PICKED, ISSUED, visits.IssueUndone("P1", "s1")],
            S.PICKED,
            Place.COUNTER,
            None,
        ),
        (
            [EXPECTED, RECEIVED, STORED, PICKED, visits.ParcelPutBack("P1", "B-02")],
            S.STORED,
            Place.CELL,
            "B-02",
        ),
        ([EXPECTED, RECEIVED, STORED, LOST], S.NOT_FOUND, Place.UNKNOWN, None),
        (
            [EXPECTED, RECEIVED, STORED, LOST, visits.ParcelFound("P1", "C-03")],
            S.STORED,
            Place.CELL,
            "C-03",
        ),
        (
            [EXPECTED, RECEIVED, STORED, stockroom.ParcelMoved("P1", "A-01", "B-01")],
            S.STORED,
            Place.CELL,
            "B-01",
        ),
        ([EXPECTED, RECEIVED, STORED, CANCELLED], S.TO_RETURN, Place.CELL, "A-01"),
        ([EXPECTED, RECEIVED, STORED, PICKED, CANCELLED], S.TO_RETURN, Place.COUNTER, None),
        ([EXPECTED, stockroom.ParcelMissed("P1", "D1")], S.MISSING, Place.OUT, None),
        ([EXPECTED, CANCELLED], S.MISSING, Place.OUT, None),
        ([EXPECTED, CANCELLED, RECEIVED, CANCELLED], S.TO_RETURN, Place.COUNTER, None),
        (
            [EXPECTED, stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED)],
            S.QUARANTINED,
            Place.COUNTER,
            None,
        ),
    ],
)
def test_facts_lead_a_parcel_through_its_life(
    facts: list[Fact], state: S, place: Place, cell: str | None, lived: Lived
) -> None:
    parcel = lived(*facts)
    assert (parcel.state, parcel.place, parcel.cell) == (state, place, cell)
    assert parcel.version == len(facts)


@pytest.mark.parametrize(
    ("before", "fact"),
    [
        ([EXPECTED], STORED),
        ([EXPECTED], ISSUED),
        ([EXPECTED, RECEIVED, STORED], ISSUED),
        ([EXPECTED, RECEIVED, STORED, PICKED, ISSUED], ISSUED),
        ([EXPECTED, RECEIVED, STORED, PICKED, ISSUED], CANCELLED),
        ([EXPECTED, RECEIVED, STORED, PICKED], PICKED),
        ([EXPECTED, RECEIVED], EXPECTED),
        ([], STORED),
        ([], PICKED),
        ([EXPECTED], visits.SessionParked("s1")),
    ],
)
def test_what_cannot_have_happened_is_a_contradiction(
    before: list[Fact], fact: Fact, told: Callable[..., Event]
) -> None:
    parcel = None
    for earlier in before:
        parcel = evolve(parcel, told(earlier))
    with pytest.raises(Contradiction):
        evolve(parcel, told(fact))


def test_a_parcel_nobody_announced_is_provisional_until_the_late_manifest(lived: Lived) -> None:
    unannounced = lived(RECEIVED, STORED)
    assert unannounced.provisional
    assert unannounced.customer_ref is None
    told_late = lived(RECEIVED, STORED, EXPECTED)
    assert (told_late.provisional, told_late.customer_ref) == (False, "c1")
    assert (told_late.state, told_late.cell) == (S.STORED, "A-01")


def test_a_parcel_is_confirmed_for_its_customer(lived: Lived) -> None:
    parcel = lived(RECEIVED, stockroom.ParcelConfirmed("P1", "o9", "c9"))
    assert (parcel.provisional, parcel.order, parcel.customer_ref) == (False, "o9", "c9")


def test_a_parcel_cancelled_while_lost_goes_back_once_found(lived: Lived) -> None:
    lost = lived(EXPECTED, RECEIVED, STORED, LOST, CANCELLED)
    assert (lost.state, lost.was) == (S.NOT_FOUND, S.TO_RETURN)
    found = lived(EXPECTED, RECEIVED, STORED, LOST, CANCELLED, visits.ParcelFound("P1", "R-01"))
    assert (found.state, found.cell) == (S.TO_RETURN, "R-01")


def test_a_longer_term_brings_an_unclaimed_parcel_back(lived: Lived) -> None:
    unclaimed = visits.ParcelCancelled("P1", CancelReason.UNCLAIMED)
    longer = stockroom.StorageExtended("P1", 99)
    on_shelf = lived(EXPECTED, RECEIVED, STORED, unclaimed, longer)
    assert (on_shelf.state, on_shelf.cell, on_shelf.store_until) == (S.STORED, "A-01", 99)
    at_counter = lived(EXPECTED, RECEIVED, unclaimed, longer)
    assert at_counter.state is S.RECEIVED
    by_central = lived(EXPECTED, RECEIVED, STORED, CANCELLED, longer)
    assert by_central.state is S.TO_RETURN


def test_the_last_change_is_remembered(lived: Lived) -> None:
    parcel = lived(EXPECTED)
    assert wrong_state(parcel) == Refused(
        Reason.WRONG_STATE,
        {"state": "expected", "at": parcel.changed_at, "by": "anna"},
    )


_ANY_FACT = st.sampled_from(
    [
        EXPECTED,
        RECEIVED,
        STORED,
        PICKED,
        ISSUED,
        LOST,
        CANCELLED,
        stockroom.ParcelMissed("P1", "D1"),
        stockroom.ParcelMoved("P1", None, "B-01"),
        stockroom.ParcelConfirmed("P1", "o1", "c1"),
        stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, "D1"),
        stockroom.StorageExtended("P1", 5),
        visits.ParcelPutBack("P1", "C-01"),
        visits.ParcelFound("P1", "C-01"),
        visits.IssueUndone("P1", "s1"),
        visits.ParcelCancelled("P1", CancelReason.UNCLAIMED),
    ]
)


@given(st.lists(_ANY_FACT, max_size=30))
def test_a_parcel_is_in_one_place_whatever_happens(facts: list[Fact]) -> None:
    parcel: Parcel | None = None
    issued = 0
    for fact in facts:
        try:
            parcel = parcels.evolve(parcel, _told(fact))
        except Contradiction:
            continue
        issued += isinstance(fact, visits.ParcelIssued) - isinstance(fact, visits.IssueUndone)
        assert (parcel.place is Place.CELL) == (parcel.cell is not None)
        assert (parcel.state in ON_HAND) == (parcel.place is not Place.OUT)
        assert issued == (parcel.state is S.ISSUED)


def _told(fact: Fact) -> Event:
    boot = "0123456789abcdef"
    return Event("id", type_of(fact), 1, 1, 1, boot, ClockQuality.NTP, "anna", fact)


DAMAGED = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED)
SURPLUS = stockroom.ParcelQuarantined("P1", QuarantineReason.SURPLUS)
PACKED, OUT = shipping.ParcelPacked("P1", "b1"), shipping.ParcelUnpacked


@pytest.mark.parametrize(
    ("facts", "damaged"),
    [
        ([EXPECTED, DAMAGED, CANCELLED], True),
        ([DAMAGED, CANCELLED], True),
        ([DAMAGED, EXPECTED, CANCELLED], True),
        ([SURPLUS, CANCELLED], False),
        ([EXPECTED, RECEIVED, CANCELLED, PACKED, OUT("P1", UnpackReason.DAMAGED)], True),
        ([EXPECTED, RECEIVED, CANCELLED, PACKED, OUT("P1", UnpackReason.UNDO)], False),
    ],
)
def test_what_came_broken_stays_so_whatever_else_is_decided(
    facts: list[Fact], lived: Lived, *, damaged: bool
) -> None:
    back = lived(*facts)
    assert (back.state, back.damaged) == (S.TO_RETURN, damaged)
    assert (class_of(back) is BoxClass.DEFECT) == damaged


TURNED_BACK = stockroom.ParcelTurnedBack("P1", "D1", "wet")


@pytest.mark.parametrize("before", [[], [RECEIVED], [RECEIVED, STORED]])
def test_what_its_driver_took_back_is_expected_again(before: list[Fact], lived: Lived) -> None:
    back = lived(EXPECTED, *before, TURNED_BACK)
    assert (back.state, back.place, back.cell) == (S.EXPECTED, Place.OUT, None)
    assert (back.turned_back, back.damage, back.damaged) == (True, "wet", False)


def test_what_was_taken_back_and_received_after_all_is_as_good_as_any(lived: Lived) -> None:
    here = lived(EXPECTED, TURNED_BACK, RECEIVED)
    assert (here.state, here.turned_back, here.damage) == (S.RECEIVED, False, "")


def test_the_kind_of_damage_stays_with_the_parcel(lived: Lived) -> None:
    wet = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED, damage="wet")
    assert lived(EXPECTED, wet, CANCELLED).damage == "wet"
    assert lived(wet, EXPECTED).damage == "wet", "the list came late"


def test_a_list_that_comes_late_does_not_begin_the_days_of_going_back_anew(
    told: Callable[..., Event],
) -> None:
    parcel = evolve(None, told(SURPLUS, 1))
    parcel = evolve(parcel, told(CANCELLED, 2))
    assert evolve(parcel, told(EXPECTED, 3)).returning_since == 2
