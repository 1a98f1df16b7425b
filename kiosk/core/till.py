"""The till: which payments may be made, given back, and what the terminal's answers mean.

A card is charged at most once for a visit: its payment is recorded before the terminal is asked,
and until the terminal has said what became of it no other card is charged. What it says late
counts for the visit while that still owes as much; else the sum goes back to the card by itself.
"""

from collections.abc import Iterable

from kiosk.core.facts import paying
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import OVER, Parcel
from kiosk.core.payments import Bill, Payment, charged
from kiosk.core.paywords import PayFault, PaymentState, PayMethod
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import LIVE, Session, over

P = PaymentState

# -- what may be done ------------------------------------------------------------------------------


def start_card(
    payment: str, session: Session, owed: Bill, policy: Policy
) -> tuple[paying.PaymentStarted] | Refused:
    """Decide whether the terminal may be asked for what is left.

    Args:
        payment: the new payment's id.
        session: the visit.
        owed: its bill.
        policy: the network's rules.
    """
    if owed.asked:
        return Refused(Reason.PAYMENT_OPEN)
    if refused := _closed(session, owed, policy):
        return refused
    left, method = owed.left_minor, PayMethod.CARD
    return (paying.PaymentStarted(payment, session.session, left, owed.currency, method),)


def take_cash(
    payment: str, session: Session, owed: Bill, given_minor: int, policy: Policy
) -> tuple[paying.PaymentRecorded] | Refused:
    """Decide whether cash settles what is left; the change goes back at once.

    Args:
        payment: the new payment's id.
        session: the visit.
        owed: its bill.
        given_minor: what the customer gave.
        policy: the network's rules.
    """
    if refused := _closed(session, owed, policy):
        return refused
    left = owed.left_minor
    if given_minor < left:
        short: dict[str, str | int] = {
            "amount_minor": left - given_minor,
            "currency": owed.currency,
        }
        return Refused(Reason.TOO_LITTLE, short)
    return (
        paying.PaymentRecorded(
            payment,
            session.session,
            left,
            owed.currency,
            PayMethod.CASH,
            given_minor=given_minor,
        ),
    )


def _closed(session: Session, owed: Bill, policy: Policy) -> Refused | None:
    if session.state not in LIVE:
        return over(session)
    if not owed.left_minor:
        return Refused(Reason.NOTHING_DUE)
    return None if policy.pay_here else Refused(Reason.NOT_PAID_HERE)


def give_back(payments: Iterable[Payment]) -> tuple[Fact, ...]:
    """Return how all that was paid goes back: cash at once, a card by its terminal.

    What the central took, by link or before, the central pays back; it hears of it here.
    """
    facts: list[Fact] = []
    for one in payments:
        if one.state is not P.PAID:
            continue
        if one.method is PayMethod.CARD:
            facts.append(paying.PaymentRefunding(one.payment, one.session))
        else:
            facts.append(_reversed(one))
    return tuple(facts)


def _reversed(one: Payment, receipt_no: str = "") -> paying.PaymentReversed:
    return paying.PaymentReversed(
        one.payment, one.session, one.amount_minor, one.currency, one.method, receipt_no
    )


def is_left(payment: Payment, session: Session | None) -> bool:
    """Whether nobody stands at the terminal any more that was asked for this payment.

    Args:
        payment: as it stands.
        session: its visit, None where nobody knows it any more.
    """
    is_live = session is not None and session.state in LIVE
    return payment.state is P.ASKED and not is_live


# -- what the terminal says ------------------------------------------------------------------------


def approved(
    payment: Payment, receipt_no: str, session: Session | None, owed: Bill | Refused | None
) -> tuple[Fact, ...]:
    """Return what an approval means: the visit's, or back to the card where it owes less by now.

    Args:
        payment: as it stands; an approval heard twice is nothing new.
        receipt_no: the terminal's number.
        session: its visit, None where nobody knows it any more.
        owed: the visit's bill as it stands.
    """
    if payment.state not in {P.ASKED, P.FAILED}:
        return ()
    took = paying.PaymentRecorded(
        payment.payment,
        payment.session,
        payment.amount_minor,
        payment.currency,
        payment.method,
        receipt_no,
    )
    is_wanted = (
        session is not None
        and session.state in LIVE
        and isinstance(owed, Bill)
        and payment.currency == owed.currency
        and payment.amount_minor <= owed.left_minor
    )
    return (took,) if is_wanted else (took, paying.PaymentRefunding(payment.payment, took.session))


def failed(payment: Payment, why: PayFault, tries: int, policy: Policy | None) -> tuple[Fact, ...]:
    """Return what a refusal means; one heard twice, or after an approval, is nothing new.

    Args:
        payment: as it stands.
        why: in the terminal's words.
        tries: cards of this visit that failed before.
        policy: the network's rules, as far as they are known.
    """
    if payment.state is not P.ASKED:
        return ()
    most = policy.payment_tries if policy else 0
    is_last = tries + 1 == most
    return (
        paying.PaymentFailed(
            payment.payment, payment.session, payment.method, why, is_last=is_last
        ),
    )


def refunded(payment: Payment, receipt_no: str) -> tuple[Fact, ...]:
    """Return what it means that a sum is back on its card; heard twice it is nothing new."""
    return (_reversed(payment, receipt_no),) if payment.state is P.REFUNDING else ()


def refund_refused(payment: Payment) -> tuple[Fact, ...]:
    """Return what it means that a card took its sum not back: it counts again, people decide."""
    if payment.state is not P.REFUNDING:
        return ()
    why = PayFault.REFUND_REFUSED
    return (paying.PaymentFailed(payment.payment, payment.session, payment.method, why),)


def failures(payments: Iterable[Payment]) -> int:
    """Return how many cards of a visit failed."""
    return sum(one.state is P.FAILED for one in payments)


# -- a due that changes ----------------------------------------------------------------------------


def change_due(
    parcel: Parcel, due_minor: int, currency: str, visit: Session | None
) -> tuple[paying.DueChanged, ...] | Refused:
    """Decide what a new due of the central means; a visit goes on with the one it opened with.

    Args:
        parcel: as it stands.
        due_minor: what the central wants from now on, minor units.
        currency: its.
        visit: the customer's, if one is open.
    """
    if parcel.state in OVER:
        return Refused(Reason.ALREADY_PAID)
    if due_minor and parcel.due_minor and currency != parcel.currency:
        return Refused(Reason.BAD_VALUE)
    if (due_minor, currency) == (parcel.due_minor, parcel.currency):
        return ()
    session = visit.session if visit else None
    return (paying.DueChanged(parcel.parcel, due_minor, currency, parcel.due_minor, session),)


def paid_online(
    payment: str,
    parcel: Parcel,
    due_minor: int,
    method: PayMethod,
    visit: Session,
    payments: Iterable[Payment],
) -> tuple[paying.PaymentRecorded, ...]:
    """Return the payment of a customer who stands here and has paid the central meanwhile.

    Args:
        payment: its id: the letter's, so that it counts once.
        parcel: what was paid for.
        due_minor: what is still to be paid for it.
        method: link or prepaid.
        visit: which counts it.
        payments: of the visit; what was told before is not told again.
    """
    told = (one for one in payments if one.state is P.PAID and one.parcel == parcel.parcel)
    amount = (
        charged(parcel, visit.dues).due_minor - due_minor - sum(one.amount_minor for one in told)
    )
    if amount <= 0:
        return ()
    return (
        paying.PaymentRecorded(
            payment,
            visit.session,
            amount,
            parcel.currency,
            method,
            parcel=parcel.parcel,
        ),
    )
