"""Cells: what fits where, which cell is proposed, and whether a parcel may be put there."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import ON_HAND, Contradiction, Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BlockReason, MoveReason, ParcelKind, ParcelState, Size, Zone

# Units a parcel takes and a cell holds, by size (WORKFLOWS.md 4.3).
UNITS = {Size.S: 1, Size.M: 2, Size.L: 4, Size.XL: 8}
ROOM = {Size.S: 4, Size.M: 8, Size.L: 16, Size.XL: 32}
_RANK = {size: rank for rank, size in enumerate(Size)}


class Cell(Struct, frozen=True):
    """One address on the shelves, as the map and the staff know it.

    Args:
        shelf: of its rack, counted from the top; 0 while nobody said which.
        gone: it stands no more; its row stays for what the journal tells of it.
        edited: a person of the point changed it, not the settings file.
    """

    cell: str
    rack: str
    size: Size
    zone: Zone
    walk: int
    blocked: str = ""
    full: bool = False
    shelf: int = 0
    gone: bool = False
    edited: bool = False


class CellLoad(Struct, frozen=True):
    """A cell with what lies in it.

    Args:
        cell: the cell.
        units: units taken.
        customers: references of the customers whose parcels lie there.
        dark: its lamp does not shine.
    """

    cell: Cell
    units: int = 0
    customers: frozenset[str] = frozenset()
    dark: bool = False

    def has_room(self, size: Size) -> bool:
        """Whether a parcel of `size` may go in."""
        if self.cell.blocked or self.cell.full:
            return False
        fits = _RANK[size] <= _RANK[self.cell.size] or self.cell.zone is Zone.FLOOR
        return fits and self.units + UNITS[size] <= ROOM[self.cell.size]


def evolve(cell: Cell | None, event: Event, cell_id: str) -> Cell:
    """Return the cell after `event`.

    Raises:
        Contradiction: the event is about a cell that is not on the map.
    """
    match event.facts:
        case stockroom.CellmapChanged() as told:
            return _mapped(cell, told, cell_id, by_hand=event.actor != SYSTEM)
        case _ if cell is None or cell.gone:
            raise Contradiction(f"{event.type} of a cell that is not on the map")
        case stockroom.CellBlocked(reason=reason):
            return replace(cell, blocked=reason or "blocked")
        case stockroom.CellMarkedFull():
            return replace(cell, full=True)
        case stockroom.CellFreed():
            return replace(cell, blocked="", full=False)
        case _:
            raise Contradiction(f"{event.type} changes no cell")


def _mapped(
    cell: Cell | None, told: stockroom.CellmapChanged, cell_id: str, *, by_hand: bool
) -> Cell:
    """Return a cell as the map has it now; what people said of it stays while it does.

    What a settings file says never undoes what a person drew: a new box begins with its file, and
    the central may know more.
    """
    if cell is not None and cell.edited and not by_hand:
        return cell
    spec = next((spec for spec in told.cells if spec.cell == cell_id), None)
    if spec is None:
        if cell is None:
            raise Contradiction(f"{cell_id} is gone that never was on the map")
        edited = cell.edited or by_hand
        return replace(cell, blocked="", full=False, gone=True, edited=edited)
    kept = cell or Cell(spec.cell, spec.rack, spec.size, spec.zone, spec.walk)
    return replace(
        kept,
        rack=spec.rack,
        size=spec.size,
        zone=spec.zone,
        walk=spec.walk,
        shelf=spec.shelf,
        gone=False,
        edited=kept.edited or by_hand,
    )


def zone_of(parcel: Parcel) -> Zone:
    """Return the zone a parcel belongs to."""
    if parcel.state is ParcelState.QUARANTINED:
        return Zone.QUARANTINE
    if parcel.kind is ParcelKind.DROP_OFF:
        return Zone.DIRECT
    going_back = {ParcelKind.RETURN, ParcelKind.REFUSAL}
    if parcel.kind in going_back or ParcelState.TO_RETURN in {parcel.state, parcel.was}:
        return Zone.RETURNS
    return Zone.MAIN


def suggest(parcel: Parcel, loads: Iterable[CellLoad]) -> str | None:
    """Propose a cell: the customer's own, else the smallest free one, else shared, else floor.

    Args:
        parcel: what is to be put away.
        loads: every cell with what lies in it.

    Returns:
        The cell's id, or None when the point is full.
    """
    room, wanted = [load for load in loads if load.has_room(parcel.size)], zone_of(parcel)
    zone = [load for load in room if load.cell.zone is wanted]
    own = [load for load in zone if parcel.customer_ref in load.customers]
    free = [load for load in zone if load.units == 0]
    floor = [load for load in room if load.cell.zone is Zone.FLOOR]
    if own:
        return min(own, key=_lit_then_near).cell.cell
    if free:
        return min(
            free,
            key=lambda load: (load.dark, _RANK[load.cell.size], load.cell.walk),
        ).cell.cell
    if zone:
        roomiest = min(
            zone,
            key=lambda load: (
                load.dark,
                load.units - ROOM[load.cell.size],
                load.cell.walk,
            ),
        )
        return roomiest.cell.cell
    return min(floor, key=_lit_then_near).cell.cell if floor else None


def _lit_then_near(load: CellLoad) -> tuple[bool, int]:
    return (load.dark, load.cell.walk)


def put(
    parcel: Parcel, target: CellLoad, *, others_free: bool, insisted: bool = False
) -> tuple[Fact, ...] | Refused:
    """Decide what it means that a parcel from the counter is put into `target`.

    Args:
        parcel: received, found again, set aside or going back.
        target: the scanned cell with its content.
        others_free: whether another cell of the zone is free.
        insisted: the same cell was scanned again after it was called wrong.

    Returns:
        Stored, found or moved, as the parcel stood; none for a parcel that lies there already; or
        why not: a cell other than the suggested one asks once (other_cell).
    """
    cell = target.cell.cell
    if parcel.cell == cell:
        return ()
    if parcel.state is ParcelState.PICKED:
        return Refused(Reason.IN_SESSION)
    if parcel.state not in ON_HAND:
        return wrong_state(parcel)
    refused = may_hold(parcel, target, others_free=others_free)
    if refused:
        return refused
    if parcel.state is ParcelState.NOT_FOUND:
        return (visits.ParcelFound(parcel.parcel, cell),)
    if parcel.state is not ParcelState.RECEIVED:
        return (stockroom.ParcelMoved(parcel.parcel, parcel.cell, cell),)
    if parcel.suggested and cell != parcel.suggested and not insisted:
        return Refused(Reason.OTHER_CELL, {"cell": cell, "suggested": parcel.suggested})
    return (stockroom.ParcelStored(parcel.parcel, cell, suggested=parcel.suggested),)


def merge(
    parcels: Iterable[Parcel], target: CellLoad
) -> tuple[stockroom.ParcelMoved, ...] | Refused:
    """Decide whether all that lies in one cell may go into another: all of it or nothing.

    Args:
        parcels: what lies in the cell that shall be empty.
        target: the other cell with its content; that customers share it is what is asked for.
    """
    facts: list[stockroom.ParcelMoved] = []
    load = target
    for parcel in parcels:
        if parcel.cell == target.cell.cell:
            return Refused(Reason.SAME_CELL, {"cell": target.cell.cell})
        refused = may_hold(parcel, load, others_free=False)
        if refused:
            return refused
        load = replace(load, units=load.units + UNITS[parcel.size])
        move = stockroom.ParcelMoved(parcel.parcel, parcel.cell, target.cell.cell, MoveReason.MERGE)
        facts.append(move)
    return tuple(facts) or Refused(Reason.NOTHING_HERE)


def unmerge(
    moved: Iterable[stockroom.ParcelMoved], parcels: Iterable[Parcel], source: CellLoad
) -> tuple[stockroom.ParcelMoved, ...] | Refused:
    """Decide whether what was moved with a whole cell may go back: all of it that still lies there.

    Args:
        moved: what happened.
        parcels: as they stand now.
        source: the cell it came from, with its content.
    """
    gone_to = {fact.parcel: fact.to_cell for fact in moved}
    still = (parcel for parcel in parcels if parcel.cell == gone_to.get(parcel.parcel, ""))
    return merge(still, source)


def block(cell: Cell, reason: BlockReason) -> tuple[stockroom.CellBlocked] | Refused:
    """Decide whether a cell may be closed; what lies in it stays and may be taken."""
    if cell.blocked:
        return Refused(Reason.STALE)
    return (stockroom.CellBlocked(cell.cell, reason.value),)


def mark_full(cell: Cell) -> tuple[stockroom.CellMarkedFull] | Refused:
    """Decide whether a person may say that nothing more fits."""
    if cell.full:
        return Refused(Reason.STALE)
    return (stockroom.CellMarkedFull(cell.cell),)


def free(cell: Cell) -> tuple[stockroom.CellFreed] | Refused:
    """Decide whether a closed or full cell may be used again."""
    if not (cell.blocked or cell.full):
        return Refused(Reason.STALE)
    return (stockroom.CellFreed(cell.cell),)


def may_hold(parcel: Parcel, target: CellLoad, *, others_free: bool) -> Refused | None:
    """Return why `target` may not hold the parcel, or None.

    Args:
        parcel: what is to be put there.
        target: the cell with its content.
        others_free: whether another cell of the zone is free; only then customers are kept apart.
    """
    cell = target.cell
    if cell.blocked:
        return Refused(Reason.CELL_BLOCKED, {"cell": cell.cell})
    if not target.has_room(parcel.size):
        return Refused(Reason.CELL_FULL, {"cell": cell.cell})
    if cell.zone not in {zone_of(parcel), Zone.FLOOR}:
        return Refused(Reason.WRONG_ZONE, {"cell": cell.cell, "zone": zone_of(parcel).value})
    others = target.customers - {parcel.customer_ref}
    if others and others_free and cell.zone is Zone.MAIN and cell.cell != parcel.suggested:
        return Refused(Reason.OTHER_CUSTOMER, {"cell": cell.cell})
    return None
