"""What the central tells of money: another due, a customer who paid online, a claim settled."""

from kiosk.core import claims, messages, till
from kiosk.core.facts.fact import Fact
from kiosk.core.messages import Message
from kiosk.core.parcels import OVER, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import SessionKind
from kiosk.workflows.counter import Counter


class DueLetters:
    """Decides what a letter about money means; within the mailroom's unit.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._store = counter.store

    def decide(self, message: Message) -> tuple[Fact, ...] | Refused | None:
        """Return what becomes true by a letter, why it is refused, or None for another's letter."""
        match message.facts:
            case messages.DueSet() as letter:
                return self._due(message.id, letter)
            case claims.ClaimVerdict() as verdict:
                payment = self._store.payments.get(verdict.payment)
                not_here = Refused(Reason.NOT_KNOWN_HERE)
                return not_here if payment is None else claims.settle(payment, verdict)
            case _:
                return None

    def _due(self, id_: str, letter: messages.DueSet) -> tuple[Fact, ...] | Refused:
        parcel = self._store.parcels.get(letter.parcel)
        if parcel is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        visit = self._visit_of(parcel)
        if letter.method and visit and parcel.state not in OVER:
            payments = self._store.payments.of_session(visit.session)
            return till.paid_online(id_, parcel, letter.due_minor, letter.method, visit, payments)
        return till.change_due(parcel, letter.due_minor, letter.currency, visit)

    def _visit_of(self, parcel: Parcel) -> Session | None:
        live = self._store.sessions.live()
        theirs = (v for v in live if v.kind is SessionKind.CUSTOMER)
        return next((v for v in theirs if v.customer_ref == parcel.customer_ref), None)
