"""Goods that are here are here: rows of `conflicts` about customers' returns."""

from msgspec.structs import replace

from kiosk.core import returns
from kiosk.core.events import CENTRAL, Event
from kiosk.core.facts import returning
from kiosk.core.returns import Return
from kiosk.core.words import RejectReason, ReturnJudgement, ReturnState

S = ReturnState
_SEEN = (returning.ReturnOpened, returning.ReturnExpected, returning.ReturnVerdict)


def denied_here(known: Return, event: Event) -> bool:
    """Whether the central wants nothing of goods that were taken back."""
    fact = event.facts
    is_denied = isinstance(fact, returning.ReturnVerdict) and fact.verdict is ReturnJudgement.DENIED
    return is_denied and known.provisional and known.state is S.ACCEPTED


def followed(known: Return, event: Event) -> Return:
    """Return the customer's return as its own rules have it."""
    return returns.evolve(known, event)


def taken_twice(known: Return, event: Event) -> bool:
    """Whether two counters took the same goods back: two parcels bear them now."""
    return known.state is S.ACCEPTED and isinstance(event.facts, returning.ReturnAccepted)


def taken_all_the_same(known: Return, event: Event) -> bool:
    """Whether one took back what another had declined, or what nobody had opened here."""
    return known.state is not S.ACCEPTED and isinstance(event.facts, returning.ReturnAccepted)


def taken_back(known: Return, event: Event) -> Return:
    """Return the customer's return as taken back."""
    fact = event.facts
    if not isinstance(fact, returning.ReturnAccepted):
        return known
    return noted(returns.taken(known, fact), event)


def declined_late(known: Return, event: Event) -> bool:
    """Whether one declined, or the central withdrew, what was taken back."""
    return known.state is S.ACCEPTED and isinstance(event.facts, returning.ReturnRejected)


def is_withdrawal(known: Return, event: Event) -> bool:
    """Whether it is the central that no longer wanted the goods."""
    fact = event.facts
    why = fact.reason if isinstance(fact, returning.ReturnRejected) else known.why
    return why in {RejectReason.WITHDRAWN, RejectReason.DENIED}


def seen_again(known: Return, event: Event) -> bool:
    """Whether it tells nothing new: both opened it, both declined it, both heard the central."""
    if isinstance(event.facts, returning.ReturnRejected):
        return known.state is S.REJECTED
    return isinstance(event.facts, _SEEN) and (known.state is not S.EXPECTED or _told(event))


def _told(event: Event) -> bool:
    return event.actor == CENTRAL


def noted(known: Return, event: Event) -> Return:
    """Return it with the event as its last."""
    at, by = event.recorded_at, event.actor
    return replace(known, changed_at=at, changed_by=by, version=known.version + 1)
