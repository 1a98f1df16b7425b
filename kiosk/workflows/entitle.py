"""Who may collect: somebody else with a forwarded code, or the customer without one."""

from collections.abc import Sequence

from kiosk.core import entitled, sessions
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import CodelessReason, Collector, Right, SessionKind
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.elsewhere import instead
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.proof import Proof, Proven, Standing
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.views import CustomerCard
from kiosk.workflows.visits import NOT_KNOWN, Decided, Visits

NOT_SYNCED = Refused(Reason.NOT_SYNCED)


class Entitle(Activity):
    """Says who stands there, and opens a visit by a document where no code can.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._store, self._cards = counter.store, Cards(counter)
        self._proof = Proof(counter)
        self._visits = Visits(counter, lamps, self._proof, SessionKind.CUSTOMER, self._card)

    @needs(Right.ISSUE)
    def collector(self, session: str, collector: Collector) -> CustomerCard | Refused:
        """Note who collects; the same once more is no fact."""
        visit, policy = self._visits.live(session), self.counter.policy
        if isinstance(visit, Refused):
            return visit
        if policy is None:
            return NOT_SYNCED
        if visit.collector is collector:
            return self._visits.card(session)
        facts = entitled.delegated(session, visit.proof, collector, policy)
        return self._visits.done(facts, session)

    @needs(Right.ISSUE)
    def by_document(
        self, customer_ref: str, why: CodelessReason, *, ok: bool, witness: str | None = None
    ) -> CustomerCard | Refused:
        """Open the visit of a customer whose document was looked at in place of the code.

        Args:
            customer_ref: the customer, found by order or phone.
            why: there is no code.
            ok: the document shows the customer's name.
            witness: who vouched, for a person without the right `override`.
        """
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        if self._cards.customer(customer_ref, None) is None:
            return NOT_KNOWN
        if not ok:
            return self.counter.turn_away(Refused(Reason.DOCUMENT_NEEDED))
        if not self._may_override(witness):
            return self.counter.turn_away(Refused(Reason.WITNESS_NEEDED))

        def opens(session: str, live: Sequence[Session]) -> Decided:
            parcels = self._store.parcels.of_customer(customer_ref)
            facts = sessions.open_for(session, customer_ref, parcels, live, policy)
            if isinstance(facts, Refused):
                return instead(self.counter, facts, customer_ref)
            return entitled.codeless(facts[0], why)

        return self._visits.serve(Proven(customer_ref, ()), opens, witness)

    @needs(Right.FIND)
    def standing(self, customer_ref: str | None) -> Standing | Refused:
        """Return how many more wrong codes there may be, and how long a lock lasts."""
        policy = self.counter.policy
        return self._proof.standing(customer_ref, policy) if policy else NOT_SYNCED

    def _may_override(self, witness: str | None) -> bool:
        """Whether whoever is here may do without a code, or somebody who may has vouched."""
        if self.counter.may(Right.OVERRIDE):
            return True
        vouching, self.counter.vouching = self.counter.vouching, None
        if witness is None or witness != vouching:
            return False
        second = self._store.people.staff(witness)
        return second is not None and second.has(Right.OVERRIDE)

    def _card(self, visit: Session) -> CustomerCard | Refused:
        return self._cards.customer(visit.customer_ref, visit) or NOT_KNOWN
