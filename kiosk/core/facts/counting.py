"""Facts of the stocktake: what was counted where, and what came of it."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import Count, Ref, StocktakeScope, Word

MOST_CELLS = 200  # of one fact; a larger stocktake is told in several
MOST_SCANNED = 64  # parcels of one cell
MOST_MISSED = 100  # all three lists full of the longest codes still fit an event (PROTOCOL.md 4)

Cells = Annotated[tuple[Ref, ...], Meta(max_length=MOST_CELLS)]


class StocktakeStarted(Fact, frozen=True):
    """A count of these cells began; `part` names the rack when it is one rack's."""

    stocktake: Ref
    scope: StocktakeScope
    cells: Cells
    part: Word = ""


class StocktakeWidened(Fact, frozen=True):
    """More cells belong to the count that is under way."""

    stocktake: Ref
    cells: Cells


class CellCounted(Fact, frozen=True):
    """A cell was emptied scan by scan; told apart from what the books had in it at this moment.

    Args:
        parcels: everything scanned in it.
        pass_no: 1 for the first count, more for each one after it.
        missing: what the books had there and nobody scanned.
        extra: those of `parcels` that the books did not have there.
    """

    stocktake: Ref
    cell: Ref
    parcels: Annotated[tuple[Ref, ...], Meta(max_length=MOST_SCANNED)]
    pass_no: Annotated[int, Meta(ge=1, le=1000)] = 1
    missing: Annotated[tuple[Ref, ...], Meta(max_length=MOST_MISSED)] = ()
    extra: Annotated[tuple[Ref, ...], Meta(max_length=MOST_SCANNED)] = ()


class StocktakeApplied(Fact, frozen=True):
    """The books follow the count; what it changed stands beside this, a fact a parcel."""

    stocktake: Ref
    matched: Count
    misplaced: Count = 0
    missing: Count = 0
    surplus: Count = 0
    lost: Count = 0


class StocktakeDiscarded(Fact, frozen=True):
    """The count was thrown away; the books stay as they are."""

    stocktake: Ref
    reason: Word = ""


class ParcelLost(Fact, frozen=True):
    """A parcel that was not found before was in no cell of a count of everything: given up."""

    parcel: Ref
