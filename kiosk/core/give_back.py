"""Giving parcels back to a seller: everything that waits at once, by the newest code."""

from collections.abc import Sequence

from kiosk.core import sessions
from kiosk.core.facts import shipping, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel, wrong_state
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session
from kiosk.core.words import How, ParcelKind, ParcelState, SessionKind

S = ParcelState
_HERE = frozenset({S.STORED, S.PICKED, S.NOT_FOUND})


def is_waiting(parcel: Parcel) -> bool:
    """Whether a parcel waits for its seller and may be given back."""
    return parcel.kind is ParcelKind.SELLER and parcel.state in _HERE and not parcel.provisional


def open_for(
    session: str,
    seller_ref: str,
    parcels: Sequence[Parcel],
    live: Sequence[Session],
    policy: Policy,
) -> tuple[visits.SessionOpened] | Refused:
    """Decide whether a visit opens for a seller whose code was right.

    Args:
        session: the new visit's id.
        seller_ref: the seller.
        parcels: all of the seller's parcels.
        live: the visits open now.
        policy: the network's rules.
    """
    if not any(is_waiting(parcel) and parcel.state is not S.NOT_FOUND for parcel in parcels):
        return Refused(Reason.NOTHING_READY)
    if len(live) >= policy.sessions_max:
        return Refused(Reason.TOO_MANY_SESSIONS, {"sessions": len(live)})
    colour = sessions.free_colour(live)
    return (
        visits.SessionOpened(session, SessionKind.SELLER, seller_ref, "code", How.CODE, colour),
    )


def pick(
    parcel: Parcel, session: Session, search_ms: int
) -> tuple[visits.ParcelPicked, ...] | Refused:
    """Decide whether a scanned parcel is one of this seller's; a repeat is no fact."""
    if session.state not in LIVE:
        return sessions.over(session)
    if parcel.seller_ref != session.customer_ref:
        return Refused(Reason.NOT_OF_THIS_SELLER)
    if parcel.state is S.PICKED and parcel.session is not None:
        return () if parcel.session == session.session else Refused(Reason.IN_SESSION)
    if parcel.provisional:
        return Refused(Reason.UNCONFIRMED)
    if not is_waiting(parcel):
        return wrong_state(parcel)
    return (visits.ParcelPicked(parcel.parcel, session.session, parcel.cell, search_ms),)


def not_found(parcel: Parcel, session: Session) -> tuple[visits.ParcelNotFound] | Refused:
    """Decide whether a parcel of this seller may be called not found."""
    if session.state not in LIVE:
        return sessions.over(session)
    if parcel.seller_ref != session.customer_ref:
        return Refused(Reason.NOT_OF_THIS_SELLER)
    if parcel.state is not S.STORED:
        return wrong_state(parcel)
    return (visits.ParcelNotFound(parcel.parcel, parcel.cell, session.session),)


def complete(session: Session, parcels: Sequence[Parcel], at: int) -> tuple[Fact, ...] | Refused:
    """Decide whether the picked parcels may be given back now.

    Args:
        session: the visit.
        parcels: the seller's; those picked for this visit are given back, the rest is left behind.
        at: now, ms UTC.

    Returns:
        One `parcel.given_back` a parcel, then `session.completed`; or why not.
    """
    if session.state not in LIVE:
        return sessions.over(session)
    picked = [p for p in parcels if p.state is S.PICKED and p.session == session.session]
    if not picked:
        return Refused(Reason.NOT_PICKED)
    given = tuple(shipping.ParcelGivenBack(p.parcel, session.session) for p in picked)
    worked = sessions.worked_ms(session, at)
    done = visits.SessionCompleted(session.session, issued=len(given), active_ms=worked)
    return (*given, done)
