"""Facts of money at the counter: asked, paid, failed, given back; a due that the central changed.

A payment has its id before anything is charged, so that whoever hears of it twice knows it again.
"""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from kiosk.core.words import Currency, Line, Minor, Ref, Word

Amount = Annotated[int, Meta(ge=1, le=10**12)]  # minor units; nobody pays nothing


class PaymentStarted(Fact, frozen=True):
    """The card terminal is about to be asked for a sum; recorded before it is."""

    payment: Ref
    session: Ref
    amount_minor: Amount
    currency: Currency
    method: PayMethod


class PaymentRecorded(Fact, frozen=True):
    """A sum was paid.

    Args:
        given_minor: the cash the customer gave, change included.
        parcel: what was paid for, where the central was paid.
    """

    payment: Ref
    session: Ref
    amount_minor: Amount
    currency: Currency
    method: PayMethod
    receipt_no: Word = ""
    given_minor: Minor = 0
    parcel: Ref | None = None


class PaymentFailed(Fact, frozen=True):
    """Nothing was charged, or nothing paid back; `is_last`: no more tries at this visit's card."""

    payment: Ref
    session: Ref
    method: PayMethod
    reason: PayFault
    is_last: bool = False


class PaymentRefunding(Fact, frozen=True):
    """The card terminal is about to be asked to pay a sum back; recorded before it is."""

    payment: Ref
    session: Ref


class PaymentReversed(Fact, frozen=True):
    """A sum went back to the customer; the fact that it was paid stays, too."""

    payment: Ref
    session: Ref
    amount_minor: Amount
    currency: Currency
    method: PayMethod
    receipt_no: Word = ""


class ClaimDecided(Fact, frozen=True):
    """The central settled a sum that could not go back to its card."""

    payment: Ref
    session: Ref
    verdict: ClaimJudgement
    comment: Line = ""


class DueChanged(Fact, frozen=True):
    """The central wants another sum for a parcel; `session` charges what it opened with."""

    parcel: Ref
    due_minor: Minor
    currency: Currency
    was_minor: Minor = 0
    session: Ref | None = None
