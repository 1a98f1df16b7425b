"""The care of cells: empty one into another, close one, say that it is full, print its label."""

from msgspec import Struct

from kiosk.core import cells, labels
from kiosk.core.cells import Cell
from kiosk.core.events import Stamp
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BlockReason, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs


class Emptied(Struct, frozen=True):
    """A cell all of which was moved into another, and how many parcels that were."""

    cell: str
    target: str
    parcels: int


class _Emptied(Struct, frozen=True):
    cell: str
    target: str
    facts: tuple[ParcelMoved, ...]
    moment: Stamp


class CellCare(Activity):
    """What is done with a whole cell.

    Args:
        counter: what all activities share.
        lamps: show from where to where, and flash at a cell that cannot take it.
        papers: queues labels.
    """

    def __init__(self, counter: Counter, lamps: Lamps, papers: Papers) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._store = lamps, papers, counter.store
        self._last: _Emptied | None = None

    @needs(Right.ACCEPT)
    def move_all(self, cell: str, target: str) -> int | Refused:
        """Move all that lies in a cell into another, or nothing; return how many parcels."""
        load = self._store.cells.load(target)
        if load is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": target})
        facts = cells.merge(self._store.parcels.in_cell(cell), load)
        if isinstance(facts, Refused):
            self._lamps.warn(target, facts)
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        self._lamps.take(target)
        self._last = _Emptied(cell, target, facts, self.counter.clock())
        return len(facts)

    @anybody
    def emptied(self) -> Emptied | None:
        """Return what was moved last while it can be taken back: a policy's `undo_s`."""
        last, policy, now = self._last, self.counter.policy, self.counter.clock()
        if last is None or policy is None or last.moment.boot != now.boot:
            return None
        is_over = now.mono - last.moment.mono > policy.undo_s * 1000
        return None if is_over else Emptied(last.cell, last.target, len(last.facts))

    @needs(Right.ACCEPT)
    def move_back(self) -> int | Refused:
        """Take the last move of a whole cell back; return how many parcels go back."""
        last, policy = self._last, self.counter.policy
        if last is None or policy is None:
            return Refused(Reason.STALE)
        if self.emptied() is None:
            return Refused(Reason.UNDO_TOO_LATE, {"seconds": policy.undo_s})
        source = self._store.cells.load(last.cell)
        if source is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": last.cell})
        facts = cells.unmerge(last.facts, self._store.parcels.in_cell(last.target), source)
        if isinstance(facts, Refused):
            self._lamps.warn(last.cell, facts)
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        self._last = None
        self._lamps.take(last.cell)
        return len(facts)

    @needs(Right.MAP)
    def block(self, cell: str, reason: BlockReason) -> Refused | None:
        """Close a cell: nothing more is put there."""
        found = self._cell(cell)
        return found if isinstance(found, Refused) else self._record(cells.block(found, reason))

    @needs(Right.ACCEPT)
    def mark_full(self, cell: str) -> Refused | None:
        """Say that nothing more fits, whatever the figures say."""
        found = self._cell(cell)
        return found if isinstance(found, Refused) else self._record(cells.mark_full(found))

    @needs(Right.ACCEPT)
    def free(self, cell: str) -> Refused | None:
        """Let a cell be used again; one that was closed only who may close one."""
        found = self._cell(cell)
        if isinstance(found, Refused):
            return found
        if found.blocked and not self.counter.may(Right.MAP):
            return Refused(Reason.NOT_ALLOWED, {"right": Right.MAP.value})
        return self._record(cells.free(found))

    @needs(Right.FIND)
    def label(self, cell: str) -> str | Refused:
        """Print the label of a cell; return the job."""
        found = self._cell(cell)
        if isinstance(found, Refused):
            return found
        with self.counter.unit():
            return self._papers.queue(labels.cell_label(found.cell))

    def _cell(self, cell: str) -> Cell | Refused:
        return self._store.cells.get(cell) or Refused(Reason.NO_SUCH_CELL, {"cell": cell})

    def _record(self, facts: tuple[Fact, ...] | Refused) -> Refused | None:
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        return None
