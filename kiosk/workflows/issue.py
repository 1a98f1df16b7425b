"""Handing parcels over; the pattern of every activity: ask core, record, tell the devices.

Each action reads the rows, asks a rule of `core.sessions`, and gets facts or `Refused`. Facts are
made true in one unit together with the paper they owe; then come lights and screen. A refusal at
the counter is journaled and returned: the screen has a sentence for it.
"""

from collections.abc import Sequence

from kiosk.core import at_once, entitled, papers, sessions, till
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import CustomerViewed
from kiosk.core.facts.visits import (
    MOST_YEARS,
    DocumentChecked,
    ParcelIssued,
    SessionParked,
)
from kiosk.core.papers import Wording
from kiosk.core.papers_visit import declined, with_visit
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import Purpose, Right, SessionKind, SessionState
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.elsewhere import instead
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.leftovers import Leftovers, Paper
from kiosk.workflows.papers import Of, Papers
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.stills import Stills
from kiosk.workflows.views import CustomerCard, Hit, Issued, SessionChip
from kiosk.workflows.visits import NOT_KNOWN, Decided, Visits

NOT_SYNCED = Refused(Reason.NOT_SYNCED)


class Issue(Activity):
    """One visitor at a time on the screen, up to four at the counter, a lamp colour each.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
        papers: owe the customer a receipt.
        wording: how this point writes its papers.
        stills: of what is handed over.
        leftovers: of what is not; how papers are written in other languages.
    """

    def __init__(
        self,
        counter: Counter,
        lamps: Lamps,
        papers: Papers,
        wording: Wording,
        stills: Stills,
        leftovers: Leftovers,
    ) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._wording = lamps, papers, wording
        self._stills, self._leftovers = stills, leftovers
        self._store = counter.store
        self._proof, self._cards = Proof(counter), Cards(counter)
        kind = SessionKind.CUSTOMER
        self._visits = Visits(counter, lamps, self._proof, kind, self._card)

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
        def opens(session: str, live: Sequence[Session]) -> Decided:
            parcels = self._store.parcels.of_customer(proven.customer_ref)
            facts = sessions.open_for(session, proven.customer_ref, parcels, live, policy)
            if isinstance(facts, Refused):
                return instead(self.counter, facts, proven.customer_ref)
            return facts

        return self._visits.serve(proven, opens)

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
        return self._visits.card(session)

    @needs(Right.FIND)
    def customers_by_tail(self, last_four: str) -> tuple[Hit, ...]:
        """Return the customers whose phone ends in these four digits."""
        return self._cards.by_tail(last_four)

    # -- what is taken from the shelves ------------------------------------------------------------

    @needs(Right.ISSUE)
    def pick(self, session: str, parcel: str) -> CustomerCard | Refused:
        """Take a scanned parcel for the visit; a second scan changes nothing."""

        def rule(found: Parcel, visit: Session) -> Decided:
            search_ms = self._cards.search_ms(visit, self.counter.clock().at)
            return sessions.pick(found, visit, search_ms)

        return self._visits.step(session, parcel, rule)

    @anybody
    def is_at_once(self, session: str) -> bool:
        """Whether what was just taken is handed over without a further press."""
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None:
            return False
        parcels = self._store.parcels.of_customer(visit.customer_ref)
        return at_once.is_issued_at_once(visit, parcels, policy)

    @needs(Right.ISSUE)
    def put_back(self, session: str, parcel: str, cell: str) -> CustomerCard | Refused:
        """Put a taken parcel into a cell again."""
        return self._visits.put_back(session, parcel, cell)

    @needs(Right.ISSUE)
    def not_found(self, session: str, parcel: str) -> CustomerCard | Refused:
        """Note that a parcel is not in its cell."""
        return self._visits.step(session, parcel, sessions.not_found)

    @needs(Right.ISSUE)
    def check_document(
        self, session: str, *, ok: bool, document: str, age: int = entitled.NAME
    ) -> CustomerCard | Refused:
        """Note that a document was looked at, and what it answered; nothing else of it.

        Args:
            session: the visit.
            ok: the answer.
            document: which it was.
            age: years it had to show; NAME where it was asked whose it is.
        """
        visit = self._visits.live(session)
        if isinstance(visit, Refused):
            return visit
        if not 0 <= age <= MOST_YEARS:
            return self.counter.turn_away(Refused(Reason.BAD_VALUE), session)
        purpose = entitled.purpose_of(visit.collector, age)
        card = self._visits.done((DocumentChecked(session, purpose, document, ok, age),), session)
        if ok:
            return card
        return self.counter.turn_away(Refused(Reason.DOCUMENT_NEEDED, {"age": age}), session)

    # -- how it ends -----------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def complete(
        self, session: str, witness: str | None = None, language: str = ""
    ) -> Issued | Refused:
        """Hand over what is taken, keep the rest; the receipt is owed in the same unit.

        Args:
            session: the visit.
            witness: the second person, where one is asked for.
            language: of the receipt; empty for the point's own.
        """
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        if self.counter.lacks_witness(Right.ISSUE, witness):
            return self.counter.turn_away(Refused(Reason.WITNESS_NEEDED), session)
        parcels = self._store.parcels.of_customer(visit.customer_ref)
        moment = self.counter.clock()
        payments = self._store.payments.of_session(session)
        fresh = self._leftovers.codes(parcels)
        match sessions.complete(visit, parcels, policy, moment.at, fresh, payments):
            case Refused() as no:
                return self.counter.turn_away(no, session)
            case facts:
                paper = Paper(self.counter.new_id(), policy, moment, language, payments)
                with self.counter.unit():
                    self.counter.record(*facts, witness=witness)
                    self._leftovers.owe(facts)
                    receipt = self._receipt(visit, facts, paper)
                    self._papers.queue(receipt, job=paper.receipt, of=Of(session, language))
                    self._stills.owe(session, Purpose.ISSUE)
        self._stills.take()
        self._lamps.refresh()
        return self._issued(self._store.sessions.get(session) or visit, policy)

    @needs(Right.ISSUE)
    def undo(
        self, session: str, reason: str = "", witness: str | None = None
    ) -> CustomerCard | Refused:
        """Take an issue back: the parcels lie on the counter again, and both facts stay.

        Args:
            session: the visit.
            reason: why, a word of UndoReason; may be left out right after the issue.
            witness: who vouches with the right to do it late, where the person has it not.
        """
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None:
            return NOT_KNOWN
        vouched = self.counter.has_vouched(witness, Right.OVERRIDE)
        facts = sessions.undo(
            visit,
            self._store.parcels.of_customer(visit.customer_ref),
            self._store.sessions.live(),
            policy,
            self.counter.clock().at,
            may_override=vouched or self.counter.may(Right.OVERRIDE),
            reason=reason,
        )
        if isinstance(facts, Refused):
            return self.counter.turn_away(self._who_may(facts), session)
        back = till.give_back(self._store.payments.of_session(session))
        by = witness if vouched else None
        waiting = self._visits.others_wait(session)
        told = (*waiting, *facts, *back)  # the till sends what goes to a card
        return self._visits.done(told, session, witness=by)

    def _who_may(self, no: Refused) -> Refused:
        """Add to a late undo's refusal who has the right."""
        if no.reason is not Reason.UNDO_TOO_LATE:
            return no
        able = (row.name for staff, row in self._store.people.active() if staff.has(Right.OVERRIDE))
        who = ", ".join(able)
        return Refused(no.reason, {**no.facts, "who": who} if who else no.facts)

    @needs(Right.ISSUE)
    def cancel(self, session: str) -> Refused | None:
        """End a visit with nothing issued; what was taken must lie in cells again."""
        return self._visits.cancel(session, self._store.parcels.of_customer)

    @needs(Right.ISSUE)
    def park(self, session: str) -> Refused | None:
        """Let a visit wait; its lamps keep their colour."""
        visit = self._visits.live(session)
        if isinstance(visit, Refused):
            return visit
        if not visit.parked:
            self._visits.record(SessionParked(session))
        return None

    @needs(Right.ISSUE)
    def resume(self, session: str) -> CustomerCard | Refused:
        """Go on with a parked visit; the others wait."""
        return self._visits.resume(session)

    # -- what home shows -------------------------------------------------------------------------

    @anybody
    def live(self) -> tuple[SessionChip, ...]:
        """Return the visits that are not over, the oldest first."""
        visits = self._store.sessions.live()
        return tuple(self._cards.chip(v) for v in visits if v.kind is SessionKind.CUSTOMER)

    @anybody
    def last(self) -> Issued | None:
        """Return the last issue while everybody who may issue can take it back."""
        if not self.counter.may(Right.ISSUE):
            return None
        visit, policy = self._store.sessions.last_completed(), self.counter.policy
        if visit is None or policy is None or visit.kind is not SessionKind.CUSTOMER:
            return None
        issued = self._issued(visit, policy)
        return issued if self.counter.clock().at <= issued.undo_until else None

    @needs(Right.ISSUE)
    def result(self, session: str) -> Issued | Refused:
        """Return a completed visit as its result screen shows it."""
        visit, policy = self._store.sessions.get(session), self.counter.policy
        if visit is None or policy is None or visit.state is not SessionState.COMPLETED:
            return NOT_KNOWN
        return self._issued(visit, policy)

    # -- the pattern -----------------------------------------------------------------------------

    def _issued(self, visit: Session, policy: Policy) -> Issued:
        receipt = self._store.prints.of_subject(visit.session)
        return self._cards.issued(visit, policy, receipt.id if receipt else None)

    def _card(self, visit: Session) -> CustomerCard | Refused:
        return self._cards.customer(visit.customer_ref, visit) or NOT_KNOWN

    def _receipt(self, visit: Session, facts: Sequence[Fact], paper: Paper) -> Doc:
        wording = self._leftovers.wording(paper.language)
        served = self._leftovers.served(paper.moment)
        visited = self._leftovers.visited(visit, facts, paper)
        parcels = self._handed_over(facts)
        if not parcels:
            return declined(visited, served, wording)
        settled = papers.Settled(paper.paid, visited.bags)
        doc = papers.receipt(
            parcels, served.at, served.initials, wording, sure=served.sure, settled=settled
        )
        return with_visit(doc, visited, wording)

    def _handed_over(self, facts: Sequence[Fact]) -> list[Parcel]:
        issued = (fact.parcel for fact in facts if isinstance(fact, ParcelIssued))
        return [p for name in issued if (p := self._store.parcels.get(name))]
