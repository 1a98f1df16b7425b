"""Stocktakes: which cells are counted, how far that is, and what a count of one cell means.

A draft is on the screen only; from `stocktake.started` on it is counting, recount, review, and in
the end applied or discarded (WORKFLOWS.md 4.9). Work at the counter goes on meanwhile: a cell is
compared with what the books have in it at the very moment when it is counted.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.cells import Cell
from kiosk.core.events import Event
from kiosk.core.facts import counting
from kiosk.core.facts.counting import MOST_CELLS, MOST_MISSED, MOST_SCANNED
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import StocktakeScope, StocktakeState

S = StocktakeState
UNDER_WAY = frozenset({S.COUNTING, S.RECOUNT, S.REVIEW})
LARGEST = 1000  # cells of one stocktake; a larger point is counted rack by rack
DAY_MS = 24 * 3_600_000


class Stocktake(Struct, frozen=True):
    """One count of some cells.

    Args:
        cells: all that are counted, in walk order.
        uncounted: those nobody has counted yet.
        recount: those that differed when they were counted first, and wait for a second count.
        part: the rack, when one rack is counted.
        counted_at: when the last cell was counted, ms UTC.
    """

    stocktake: str
    state: StocktakeState
    scope: StocktakeScope
    cells: tuple[str, ...]
    uncounted: tuple[str, ...]
    recount: tuple[str, ...] = ()
    part: str = ""
    started_at: int = 0
    started_by: str = ""
    counted_at: int = 0
    closed_at: int = 0
    matched: int = 0
    misplaced: int = 0
    missing: int = 0
    surplus: int = 0
    lost: int = 0

    @property
    def due(self) -> tuple[str, ...]:
        """The cells that are to be counted now: the uncounted first, then those that differed."""
        return self.uncounted or self.recount

    @property
    def done(self) -> int:
        """How many cells need no further count in this pass."""
        return len(self.cells) - len(self.due)


class CellCount(Struct, frozen=True):
    """How a cell was counted last; see `cell.counted`."""

    cell: str
    stocktake: str
    pass_no: int
    parcels: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    counted_at: int
    counted_by: str

    @property
    def differs(self) -> bool:
        """Whether the cell was not as the books had it."""
        return bool(self.missing or self.extra)


# -- how facts change them -----------------------------------------------------------------------

_MAY_COME_FROM: Mapping[type[Fact], frozenset[StocktakeState]] = {
    counting.StocktakeWidened: UNDER_WAY,
    counting.CellCounted: UNDER_WAY,
    counting.StocktakeApplied: frozenset({S.REVIEW}),
    counting.StocktakeDiscarded: UNDER_WAY,
}


def evolve(stocktake: Stocktake | None, event: Event) -> Stocktake:
    """Return the stocktake after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    fact, at = event.facts, event.recorded_at
    if stocktake is None:
        if not isinstance(fact, counting.StocktakeStarted):
            raise Contradiction(f"{event.type} of a stocktake nobody has begun")
        cells = fact.cells
        return Stocktake(
            fact.stocktake, S.COUNTING, fact.scope, cells, cells, (), fact.part, at, event.actor
        )
    if stocktake.state not in _MAY_COME_FROM.get(type(fact), ()):
        raise Contradiction(f"{event.type} of a stocktake that is {stocktake.state}")
    match fact:
        case counting.StocktakeWidened(cells=cells):
            fresh = tuple(cell for cell in cells if cell not in stocktake.cells)
            more = replace(stocktake, cells=stocktake.cells + fresh)
            return _in_phase(replace(more, uncounted=stocktake.uncounted + fresh))
        case counting.CellCounted():
            return _in_phase(replace(_ticked(stocktake, fact), counted_at=at))
        case counting.StocktakeApplied():
            return replace(
                stocktake,
                state=S.APPLIED,
                closed_at=at,
                matched=fact.matched,
                misplaced=fact.misplaced,
                missing=fact.missing,
                surplus=fact.surplus,
                lost=fact.lost,
            )
        case _:
            return replace(stocktake, state=S.DISCARDED, closed_at=at)


def _ticked(stocktake: Stocktake, fact: counting.CellCounted) -> Stocktake:
    cell = fact.cell
    if cell not in stocktake.cells:
        raise Contradiction(f"{cell} is none of the stocktake's cells")
    uncounted = tuple(one for one in stocktake.uncounted if one != cell)
    recount = tuple(one for one in stocktake.recount if one != cell)
    if fact.pass_no == 1 and (fact.missing or fact.extra):
        recount = (*recount, cell)
    return replace(stocktake, uncounted=uncounted, recount=recount)


def _in_phase(stocktake: Stocktake) -> Stocktake:
    """Return it in the state that follows from what is left to count."""
    if stocktake.uncounted:
        return replace(stocktake, state=S.COUNTING)
    return replace(stocktake, state=S.RECOUNT if stocktake.recount else S.REVIEW)


def counted(event: Event) -> CellCount:
    """Return how a cell was counted last, after `cell.counted`, whatever was before.

    Raises:
        Contradiction: the event is no count.
    """
    match event.facts:
        case counting.CellCounted() as fact:
            return CellCount(
                fact.cell,
                fact.stocktake,
                fact.pass_no,
                fact.parcels,
                fact.missing,
                fact.extra,
                event.recorded_at,
                event.actor,
            )
        case _:
            raise Contradiction(f"{event.type} counts no cell")


# -- what may be done ----------------------------------------------------------------------------


def start(
    stocktake_id: str,
    scope: StocktakeScope,
    cells: Sequence[str],
    under_way: Stocktake | None,
    part: str = "",
) -> tuple[Fact, ...] | Refused:
    """Decide whether a count of these cells may begin.

    Args:
        stocktake_id: the new one's id.
        scope: what was asked for.
        cells: what that is, in walk order.
        under_way: the one that is not over yet; two would take each other's differences for own.
        part: the rack, when one rack is counted.
    """
    if under_way is not None:
        since, by = under_way.started_at, under_way.started_by
        return Refused(Reason.OTHER_STOCKTAKE_OPEN, {"at": since, "by": by})
    if not cells:
        return Refused(Reason.NOTHING_TO_COUNT)
    if len(cells) > LARGEST:
        return Refused(Reason.COUNT_TOO_LARGE, {"most": LARGEST})
    first, rest = tuple(cells[:MOST_CELLS]), cells[MOST_CELLS:]
    began = counting.StocktakeStarted(stocktake_id, scope, first, part)
    return (began, *_wider(stocktake_id, rest))


def widen(stocktake: Stocktake, cells: Collection[str]) -> tuple[Fact, ...] | Refused:
    """Decide what it means that more cells are to be counted; none for cells that are in it."""
    fresh = [cell for cell in cells if cell not in stocktake.cells]
    if len(stocktake.cells) + len(fresh) > LARGEST:
        return Refused(Reason.COUNT_TOO_LARGE, {"most": LARGEST})
    return _wider(stocktake.stocktake, fresh)


def _wider(stocktake_id: str, cells: Sequence[str]) -> tuple[Fact, ...]:
    return tuple(
        counting.StocktakeWidened(stocktake_id, tuple(cells[at : at + MOST_CELLS]))
        for at in range(0, len(cells), MOST_CELLS)
    )


def scan(scanned: Sequence[str], parcel: str) -> tuple[str, ...] | Refused:
    """Return what was scanned in a cell once a parcel of it is; a second scan changes nothing."""
    if parcel in scanned:
        return tuple(scanned)
    if len(scanned) == MOST_SCANNED:
        return Refused(Reason.TOO_MANY_SCANNED, {"most": MOST_SCANNED})
    return (*scanned, parcel)


def count(
    stocktake: Stocktake,
    cell: str,
    scanned: Sequence[str],
    lying: Sequence[Parcel],
    before: CellCount | None,
) -> tuple[counting.CellCounted] | Refused:
    """Decide what the count of a cell says.

    Args:
        stocktake: the one under way.
        cell: which was counted.
        scanned: every parcel in it.
        lying: what the books have in it now.
        before: how it was counted last, by whatever stocktake.
    """
    if stocktake.state not in UNDER_WAY or cell not in stocktake.cells:
        return Refused(Reason.NOT_IN_COUNT, {"cell": cell})
    known = {parcel.parcel for parcel in lying}
    missing = tuple(sorted(known - set(scanned)))[:MOST_MISSED]
    extra = tuple(parcel for parcel in scanned if parcel not in known)
    number = pass_of(stocktake, before)
    fact = counting.CellCounted(stocktake.stocktake, cell, tuple(scanned), number, missing, extra)
    return (fact,)


def pass_of(stocktake: Stocktake, before: CellCount | None) -> int:
    """Return which count of a cell is next in this stocktake, from 1."""
    if before is None or before.stocktake != stocktake.stocktake:
        return 1
    return before.pass_no + 1


def recounts_own(before: CellCount | None, stocktake: Stocktake, staff: str) -> bool:
    """Whether a person would recount what they counted themselves; two pairs of eyes see more."""
    if before is None or before.stocktake != stocktake.stocktake:
        return False
    return before.differs and before.counted_by == staff


def next_cell(stocktake: Stocktake, after: str | None) -> str | None:
    """Return the cell to count after `after` as one walks, None once all are counted."""
    due = set(stocktake.due)
    at = stocktake.cells.index(after) + 1 if after in stocktake.cells and after else 0
    ahead = (*stocktake.cells[at:], *stocktake.cells[:at])
    return next((cell for cell in ahead if cell in due), None)


def wanting(
    cells: Sequence[Cell], counts: Mapping[str, CellCount], at: int, count_days: int
) -> tuple[str, ...]:
    """Return the cells that nobody has counted for so many days.

    Args:
        cells: the map.
        counts: how each was counted last.
        at: now, ms UTC.
        count_days: by the network's rules.
    """
    oldest = at - count_days * DAY_MS
    return tuple(
        cell.cell
        for cell in cells
        if cell.cell not in counts or counts[cell.cell].counted_at < oldest
    )
