"""Sessions: one visitor at the counter, from the code shown to the parcels handed over."""

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import decisions, entitled
from kiosk.core.cells import CellLoad, may_hold
from kiosk.core.events import Event
from kiosk.core.facts import deciding, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel, wrong_state
from kiosk.core.payments import (
    IN_VISITS,
    Dues,
    Payment,
    after_money,
    bill,
    priced,
    settled,
    to_give_back,
)
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    CancelReason,
    Collector,
    How,
    ParcelKind,
    ParcelState,
    Place,
    SessionKind,
    SessionState,
)

COLOURS = ("amber", "blue", "violet", "orange")  # first free wins (UI.md 2)
LIVE = frozenset({SessionState.OPEN, SessionState.PAYING})


class Session(Struct, frozen=True):
    """One visit.

    Args:
        customer_ref: the customer; the seller in a visit of a seller.
        proof: what entitles the visitor, never the code itself.
        colour: lamp colour until it ends.
        document_ok: a document was looked at and was that of whoever stands there.
        active_since: ms UTC since when it is being worked on; 0 while parked.
        active_ms: worked on before that.
        issued, refused: parcels that left with the customer, and that stayed here all the same.
        tries_since: ms UTC since when the goods are tried on; 0 while nobody does.
        bags: taken along.
        dues: parcels and the dues it opened with, of those that the central has changed since.
        money: payments that are asked for or paid; while there are any, it is paying.
        collector: who stands there.
        age_ok: how old at least a document showed them, years.
    """

    session: str
    kind: SessionKind
    state: SessionState
    customer_ref: str
    proof: str
    how: How
    colour: str
    opened_at: int
    opened_by: str
    parked: bool = False
    document_ok: bool = False
    active_since: int = 0
    active_ms: int = 0
    closed_at: int = 0
    issued: int = 0
    dues: Dues = ()
    money: tuple[str, ...] = ()
    refused: int = 0
    tries_since: int = 0
    bags: tuple[deciding.Bag, ...] = ()
    collector: Collector = Collector.SELF
    age_ok: int = 0


def evolve(session: Session | None, event: Event) -> Session:
    """Return the session after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    at = event.recorded_at
    match event.facts:
        case visits.SessionOpened() as fact if session is None:
            return _opened(fact, event)
        case visits.SessionReopened() as fact if (
            session and session.state is SessionState.COMPLETED
        ):
            again = replace(session, state=SessionState.OPEN, colour=fact.colour, parked=False)
            # all was given back: it opens anew, with what is due now
            return replace(again, active_since=at, closed_at=0, dues=())
        case fact if session and isinstance(fact, IN_VISITS):
            return _after_money(session, fact)
        case _ if session is None or session.state not in LIVE:
            raise Contradiction(f"{event.type} of a session that is {session and session.state}")
        case visits.SessionParked():
            return replace(session, parked=True, active_since=0, active_ms=worked_ms(session, at))
        case visits.SessionResumed():
            return replace(session, parked=False, active_since=at)
        case visits.DocumentChecked() as fact:
            document_ok, age_ok = entitled.told(fact, session)
            return replace(session, document_ok=document_ok, age_ok=age_ok)
        case visits.SessionCompleted() as fact:
            return replace(
                session,
                state=SessionState.COMPLETED,
                parked=False,
                closed_at=at,
                active_since=0,
                active_ms=fact.active_ms,
                issued=fact.issued,
                refused=fact.refused,
                tries_since=0,
            )
        case _:
            return _decided(session, event)


def _decided(session: Session, event: Event) -> Session:
    at = event.recorded_at
    match event.facts:
        case visits.SessionCancelled():
            return _for_nothing(session, SessionState.CANCELLED, at)
        case visits.SessionAbandoned():
            return _for_nothing(session, SessionState.ABANDONED, at)
        case visits.SessionDelegated(collector=collector):
            return replace(session, collector=collector, document_ok=False, age_ok=0)
        case deciding.TryonStarted():
            return replace(session, tries_since=at)
        case deciding.TryonEnded():
            return replace(session, tries_since=0)
        case deciding.BagsTaken(bags=bags):
            return replace(session, bags=bags)
        case _:
            raise Contradiction(f"{event.type} changes no session")


def _opened(fact: visits.SessionOpened, event: Event) -> Session:
    return Session(
        fact.session,
        fact.kind,
        SessionState.OPEN,
        fact.customer_ref,
        fact.proof,
        fact.how,
        fact.colour,
        opened_at=event.recorded_at,
        opened_by=event.actor,
        active_since=event.recorded_at,
    )


def _after_money(session: Session, fact: Fact) -> Session:
    # the terminal and the central may speak of a visit that is over
    dues, money = after_money(session.dues, session.money, fact)
    live = SessionState.PAYING if money else SessionState.OPEN
    state = live if session.state in LIVE else session.state
    return replace(session, dues=dues, money=money, state=state)


def _for_nothing(session: Session, state: SessionState, at: int) -> Session:
    ended = replace(session, state=state, parked=False, closed_at=at)
    return replace(ended, active_since=0, tries_since=0)


def worked_ms(session: Session, at: int) -> int:
    """Return how long the session was worked on until `at`, ms; parked time does not count."""
    return session.active_ms + (max(0, at - session.active_since) if session.active_since else 0)


def is_ready(parcel: Parcel) -> bool:
    """Whether the parcel may be handed to its customer, also one whose term is over."""
    is_here = parcel.state in {ParcelState.STORED, ParcelState.PICKED} or is_unclaimed(parcel)
    return is_here and not parcel.provisional


def is_unclaimed(parcel: Parcel) -> bool:
    """Whether a parcel goes back only because nobody came: until it is packed, one still may."""
    goes_back = parcel.state is ParcelState.TO_RETURN and parcel.kind is ParcelKind.ORDER
    return goes_back and parcel.reason == CancelReason.UNCLAIMED


def open_for(
    session_id: str,
    customer_ref: str,
    parcels: Sequence[Parcel],
    live: Sequence[Session],
    policy: Policy,
) -> tuple[visits.SessionOpened] | Refused:
    """Decide whether a session opens for a customer whose code was right.

    Args:
        session_id: the new session's id.
        customer_ref: the customer.
        parcels: all of the customer's parcels.
        live: the sessions open now.
        policy: the network's rules.
    """
    if not any(is_ready(p) for p in parcels):
        return _nothing_ready(parcels)
    if len(live) >= policy.sessions_max:
        return Refused(Reason.TOO_MANY_SESSIONS, {"sessions": len(live)})
    colour = free_colour(live)
    return (
        visits.SessionOpened(
            session_id, SessionKind.CUSTOMER, customer_ref, entitled.CODE, How.CODE, colour
        ),
    )


def free_colour(live: Sequence[Session]) -> str:
    """Return the first lamp colour that no live session has."""
    taken = {session.colour for session in live}
    return next((colour for colour in COLOURS if colour not in taken), COLOURS[-1])


def _nothing_ready(parcels: Sequence[Parcel]) -> Refused:
    if any(p.provisional for p in parcels):
        return Refused(Reason.UNCONFIRMED)
    if any(p.state is ParcelState.TO_RETURN for p in parcels):
        return Refused(Reason.CANCELLED)
    issued = [p for p in parcels if p.state is ParcelState.ISSUED]
    if issued:
        return wrong_state(max(issued, key=lambda p: p.changed_at))
    return Refused(Reason.NOTHING_READY)


def pick(
    parcel: Parcel, session: Session, search_ms: int
) -> tuple[visits.ParcelPicked, ...] | Refused:
    """Decide whether a scanned parcel is one to take for this session; a repeat is no fact."""
    if session.state not in LIVE:
        return over(session)
    if parcel.customer_ref != session.customer_ref:
        return Refused(Reason.NOT_OF_THIS_CUSTOMER)
    if parcel.state is ParcelState.PICKED:
        if parcel.session == session.session:
            return ()
        if parcel.session is not None:  # else it is taken from the counter where it was left
            return Refused(Reason.IN_SESSION)
    if parcel.provisional:
        return Refused(Reason.UNCONFIRMED)
    if parcel.state is ParcelState.TO_RETURN and not is_unclaimed(parcel):
        return Refused(Reason.CANCELLED)
    if not (is_ready(parcel) or parcel.state is ParcelState.NOT_FOUND):
        return wrong_state(parcel)
    return (visits.ParcelPicked(parcel.parcel, session.session, parcel.cell, search_ms),)


def put_back(
    parcel: Parcel, session: Session, target: CellLoad
) -> tuple[visits.ParcelPutBack] | Refused:
    """Decide whether a parcel picked for this session goes back into `target`."""
    if parcel.state is not ParcelState.PICKED:
        return wrong_state(parcel)
    if parcel.session != session.session:
        return Refused(Reason.IN_SESSION)
    refused = may_hold(parcel, target, others_free=False)
    return refused or (visits.ParcelPutBack(parcel.parcel, target.cell.cell),)


def not_found(parcel: Parcel, session: Session) -> tuple[visits.ParcelNotFound] | Refused:
    """Decide whether a parcel of this session's customer may be called not found."""
    if session.state not in LIVE:
        return over(session)
    if parcel.customer_ref != session.customer_ref:
        return Refused(Reason.NOT_OF_THIS_CUSTOMER)
    if not (parcel.state is ParcelState.STORED or is_unclaimed(parcel)):
        return wrong_state(parcel)
    return (visits.ParcelNotFound(parcel.parcel, parcel.cell, session.session),)


def picked_for(session: Session, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Return the parcels that lie on the counter for a visit."""
    return [p for p in parcels if p.state is ParcelState.PICKED and p.session == session.session]


def complete(
    session: Session,
    parcels: Sequence[Parcel],
    policy: Policy,
    at: int,
    fresh: Mapping[str, str] = {},
    payments: Sequence[Payment] = (),
) -> tuple[Fact, ...] | Refused:
    """Decide whether the visit may end now, as the customer decided on each thing.

    Args:
        session: the visit.
        parcels: the customer's parcels; what of those picked is taken is issued.
        policy: the network's rules.
        at: now, ms UTC.
        fresh: parcel -> code for what goes back of it, of those of which only some is taken.
        payments: of the visit; they must come to what the picked parcels cost, to the unit.

    Returns:
        What becomes of each parcel, then `session.completed`; or why not.
    """
    if session.state not in LIVE:
        return over(session)
    picked = picked_for(session, parcels)
    taken = [p for p in picked if not decisions.is_refused(p)]
    no = _may_end(session, picked, taken, policy)
    if no:
        return no
    owed = bill(session, picked, payments)
    if isinstance(owed, Refused):
        return owed
    if refused := settled(owed):
        return refused
    id_, proof = session.session, entitled.proof_of(session.proof, session.collector)
    told = partial(decisions.ended, session=id_, proof=proof, age_seen=session.age_ok)
    ends = [priced(told(p, new=fresh.get(p.parcel, "")), p, session.dues) for p in picked]
    completed = visits.SessionCompleted(
        id_,
        issued=len(taken),
        due_minor=owed.due_minor,
        paid_minor=owed.paid_minor,
        active_ms=worked_ms(session, at),
        refused=sum(map(decisions.is_left_over, picked)),
        bags=sum(bag.count for bag in session.bags),
    )
    return (*(fact for facts in ends for fact in facts), completed)


def _may_end(
    session: Session, picked: Sequence[Parcel], taken: Sequence[Parcel], policy: Policy
) -> Refused | None:
    if not picked:
        return Refused(Reason.NOT_PICKED)
    if session.tries_since:
        return Refused(Reason.UNDECIDED)
    age = max((p.age_limit for p in taken), default=0)
    asked = entitled.still_asked(policy, session, age) if taken else ()
    return Refused(Reason.DOCUMENT_NEEDED, {"age": asked[0]}) if asked else None


def undo(  # noqa: PLR0913  all that a late undo depends on
    session: Session,
    parcels: Sequence[Parcel],
    live: Sequence[Session],
    policy: Policy,
    at: int,
    *,
    may_override: bool,
    reason: str = "",
) -> tuple[Fact, ...] | Refused:
    """Decide on taking a visit back: for `undo_s`, later by override and with a reason."""
    if session.state is not SessionState.COMPLETED:
        return over(session)
    is_late = at - session.closed_at > policy.undo_s * 1000
    if is_late and not may_override:
        return Refused(Reason.UNDO_TOO_LATE, {"seconds": policy.undo_s})
    if is_late and not reason:
        return Refused(Reason.REASON_NEEDED)
    gone = [p for p in parcels if p.session == session.session and _comes_back(p)]
    undone = tuple(visits.IssueUndone(p.parcel, session.session, reason) for p in gone)
    if len(live) >= policy.sessions_max:
        return Refused(Reason.TOO_MANY_SESSIONS, {"sessions": len(live)})
    return (*undone, visits.SessionReopened(session.session, free_colour(live)))


def _comes_back(parcel: Parcel) -> bool:
    """Whether an undone visit brings a parcel back: what was put away meanwhile stays refused."""
    is_refused = parcel.state is ParcelState.TO_RETURN and parcel.place is Place.COUNTER
    return parcel.state is ParcelState.ISSUED or is_refused


def over(session: Session) -> Refused:
    """Return the refusal that tells how the session stands, since when and by whom."""
    at, by = session.closed_at, session.opened_by
    return Refused(Reason.WRONG_STATE, {"state": session.state.value, "at": at, "by": by})


def cancel(
    session: Session, parcels: Sequence[Parcel], payments: Sequence[Payment] = ()
) -> tuple[visits.SessionCancelled] | Refused:
    """Decide whether a session may end with nothing issued; parcels and money go back first."""
    if session.state not in LIVE:
        return over(session)
    if paid := to_give_back(payments):
        amount = sum(one.amount_minor for one in paid)
        return Refused(Reason.AFTER_PAYMENT, {"amount_minor": amount, "currency": paid[0].currency})
    if held := picked_for(session, parcels):
        return Refused(Reason.IN_SESSION, {"parcels": len(held)})
    return (visits.SessionCancelled(session.session),)
