"""What every fact is, and the parts that several facts share."""

from msgspec import Struct

from kiosk.core.words import Count, Decision, Line, Minor, Ref, Sha256, Size, Word, Zone


class Fact(Struct, frozen=True, omit_defaults=True):
    """What happened, in the past tense; one fact changes one thing."""


class Item(Struct, frozen=True, omit_defaults=True):
    """One thing inside a parcel.

    Args:
        category: says what is looked at when it is brought back.
        decision: the customer's; None while nothing else was said than that it is taken.
        why: of one that is not taken, a key of the network's reasons.
    """

    title: Line
    price_minor: Minor = 0
    photo: Sha256 | None = None
    barcode: Word = ""
    detail: Line = ""
    returnable: bool = True
    decision: Decision | None = None
    category: Word = ""
    why: Word = ""


class CellSpec(Struct, frozen=True, omit_defaults=True):
    """One cell of the shelf map.

    Args:
        walk: its rank on the clerk's way.
        shelf: of its rack, counted from the top; 0 while nobody said which.
    """

    cell: Ref
    rack: Word
    size: Size
    zone: Zone
    walk: Count
    shelf: Count = 0
