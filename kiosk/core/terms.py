"""Terms: whose storage is over, what becomes of it then, and what nobody even wants back."""

from kiosk.core import codes
from kiosk.core.facts.shipping import ParcelDisposed
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import LEAVING, Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, ParcelState

DAY_MS = 24 * 3_600_000


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


def disposable_at(parcel: Parcel, days: int) -> int:
    """Return from when a parcel that goes back may be disposed of, ms UTC.

    Args:
        parcel: goes back.
        days: the network's `dispose_days`.
    """
    # rows of older versions do not tell since when they go back
    return (parcel.returning_since or parcel.changed_at) + days * DAY_MS


def may_dispose(parcel: Parcel, at: int, days: int) -> bool:
    """Whether a parcel's time has come; by `days` of 0 it never does."""
    if parcel.state is not ParcelState.TO_RETURN or parcel.provisional or not days:
        return False
    return disposable_at(parcel, days) <= at


def dispose(
    parcel: Parcel, at: int, days: int, *, sure: bool
) -> tuple[ParcelDisposed, ...] | Refused:
    """Decide whether a parcel that goes back is disposed of here instead.

    Whatever somebody has in hand, lies in a box or is not confirmed by the central stays: it may
    be wanted yet.

    Args:
        parcel: what was scanned.
        at: now, ms UTC.
        days: the network's `dispose_days`, 0 for never.
        sure: the clock can be believed; else no term is over.

    Returns:
        Disposed; an empty tuple for one that was disposed of already; or why not.
    """
    if parcel.state is ParcelState.DISPOSED:
        return ()
    if parcel.state is ParcelState.PICKED:
        return Refused(Reason.IN_SESSION)
    if parcel.state in LEAVING:
        return Refused(Reason.ALREADY_PACKED, {"box": codes.tail(parcel.box or "")})
    if parcel.state is not ParcelState.TO_RETURN:
        return wrong_state(parcel)
    if not days:
        return Refused(Reason.NEVER_DISPOSED)
    if parcel.provisional:
        return Refused(Reason.UNCONFIRMED)
    if not sure:
        return Refused(Reason.CLOCK_UNSURE)
    left = disposable_at(parcel, days) - at
    if left > 0:
        return Refused(Reason.DISPOSED_LATER, {"days": -(-left // DAY_MS)})
    return (ParcelDisposed(parcel.parcel),)
