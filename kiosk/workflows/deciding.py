"""What a customer decides at the counter: thing by thing, in the fitting room, on bags."""

from collections.abc import Callable

from kiosk.core import choices, evidence
from kiosk.core.evidence import Skipped
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.facts.fact import Fact
from kiosk.core.left import goes_back
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import Decision, Purpose, Right, SessionKind
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.proof import Proof
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import CustomerCard
from kiosk.workflows.visits import NOT_KNOWN, Decided, Visits

NOT_SYNCED = Refused(Reason.NOT_SYNCED)


class Deciding(Activity):
    """A customer's decisions; until the visit is over each may be changed.

    Args:
        counter: what all activities share.
        lamps: follow the visit.
        receiving: knows where what goes back belongs.
    """

    def __init__(self, counter: Counter, lamps: Lamps, receiving: Receiving) -> None:
        super().__init__(counter)
        self._store, self._lamps, self._receiving = counter.store, lamps, receiving
        self._cards, self._told = Cards(counter), set[tuple[str, int]]()
        kind = SessionKind.CUSTOMER
        self._visits = Visits(counter, lamps, Proof(counter), kind, self._card)

    def _card(self, visit: Session) -> CustomerCard | Refused:
        return self._cards.customer(visit.customer_ref, visit) or NOT_KNOWN

    # -- thing by thing --------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def decide(self, wish: ItemDecided, skipped: Skipped | None = None) -> CustomerCard | Refused:
        """Note what the customer says of a thing; a defect wants the network's photos.

        Args:
            wish: what is said, of which thing.
            skipped: why it goes without the photos.
        """
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED

        def rule(parcel: Parcel, visit: Session) -> Decided:
            may = self.counter.may(Right.OVERRIDE)
            facts = choices.decide(parcel, visit, wish, policy, may_override=may)
            if isinstance(facts, Refused) or not facts or wish.decision is not Decision.DEFECT:
                return facts
            return self._proved(wish, facts, policy, skipped)

        return self._visits.step(wish.session, wish.parcel, rule)

    def _proved(
        self, wish: ItemDecided, facts: tuple[Fact, ...], policy: Policy, skipped: Skipped | None
    ) -> Decided:
        have = len(self._store.photos.of(wish.parcel, Purpose.DEFECT.value))
        left_out = evidence.enough(wish.parcel, Purpose.DEFECT, have, policy, skipped)
        return left_out if isinstance(left_out, Refused) else (*left_out, *facts)

    # -- the fitting room ------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def start_try_on(self, session: str) -> CustomerCard | Refused:
        """Let the customer try on what was picked."""
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED

        def rule(visit: Session) -> Decided:
            parcels = self._store.parcels.of_customer(visit.customer_ref)
            return choices.start_try_on(visit, parcels, policy)

        return self._with(session, rule)

    @needs(Right.ISSUE)
    def end_try_on(self, session: str) -> CustomerCard | Refused:
        """Note that the customer is back from the fitting room."""
        return self._with(session, choices.end_try_on)

    @anybody
    def late(self) -> tuple[Session, ...]:
        """Return the visits in which somebody tries on for longer than the network allows."""
        policy, at = self.counter.policy, self.counter.clock().at
        if policy is None:
            return ()
        live = self._store.sessions.live()
        return tuple(visit for visit in live if choices.is_late(visit, policy, at))

    @anybody
    def newly_late(self) -> bool:
        """Whether somebody's time in the fitting room has just ended; it is told once."""
        late = {(visit.session, visit.tries_since) for visit in self.late()}
        news, self._told = late - self._told, late
        return bool(news)

    # -- bags ------------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def take_bags(self, session: str, bag: str, count: int) -> CustomerCard | Refused:
        """Note how many bags of a kind the customer takes."""
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        may = self.counter.may(Right.OVERRIDE)
        return self._with(
            session, lambda visit: choices.take_bags(visit, bag, count, policy, may_override=may)
        )

    def _with(self, session: str, rule: Callable[[Session], Decided]) -> CustomerCard | Refused:
        visit = self._visits.live(session)
        if isinstance(visit, Refused):
            return visit
        return self._visits.done(rule(visit), session)

    # -- what goes back --------------------------------------------------------------------------

    @anybody
    def left(self, session: str) -> tuple[Parcel, ...]:
        """Return what of a visit goes back and lies on the counter still."""
        return tuple(filter(goes_back, self._store.parcels.of_session(session)))

    @anybody
    def put_away(self, parcel: Parcel) -> str | None:
        """Let the cell blink in which a parcel belongs that goes back; None where none is free."""
        cell = self._receiving.suggest(parcel)
        self._lamps.put(cell)
        return cell
