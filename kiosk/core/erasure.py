"""When a customer may be forgotten: not while anything of theirs is open at the point."""

from collections.abc import Iterable
from enum import StrEnum

from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment, claims
from kiosk.core.returns import Return
from kiosk.core.words import ParcelState, ReturnState

S = ParcelState
# Announced, or here and still the customer's; what goes back to its seller is theirs no more.
_OPEN = frozenset({S.EXPECTED, S.RECEIVED, S.STORED, S.PICKED, S.QUARANTINED, S.NOT_FOUND})
_TO_COME = frozenset({ReturnState.EXPECTED, ReturnState.OPEN})


class Held(StrEnum):
    """What holds an erasure up."""

    PARCELS = "parcels"
    VISIT = "visit"
    RETURN = "return"
    CLAIM = "claim"


def held_by(
    parcels: Iterable[Parcel],
    returns: Iterable[Return],
    payments: Iterable[Payment] = (),
    *,
    is_served: bool,
) -> Held | None:
    """Return what of a customer's is still open, None where nothing is.

    Args:
        parcels: all of theirs.
        returns: what they bring back, or will.
        payments: what they paid; money that could not go back is still theirs.
        is_served: a visit of theirs is open.
    """
    if is_served:
        return Held.VISIT
    if any(parcel.state in _OPEN for parcel in parcels):
        return Held.PARCELS
    if any(one.state in _TO_COME for one in returns):
        return Held.RETURN
    return Held.CLAIM if claims(payments) else None
