"""Handing parcels over; the pattern of every activity: ask core, record, tell the devices.

Each action reads the rows, asks a rule of `core.sessions`, and gets facts or `Refused`. Facts are
made true in one unit together with the paper they owe; then come lights and screen. A refusal at
the counter is journaled and returned: the screen has a sentence for it.
"""

from collections.abc import Sequence

from kiosk.core import papers, sessions
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import Stamp
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import CustomerViewed
from kiosk.core.facts.visits import (
    DocumentChecked,
    IssueRefused,
    ParcelIssued,
    SessionParked,
    SessionResumed,
)
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over
from kiosk.core.words import ClockQuality, Right, SessionKind
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import CustomerCard, Hit, Issued, SessionChip

NOT_SYNCED = Refused(Reason.NOT_SYNCED)
NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)


class Issue(Activity):
    """One visitor at a time on the screen, up to four at the counter, a lamp colour each.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
        papers: owe the customer a receipt.
        wording: how this point writes its papers.
    """

    def __init__(self, counter: Counter, lamps: Lamps, papers: Papers, wording: Wording) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._wording = lamps, papers, wording
        self._store = counter.store
        self._proof = Proof(counter)
        self._cards = Cards(counter)
        self._receipts: dict[str, str] = {}

    # -- who comes -------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def open(self, code: Code, customer_ref: str | None = None) -> CustomerCard | Refused:
        """Open the visit of the customer whose pickup code this is, or go on with it."""
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        if code.kind is not CodeKind.PICKUP:
            return self.counter.turn_away(Refused(Reason.CODE_REQUIRED))
        match self._proof.check(code.text, customer_ref, policy):
            case Refused() as no:
                return self.counter.turn_away(no)
            case proven:
                return self._serve(proven, policy)

    def _serve(self, proven: Proven, policy: Policy) -> CustomerCard | Refused:
        live = self._store.sessions.live()
        mine = next((s for s in live if s.customer_ref == proven.customer_ref), None)
        session = mine.session if mine else self.counter.new_id()
        facts: tuple[Fact, ...] | Refused
        if mine:
            facts = _resumed(mine)
        else:
            parcels = self._store.parcels.of_customer(proven.customer_ref)
            facts = sessions.open_for(session, proven.customer_ref, parcels, live, policy)
        told = (IssueRefused(facts.reason.value),) if isinstance(facts, Refused) else facts
        with self.counter.unit():
            self._proof.forget(proven)
            self.counter.record(*_parked(live, session), *told)
        self._lamps.refresh()
        return facts if isinstance(facts, Refused) else self._card(session)

    @needs(Right.FIND)
    def view(self, customer_ref: str) -> CustomerCard | Refused:
        """Show a customer's card without a code: nothing can be issued from it."""
        card = self._cards.customer(customer_ref, None)
        if card is None:
            return NOT_KNOWN
        with self.counter.unit():
            self.counter.record(CustomerViewed(customer_ref))
        return card

    @needs(Right.FIND)
    def card(self, session: str) -> CustomerCard | Refused:
        """Show the card of a visit as it stands."""
        return self._card(session)

    @needs(Right.FIND)
    def customers_by_tail(self, last_four: str) -> tuple[Hit, ...]:
        """Return the customers whose phone ends in these four digits."""
        return self._cards.by_tail(last_four)

    # -- what is taken from the shelves ------------------------------------------------------------

    @needs(Right.ISSUE)
    def pick(self, session: str, parcel: str) -> CustomerCard | Refused:
        """Take a scanned parcel for the visit; a second scan changes nothing."""
        match self._both(session, parcel):
            case Refused() as no:
                return no
            case visit, found:
                search_ms = self._cards.search_ms(visit, self.counter.clock().at)
                return self._done(sessions.pick(found, visit, search_ms), session, parcel)

    @needs(Right.ISSUE)
    def put_back(self, session: str, parcel: str, cell: str) -> CustomerCard | Refused:
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
    def not_found(self, session: str, parcel: str) -> CustomerCard | Refused:
        """Note that a parcel is not in its cell."""
        match self._both(session, parcel):
            case Refused() as no:
                return no
            case visit, found:
                return self._done(sessions.not_found(found, visit), session, parcel)

    @needs(Right.ISSUE)
    def check_document(self, session: str, *, ok: bool, document: str) -> CustomerCard | Refused:
        """Note that a document was looked at, and whether it was right; nothing else of it."""
        visit = self._live(session)
        if isinstance(visit, Refused):
            return visit
        age = max(p.age_limit for p in self._store.parcels.of_customer(visit.customer_ref))
        purpose = "age" if age else "identity"
        card = self._done((DocumentChecked(session, purpose, document, ok),), session)
        if ok:
            return card
        return self.counter.turn_away(Refused(Reason.DOCUMENT_NEEDED, {"age": age}), session)

    # -- how it ends -----------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def complete(self, session: str, witness: str | None = None) -> Issued | Refused:
        """Hand over what was taken; the receipt is owed in the same unit."""
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        if self.counter.lacks_witness(Right.ISSUE, witness):
            return self.counter.turn_away(Refused(Reason.WITNESS_NEEDED), session)
        parcels = self._store.parcels.of_customer(visit.customer_ref)
        moment = self.counter.clock()
        match sessions.complete(visit, parcels, policy, moment.at):
            case Refused() as no:
                return self.counter.turn_away(no, session)
            case facts:
                receipt = self._receipt(_handed_over(facts, parcels), moment)
                with self.counter.unit():
                    self.counter.record(*facts, witness=witness)
                    self._receipts[session] = self._papers.queue(receipt)
        self._lamps.refresh()
        return self._issued(self._store.sessions.get(session) or visit, policy)

    @needs(Right.ISSUE)
    def undo(self, session: str) -> CustomerCard | Refused:
        """Take an issue back: the parcels lie on the counter again."""
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None:
            return NOT_KNOWN
        facts = sessions.undo(
            visit,
            self._store.parcels.of_customer(visit.customer_ref),
            self._store.sessions.live(),
            policy,
            self.counter.clock().at,
            may_override=self.counter.may(Right.OVERRIDE),
        )
        return self._done(facts, session)

    @needs(Right.ISSUE)
    def cancel(self, session: str) -> Refused | None:
        """End a visit with nothing issued; what was taken must lie in cells again."""
        visit = self._live(session)
        if isinstance(visit, Refused):
            return visit
        parcels = self._store.parcels.of_customer(visit.customer_ref)
        match sessions.cancel(visit, parcels):
            case Refused() as no:
                return self.counter.turn_away(no, session)
            case facts:
                self._record(*facts)
                return None

    @needs(Right.ISSUE)
    def park(self, session: str) -> Refused | None:
        """Let a visit wait; its lamps keep their colour."""
        visit = self._live(session)
        if isinstance(visit, Refused):
            return visit
        if not visit.parked:
            self._record(SessionParked(session))
        return None

    @needs(Right.ISSUE)
    def resume(self, session: str) -> CustomerCard | Refused:
        """Go on with a parked visit; the others wait."""
        visit = self._live(session)
        if isinstance(visit, Refused):
            return visit
        waiting = _parked(self._store.sessions.live(), session)
        return self._done((*waiting, *_resumed(visit)), session)

    # -- what home shows -------------------------------------------------------------------------

    @anybody
    def live(self) -> tuple[SessionChip, ...]:
        """Return the visits that are not over, the oldest first."""
        visits = self._store.sessions.live()
        return tuple(self._cards.chip(v) for v in visits if v.kind is SessionKind.CUSTOMER)

    @anybody
    def last(self) -> Issued | None:
        """Return the last issue while everybody who may issue can take it back."""
        visit, policy = self._store.sessions.last_completed(), self.counter.policy
        if visit is None or policy is None or visit.kind is not SessionKind.CUSTOMER:
            return None
        issued = self._issued(visit, policy)
        return issued if self.counter.clock().at <= issued.undo_until else None

    # -- the pattern -----------------------------------------------------------------------------

    def _done(
        self, facts: tuple[Fact, ...] | Refused, session: str, parcel: str | None = None
    ) -> CustomerCard | Refused:
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts, session, parcel)
        self._record(*facts)
        return self._card(session)

    def _record(self, *facts: Fact) -> None:
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
            self._lamps.refresh()

    def _issued(self, visit: Session, policy: Policy) -> Issued:
        return self._cards.issued(visit, policy, self._receipts.get(visit.session))

    def _card(self, session: str) -> CustomerCard | Refused:
        visit = self._store.sessions.get(session)
        card = self._cards.customer(visit.customer_ref, visit) if visit else None
        return card or NOT_KNOWN

    def _both(self, session: str, parcel: str) -> tuple[Session, Parcel] | Refused:
        visit, found = self._store.sessions.get(session), self._store.parcels.get(parcel)
        if visit and found:
            return visit, found
        return self.counter.turn_away(NOT_KNOWN, session if visit else None)

    def _live(self, session: str) -> Session | Refused:
        visit = self._store.sessions.get(session)
        if visit is None:
            return self.counter.turn_away(NOT_KNOWN)
        return visit if visit.state in LIVE else self.counter.turn_away(over(visit), session)

    def _receipt(self, parcels: Sequence[Parcel], moment: Stamp) -> Doc:
        row = self._store.people.get(self.counter.signed_in or "")
        sure = moment.clock is not ClockQuality.UNSURE
        initials = row.initials if row else ""
        return papers.receipt(parcels, moment.at, initials, self._wording, sure=sure)


def _parked(live: Sequence[Session], but: str) -> tuple[SessionParked, ...]:
    return tuple(SessionParked(s.session) for s in live if s.session != but and not s.parked)


def _resumed(visit: Session) -> tuple[SessionResumed, ...]:
    return (SessionResumed(visit.session),) if visit.parked else ()


def _handed_over(facts: Sequence[Fact], parcels: Sequence[Parcel]) -> list[Parcel]:
    issued = {fact.parcel for fact in facts if isinstance(fact, ParcelIssued)}
    return [parcel for parcel in parcels if parcel.parcel in issued]
