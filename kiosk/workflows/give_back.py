"""Giving parcels back to sellers: the newest code, every cell lit, an act for both sides."""

from collections.abc import Sequence

from kiosk.core import acts, give_back
from kiosk.core.codes import asked_seller
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import ActKind, ParcelState, Purpose, Right, SessionKind
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.stills import Stills
from kiosk.workflows.views import SellerCard, SellerVisit, SessionChip
from kiosk.workflows.visits import NOT_KNOWN, Decided, Visits

NOT_SYNCED = Refused(Reason.NOT_SYNCED)


class GiveBack(Activity):
    """A seller at the counter; everything that waits is lit at once.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
        papers: owe the seller an act.
        wording: how this point writes its papers.
        stills: of what is given back.
    """

    def __init__(
        self, counter: Counter, lamps: Lamps, papers: Papers, wording: Wording, stills: Stills
    ) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._wording = lamps, papers, wording
        self._stills = stills
        self._store, self._proof = counter.store, Proof(counter)
        kind = SessionKind.SELLER
        self._visits = Visits(counter, lamps, self._proof, kind, self._card)

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
        def opens(session: str, live: Sequence[Session]) -> Decided:
            parcels = self._store.parcels.of_seller(proven.customer_ref)
            return give_back.open_for(session, proven.customer_ref, parcels, live, policy)

        return self._visits.serve(proven, opens)

    @needs(Right.ISSUE)
    def card(self, session: str) -> SellerCard | Refused:
        """Return a seller's visit as it stands."""
        return self._visits.card(session)

    @needs(Right.ISSUE)
    def pick(self, session: str, parcel: str) -> SellerCard | Refused:
        """Take a scanned parcel for the seller; a second scan changes nothing."""

        def rule(found: Parcel, visit: Session) -> Decided:
            since = max(visit.active_since, visit.opened_at)
            return give_back.pick(found, visit, max(0, self.counter.clock().at - since))

        return self._visits.step(session, parcel, rule)

    @needs(Right.ISSUE)
    def put_back(self, session: str, parcel: str, cell: str) -> SellerCard | Refused:
        """Put a taken parcel into a cell again."""
        return self._visits.put_back(session, parcel, cell)

    @needs(Right.ISSUE)
    def not_found(self, session: str, parcel: str) -> SellerCard | Refused:
        """Note that a parcel is not in its cell."""
        return self._visits.step(session, parcel, give_back.not_found)

    @needs(Right.ISSUE)
    def complete(self, session: str) -> SellerCard | Refused:
        """Give back what was taken; the act is owed in the same unit."""
        visit = self._visits.find(session)
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
                    self._stills.owe(session, Purpose.GIVE_BACK)
        self._stills.take()
        self._lamps.refresh()
        return self.card(session)

    @needs(Right.ISSUE)
    def cancel(self, session: str) -> Refused | None:
        """End a visit with nothing given back; what was taken must lie in cells again."""
        return self._visits.cancel(session, self._store.parcels.of_seller)

    @needs(Right.ISSUE)
    def resume(self, session: str) -> SellerCard | Refused:
        """Go on with a visit that waits; the others wait."""
        return self._visits.resume(session)

    @needs(Right.ISSUE)
    def archive(self) -> tuple[SellerVisit, ...]:
        """Return the visits that ended with an act, the latest first."""
        found = []
        for act in self._store.shipments.latest_acts(ActKind.SELLER):
            visit = self._store.sessions.get(act.subject)
            if visit is not None:
                known = self._store.sellers.get(visit.customer_ref)
                found.append(SellerVisit(visit, known.name if known else "", act))
        return tuple(found)

    @needs(Right.ISSUE)
    def print_act(self, session: str) -> Refused | None:
        """Print the act of a visit once more, as a copy; it keeps its number."""
        visit = self._store.sessions.get(session)
        card = self._card(visit) if visit and _is_sellers(visit) else None
        if card is None or card.act is None:
            return NOT_KNOWN
        return self._papers.again(card.act, self._wording)

    @anybody
    def live(self) -> tuple[SessionChip, ...]:
        """Return the sellers' visits that are not over, the oldest first."""
        return tuple(self._chip(v) for v in self._store.sessions.live() if _is_sellers(v))

    # -- the pattern -------------------------------------------------------------------------------

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
            act=next(iter(self._store.shipments.acts_of(visit.session)), None),
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
