"""The central's second word on what it announced: a longer term, another sum, a claim settled."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from kiosk.core.claims import ClaimVerdict
from kiosk.core.letter import Letter
from kiosk.core.messages import DueSet, StorageExtended
from kiosk.core.paywords import ClaimJudgement, PayMethod
from kiosk.core.words import At, Currency, Line, Minor, Ref


class ExtendWish(Struct, frozen=True, tag="extend", forbid_unknown_fields=True):
    """Let parcels wait longer at a point, also such as are over their term.

    Args:
        point: where they wait.
        parcels: which.
        until: until when, ms UTC.
    """

    point: Ref
    parcels: Annotated[tuple[Ref, ...], Meta(min_length=1, max_length=100)]
    until: At

    def fault(self, at: int) -> str:
        """Return why it makes no sense now, empty if it does.

        Args:
            at: now, ms UTC.
        """
        return "" if self.until > at else "that moment is over already"

    def letters(self) -> list[Letter]:
        """Return the letters that say so, one a parcel."""
        return [StorageExtended(parcel, self.until) for parcel in dict.fromkeys(self.parcels)]

    def said(self) -> str:
        """Say what is done, in one line."""
        return f"{len(self.letters())} parcels may wait longer at point {self.point}"


class DueWish(Struct, frozen=True, tag="due", forbid_unknown_fields=True):
    """Say what is to be paid for a parcel at the counter from now on.

    Args:
        point: where it waits.
        parcel: which.
        due_minor: the sum, in minor units; 0 for nothing.
        currency: of the sum.
        paid: how the customer paid the difference meanwhile; None: the price is another.
    """

    point: Ref
    parcel: Ref
    due_minor: Minor
    currency: Currency
    paid: Literal["link", "prepaid"] | None = None

    def fault(self, at: int) -> str:  # noqa: ARG002
        """Return why it makes no sense now, empty as any sum does."""
        return ""

    def letters(self) -> list[Letter]:
        """Return the letter that says so."""
        method = PayMethod(self.paid) if self.paid else None
        return [DueSet(self.parcel, self.due_minor, self.currency, method)]

    def said(self) -> str:
        """Say what is done, in one line."""
        return f"parcel {self.parcel}: point {self.point} is told the sum"


class SettleWish(Struct, frozen=True, tag="settle", forbid_unknown_fields=True):
    """Say what became of a sum that a point could not give back.

    Args:
        point: where it was paid.
        payment: which.
        verdict: `repaid` by another way, or `dismissed`: it stays.
        comment: for the staff.
    """

    point: Ref
    payment: Ref
    verdict: Literal["repaid", "dismissed"]
    comment: Line = ""

    def fault(self, at: int) -> str:  # noqa: ARG002
        """Return why it makes no sense now, empty as it always does."""
        return ""

    def letters(self) -> list[Letter]:
        """Return the letter that says so."""
        return [ClaimVerdict(self.payment, ClaimJudgement(self.verdict), self.comment)]

    def said(self) -> str:
        """Say what is done, in one line."""
        return f"payment {self.payment}: point {self.point} is told that it is {self.verdict}"
