"""The closed sets of money, as `core.words` holds those of the trade."""

from enum import StrEnum

from msgspec import Struct


class PayMethod(StrEnum):
    """How a sum was paid; the last two are the central's word."""

    CARD = "card"
    CASH = "cash"
    LINK = "link"
    PREPAID = "prepaid"


class PaymentState(StrEnum):
    """Where a payment stands; only a paid one counts."""

    ASKED = "asked"  # the terminal has it, nobody knows yet what became of it
    FAILED = "failed"
    PAID = "paid"
    REFUNDING = "refunding"  # on its way back to the card
    REVERSED = "reversed"


class PayFault(StrEnum):
    """Why a card was not charged, or a sum not paid back to it."""

    DECLINED = "declined"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"  # nobody held a card to the terminal
    NOT_SENT = "not_sent"  # the terminal never heard of it
    REFUND_REFUSED = "refund_refused"


class ClaimJudgement(StrEnum):
    """What the central says of a sum that could not go back."""

    REPAID = "repaid"  # the customer has it, by another way
    DISMISSED = "dismissed"  # it stays: nothing was to go back


class TerminalWord(StrEnum):
    """What a card terminal says of a payment."""

    WAITING = "waiting"  # for the customer, or for the bank
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    NOT_SENT = "not_sent"  # it never heard of it, so nothing was charged
    REFUNDED = "refunded"
    REFUND_REFUSED = "refund_refused"


class TerminalSaid(Struct, frozen=True):
    """The card terminal says what became of a payment; a signal of `hw.ports`.

    Args:
        receipt_no: its own number of it, empty while there is none.
        at: monotonic seconds.
    """

    payment: str
    word: TerminalWord
    receipt_no: str
    at: float
