"""The strokes with which somebody draws the shelves: each gives another draft, or says why not."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from string import ascii_uppercase

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan, RackPlan, Shelf, Slot
from kiosk.core.words import Size, Zone

MOST_SHELVES = 12
MOST_BESIDE = 8  # cells of a shelf that a finger still hits on the smaller screen
MOST_CELLS = 2000
_NAME = re.compile(r"[A-Z]{1,2}")

# -- racks ---------------------------------------------------------------------------------------


class Shape(Struct, frozen=True):
    """How a new rack stands.

    Args:
        shelves: one above the other.
        beside: cells of each.
    """

    shelves: int
    beside: int
    size: Size = Size.S
    zone: Zone = Zone.MAIN


def add_rack(plan: Plan, name: str, shape: Shape) -> Plan | Refused:
    """Put a new rack at the end of the walk."""
    refused = _name_refused(plan, name)
    if refused:
        return refused
    if not (1 <= shape.shelves <= MOST_SHELVES and 1 <= shape.beside <= MOST_BESIDE):
        return Refused(Reason.BAD_VALUE)
    numbers = range(1, shape.shelves * shape.beside + 1)
    slots = [Slot(_cell_name(name, n), shape.size, shape.zone) for n in numbers]
    shelves = tuple(tuple(slots[i : i + shape.beside]) for i in range(0, len(slots), shape.beside))
    return _within(replace(plan, racks=(*plan.racks, RackPlan(name, shelves))))


def free_name(plan: Plan) -> str:
    """Return the first name that no rack has: a letter, else two."""
    names = list(ascii_uppercase)
    names += [f"{one}{two}" for one in ascii_uppercase for two in ascii_uppercase]
    return next(name for name in names if _name_refused(plan, name) is None)


def rename_rack(plan: Plan, rack: str, name: str) -> Plan | Refused:
    """Give a rack and its cells other letters; what lies in them and lights them comes along."""
    found = plan.rack(rack)
    if found is None:
        return Refused(Reason.STALE)
    refused = _name_refused(plan, name)
    if refused:
        return refused
    names = {slot.cell: f"{name}-{slot.cell.split('-', 1)[-1]}" for slot in found.slots}
    return _renamed(_with(plan, rack, replace(found, rack=name)), names)


def remove_rack(plan: Plan, rack: str, busy: Collection[str]) -> Plan | Refused:
    """Take a rack away; an empty one only.

    Args:
        plan: the draft.
        rack: its name.
        busy: cells in which parcels lie, by the names that count now.
    """
    found = plan.rack(rack)
    if found is None:
        return Refused(Reason.STALE)
    return _without(replace(plan, racks=tuple(r for r in plan.racks if r != found)), found.slots,
                    busy)  # fmt: skip


def shift_rack(plan: Plan, rack: str, by: int) -> Plan | Refused:
    """Let a rack come earlier (-1) or later (+1) on the walk."""
    order = [r.rack for r in plan.racks]
    if rack not in order:
        return Refused(Reason.STALE)
    at = order.index(rack)
    to = min(max(at + by, 0), len(order) - 1)
    racks = list(plan.racks)
    racks.insert(to, racks.pop(at))
    return replace(plan, racks=tuple(racks))


# -- shelves and cells ---------------------------------------------------------------------------


def set_shelves(plan: Plan, rack: str, count: int, busy: Collection[str]) -> Plan | Refused:
    """Let a rack have so many shelves: new ones come at its foot, and the last go first.

    Args:
        plan: the draft.
        rack: its name.
        count: shelves.
        busy: as in `remove_rack`.
    """
    found = plan.rack(rack)
    if found is None:
        return Refused(Reason.STALE)
    if not 1 <= count <= MOST_SHELVES:
        return Refused(Reason.SHELVES_LIMIT, {"most": MOST_SHELVES})
    shelves = list(found.shelves[:count])
    while len(shelves) < count:
        shelves.append(_more((), shelves[-1][-1], len(shelves[-1]), found.rack, shelves))
    lost = tuple(slot for shelf in found.shelves[count:] for slot in shelf)
    changed = _with(plan, rack, replace(found, shelves=tuple(shelves)))
    return _numbered(_without(changed, lost, busy), rack)


def set_beside(
    plan: Plan, rack: str, shelf: int | None, count: int, busy: Collection[str]
) -> Plan | Refused:
    """Let a shelf, or every shelf of a rack, have so many cells beside each other.

    A new cell takes the next number of its rack, so that no label on the shelves changes.

    Args:
        plan: the draft.
        rack: its name.
        shelf: which, counted from 0; None for all.
        count: cells beside each other; the last go first.
        busy: as in `remove_rack`.
    """
    found = plan.rack(rack)
    if found is None or (shelf is not None and not 0 <= shelf < len(found.shelves)):
        return Refused(Reason.STALE)
    if not 1 <= count <= MOST_BESIDE:
        return Refused(Reason.CELLS_LIMIT, {"most": MOST_BESIDE})
    shelves, lost = list(found.shelves), list[Slot]()
    for number, slots in enumerate(found.shelves):
        if shelf is None or shelf == number:
            lost += slots[count:]
            shelves[number] = _more(slots[:count], slots[-1], count, found.rack, shelves)
    changed = _with(plan, rack, replace(found, shelves=tuple(shelves)))
    return _numbered(_without(changed, tuple(lost), busy), rack)


def _more(slots: Shelf, like: Slot, count: int, rack: str, others: Iterable[Shelf]) -> Shelf:
    """Return a shelf filled up to `count` with cells like one of its own."""
    taken = {slot.cell for shelf in others for slot in shelf}
    number, fresh = 1 + max((_number(cell) for cell in taken), default=0), list(slots)
    while len(fresh) < count:
        fresh.append(Slot(_cell_name(rack, number), like.size, like.zone))
        number += 1
    return tuple(fresh)


def _numbered(plan: Plan | Refused, rack: str) -> Plan | Refused:
    """Return a plan in which the new cells of a rack have the next numbers, as one walks.

    No label of theirs hangs yet, so their numbers may still change.
    """
    found = plan.rack(rack) if isinstance(plan, Plan) else None
    if isinstance(plan, Refused) or found is None:
        return plan
    number = 1 + max((_number(slot.cell) for slot in found.slots if slot.was), default=0)
    fresh = [slot.cell for slot in found.slots if not slot.was]
    return _renamed(plan, {c: _cell_name(rack, number + at) for at, c in enumerate(fresh)})


def set_size(plan: Plan, cells: Collection[str], size: Size) -> Plan:
    """Let cells be of a size."""
    return _each(plan, cells, lambda slot: replace(slot, size=size))


def set_zone(plan: Plan, cells: Collection[str], zone: Zone) -> Plan:
    """Let cells belong to a zone."""
    return _each(plan, cells, lambda slot: replace(slot, zone=zone))


# -- lights --------------------------------------------------------------------------------------


class LightRun(Struct, frozen=True):
    """A run of lights along a strip.

    Args:
        chain: its name.
        first: the first LED, counted from 0.
        span: LEDs of a cell.
        backwards: the strip meets the last of the cells first.
    """

    chain: str
    first: int
    span: int = 1
    backwards: bool = False


def give_lights(plan: Plan, cells: Sequence[str], run: LightRun) -> Plan | Refused:
    """Let cells have lights one after the other; what they had before is nobody's.

    Args:
        plan: the draft.
        cells: in walk order.
        run: the lights.
    """
    freed = take_lights(plan, cells)
    lamps = freed.lamps.get(run.chain)
    if lamps is None:
        return Refused(Reason.NOT_OURS)
    end = run.first + run.span * len(cells)
    if run.first < 0 or run.span < 1 or end > len(lamps.cells):
        return Refused(Reason.LIGHT_OUTSIDE, {"most": len(lamps.cells)})
    taken = next((led for led in range(run.first, end) if lamps.cells[led]), None)
    if taken is not None:
        return Refused(Reason.LIGHT_TAKEN, {"light": taken + 1, "cell": lamps.cells[taken]})
    order = reversed(cells) if run.backwards else cells
    fresh = tuple(cell for cell in order for _ in range(run.span))
    whole = (*lamps.cells[: run.first], *fresh, *lamps.cells[end:])
    return replace(freed, lamps={**freed.lamps, run.chain: replace(lamps, cells=whole)})


def take_lights(plan: Plan, cells: Collection[str]) -> Plan:
    """Let cells have no light."""
    lamps = {
        chain: replace(of, cells=tuple("" if cell in cells else cell for cell in of.cells))
        for chain, of in plan.lamps.items()
    }
    return replace(plan, lamps=lamps)


# -- the pattern ---------------------------------------------------------------------------------


def _each(plan: Plan, cells: Collection[str], change: Callable[[Slot], Slot]) -> Plan:
    def changed(shelf: Shelf) -> Shelf:
        return tuple(change(slot) if slot.cell in cells else slot for slot in shelf)

    racks = tuple(replace(r, shelves=tuple(map(changed, r.shelves))) for r in plan.racks)
    return replace(plan, racks=racks)


def _renamed(plan: Plan, names: Mapping[str, str]) -> Plan:
    """Return the plan with other names of cells; their lights are theirs as before."""
    named = _each(plan, names, lambda slot: replace(slot, cell=names[slot.cell]))
    lamps = {
        chain: replace(of, cells=tuple(names.get(cell, cell) for cell in of.cells))
        for chain, of in plan.lamps.items()
    }
    return replace(named, lamps=lamps)


def _with(plan: Plan, rack: str, instead: RackPlan) -> Plan:
    return replace(plan, racks=tuple(instead if r.rack == rack else r for r in plan.racks))


def _without(plan: Plan, lost: Collection[Slot], busy: Collection[str]) -> Plan | Refused:
    """Return the plan without cells that went, lights and all; or which of them is not empty."""
    full = next((slot for slot in lost if slot.was in busy), None)
    if full is not None:
        return Refused(Reason.CELL_NOT_EMPTY, {"cell": full.cell})
    return _within(take_lights(plan, {slot.cell for slot in lost}))


def _within(plan: Plan) -> Plan | Refused:
    many = len(plan.slots) > MOST_CELLS
    return Refused(Reason.TOO_MANY_CELLS, {"most": MOST_CELLS}) if many else plan


def _name_refused(plan: Plan, name: str) -> Refused | None:
    if not _NAME.fullmatch(name):
        return Refused(Reason.RACK_NAME)
    taken = plan.rack(name) or any(slot.cell.startswith(f"{name}-") for slot in plan.slots)
    return Refused(Reason.RACK_TAKEN, {"rack": name}) if taken else None


def _cell_name(rack: str, number: int) -> str:
    return f"{rack}-{number:02d}"


def _number(cell: str) -> int:
    tail = cell.rsplit("-", 1)[-1]
    return int(tail) if tail.isdigit() else 0
