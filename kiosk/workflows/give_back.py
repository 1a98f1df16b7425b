"""Giving parcels back to sellers: the newest code, every cell lit, an act for both sides."""

from kiosk.core import acts, give_back, sessions
from kiosk.core.codes import asked_seller
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.visits import IssueRefused, SessionParked, SessionResumed
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over
from kiosk.core.words import ActKind, ParcelState, Right, SessionKind
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import SellerCard, SessionChip

NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)
NOT_SYNCED = Refused(Reason.NOT_SYNCED)


class GiveBack(Activity):
    """A seller at the counter; everything that waits is lit at once.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
        papers: owe the seller an act.
        wording: how this point writes its papers.
    """

    def __init__(self, counter: Counter, lamps: Lamps, papers: Papers, wording: Wording) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._wording = lamps, papers, wording
        self._store, self._proof = counter.store, Proof(counter)

    @needs(Right.ISSUE)
    def open(self, text: str) -> SellerCard | Refused:
        """Open the visit of the seller whose give-out code this is, or go on with it."""
        policy, code = self.counter.policy, asked_seller(text.strip())
        if policy is None:
            return NOT_SYNCED
        if code is None:
            return self.counter.turn_away(Refused(Reason.CODE_WRONG))
        match self._proof.seller(code, policy):
            case Refused() as no:
                return self.counter.turn_away(no)
            case proven:
                return self._serve(proven, policy)

    def _serve(self, proven: Proven, policy: Policy) -> SellerCard | Refused:
        seller, live = proven.customer_ref, self._store.sessions.live()
        mine = next((s for s in live if _is_sellers(s) and s.customer_ref == seller), None)
        session = mine.session if mine else self.counter.new_id()
        facts: tuple[Fact, ...] | Refused
        if mine:
            facts = (SessionResumed(session),) if mine.parked else ()
        else:
            parcels = self._store.parcels.of_seller(seller)
            facts = give_back.open_for(session, seller, parcels, live, policy)
        told = (IssueRefused(facts.reason.value),) if isinstance(facts, Refused) else facts
        others = [s for s in live if s.session != session and not s.parked]
        with self.counter.unit():
            self._proof.forget(proven)
            self.counter.record(*(SessionParked(s.session) for s in others), *told)
        self._lamps.refresh()
        return facts if isinstance(facts, Refused) else self.card(session)

    @needs(Right.ISSUE)
    def card(self, session: str) -> SellerCard | Refused:
        """Return a seller's visit as it stands."""
        visit = self._store.sessions.get(session)
        return self._card(visit) if visit and _is_sellers(visit) else NOT_KNOWN

    @needs(Right.ISSUE)
    def pick(self, session: str, parcel: str) -> SellerCard | Refused:
        """Take a scanned parcel for the seller; a second scan changes nothing."""
        match self._both(session, parcel):
            case Refused() as no:
                return no
            case visit, found:
                since = max(visit.active_since, visit.opened_at)
                search_ms = max(0, self.counter.clock().at - since)
                return self._done(give_back.pick(found, visit, search_ms), session, parcel)

    @needs(Right.ISSUE)
    def put_back(self, session: str, parcel: str, cell: str) -> SellerCard | Refused:
        """Put a taken parcel into a cell again."""
        target = self._store.cells.load(cell)
        if target is None:
            return self.counter.turn_away(Refused(Reason.NO_SUCH_CELL, {"cell": cell}), session)
        match self._both(session, parcel):
            case Refused() as no:
                return no
            case visit, found:
                facts = sessions.put_back(found, visit, target)
                if isinstance(facts, Refused):
                    self._lamps.warn(cell, facts)
                return self._done(facts, session, parcel)

    @needs(Right.ISSUE)
    def not_found(self, session: str, parcel: str) -> SellerCard | Refused:
        """Note that a parcel is not in its cell."""
        match self._both(session, parcel):
            case Refused() as no:
                return no
            case visit, found:
                return self._done(give_back.not_found(found, visit), session, parcel)

    @needs(Right.ISSUE)
    def complete(self, session: str) -> SellerCard | Refused:
        """Give back what was taken; the act is owed in the same unit."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        parcels = self._store.parcels.of_seller(visit.customer_ref)
        match give_back.complete(visit, parcels, self.counter.clock().at):
            case Refused() as no:
                return self.counter.turn_away(no, session)
            case facts:
                waited = {p.parcel for p in parcels if give_back.is_waiting(p)}
                with self.counter.unit():
                    self.counter.record(*facts)
                    self._act(visit, waited)
        self._lamps.refresh()
        return self.card(session)

    @needs(Right.ISSUE)
    def cancel(self, session: str) -> Refused | None:
        """End a visit with nothing given back; what was taken must lie in cells again."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        match sessions.cancel(visit, self._store.parcels.of_seller(visit.customer_ref)):
            case Refused() as no:
                return self.counter.turn_away(no, session)
            case facts:
                self._record(*facts)
                return None

    @needs(Right.ISSUE)
    def resume(self, session: str) -> SellerCard | Refused:
        """Go on with a visit that waits; the others wait."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        if visit.state not in LIVE:
            return self.counter.turn_away(over(visit), session)
        live = self._store.sessions.live()
        others = (SessionParked(s.session) for s in live if s != visit and not s.parked)
        mine = (SessionResumed(session),) if visit.parked else ()
        self._record(*others, *mine)
        return self._card(visit)

    @anybody
    def live(self) -> tuple[SessionChip, ...]:
        """Return the sellers' visits that are not over, the oldest first."""
        return tuple(self._chip(v) for v in self._store.sessions.live() if _is_sellers(v))

    # -- the pattern -------------------------------------------------------------------------------

    def _done(
        self, facts: tuple[Fact, ...] | Refused, session: str, parcel: str
    ) -> SellerCard | Refused:
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts, session, parcel)
        self._record(*facts)
        return self.card(session)

    def _record(self, *facts: Fact) -> None:
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
            self._lamps.refresh()

    def _visit(self, session: str) -> Session | Refused:
        visit = self._store.sessions.get(session)
        return visit if visit and _is_sellers(visit) else self.counter.turn_away(NOT_KNOWN)

    def _both(self, session: str, parcel: str) -> tuple[Session, Parcel] | Refused:
        visit, found = self._visit(session), self._store.parcels.get(parcel)
        if isinstance(visit, Refused):
            return visit
        return (visit, found) if found else self.counter.turn_away(NOT_KNOWN, session)

    def _card(self, visit: Session) -> SellerCard:
        seller = self._store.sellers.get(visit.customer_ref)
        parcels = self._store.parcels.of_seller(visit.customer_ref)
        walk = {cell.cell: cell.walk for cell in self._store.cells.all()}

        def on_the_way(parcel: Parcel) -> tuple[bool, int, str]:
            is_picked = parcel.state is ParcelState.PICKED
            return is_picked, walk.get(parcel.cell or "", 0), parcel.parcel

        waiting = sorted(filter(give_back.is_waiting, parcels), key=on_the_way)
        given = ParcelState.GIVEN_BACK
        return SellerCard(
            visit,
            seller.name if seller else "",
            waiting=tuple(p for p in waiting if p.state is not ParcelState.NOT_FOUND),
            lost=tuple(p for p in waiting if p.state is ParcelState.NOT_FOUND),
            given=tuple(p for p in parcels if p.state is given and p.session == visit.session),
        )

    def _chip(self, visit: Session) -> SessionChip:
        card = self._card(visit)
        name = card.name if self.counter.staff else ""
        return SessionChip(visit, name, len(card.waiting), len(card.picked))

    def _act(self, visit: Session, waited: set[str]) -> None:
        known = self._store.sellers.get(visit.customer_ref)
        name = known.name if known else visit.customer_ref
        found = self._store.parcels.of_seller(visit.customer_ref)
        parcels = [parcel for parcel in found if parcel.parcel in waited]
        self._papers.act(
            ActKind.SELLER,
            visit.session,
            self._wording,
            lambda signed: acts.seller(name, parcels, signed, self._wording),
        )


def _is_sellers(visit: Session) -> bool:
    return visit.kind is SessionKind.SELLER
