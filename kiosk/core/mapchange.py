"""What a new shelf map changes: told to a person before it is saved, then as facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.cells import Cell
from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import CellSpec, Fact
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan, RackPlan, Slot, specs_of

_Lights: TypeAlias = Mapping[str, tuple[tuple[str, int], ...]]
SLICE = 100  # cells a fact carries at most (core.facts.stockroom)


class What(StrEnum):
    """What a new map says otherwise."""

    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    SIZE = "size"
    ZONE = "zone"
    LIGHT = "light"
    DARK = "dark"
    WALK = "walk"


class Difference(Struct, frozen=True):
    """Cells of one rack of which a new map says the same otherwise.

    Args:
        what: in which way.
        rack: its name from now on; until now for one that goes; empty for the walk.
        cells: which, in walk order.
        before, after: the words of the closed sets, or the rack's names.
    """

    what: What
    rack: str
    cells: tuple[str, ...]
    before: str = ""
    after: str = ""


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Return what a new map says otherwise, rack by rack, and the order of the walk at last."""
    known = {slot.cell: slot for slot in before.slots}
    lights = (before.lights(), after.lights())
    came = _origins(before, after)
    found: list[Difference] = []
    for rack in after.racks:
        name = came[rack.rack]
        if name not in {"", rack.rack}:
            cells = tuple(slot.cell for slot in rack.slots if slot.was)
            found.append(Difference(What.RENAMED, rack.rack, cells, name, rack.rack))
        found += [*_of_rack(rack, known), *_of_lights(rack, *lights)]
    stays = {slot.was for slot in after.slots}
    for rack in before.racks:
        lost = tuple(slot.cell for slot in rack.slots if slot.cell not in stays)
        found += [Difference(What.GONE, rack.rack, lost)] if lost else []
    return (*found, *_walk(before, after, came))


def _origins(before: Plan, after: Plan) -> dict[str, str]:
    """Return, for each rack of a new map, the rack it was; empty for a new one."""
    home = {slot.cell: rack.rack for rack in before.racks for slot in rack.slots}
    return {
        rack.rack: next((home[slot.was] for slot in rack.slots if slot.was in home), "")
        for rack in after.racks
    }


def _walk(before: Plan, after: Plan, came: Mapping[str, str]) -> Iterator[Difference]:
    old = [rack.rack for rack in before.racks if rack.rack in came.values()]
    if old != [came[rack.rack] for rack in after.racks if came[rack.rack]]:
        order = " ".join(rack.rack for rack in after.racks)
        yield Difference(What.WALK, "", (), " ".join(old), order)


def _of_rack(rack: RackPlan, known: Mapping[str, Slot]) -> Iterator[Difference]:
    old = {slot: known.get(slot.was) for slot in rack.slots}
    fresh = tuple(slot.cell for slot, was in old.items() if was is None)
    if fresh:
        yield Difference(What.NEW, rack.rack, fresh)
    yield from _grouped(
        What.SIZE, rack, {s: (w.size.value, s.size.value) for s, w in old.items() if w}
    )
    yield from _grouped(
        What.ZONE, rack, {s: (w.zone.value, s.zone.value) for s, w in old.items() if w}
    )


def _grouped(
    what: What, rack: RackPlan, words: Mapping[Slot, tuple[str, str]]
) -> Iterator[Difference]:
    for pair in dict.fromkeys(pair for pair in words.values() if pair[0] != pair[1]):
        cells = tuple(slot.cell for slot, has in words.items() if has == pair)
        yield Difference(what, rack.rack, cells, *pair)


def _of_lights(rack: RackPlan, before: _Lights, after: _Lights) -> Iterator[Difference]:
    was = {slot.cell: before.get(slot.was, ()) for slot in rack.slots}
    now = {slot.cell: after.get(slot.cell, ()) for slot in rack.slots}
    changed = [cell for cell in now if now[cell] != was[cell]]
    for what, cells in (
        (What.LIGHT, tuple(cell for cell in changed if now[cell])),
        (What.DARK, tuple(cell for cell in changed if not now[cell])),
    ):
        if cells:
            yield Difference(what, rack.rack, cells)


def to_label(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return the cells that need a new label on the shelf: new ones, and those with a new name."""
    known = {slot.cell for slot in before.slots}
    return tuple(s.cell for s in after.slots if s.was not in known or s.was != s.cell)


def restored(before: Plan, after: Plan) -> Plan:
    """Return the draft that undoes a change: `before`, coming from where `after` has things.

    Args:
        before: the map as it was.
        after: the map it became; what is in force now.
    """
    names = {slot.was: slot.cell for slot in after.slots if slot.was}
    racks = tuple(
        replace(
            rack,
            shelves=tuple(tuple(replace(slot, was=names.get(slot.cell, "")) for slot in shelf)
                          for shelf in rack.shelves),
        )
        for rack in before.racks
    )  # fmt: skip
    return replace(before, racks=racks)


# -- facts ---------------------------------------------------------------------------------------


class Standing(Struct, frozen=True):
    """How the shelves stand at the moment a new map is to count.

    Args:
        rows: every cell by name, also those that stand no more.
        lying: what lies in each cell.
    """

    rows: Mapping[str, Cell]
    lying: Mapping[str, Sequence[Parcel]]


def decide(after: Plan, standing: Standing) -> tuple[Fact, ...] | Refused:
    """Decide whether a new map may count: a cell in which something lies cannot vanish.

    Args:
        after: the draft; its slots name where they come from.
        standing: how the shelves stand.

    Returns:
        The facts, none when nothing of the cells changes; or why not.
    """
    specs = specs_of(after)
    if len({spec.cell for spec in specs}) != len(specs):
        return Refused(Reason.BAD_VALUE)
    stays = {slot.was for slot in after.slots}
    full = sorted(cell for cell, lies in standing.lying.items() if lies and cell not in stays)
    if full:
        return Refused(Reason.CELL_NOT_EMPTY, {"cell": full[0]})
    named = {spec.cell for spec in specs}
    gone = [c.cell for c in standing.rows.values() if not c.gone and c.cell not in named]
    fresh = [spec for spec in specs if not is_so(standing.rows.get(spec.cell), spec)]
    renamed = [slot for slot in after.slots if slot.was and slot.was != slot.cell]
    return (
        *told(fresh, sorted(gone)),
        *(fact for slot in renamed for fact in _standing_of(slot, standing.rows)),
        *(
            stockroom.ParcelMoved(parcel.parcel, slot.was, slot.cell)
            for slot in renamed
            for parcel in standing.lying.get(slot.was, ())
        ),
    )


def told(specs: Sequence[CellSpec], gone: Sequence[str] = ()) -> Iterator[Fact]:
    """Yield the facts of cells that change, each as long as an event may be."""
    for first in range(0, len(specs), SLICE):
        yield stockroom.CellmapChanged(tuple(specs[first : first + SLICE]))
    for first in range(0, len(gone), SLICE):
        yield stockroom.CellmapChanged((), tuple(gone[first : first + SLICE]))


def is_so(cell: Cell | None, spec: CellSpec) -> bool:
    """Whether a cell stands as a fact would tell it."""
    if cell is None or cell.gone:
        return False
    return all(getattr(cell, name) == getattr(spec, name) for name in spec.__struct_fields__)


def _standing_of(slot: Slot, rows: Mapping[str, Cell]) -> Iterable[Fact]:
    """Yield what takes along that a renamed cell is closed, or called full."""
    old, target = rows[slot.was], rows.get(slot.cell)
    has = (target.blocked, target.full) if target is not None and not target.gone else ("", False)
    if has == (old.blocked, old.full):
        return
    if any(has):
        yield stockroom.CellFreed(slot.cell)
    if old.blocked:
        yield stockroom.CellBlocked(slot.cell, old.blocked)
    if old.full:
        yield stockroom.CellMarkedFull(slot.cell)
