"""Facts of what people bring: customers' returns, and parcels that senders drop off."""

from typing import Annotated

from msgspec import Meta, field

from kiosk.core.facts.fact import Fact, Item
from kiosk.core.words import (
    At,
    BoxClass,
    Condition,
    Currency,
    Grams,
    How,
    Line,
    Ref,
    RejectReason,
    ReturnJudgement,
    Size,
    Word,
)

MOST_ITEMS = 20  # of a return; what is taken back names them once more
Items = Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)]
Checked = Annotated[tuple[Word, ...], Meta(max_length=40)]


class ReturnExpected(Fact, frozen=True):
    """The central lets a customer bring something back.

    Args:
        return_: the return as the point calls it.
        announced: as the central calls it, if the point had opened it under a name of its own.
        code: what the customer shows.
        until: the last moment to bring it, ms UTC.
        reason: the customer's, in words; empty since the journal forgets nothing.
        language: of the customer's papers.
        currency: of the goods' prices.
    """

    return_: Ref = field(name="return")
    code: Word = ""
    customer_ref: Ref | None = None
    order: Ref | None = None
    items: Items = ()
    size: Size = Size.S
    until: At | None = None
    reason: Line = ""
    language: Word = ""
    announced: Ref | None = None
    currency: Currency = "RUB"


class ReturnOpened(Fact, frozen=True):
    """The customer is here with the goods; nobody announced one that brings its own items.

    Args:
        how: by what it was found.
        code: what was shown, for one the point does not know.
        from_parcel: in which they were issued here.
    """

    return_: Ref = field(name="return")
    how: How
    code: Word = ""
    customer_ref: Ref | None = None
    order: Ref | None = None
    items: Items = ()
    from_parcel: Ref | None = None


class ReturnAccepted(Fact, frozen=True):
    """The goods were taken back, and are a parcel that goes to the warehouse.

    Args:
        checks: what the clerk found in order.
        provisional: the central has yet to agree.
    """

    return_: Ref = field(name="return")
    parcel: Ref
    condition: Condition
    box_class: BoxClass
    size: Size = Size.S
    items: Items = ()
    order: Ref | None = None
    customer_ref: Ref | None = None
    checks: Checked = ()
    provisional: bool = False
    currency: Currency = "RUB"


class ReturnRejected(Fact, frozen=True):
    """The customer keeps the goods; the central's word for it is `withdrawn` or `denied`."""

    return_: Ref = field(name="return")
    reason: RejectReason


class ReturnVerdict(Fact, frozen=True):
    """The central says whether a return it did not know was one of its own."""

    return_: Ref = field(name="return")
    verdict: ReturnJudgement
    comment: Line = ""


class DropoffExpected(Fact, frozen=True):
    """The central announced what a sender will bring."""

    parcel: Ref
    sender_ref: Ref | None = None
    size: Size = Size.S
    items: Items = ()
    policy: Word = ""


class DropoffAccepted(Fact, frozen=True):
    """A sender's parcel lies on the counter; a cell was suggested.

    Args:
        weight_g: 0 where nobody weighed it.
    """

    parcel: Ref
    sender_ref: Ref | None = None
    weight_g: Grams = 0
    size: Size = Size.S
    suggested: Ref | None = None
