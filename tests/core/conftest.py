"""Events and states for the tests of the rules: made here, with fixed ids and times."""

from collections.abc import Callable

import pytest

from kiosk.core import parcels
from kiosk.core.events import Event, type_of
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.words import ClockQuality
from tests.rules import POLICY

T0 = 1_780_000_000_000
EVENT_ID = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def told() -> Callable[..., Event]:
    """A fact in an envelope."""

    def _told(fact: Fact, at: int = T0, actor: str = "anna") -> Event:
        return Event(
            id=EVENT_ID,
            type=type_of(fact),
            tv=1,
            recorded_at=at,
            mono=1,
            boot="0123456789abcdef",
            clock=ClockQuality.NTP,
            actor=actor,
            facts=fact,
        )

    return _told


@pytest.fixture
def lived(told: Callable[..., Event]) -> Callable[..., Parcel]:
    """A parcel after some facts, oldest first."""

    def _lived(*facts: Fact) -> Parcel:
        parcel = None
        for fact in facts:
            parcel = parcels.evolve(parcel, told(fact))
        assert parcel is not None
        return parcel

    return _lived


@pytest.fixture
def policy() -> Policy:
    """The rules of a network, in the middle of what is usual."""
    return POLICY
