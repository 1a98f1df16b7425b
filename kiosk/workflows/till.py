"""Taking money: the bill of a visit, cash, cards by the terminal, and giving it back.

A card is charged in three steps, each of which may be the last before the plug is pulled: the
payment is recorded, then the terminal is asked, then its answer is recorded. Whatever is open in
between is asked about, by the payment's id, until the terminal has said what became of it.
"""

import logging
from typing import Protocol

from msgspec import Struct

from kiosk.core import till
from kiosk.core.events import SYSTEM
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Bill, Payment, bill
from kiosk.core.paywords import PayFault, PaymentState, TerminalSaid, TerminalWord
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over
from kiosk.core.words import Right, SessionKind
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody, needs

log = logging.getLogger(__name__)

_ASK_MS = 3_000  # between two questions about a payment
_NOT_SYNCED, _NOT_KNOWN = Refused(Reason.NOT_SYNCED), Refused(Reason.NOT_KNOWN_HERE)
_FAULTS = {
    TerminalWord.DECLINED: PayFault.DECLINED,
    TerminalWord.CANCELLED: PayFault.CANCELLED,
    TerminalWord.TIMED_OUT: PayFault.TIMED_OUT,
    TerminalWord.NOT_SENT: PayFault.NOT_SENT,
}


class TerminalLine(Protocol):
    """The way to the card terminal; every call returns at once, False when it cannot be asked."""

    def is_there(self) -> bool:
        """Whether it can be asked now."""

    def charge(self, payment: str, amount_minor: int, currency: str) -> bool:
        """Charge a card."""

    def refund(self, payment: str, amount_minor: int, currency: str) -> bool:
        """Pay a payment back to its card."""

    def cancel(self, payment: str) -> bool:
        """Stop waiting for a card."""

    def ask(self, payment: str) -> bool:
        """Ask what became of a payment."""


class Account(Struct, frozen=True):
    """How a visit's money stands, for the screen.

    Args:
        bill: what it owes and has paid.
        payments: all of the visit, the oldest first.
        waits: the clerk waits for the card of `bill.asked`; else it was given up.
        takes_cards, terminal_there: whether the point has a terminal, and can ask it now.
        pays_here: whether the network lets customers pay at the counter.
        is_last: so many cards failed that another way is better.
    """

    bill: Bill
    payments: tuple[Payment, ...]
    waits: bool
    takes_cards: bool
    terminal_there: bool
    pays_here: bool
    is_last: bool

    @property
    def paid(self) -> tuple[Payment, ...]:
        """What counts."""
        return tuple(one for one in self.payments if one.state is PaymentState.PAID)


class Till(Activity):
    """Takes and gives back what visits pay.

    Args:
        counter: what all activities share.
        terminal: the way to the card terminal, None for cash only.
    """

    def __init__(self, counter: Counter, terminal: TerminalLine | None) -> None:
        super().__init__(counter)
        self._terminal, self._store = terminal, counter.store
        self._waits = ""  # the payment whose card a clerk waits for
        self._given_up: set[str] = set()  # of those that the terminal may not have stopped yet
        self._asked: dict[str, int] = {}  # payment -> when the terminal was asked last, ms

    # -- what the screen shows -------------------------------------------------------------------

    @needs(Right.ISSUE)
    def account(self, session: str) -> Account | Refused:
        """Return how a visit's money stands."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        owed, policy = self._bill(visit), self.counter.policy
        if isinstance(owed, Refused):
            return owed
        payments, terminal = self._store.payments.of_session(session), self._terminal
        most = policy.payment_tries if policy else 0
        return Account(
            owed,
            payments,
            waits=owed.asked is not None and owed.asked.payment == self._waits,
            takes_cards=terminal is not None,
            terminal_there=terminal is not None and terminal.is_there(),
            pays_here=policy is not None and policy.pay_here,
            is_last=most > 0 and till.failures(payments) >= most,
        )

    # -- taking ----------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def take_cash(self, session: str, given_minor: int) -> Account | Refused:
        """Take what is left in cash; not while a clerk still waits for the card."""
        visit, policy = self._visit(session), self.counter.policy
        if isinstance(visit, Refused) or policy is None:
            return visit if isinstance(visit, Refused) else _NOT_SYNCED
        owed = self._bill(visit)
        if isinstance(owed, Refused):
            return self.counter.turn_away(owed, session)
        if owed.asked and owed.asked.payment == self._waits:
            return self.counter.turn_away(Refused(Reason.PAYMENT_OPEN), session)
        facts = till.take_cash(self.counter.new_id(), visit, owed, given_minor, policy)
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts, session)
        self._record(*facts)
        return self.account(session)

    @needs(Right.ISSUE)
    def take_card(self, session: str) -> Account | Refused:
        """Ask the terminal for what is left; its answer comes by `hear`."""
        visit, policy = self._visit(session), self.counter.policy
        if isinstance(visit, Refused) or policy is None:
            return visit if isinstance(visit, Refused) else _NOT_SYNCED
        owed = self._bill(visit)
        if isinstance(owed, Refused):
            return self.counter.turn_away(owed, session)
        payment, terminal = self.counter.new_id(), self._terminal
        if terminal is None or not terminal.is_there():
            return self.counter.turn_away(Refused(Reason.NO_TERMINAL), session)
        self.tick()  # a card nobody holds any more is stopped first
        if self._waits:  # it has one slot, whoever's card is in it
            return self.counter.turn_away(Refused(Reason.PAYMENT_OPEN), session)
        facts = till.start_card(payment, visit, owed, policy)
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts, session)
        self._record(*facts)  # before the terminal hears of it: nothing is charged unrecorded
        self._waits = payment
        self._asked[payment] = self.counter.clock().mono
        if not terminal.charge(payment, owed.left_minor, owed.currency):
            self._failed(payment, PayFault.NOT_SENT)
        return self.account(session)

    @needs(Right.ISSUE)
    def give_up(self, session: str) -> Account | Refused:
        """Stop waiting for the card. What the terminal says later is not lost: see `hear`."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        asked = self._asked_of(session)
        if asked is not None:
            self._waits = "" if asked.payment == self._waits else self._waits
            self._given_up.add(asked.payment)
            if self._terminal is not None:
                self._terminal.cancel(asked.payment)
        return self.account(session)

    @needs(Right.ISSUE)
    def give_back(self, session: str) -> Account | Refused:
        """Give back all that was paid: cash from the till, cards by the terminal."""
        visit = self._visit(session)
        if isinstance(visit, Refused):
            return visit
        if visit.state not in LIVE:  # an issue is taken back whole, by its undo
            return self.counter.turn_away(over(visit), session)
        facts = till.give_back(self._store.payments.of_session(session))
        if not facts:
            return self.counter.turn_away(Refused(Reason.NOTHING_DUE), session)
        self._record(*facts)
        self.tick()
        return self.account(session)

    # -- the terminal's answers --------------------------------------------------------------------

    @anybody
    def hear(self, said: TerminalSaid) -> Refused | None:
        """Make true what the terminal says of a payment, whoever is signed in meanwhile."""
        payment = self._store.payments.get(said.payment)
        if payment is None:
            log.warning("the terminal speaks of a payment nobody knows here: %s", said.word)
            return None
        match said.word:
            case TerminalWord.WAITING:
                self._waited_for(payment)
            case TerminalWord.APPROVED if payment.state is PaymentState.REFUNDING:
                self._refund(payment)  # it has not heard of the refund yet
            case TerminalWord.APPROVED:
                self._approved(payment, said.receipt_no)
            case TerminalWord.REFUNDED:
                self._settle(payment, till.refunded(payment, said.receipt_no))
            case TerminalWord.REFUND_REFUSED:
                self._settle(payment, till.refund_refused(payment))
            case TerminalWord.NOT_SENT if payment.state is PaymentState.REFUNDING:
                self._settle(payment, till.refund_refused(payment))  # it is another terminal
            case word:
                self._failed(payment.payment, _FAULTS[word])
        return None

    @anybody
    def tick(self) -> Refused | None:
        """Send what goes back to a card, and ask about what is not known, every few seconds.

        A card is not waited for any longer than its visit lasts, nor once it was given up.
        """
        if self._terminal is None or not self._terminal.is_there():
            return None
        unsettled, mono = self._store.payments.unsettled(), self.counter.clock().mono
        gone = {one.payment for one in unsettled if till.is_left(one, self._visit_of(one))}
        if self._waits in gone:
            self._asked.pop(self._waits, None)  # it is told at once
            self._waits = ""
        before = self._asked
        self._asked = {one.payment: before.get(one.payment, -_ASK_MS) for one in unsettled}
        for one in unsettled:
            if mono - self._asked[one.payment] < _ASK_MS:
                continue
            self._asked[one.payment] = mono
            if one.state is PaymentState.REFUNDING:
                self._refund(one)
            elif one.payment in gone or one.payment in self._given_up:
                self._terminal.cancel(one.payment)  # it answers what became of it
            else:
                self._terminal.ask(one.payment)
        return None

    def _waited_for(self, payment: Payment) -> None:
        """Wait for a card that the terminal waits for since before a restart."""
        is_left = till.is_left(payment, self._visit_of(payment))
        if payment.state is PaymentState.ASKED and not is_left and not self._waits:
            self._waits = "" if payment.payment in self._given_up else payment.payment

    def _approved(self, payment: Payment, receipt_no: str) -> None:
        visit = self._visit_of(payment)
        owed = self._bill(visit) if visit else None
        facts = till.approved(payment, receipt_no, visit, owed)
        self._settle(payment, facts)
        self.tick()

    def _failed(self, payment: str, why: PayFault) -> None:
        asked = self._store.payments.get(payment)
        if asked is not None:
            tries = till.failures(self._store.payments.of_session(asked.session))
            self._settle(asked, till.failed(asked, why, tries, self.counter.policy))

    def _settle(self, payment: Payment, facts: tuple[Fact, ...]) -> None:
        if not facts:
            return
        with self.counter.unit():
            self.counter.record(*facts, actor=SYSTEM)
        self._asked.pop(payment.payment, None)  # what comes next for it is sent at once
        self._given_up.discard(payment.payment)
        if self._waits == payment.payment:
            self._waits = ""

    def _refund(self, payment: Payment) -> None:
        if self._terminal is not None:  # else it waits until there is one again
            self._terminal.refund(payment.payment, payment.amount_minor, payment.currency)

    # -- the rows ----------------------------------------------------------------------------------

    def _visit(self, session: str) -> Session | Refused:
        visit = self._store.sessions.get(session)
        return visit if visit and visit.kind is SessionKind.CUSTOMER else _NOT_KNOWN

    def _visit_of(self, payment: Payment) -> Session | None:
        return self._store.sessions.get(payment.session)

    def _bill(self, visit: Session) -> Bill | Refused:
        payments = self._store.payments.of_session(visit.session)
        return bill(visit, self._parcels(visit), payments)

    def _parcels(self, visit: Session) -> tuple[Parcel, ...]:
        return self._store.parcels.of_customer(visit.customer_ref)

    def _asked_of(self, session: str) -> Payment | None:
        payments = self._store.payments.of_session(session)
        return next((one for one in payments if one.state is PaymentState.ASKED), None)

    def _record(self, *facts: Fact) -> None:
        with self.counter.unit():
            self.counter.record(*facts)
