"""Storage terms: whose is over, and what becomes of a parcel that its customer does not collect."""

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import LEAVING, Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, ParcelState


def is_over(parcel: Parcel, at: int) -> bool:
    """Whether the parcel's storage term is over at `at`, ms UTC."""
    return parcel.store_until is not None and parcel.store_until <= at


def give_up(parcel: Parcel, at: int, *, sure: bool) -> tuple[ParcelCancelled, ...] | Refused:
    """Decide whether a parcel goes back because nobody came for it.

    Until it is packed the customer is still served, and a longer term brings it back.

    Args:
        parcel: stored, or on the counter.
        at: now, ms UTC.
        sure: the clock can be believed; else nothing expires.

    Returns:
        Cancelled; an empty tuple for one that goes back already; or why not.
    """
    if parcel.state is ParcelState.TO_RETURN:
        return ()
    if parcel.state is ParcelState.PICKED:
        return Refused(Reason.IN_SESSION)
    if parcel.state in LEAVING:
        return Refused(Reason.ALREADY_PACKED)
    if parcel.state not in {ParcelState.RECEIVED, ParcelState.STORED}:
        return wrong_state(parcel)
    if not sure:
        return Refused(Reason.CLOCK_UNSURE)
    if not is_over(parcel, at):
        return Refused(Reason.NOT_EXPIRED)
    return (ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED),)
