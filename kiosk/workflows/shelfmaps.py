"""The shelf map, drawn at the counter: a draft is looked at, saved whole, and can be taken back."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import labels, lampmap, mapchange
from kiosk.core.cells import Cell
from kiosk.core.lampmap import LampMap
from kiosk.core.mapchange import Standing
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan, plan_of, specs_of
from kiosk.core.words import Right
from kiosk.hw.ports import Lights
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs


class Saved(Struct, frozen=True):
    """A map that counts from now on.

    Args:
        to_label: cells whose label on the shelf is new.
    """

    to_label: tuple[str, ...]


class _Last(Struct, frozen=True):
    before: Plan
    after: Plan


class ShelfMaps(Activity):
    """The racks, shelves and cells of the point; once changed here, the settings count no more.

    Args:
        counter: what all activities share.
        lamps: shows the plan anew when a map changes.
        lights: the chains, None for a point without any.
        papers: queues labels.
    """

    def __init__(
        self, counter: Counter, lamps: Lamps, lights: Lights | None, papers: Papers
    ) -> None:
        super().__init__(counter)
        self._lamps, self._lights, self._papers = lamps, lights, papers
        self._store = counter.store
        self._last: _Last | None = None

    @needs(Right.MAP)
    def plan(self) -> Plan:
        """Return the map that counts now, as a draft of itself."""
        return self._plan(self._store.cells.all())

    @needs(Right.MAP)
    def of_settings(self) -> Plan | Refused:
        """Return the settings' own map as a draft; stale when it is the one that counts."""
        now = self._plan(self._store.cells.all())
        known = {slot.cell for slot in now.slots}
        named = (
            Cell(s.cell, s.rack, s.size, s.zone, s.walk, shelf=s.shelf)
            for s in self.counter.first_map
        )
        wanted = self._plan(named)
        if not wanted.racks or specs_of(wanted) == specs_of(now):
            return Refused(Reason.STALE)
        racks = tuple(
            replace(
                rack,
                shelves=tuple(tuple(s if s.cell in known else replace(s, was="") for s in shelf)
                              for shelf in rack.shelves),
            )
            for rack in wanted.racks
        )  # fmt: skip
        return replace(wanted, racks=racks)

    @needs(Right.MAP)
    def busy(self) -> frozenset[str]:
        """Return the cells in which parcels lie."""
        return frozenset(load.cell.cell for load in self._store.cells.loads() if load.units)

    @needs(Right.MAP)
    def save(self, before: Plan, after: Plan) -> Saved | Refused:
        """Let a draft count: cells, what lies in renamed ones, and the lights, or nothing of it.

        Args:
            before: the map the draft began with.
            after: the draft.
        """
        if before != self._plan(self._store.cells.all()):
            return Refused(Reason.STALE)
        saved = self._save(before, after)
        if isinstance(saved, Saved):
            self._last = _Last(before, after)
        return saved

    @needs(Right.MAP)
    def undo(self) -> Saved | Refused:
        """Take the last change back, if nothing lies where there was no cell before."""
        last, now = self._last, self._plan(self._store.cells.all())
        if last is None or not _are_same(last.after, now):
            return Refused(Reason.STALE)
        saved = self._save(now, mapchange.restored(last.before, last.after))
        if isinstance(saved, Saved):
            self._last = None
        return saved

    @anybody
    def can_undo(self) -> bool:
        """Whether there is a change to take back; until the counter starts again."""
        return self._last is not None

    @needs(Right.MAP)
    def print_labels(self, cells: Sequence[str]) -> int | Refused:
        """Print the labels of cells; return how many."""
        strange = next((cell for cell in cells if self._store.cells.get(cell) is None), None)
        if strange is not None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": strange})
        with self.counter.unit():
            for cell in cells:
                self._papers.queue(labels.cell_label(cell))
        return len(cells)

    @needs(Right.MAP)
    def point(self, chain: str, led: int) -> Refused | None:
        """Light one LED, whosever it is, until `rest`."""
        ours = next((c for c in self._chains() if c == chain), None)
        if ours is None:
            return Refused(Reason.NOT_OURS)
        self._lamps.point(chain, led)
        return None

    @anybody
    def rest(self) -> None:
        """Let the plan shine again where an LED was lit alone."""
        self._lamps.unpoint()

    # -- the pattern -----------------------------------------------------------------------------

    def _plan(self, cells: Sequence[Cell] | Iterator[Cell]) -> Plan:
        chains = self._lights.mapped() if self._lights else ()
        far = {cell for chain in chains if chain.is_far for cell in chain.cells} - {""}
        return plan_of(cells, self._chains(), far)

    def _chains(self) -> dict[str, LampMap]:
        chains = self._lights.mapped() if self._lights else ()
        return {c.name: LampMap(c.cells, c.dark) for c in chains if not c.is_far}

    def _save(self, before: Plan, after: Plan) -> Saved | Refused:
        lamps = {name: of for name, of in after.lamps.items() if before.lamps.get(name) != of}
        refused = self._in_count(before, after) or self._unfit(lamps)
        facts = refused or mapchange.decide(after, self._standing(before, after))
        if isinstance(facts, Refused):
            return facts
        if not (facts or lamps):
            return Refused(Reason.STALE)
        with self.counter.unit():
            self.counter.record(*facts)
            for chain, of in lamps.items():
                self.counter.record(*lampmap.told(chain, of))
                self._store.lamps.keep(chain, of)
        if self._lights is not None:
            for chain, of in lamps.items():
                self._lights.remap(chain, of.cells, of.dark)
        self._lamps.refresh()
        return Saved(mapchange.to_label(before, after))

    def _in_count(self, before: Plan, after: Plan) -> Refused | None:
        """Return why cells that are being counted cannot go, or get another name."""
        counting = self._store.counts.under_way()
        if counting is not None and set(_leaving(before, after)) & set(counting.cells):
            return Refused(Reason.OTHER_STOCKTAKE_OPEN)
        return None

    def _unfit(self, lamps: dict[str, LampMap]) -> Refused | None:
        counts = {chain: len(of.cells) for chain, of in self._chains().items()}
        refused = (lampmap.check(of, counts.get(chain, 0)) for chain, of in lamps.items())
        return next(filter(None, refused), None)

    def _standing(self, before: Plan, after: Plan) -> Standing:
        lying = {c: self._store.parcels.in_cell(c) for c in _leaving(before, after)}
        return Standing({cell.cell: cell for cell in self._store.cells.rows()}, lying)


def _leaving(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return the cells that go, or get another name."""
    stay = {slot.cell for slot in after.slots if slot.was == slot.cell}
    return tuple(slot.cell for slot in before.slots if slot.cell not in stay)


def _are_same(one: Plan, other: Plan) -> bool:
    return specs_of(one) == specs_of(other) and one.lamps == other.lamps
