"""What a customer may decide while the visit lasts: on each thing, in the fitting room, on bags."""

from collections.abc import Sequence

from kiosk.core import decisions
from kiosk.core.facts.deciding import Bag, BagsTaken, ItemDecided, TryonEnded, TryonStarted
from kiosk.core.parcels import Parcel, wrong_state
from kiosk.core.payments import charged
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over, picked_for
from kiosk.core.words import Decision, ParcelState, SessionState

MOST_OF_A_BAG = 20
MINUTE_MS = 60_000


def decide(
    parcel: Parcel, session: Session, wish: ItemDecided, policy: Policy, *, may_override: bool
) -> tuple[ItemDecided, ...] | Refused:
    """Decide whether a customer may say this of a thing; what stands already is no fact.

    Args:
        parcel: which the thing is in.
        session: the visit.
        wish: what is said of it.
        policy: the network's rules.
        may_override: whether the person may change what was paid for.
    """
    if session.state not in LIVE:
        return over(session)
    if parcel.state is not ParcelState.PICKED:
        return wrong_state(parcel)
    if parcel.session != session.session:
        return Refused(Reason.IN_SESSION)
    if not _is_sound(parcel, wish, policy):
        return Refused(Reason.BAD_VALUE)
    if decisions.repeats(parcel, wish):
        return ()
    if is_paid(session) and not may_override:
        return Refused(Reason.AFTER_PAYMENT)
    if wish.item is not None and len(parcel.items) > 1 and not policy.partial_refusal:
        return Refused(Reason.WHOLE_ONLY)
    if wish.decision is not Decision.ACCEPT and _is_unpriced(parcel, wish, session):
        return Refused(Reason.NO_PRICE)
    return (wish,)


def _is_unpriced(parcel: Parcel, wish: ItemDecided, session: Session) -> bool:
    """Whether nobody knows what one thing costs of all that is to be paid for a parcel."""
    if wish.item is None or len(parcel.items) == 1 or parcel.items[wish.item].price_minor:
        return False
    known = sum(item.price_minor for item in parcel.items)  # a gift costs nothing of it
    return known < charged(parcel, session.dues).due_minor


def _is_sound(parcel: Parcel, wish: ItemDecided, policy: Policy) -> bool:
    if wish.item is not None and not 0 <= wish.item < len(parcel.items):
        return False
    if wish.decision is not Decision.REFUSE:
        return not wish.reason
    known = {reason.key for reason in policy.refuse_reasons}
    return wish.reason in known if known else not wish.reason


def is_paid(session: Session) -> bool:
    """Whether a payment has begun: what it is for must not change without anybody knowing."""
    return session.state is SessionState.PAYING


def start_try_on(
    session: Session, parcels: Sequence[Parcel], policy: Policy
) -> tuple[TryonStarted, ...] | Refused:
    """Decide whether the customer may try on what was picked.

    Args:
        session: the visit.
        parcels: the customer's.
        policy: the network's rules.
    """
    if session.state not in LIVE:
        return over(session)
    if not policy.try_on_min:
        return Refused(Reason.NO_TRY_ON)
    if not picked_for(session, parcels):
        return Refused(Reason.NOT_PICKED)
    if is_paid(session):
        return Refused(Reason.AFTER_PAYMENT)
    return () if session.tries_since else (TryonStarted(session.session),)


def end_try_on(session: Session) -> tuple[TryonEnded, ...] | Refused:
    """Decide what it means that the customer is back from the fitting room."""
    if session.state not in LIVE:
        return over(session)
    return (TryonEnded(session.session),) if session.tries_since else ()


def tried_ms(session: Session, at: int) -> int:
    """Return how long the goods have been tried on until `at`, ms; 0 where nobody does."""
    return max(0, at - session.tries_since) if session.tries_since else 0


def is_late(session: Session, policy: Policy, at: int) -> bool:
    """Whether somebody tries on for longer than the network allows."""
    tries = session.tries_since and policy.try_on_min
    return bool(tries) and tried_ms(session, at) >= policy.try_on_min * MINUTE_MS


def take_bags(
    session: Session, bag: str, count: int, policy: Policy, *, may_override: bool
) -> tuple[BagsTaken, ...] | Refused:
    """Decide whether the customer takes so many bags of a kind.

    Args:
        session: the visit.
        bag: the kind.
        count: how many, all told.
        policy: the network's rules.
        may_override: whether the person may change what was paid for.
    """
    if session.state not in LIVE:
        return over(session)
    kind = next((kind for kind in policy.bags if kind.bag == bag), None)
    if kind is None or not 0 <= count <= MOST_OF_A_BAG:
        return Refused(Reason.BAD_VALUE)
    if is_paid(session) and kind.price_minor and not may_override:
        return Refused(Reason.AFTER_PAYMENT)
    others = tuple(taken for taken in session.bags if taken.bag != bag)
    mine = (Bag(bag, count, kind.price_minor),) if count else ()
    taken = tuple(sorted((*others, *mine), key=lambda one: one.bag))
    return () if taken == session.bags else (BagsTaken(session.session, taken),)
