"""The states of a parcel: every fact comes from some, and only what is here can be taken away."""

from kiosk.core.parcel_states import CANCELLABLE, MAY_COME_FROM, ON_HAND, PACKABLE
from kiosk.core.words import ParcelState


def test_every_fact_comes_from_states_there_are() -> None:
    assert all(MAY_COME_FROM.values())
    assert set().union(*MAY_COME_FROM.values()) == set(ParcelState)


def test_what_is_packed_is_here_and_what_goes_back_is_not_cancelled_again() -> None:
    assert PACKABLE <= ON_HAND
    assert ParcelState.TO_RETURN not in CANCELLABLE
    assert ParcelState.ISSUED not in ON_HAND | CANCELLABLE
