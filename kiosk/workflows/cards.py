"""The cards: rows of the store put together as the screen shows them."""

from collections.abc import Iterable

from kiosk.core import entitled, left, matters
from kiosk.core.books import Subject
from kiosk.core.events import Event
from kiosk.core.facts.visits import IssueUndone
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState
from kiosk.core.policy import Policy
from kiosk.core.sessions import Session, is_ready
from kiosk.core.verdicts import HANDLED
from kiosk.core.words import ParcelState, SessionState
from kiosk.workflows.counter import Counter
from kiosk.workflows.elsewhere import others_of
from kiosk.workflows.views import (
    CustomerCard,
    HistoryLine,
    Hit,
    HitKind,
    Issued,
    SessionChip,
)

_COMING = {ParcelState.EXPECTED, ParcelState.RECEIVED, ParcelState.NOT_FOUND}


class Cards:
    """Reads what a screen asks for; changes nothing."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._store = counter.store

    def customer(self, customer_ref: str, session: Session | None) -> CustomerCard | None:
        """Return a customer's card, None for somebody never heard of."""
        customer = self._store.customers.get(customer_ref)
        parcels = self._store.parcels.of_customer(customer_ref)
        if customer is None and not parcels:
            return None
        ready = self._in_walk_order(p for p in parcels if is_ready(p))
        coming = tuple(p for p in parcels if p.state in _COMING or _is_unconfirmed(p))
        rest = tuple(p for p in parcels if p not in ready and p not in coming)
        asked, others = self._asked(ready, session), others_of(self._counter, customer_ref)
        paid = [p for p in self._store.payments.of_customer(customer_ref) if not self._counted(p)]
        brought = self._store.returns.of_customer(customer_ref)
        return CustomerCard(
            customer_ref,
            customer.masked_name if customer else "",
            customer.last_four if customer else "",
            session,
            ready=ready,
            transit=coming,
            finished=rest,
            asked=asked,
            store_until=min((p.store_until for p in ready if p.store_until), default=None),
            seen=self._seen(p for p in coming if p.state is ParcelState.NOT_FOUND),
            others=others,
            matters=matters.open_matters(ready, coming, brought, others, asked, paid),
        )

    def _counted(self, paid: Payment) -> bool:
        """Whether a visit that was settled to the unit has counted a payment: nothing is open."""
        visit = self._store.sessions.get(paid.session)
        if visit is None or visit.state is not SessionState.COMPLETED:
            return False
        return paid.changed_at <= visit.closed_at

    def _seen(self, parcels: Iterable[Parcel]) -> dict[str, HistoryLine]:
        """Return where each was last: the newest fact that says that somebody had it in a cell."""
        found: dict[str, HistoryLine] = {}
        for parcel in parcels:
            told = self._store.journal.about(Subject("parcel", parcel.parcel))
            lines = (self.line(event) for event in told if type(event.facts) in HANDLED)
            last = next((line for line in lines if line.cell), None)
            if last:
                found[parcel.parcel] = last
        return found

    def line(self, event: Event) -> HistoryLine:
        """Return a fact of a parcel's life: when, what, by whom, and the cell it names."""
        facts, person = event.facts, self._store.people.get(event.actor)
        cell = getattr(facts, "cell", None) or getattr(facts, "to_cell", None) or ""
        by = person.name if person else event.actor
        vouched = self._store.people.get(event.witness) if event.witness else None
        who = f"{by}, {vouched.name}" if vouched else by
        why = facts.reason if isinstance(facts, IssueUndone) else ""
        return HistoryLine(event.recorded_at, event.type, who, cell, why)

    def hit(self, customer_ref: str) -> Hit:
        """Return a customer as a row of the results, with how many parcels wait for them."""
        customer = self._store.customers.get(customer_ref)
        parcels = self._store.parcels.of_customer(customer_ref)
        ready = sum(p.state is ParcelState.STORED for p in parcels)
        name, tail = (customer.masked_name, customer.last_four) if customer else ("", "")
        return Hit(HitKind.CUSTOMER, customer_ref, name, tail, state=str(ready), personal=True)

    def by_tail(self, last_four: str) -> tuple[Hit, ...]:
        """Return the customers whose phone ends in `last_four`."""
        customers = self._store.customers.with_last_four(last_four)
        return tuple(self.hit(customer.customer_ref) for customer in customers)

    def issued(self, session: Session, policy: Policy, receipt_job: str | None) -> Issued:
        """Return what was handed over in a completed visit."""
        parcels = self._store.parcels.of_session(session.session)
        gone = tuple(p for p in parcels if p.state is ParcelState.ISSUED)
        back = tuple(p for p in parcels if left.goes_back(p))
        undo_until = session.closed_at + policy.undo_s * 1000
        payments = self._store.payments.of_session(session.session)
        paid = tuple(one for one in payments if one.state is PaymentState.PAID)
        name = self.name_of(session.customer_ref)
        return Issued(session, name, gone, undo_until, receipt_job, paid, back)

    def chip(self, session: Session) -> SessionChip:
        """Return a live visit as home shows it."""
        parcels = self._store.parcels.of_customer(session.customer_ref)
        ready = sum(map(is_ready, parcels))
        picked = sum(_is_held(p, session) for p in parcels)
        return SessionChip(session, self.name_of(session.customer_ref), ready, picked)

    def name_of(self, customer_ref: str | None) -> str:
        """Return the masked name, empty when there is none, and for everybody behind the lock."""
        if customer_ref is None or self._counter.staff is None:
            return ""
        customer = self._store.customers.get(customer_ref)
        return customer.masked_name if customer else ""

    def search_ms(self, session: Session, at: int) -> int:
        """Return how long the clerk looked for a parcel: since the lamps lit, or the last one."""
        parcels = self._store.parcels.of_session(session.session)
        last = max((p.changed_at for p in parcels), default=0)
        return max(0, at - max(session.active_since, last))

    def _in_walk_order(self, parcels: Iterable[Parcel]) -> tuple[Parcel, ...]:
        walk = {cell.cell: cell.walk for cell in self._store.cells.all()}

        def on_the_way(parcel: Parcel) -> tuple[bool, int, str]:
            picked = parcel.state is ParcelState.PICKED
            return picked, walk.get(parcel.cell or "", 0), parcel.parcel

        return tuple(sorted(parcels, key=on_the_way))

    def _asked(self, ready: Iterable[Parcel], session: Session | None) -> tuple[int, ...]:
        policy = self._counter.policy
        if policy is None:
            return ()
        here = tuple(ready)
        taken = tuple(p for p in here if p.state is ParcelState.PICKED)
        age = max((p.age_limit for p in taken or here), default=0)  # what stays asks nothing
        return entitled.still_asked(policy, session or entitled.ByCode(), age)


def _is_unconfirmed(parcel: Parcel) -> bool:
    return parcel.provisional and parcel.state is ParcelState.STORED


def _is_held(parcel: Parcel, session: Session) -> bool:
    return parcel.state is ParcelState.PICKED and parcel.session == session.session
