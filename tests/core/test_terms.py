"""Terms: when one is over, and which parcels go back for it."""

import pytest

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.terms import give_up, is_over
from kiosk.core.words import CancelReason, ParcelKind, ParcelState, Place

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
