"""The trial delivery of an opening: how far its parcels are, and what went wrong with which."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from kiosk.core import openings
from kiosk.core.deliveries import Delivery
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.opening import TrialCompleted
from kiosk.core.openings import MAY_COME_FROM, Opening
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, ParcelState

TRIAL = "trial"  # who carries a trial delivery: the network marks it so, on both sides
S = ParcelState
_NOT_HERE = frozenset({S.EXPECTED, S.MISSING})
_PLACED = frozenset({S.STORED, S.PICKED, S.ISSUED})


class TrialFault(StrEnum):
    """What went wrong with a trial parcel."""

    MISSING = "missing"
    SURPLUS = "surplus"
    DAMAGED = "damaged"
    SET_ASIDE = "set_aside"
    NOT_FOUND = "not_found"
    NOT_ISSUED = "not_issued"


_FAULTS = {
    S.MISSING: TrialFault.MISSING,
    S.QUARANTINED: TrialFault.SET_ASIDE,
    S.NOT_FOUND: TrialFault.NOT_FOUND,
    S.LOST: TrialFault.NOT_FOUND,
    **dict.fromkeys(
        (S.TO_RETURN, S.PACKED, S.SHIPPED, S.GIVEN_BACK, S.DISPOSED), TrialFault.NOT_ISSUED
    ),
}


class Wrong(Struct, frozen=True):
    """A trial parcel that did not go as it should."""

    parcel: str
    fault: TrialFault


class Trial(Struct, frozen=True):
    """How far a trial delivery is.

    Args:
        wanted: how many parcels the network wants in it, at least.
        delivery: its name; empty before one was announced.
        state: of the delivery.
        parcels: it has.
        accepted, placed, issued: of them.
        wrong: those that did not go as they should.
    """

    wanted: int
    delivery: str = ""
    state: DeliveryState | None = None
    parcels: int = 0
    accepted: int = 0
    placed: int = 0
    issued: int = 0
    wrong: tuple[Wrong, ...] = ()

    @property
    def is_through(self) -> bool:
        """Whether all its parcels came to an end, good or bad, and there were enough."""
        ended = self.issued + len(self.wrong)
        is_closed = self.state is DeliveryState.CLOSED
        return is_closed and self.parcels >= self.wanted and ended == self.parcels


def newest(deliveries: Iterable[Delivery]) -> Delivery | None:
    """Return the trial delivery that counts: the last; one that went wrong is made up for by it.

    Args:
        deliveries: the last first.
    """
    live = (one for one in deliveries if one.state is not DeliveryState.CANCELLED)
    return next((one for one in live if one.carrier == TRIAL), None)


def trial(delivery: Delivery | None, parcels: Sequence[Parcel], wanted: int) -> Trial:
    """Return how far a trial delivery is.

    Args:
        delivery: the one that counts; None before it was announced.
        parcels: all of it, those that nobody had announced as well.
        wanted: how many parcels it must have.
    """
    if delivery is None:
        return Trial(wanted)
    faults = [(parcel.parcel, _fault(parcel)) for parcel in parcels]
    wrong = tuple(Wrong(name, fault) for name, fault in faults if fault)
    return Trial(
        wanted,
        delivery.delivery,
        delivery.state,
        len(parcels),
        accepted=sum(one.state not in _NOT_HERE for one in parcels),
        placed=sum(one.state in _PLACED for one in parcels),
        issued=sum(one.state is S.ISSUED and not _fault(one) for one in parcels),
        wrong=wrong,
    )


def _fault(parcel: Parcel) -> TrialFault | None:
    if parcel.damaged or parcel.turned_back:
        return TrialFault.DAMAGED
    if parcel.provisional:
        return TrialFault.SURPLUS
    return _FAULTS.get(parcel.state)


def complete(opening: Opening, trial: Trial) -> tuple[Fact, ...] | Refused:
    """Decide whether the trial is over; what was told, or went well, is not told again."""
    if opening.state not in MAY_COME_FROM[TrialCompleted]:
        return openings.in_stage(opening)
    fact = TrialCompleted(opening.opening, trial.parcels, len(trial.wrong), trial.delivery)
    had = (opening.trial_parcels, opening.trial_errors, opening.trial)
    if openings.went_well(opening) or had == (fact.parcels, fact.errors, fact.delivery):
        return ()
    return (fact,) if trial.is_through else Refused(Reason.TRIAL_OPEN)
