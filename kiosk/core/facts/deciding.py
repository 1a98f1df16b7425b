"""Facts of what a customer takes and what stays: items, bags, the fitting room."""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.core.facts.fact import Fact, Item
from kiosk.core.words import Count, Decision, Minor, Ref, Size, Word

MOST_ITEMS = 40  # of a parcel, as of a manifest's line
MOST_BAGS = 20  # kinds of bags


class ItemDecided(Fact, frozen=True):
    """The customer said of a thing whether it is taken; until the visit is over that may change.

    Args:
        item: its place in the parcel, from 0; None for all that is in it.
        reason: why it is not taken, a key of the network's reasons.
    """

    parcel: Ref
    session: Ref
    decision: Decision
    item: Count | None = None
    reason: Word = ""


class ParcelRefused(Fact, frozen=True):
    """Nothing of a parcel was taken: it goes back."""

    parcel: Ref
    session: Ref
    reason: Word


class ParcelSplit(Fact, frozen=True):
    """Some of a parcel was taken: what was not is a parcel of its own, and goes back.

    Args:
        parcel: the one that was split.
        new: the one that goes back.
        items: what goes back, each as it was decided.
        due_minor: of the parcel's due, what was owed for them.
    """

    parcel: Ref
    new: Ref
    session: Ref
    reason: Word
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=MOST_ITEMS)]
    size: Size = Size.S
    order: Ref | None = None
    customer_ref: Ref | None = None
    due_minor: Minor = 0
    currency: Word = "RUB"
    age_limit: Annotated[int, Meta(ge=0, le=99)] = 0
    policy: Word = ""


class TryonStarted(Fact, frozen=True):
    """The customer tries the goods on."""

    session: Ref


class TryonEnded(Fact, frozen=True):
    """The customer came back and decides."""

    session: Ref


class Bag(Struct, frozen=True, omit_defaults=True):
    """How many bags of a kind.

    Args:
        bag: its kind, such as `M`.
        count: how many.
        price_minor: of one, 0 for a free one.
    """

    bag: Word
    count: Count
    price_minor: Minor = 0


class BagsTaken(Fact, frozen=True):
    """How many bags the customer takes along, all kinds told anew; `session` says who."""

    session: Ref
    bags: Annotated[tuple[Bag, ...], Meta(max_length=MOST_BAGS)] = ()
