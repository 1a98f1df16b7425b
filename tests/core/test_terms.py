"""Terms: when one is over, which parcels go back for it, and what is disposed of."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core.events import Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.shipping import ParcelDisposed, ParcelPacked, ParcelUnpacked
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel, evolve
from kiosk.core.refusals import Reason, Refused
from kiosk.core.terms import DAY_MS, dispose, give_up, is_over, may_dispose
from kiosk.core.words import CancelReason, ParcelKind, ParcelState, Place, UnpackReason

AT = 1_780_000_000_000


def _parcel(state: ParcelState = ParcelState.STORED, until: int | None = AT) -> Parcel:
    return Parcel("P1", ParcelKind.ORDER, state, Place.CELL, cell="A-01", store_until=until)


@pytest.mark.parametrize(("until", "over"), [(AT - 1, True), (AT, True), (AT + 1, False)])
def test_a_term_is_over_at_its_end(until: int, *, over: bool) -> None:
    assert is_over(_parcel(until=until), AT) is over


def test_a_parcel_without_a_term_waits_for_ever() -> None:
    assert not is_over(_parcel(until=None), AT)


@pytest.mark.parametrize("state", [ParcelState.STORED, ParcelState.RECEIVED])
def test_what_nobody_came_for_goes_back(state: ParcelState) -> None:
    assert give_up(_parcel(state), AT, sure=True) == (
        ParcelCancelled("P1", CancelReason.UNCLAIMED),
    )


def test_what_goes_back_already_is_no_error() -> None:
    assert give_up(_parcel(ParcelState.TO_RETURN), AT, sure=True) == ()


@pytest.mark.parametrize(
    ("parcel", "sure", "reason"),
    [
        (_parcel(until=AT + 1), True, Reason.NOT_EXPIRED),
        (_parcel(until=None), True, Reason.NOT_EXPIRED),
        (_parcel(), False, Reason.CLOCK_UNSURE),
        (_parcel(ParcelState.PICKED), True, Reason.IN_SESSION),
        (_parcel(ParcelState.ISSUED), True, Reason.WRONG_STATE),
        (_parcel(ParcelState.EXPECTED), True, Reason.WRONG_STATE),
        (_parcel(ParcelState.PACKED), True, Reason.ALREADY_PACKED),
    ],
)
def test_what_does_not_go_back_says_why(parcel: Parcel, reason: Reason, *, sure: bool) -> None:
    refused = give_up(parcel, AT, sure=sure)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


# -- disposal --------------------------------------------------------------------------------------

S = ParcelState
DAYS = 14
BACK = replace(_parcel(S.TO_RETURN), returning_since=AT - DAYS * DAY_MS)


def test_what_nobody_wants_back_is_disposed_of_after_its_days() -> None:
    assert dispose(BACK, AT, DAYS, sure=True) == (ParcelDisposed("P1"),)
    assert may_dispose(BACK, AT, DAYS)


def test_what_was_disposed_of_already_is_no_error() -> None:
    assert dispose(_parcel(S.DISPOSED), AT, DAYS, sure=True) == ()


def test_a_row_of_an_older_version_waits_from_its_last_change() -> None:
    old = replace(BACK, returning_since=0, changed_at=AT - DAYS * DAY_MS + 1)
    assert not may_dispose(old, AT, DAYS)
    assert may_dispose(old, AT + 1, DAYS)


@pytest.mark.parametrize(
    ("parcel", "days", "sure", "reason"),
    [
        (BACK, 0, True, Reason.NEVER_DISPOSED),
        (BACK, DAYS + 1, True, Reason.DISPOSED_LATER),
        (BACK, DAYS, False, Reason.CLOCK_UNSURE),
        (replace(BACK, provisional=True), DAYS, True, Reason.UNCONFIRMED),
        (replace(BACK, state=S.PICKED), DAYS, True, Reason.IN_SESSION),
        (replace(BACK, state=S.PACKED, box="b1"), DAYS, True, Reason.ALREADY_PACKED),
        (replace(BACK, state=S.SHIPPED), DAYS, True, Reason.ALREADY_PACKED),
        (replace(BACK, state=S.STORED), DAYS, True, Reason.WRONG_STATE),
        (replace(BACK, state=S.NOT_FOUND), DAYS, True, Reason.WRONG_STATE),
    ],
)
def test_what_may_be_wanted_yet_is_not_disposed_of(
    parcel: Parcel, days: int, reason: Reason, *, sure: bool
) -> None:
    refused = dispose(parcel, AT, days, sure=sure)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert not (sure and may_dispose(parcel, AT, days))


def test_a_refusal_says_how_many_days_are_left() -> None:
    refused = dispose(BACK, AT - DAY_MS - 1, DAYS, sure=True)
    assert refused == Refused(Reason.DISPOSED_LATER, {"days": 2})


@pytest.mark.parametrize(
    ("between", "at"),
    [
        ((stockroom.ParcelMoved("P1", "A-01", "R-01"),), AT),
        ((ParcelPacked("P1", "b1"), ParcelUnpacked("P1", UnpackReason.UNDO)), AT),
        ((visits.ParcelPicked("P1", "s1", "A-01"), visits.ParcelPutBack("P1", "R-01")), AT),
        (
            (
                stockroom.StorageExtended("P1", AT + 5),
                ParcelCancelled("P1", CancelReason.UNCLAIMED),
            ),
            AT + 9,
        ),
    ],
)
def test_days_are_counted_from_when_it_went_back_whatever_hands_it_passed(
    between: tuple[Fact, ...], at: int, told: Callable[..., Event]
) -> None:
    parcel = evolve(_parcel(), told(ParcelCancelled("P1", CancelReason.UNCLAIMED), AT))
    for fact in between:
        parcel = evolve(parcel, told(fact, AT + 9))
    assert (parcel.state, parcel.returning_since) == (S.TO_RETURN, at)
