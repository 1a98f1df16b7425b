"""The steps every visit has, whoever comes: a customer or a seller."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kiosk.core import sessions
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.visits import IssueRefused, SessionParked, SessionResumed
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over
from kiosk.core.words import SessionKind
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.proof import Proof, Proven

NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)

Card = TypeVar("Card")
Decided = tuple[Fact, ...] | Refused


class Visits(Generic[Card]):
    """One kind of visits: asked of core, recorded, shown by their lamps, refused in the journal.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
        proof: knows whose code was shown.
        kind: who comes.
        card: a visit as the screen shows it.
    """

    def __init__(
        self,
        counter: Counter,
        lamps: Lamps,
        proof: Proof,
        kind: SessionKind,
        card: Callable[[Session], Card | Refused],
    ) -> None:
        self._counter, self._lamps, self._proof = counter, lamps, proof
        self._kind, self._card, self._store = kind, card, counter.store

    def serve(
        self,
        proven: Proven,
        opens: Callable[[str, Sequence[Session]], Decided],
        witness: str | None = None,
    ) -> Card | Refused:
        """Open the visit of whoever showed the right code, or go on with it; others wait.

        Args:
            proven: whose code it was.
            opens: decides on a new visit, from its id and the visits open now.
            witness: the second person, where one was asked for.
        """
        live, who = self._store.sessions.live(), proven.customer_ref
        mine = next((s for s in live if self._is_ours(s) and s.customer_ref == who), None)
        session = mine.session if mine else self._counter.new_id()
        facts = _resumed(mine) if mine else opens(session, live)
        told = (IssueRefused(facts.reason.value),) if isinstance(facts, Refused) else facts
        with self._counter.unit():
            self._proof.forget(proven)
            self._counter.record(*_parked(live, session), *told, witness=witness)
        self._lamps.refresh()
        return facts if isinstance(facts, Refused) else self.card(session)

    def card(self, session: str) -> Card | Refused:
        """Return a visit as the screen shows it."""
        visit = self._store.sessions.get(session)
        return self._card(visit) if visit and self._is_ours(visit) else NOT_KNOWN

    def find(self, session: str) -> Session | Refused:
        """Return a visit; what is none of ours is turned away."""
        visit = self._store.sessions.get(session)
        return visit if visit and self._is_ours(visit) else self._counter.turn_away(NOT_KNOWN)

    def live(self, session: str) -> Session | Refused:
        """Return a visit that is not over."""
        visit = self.find(session)
        if isinstance(visit, Refused) or visit.state in LIVE:
            return visit
        return self._counter.turn_away(over(visit), session)

    def step(
        self, session: str, parcel: str, rule: Callable[[Parcel, Session], Decided]
    ) -> Card | Refused:
        """Do with a parcel of a visit what a rule decides."""
        visit, found = self.find(session), self._store.parcels.get(parcel)
        if isinstance(visit, Refused):
            return visit
        if found is None:
            return self._counter.turn_away(NOT_KNOWN, session)
        return self.done(rule(found, visit), session, parcel)

    def put_back(self, session: str, parcel: str, cell: str) -> Card | Refused:
        """Put a taken parcel into a cell again."""
        target = self._store.cells.load(cell)
        if target is None:
            return self._counter.turn_away(Refused(Reason.NO_SUCH_CELL, {"cell": cell}), session)
        put = self.step(session, parcel, lambda p, visit: sessions.put_back(p, visit, target))
        if isinstance(put, Refused):
            self._lamps.warn(cell, put)
        return put

    def resume(self, session: str) -> Card | Refused:
        """Go on with a visit that waits; the others wait."""
        visit = self.live(session)
        if isinstance(visit, Refused):
            return visit
        waiting = _parked(self._store.sessions.live(), session)
        return self.done((*waiting, *_resumed(visit)), session)

    def cancel(self, session: str, parcels: Callable[[str], Sequence[Parcel]]) -> Refused | None:
        """End a visit with nothing handed over; what was taken must lie in cells again.

        Args:
            session: the visit.
            parcels: those of whoever came.
        """
        visit = self.live(session)
        if isinstance(visit, Refused):
            return visit
        payments = self._store.payments.of_session(session)
        facts = sessions.cancel(visit, parcels(visit.customer_ref), payments)
        if isinstance(facts, Refused):
            return self._counter.turn_away(facts, session)
        self.record(*facts)
        return None

    def done(
        self,
        facts: Decided,
        session: str,
        parcel: str | None = None,
        *,
        witness: str | None = None,
    ) -> Card | Refused:
        """Make true what was decided and show the visit, or turn away."""
        if isinstance(facts, Refused):
            return self._counter.turn_away(facts, session, parcel)
        self.record(*facts, witness=witness)
        return self.card(session)

    def record(self, *facts: Fact, witness: str | None = None) -> None:
        """Make facts true, and let the lamps follow."""
        if facts:
            with self._counter.unit():
                self._counter.record(*facts, witness=witness)
            self._lamps.refresh()

    def others_wait(self, session: str) -> tuple[Fact, ...]:
        """Return the facts that let all visits wait but one, which somebody works on now."""
        return _parked(self._store.sessions.live(), session)

    def _is_ours(self, visit: Session) -> bool:
        return visit.kind is self._kind


def _parked(live: Sequence[Session], but: str) -> tuple[SessionParked, ...]:
    return tuple(SessionParked(s.session) for s in live if s.session != but and not s.parked)


def _resumed(visit: Session) -> tuple[SessionResumed, ...]:
    return (SessionResumed(visit.session),) if visit.parked else ()
