"""Visits nobody goes on with: when they wait, when they are given up, what is put back."""

from collections.abc import Collection, Sequence

from kiosk.core.cells import CellLoad, may_hold
from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel, wrong_state
from kiosk.core.payments import Payment, to_give_back
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session
from kiosk.core.words import ParcelKind, ParcelState, Place

_MINUTE_MS = 60_000
_CAME_IN = frozenset({ParcelState.RECEIVED, ParcelState.QUARANTINED})


def due(
    visit: Session,
    parcels: Sequence[Parcel],
    idle_ms: int,
    policy: Policy,
    payments: Sequence[Payment] = (),
) -> tuple[Fact, ...]:
    """Decide what the clock does with a visit: nothing, let it wait, or give it up.

    Args:
        visit: one that may be over.
        parcels: of whoever came.
        idle_ms: since anything happened in it.
        policy: the network's rules.
        payments: of the visit; people give money back, the clock does not.

    Returns:
        `session.parked`; or one `parcel.left` a picked parcel, then `session.abandoned`; or none.
    """
    if visit.state not in LIVE:
        return ()
    tries_min = policy.try_on_min if visit.tries_since else 0  # nobody touches anything meanwhile
    if not visit.parked:
        waits = idle_ms >= (policy.park_min + tries_min) * _MINUTE_MS
        return (visits.SessionParked(visit.session),) if waits else ()
    if to_give_back(payments) or idle_ms < policy.abandon_min * _MINUTE_MS:
        return ()
    return (*leave(parcels, visit.session), visits.SessionAbandoned(visit.session))


def leave(parcels: Sequence[Parcel], session: str) -> tuple[visits.ParcelLeft, ...]:
    """Return the facts that leave what was picked for a visit on the counter."""
    held = (p for p in parcels if p.state is ParcelState.PICKED and p.session == session)
    return tuple(visits.ParcelLeft(parcel.parcel, session) for parcel in held)


def is_left(parcel: Parcel, live: Collection[str]) -> bool:
    """Whether a parcel is picked and in no visit that goes on: it is to be put back.

    Args:
        parcel: any.
        live: the visits that are not over.
    """
    return parcel.state is ParcelState.PICKED and parcel.session not in live


def goes_back(parcel: Parcel) -> bool:
    """Whether a parcel goes back and lies on the counter still: refused, brought back, unpacked."""
    return parcel.state is ParcelState.TO_RETURN and parcel.place is Place.COUNTER


def is_forgotten(parcel: Parcel, live: Collection[str]) -> bool:
    """Whether a parcel came in, or was set aside, and lies on the counter once that is over.

    What a sender dropped off is not: it waits for its box, on the list of that.
    """
    lies = parcel.state in _CAME_IN and parcel.place is Place.COUNTER
    return lies and parcel.kind is not ParcelKind.DROP_OFF and parcel.delivery not in live


def is_to_put_back(parcel: Parcel, live: Collection[str]) -> bool:
    """Whether a parcel lies on the counter and belongs into a cell, and nobody is at work on it.

    Args:
        parcel: any.
        live: the visits, and the deliveries, that are not over.
    """
    return is_left(parcel, live) or goes_back(parcel) or is_forgotten(parcel, live)


def put_back(
    parcel: Parcel,
    target: CellLoad,
    live: Collection[str],
    suggested: str | None,
    *,
    insisted: bool,
) -> tuple[visits.ParcelPutBack | stockroom.ParcelMoved | stockroom.ParcelStored] | Refused:
    """Decide whether a parcel that was left on the counter, or goes back, goes into `target`.

    Args:
        parcel: what is in hand.
        target: the confirmed cell with its content.
        live: the visits, and the deliveries, that are not over.
        suggested: the cell that is lit for it, None when there is no room.
        insisted: the same cell was confirmed again after it was called wrong.
    """
    if not is_to_put_back(parcel, live):
        is_held = parcel.state is ParcelState.PICKED
        return Refused(Reason.IN_SESSION) if is_held else wrong_state(parcel)
    cell = target.cell.cell
    refused = may_hold(parcel, target, others_free=False)
    if refused:
        return refused
    if suggested and cell != suggested and not insisted:
        return Refused(Reason.OTHER_CELL, {"cell": cell, "suggested": suggested})
    if parcel.state is ParcelState.RECEIVED:
        return (stockroom.ParcelStored(parcel.parcel, cell, suggested=parcel.suggested),)
    if parcel.state is not ParcelState.PICKED:
        return (stockroom.ParcelMoved(parcel.parcel, None, cell),)
    return (visits.ParcelPutBack(parcel.parcel, cell),)
