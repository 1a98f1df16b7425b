"""Payments: what becomes of each sum, and what a visit owes; `core.till` says what may be done."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import decisions
from kiosk.core.events import Event
from kiosk.core.facts import paying, visits
from kiosk.core.facts.deciding import Bag
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.paywords import ClaimJudgement, PayFault, PaymentState, PayMethod
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState

P = PaymentState
Dues: TypeAlias = tuple[tuple[str, int], ...]  # parcel, minor units
IN_VISITS = (  # facts that change a visit, too
    paying.PaymentStarted,
    paying.PaymentRecorded,
    paying.PaymentFailed,
    paying.PaymentRefunding,
    paying.PaymentReversed,
    paying.ClaimDecided,
    paying.DueChanged,
)


class Payment(Struct, frozen=True):
    """A sum a customer paid, or was asked for.

    Args:
        payment: its id, also at the terminal.
        amount_minor: minor units, never 0.
        receipt_no: the terminal's number of it.
        given_minor: the cash the customer gave.
        reason: why it failed or could not be paid back; or that this claim was dismissed.
        parcel: what was paid for, where the central was paid.
    """

    payment: str
    session: str
    amount_minor: int
    currency: str
    method: PayMethod
    state: PaymentState
    receipt_no: str = ""
    given_minor: int = 0
    reason: str = ""
    changed_at: int = 0
    parcel: str | None = None

    @property
    def change_minor(self) -> int:
        """What the customer got back in cash at once."""
        return max(0, self.given_minor - self.amount_minor)


def evolve(payment: Payment | None, event: Event) -> Payment:
    """Return the payment after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    after = _born(event) if payment is None else _after(payment, event)
    return replace(after, changed_at=event.recorded_at)


def _born(event: Event) -> Payment:
    match event.facts:
        case paying.PaymentStarted() as fact:
            return Payment(
                fact.payment, fact.session, fact.amount_minor, fact.currency, fact.method, P.ASKED
            )
        case paying.PaymentRecorded() as fact:
            return Payment(
                fact.payment,
                fact.session,
                fact.amount_minor,
                fact.currency,
                fact.method,
                P.PAID,
                fact.receipt_no,
                fact.given_minor,
                parcel=fact.parcel,
            )
        case _:
            raise Contradiction(f"{event.type} of a payment nobody has heard of")


def _after(payment: Payment, event: Event) -> Payment:
    match event.facts, payment.state:
        # a terminal that said no may say yes after all: the money has gone, so it counts
        case paying.PaymentRecorded() as fact, (P.ASKED | P.FAILED) if _same(payment, fact):
            return replace(payment, state=P.PAID, receipt_no=fact.receipt_no, reason="")
        case paying.PaymentFailed(reason=why), P.ASKED:
            return replace(payment, state=P.FAILED, reason=why.value)
        case paying.PaymentFailed(reason=why), P.REFUNDING:
            return replace(payment, state=P.PAID, reason=why.value)
        case paying.PaymentRefunding(), P.PAID:
            return replace(payment, state=P.REFUNDING, reason="")
        case paying.PaymentReversed() as fact, (P.PAID | P.REFUNDING) if _same(payment, fact):
            return replace(payment, state=P.REVERSED, reason="")
        case paying.ClaimDecided(verdict=verdict), P.PAID if payment.reason:
            if verdict is ClaimJudgement.REPAID:
                return replace(payment, state=P.REVERSED, reason="")
            return replace(payment, reason=verdict.value)
        case _:
            raise Contradiction(f"{event.type} of a payment that is {payment.state}")


def _same(payment: Payment, fact: paying.PaymentRecorded | paying.PaymentReversed) -> bool:
    told = (fact.session, fact.amount_minor, fact.currency, fact.method)
    return told == (payment.session, payment.amount_minor, payment.currency, payment.method)


def held_after(money: Collection[str], fact: Fact) -> tuple[str, ...]:
    """Return the payments of a visit that are asked for or paid, after one more fact."""
    match fact:
        case paying.PaymentStarted(payment=one) | paying.PaymentRecorded(payment=one):
            return tuple(sorted({*money, one}))
        case paying.PaymentFailed(payment=one, reason=PayFault.REFUND_REFUSED):
            return tuple(sorted({*money, one}))
        case paying.PaymentFailed() | paying.PaymentRefunding() | paying.PaymentReversed():
            return tuple(sorted({*money} - {fact.payment}))
        case paying.ClaimDecided(payment=one, verdict=ClaimJudgement.REPAID):
            return tuple(sorted({*money} - {one}))
        case _:
            return tuple(money)


def after_money(dues: Dues, money: tuple[str, ...], fact: Fact) -> tuple[Dues, tuple[str, ...]]:
    """Return what a visit knows of money after one of `IN_VISITS`.

    Args:
        dues: as in `charged`.
        money: payments that are asked for or paid.
        fact: what happened.
    """
    if isinstance(fact, paying.DueChanged):
        return with_due(dues, fact), money
    return dues, held_after(money, fact)


def to_give_back(payments: Iterable[Payment]) -> list[Payment]:
    """Return what was paid and may go back; what could not is a claim, and the network's."""
    return [one for one in payments if one.state is P.PAID and not one.reason]


def claims(payments: Iterable[Payment]) -> list[Payment]:
    """Return what was to go back and could not, and nobody has settled yet."""
    closed = {"", ClaimJudgement.DISMISSED.value}
    return [one for one in payments if one.state is P.PAID and one.reason not in closed]


# -- the bill --------------------------------------------------------------------------------------


class Visit(Protocol):
    """What a bill needs to know of a session."""

    @property
    def session(self) -> str:
        """Its id."""

    @property
    def dues(self) -> Dues:
        """Parcels and the dues it opened with, of those that were changed since."""

    @property
    def bags(self) -> tuple[Bag, ...]:
        """Bags that are taken along."""


class Bill(Struct, frozen=True):
    """What a visit owes and has paid, in minor units of one currency.

    Args:
        due_minor: for what lies on the counter, at the prices the visit opened with.
        paid_minor: what counts; a sum on its way back to its card does not.
        asked: the payment whose outcome the terminal has not told.
    """

    due_minor: int
    paid_minor: int
    currency: str
    asked: Payment | None = None

    @property
    def left_minor(self) -> int:
        """What is still to be paid."""
        return max(0, self.due_minor - self.paid_minor)

    @property
    def over_minor(self) -> int:
        """What was paid too much."""
        return max(0, self.paid_minor - self.due_minor)


def charged(parcel: Parcel, dues: Dues) -> Parcel:
    """Return a parcel with the due that a visit charges for it.

    Args:
        parcel: as it stands.
        dues: parcels and the dues the visit opened with, of those that were changed since.
    """
    return replace(parcel, due_minor=dict(dues).get(parcel.parcel, parcel.due_minor))


def with_due(dues: Dues, fact: paying.DueChanged) -> Dues:
    """Return the dues a visit opened with, once one more was changed; the first word stays."""
    known = {fact.parcel: fact.was_minor} | dict(dues)
    return tuple(sorted(known.items()))


def bill(visit: Visit, parcels: Iterable[Parcel], payments: Iterable[Payment]) -> Bill | Refused:
    """Return the bill of a visit; sums of two currencies are never added.

    Args:
        visit: whose.
        parcels: the customer's; what is taken of those picked for the visit is to be paid.
        payments: those of the visit.
    """
    here = (p for p in parcels if p.state is ParcelState.PICKED and p.session == visit.session)
    picked = [charged(parcel, visit.dues) for parcel in here]
    mine = [one for one in payments if one.session == visit.session]
    paid = [one for one in mine if one.state is P.PAID]
    asked = next((one for one in mine if one.state is P.ASKED), None)
    owed = [parcel.currency for parcel in picked if decisions.due_of(parcel)]
    currencies = dict.fromkeys([*owed, *(one.currency for one in (*paid, *filter(None, [asked])))])
    if len(currencies) > 1:
        return Refused(Reason.MIXED_CURRENCIES, {"currencies": ", ".join(currencies)})
    currency = next(iter(currencies), picked[0].currency if picked else "RUB")
    due = decisions.due(picked, visit.bags)
    return Bill(due, sum(one.amount_minor for one in paid), currency, asked)


def priced(facts: Iterable[Fact], parcel: Parcel, dues: Dues) -> tuple[Fact, ...]:
    """Return how a parcel's visit ended, with what was charged for what was taken of it.

    Args:
        facts: of `decisions.ended`.
        parcel: as the customer decided.
        dues: as in `charged`.
    """
    due = decisions.due_of(charged(parcel, dues))
    return tuple(
        replace(fact, due_minor=due) if isinstance(fact, visits.ParcelIssued) else fact
        for fact in facts
    )


def settled(owed: Bill) -> Refused | None:
    """Return why a visit with this bill may not be completed; None when it is paid to the unit."""
    if owed.left_minor:
        facts: dict[str, str | int] = {
            "amount_minor": owed.left_minor,
            "currency": owed.currency,
        }
        return Refused(Reason.UNPAID, facts)
    if owed.over_minor:
        facts = {"amount_minor": owed.over_minor, "currency": owed.currency}
        return Refused(Reason.OVERPAID, facts)
    return None
