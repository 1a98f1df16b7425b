"""What the stocktake answers: where one stands, what was scanned, and what differs."""

from msgspec import Struct

from kiosk.core.parcels import Parcel
from kiosk.core.stocktake import Stocktake
from kiosk.core.verdicts import Line
from kiosk.core.words import StocktakeScope, Verdict


class Offer(Struct, frozen=True):
    """Something that can be counted.

    Args:
        part: the rack, when it is one rack.
        cells: how many.
        minutes: how long that takes, as far as can be told.
    """

    scope: StocktakeScope
    part: str
    cells: int
    minutes: int


class Scanned(Struct, frozen=True):
    """A parcel scanned in the cell in hand; `parcel` is None for a code nobody knows."""

    code: str
    parcel: Parcel | None


class CountCard(Struct, frozen=True):
    """A stocktake as the person at the shelf sees it: never how many parcels are expected.

    Args:
        cell: to count now; None once all are counted.
        then: the cell after it.
        scanned: in `cell`, the last one first.
        pass_no: which count of the cell this is, from 1.
        is_own: the person counted it before, and somebody else could recount it.
    """

    stocktake: Stocktake
    cell: str | None
    then: str | None
    scanned: tuple[Scanned, ...]
    pass_no: int
    is_own: bool


class LineCard(Struct, frozen=True):
    """One difference with what is known of its parcel, None for a code nobody knows."""

    line: Line
    parcel: Parcel | None


class ReviewCard(Struct, frozen=True):
    """What a count found.

    Args:
        lines: what differs, cell by cell.
        matched: parcels where the books had them.
        may_apply: the person may let the books follow.
    """

    stocktake: Stocktake
    lines: tuple[LineCard, ...]
    matched: int
    may_apply: bool

    def of(self, verdict: Verdict) -> tuple[LineCard, ...]:
        """Return the lines of one verdict."""
        return tuple(card for card in self.lines if card.line.verdict is verdict)

    @property
    def told(self) -> tuple[Line, ...]:
        """The lines alone, as they are applied."""
        return tuple(card.line for card in self.lines)
