"""The states of a parcel: where it is on hand, and which fact may follow which state."""

from kiosk.core.facts import counting, deciding, paying, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.words import ParcelState

S = ParcelState
ON_HAND = frozenset({S.RECEIVED, S.STORED, S.PICKED, S.QUARANTINED, S.TO_RETURN, S.NOT_FOUND})
CANCELLABLE = (ON_HAND | {S.EXPECTED, S.MISSING}) - {S.TO_RETURN}
PACKABLE = frozenset({S.RECEIVED, S.STORED, S.TO_RETURN})

# fact -> the states it may come from; WORKFLOWS.md 2
MAY_COME_FROM: dict[type[Fact], frozenset[ParcelState]] = {
    stockroom.ParcelReceived: frozenset({S.EXPECTED, S.MISSING}),
    stockroom.ParcelMissed: frozenset({S.EXPECTED}),
    stockroom.ParcelConfirmed: frozenset(S),
    stockroom.ParcelQuarantined: frozenset({S.EXPECTED, S.MISSING, S.RECEIVED, S.STORED, S.PICKED}),
    stockroom.ParcelTurnedBack: frozenset({S.EXPECTED, S.MISSING, S.RECEIVED, S.STORED}),
    stockroom.ParcelStored: frozenset({S.RECEIVED}),
    stockroom.ParcelMoved: frozenset({S.STORED, S.TO_RETURN, S.QUARANTINED}),
    stockroom.StorageExtended: frozenset(S),
    paying.DueChanged: frozenset(S),
    visits.ParcelPicked: frozenset({S.STORED, S.TO_RETURN, S.NOT_FOUND, S.PICKED}),
    visits.ParcelLeft: frozenset({S.PICKED}),
    visits.ParcelPutBack: frozenset({S.PICKED}),
    visits.ParcelNotFound: frozenset({S.STORED, S.TO_RETURN, S.QUARANTINED}),
    visits.ParcelFound: frozenset({S.NOT_FOUND, S.LOST}),
    counting.ParcelLost: frozenset({S.NOT_FOUND}),
    visits.ParcelIssued: frozenset({S.PICKED}),
    visits.IssueUndone: frozenset({S.ISSUED, S.TO_RETURN}),
    deciding.ItemDecided: frozenset({S.PICKED}),
    deciding.ParcelRefused: frozenset({S.PICKED}),
    deciding.ParcelSplit: frozenset({S.PICKED}),
    visits.ParcelCancelled: CANCELLABLE,
    shipping.ParcelPacked: PACKABLE,
    shipping.ParcelUnpacked: frozenset({S.PACKED}),
    shipping.ParcelShipped: frozenset({S.PACKED}),
    shipping.ParcelGivenBack: frozenset({S.PICKED}),
    shipping.ParcelDisposed: frozenset({S.TO_RETURN}),
    returning.DropoffAccepted: frozenset({S.EXPECTED}),
}


def may_follow(fact: Fact, state: ParcelState, session: str | None) -> bool:
    """Whether a fact can have happened to a parcel.

    Args:
        fact: about it.
        state: before.
        session: the visit it is picked for; what was left on the counter is in none.
    """
    if isinstance(fact, visits.ParcelPicked) and state is S.PICKED:
        return session is None
    return state in MAY_COME_FROM.get(type(fact), ())
