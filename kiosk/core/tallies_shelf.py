"""How full the shelves are, as the journal tells: what lies where, and the room there is.

The counts of a day hold by how much both changed on it; `filled` makes levels of them again.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.cells import ROOM, UNITS
from kiosk.core.day_counts import Counts
from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts import deciding, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.words import Size

SizeOf: TypeAlias = Callable[[str], Size]
UNITS_MOVED, ROOM_MOVED = "units_moved", "room_moved"  # of a day: by how much they changed on it
TAKEN, ROOMY = "units", "room"  # of a day: as they stood when it ended

_PUT = (
    stockroom.ParcelStored,
    stockroom.ParcelMoved,
    visits.ParcelPutBack,
    visits.ParcelFound,
)
_TAKEN_OUT = (
    stockroom.ParcelReceived,
    stockroom.ParcelQuarantined,
    stockroom.ParcelTurnedBack,
    visits.ParcelPicked,
    visits.ParcelNotFound,
    visits.ParcelIssued,
    visits.IssueUndone,
    deciding.ParcelRefused,
    shipping.ParcelPacked,
    shipping.ParcelGivenBack,
    shipping.ParcelDisposed,
    returning.DropoffAccepted,
)
_OF_CELLS = (stockroom.CellmapChanged, stockroom.CellBlocked, stockroom.CellFreed)
COUNTED: tuple[type[Fact], ...] = (*_PUT, *_TAKEN_OUT, *_OF_CELLS, stockroom.ParcelExpected)
# Who tells how large a parcel is, the last first; what is split off is told by the split alone.
SIZED: tuple[tuple[type[Fact], ...], ...] = (
    (
        stockroom.ParcelExpected,
        returning.DropoffExpected,
        returning.DropoffAccepted,
        returning.ReturnAccepted,
    ),
    (deciding.ParcelSplit,),
)


class Lying(Struct, frozen=True, array_like=True):
    """Where a parcel lies, and the units it takes there."""

    cell: str
    units: int


class Shelf(Struct, frozen=True, omit_defaults=True):
    """The shelves as the journal tells of them.

    Args:
        room: units that each cell holds, of those that may be used.
        shut: the same of those that are closed.
        drawn: cells that a person changed: a settings file says nothing of them any more.
        held: parcel -> where it lies.
    """

    room: dict[str, int] = {}
    shut: dict[str, int] = {}
    drawn: tuple[str, ...] = ()
    held: dict[str, Lying] = {}


def moved(shelf: Shelf, event: Event, size_of: SizeOf) -> tuple[Shelf, Counts]:
    """Return the shelves after an event, and by how much the units and the room changed.

    Args:
        shelf: before it.
        event: what happened.
        size_of: tells how large a parcel is, after this event.
    """
    match event.facts:
        case stockroom.ParcelMoved(parcel=parcel, to_cell=cell):
            return _put(shelf, parcel, cell, size_of)
        case (
            stockroom.ParcelStored(parcel=parcel, cell=cell)
            | visits.ParcelPutBack(parcel=parcel, cell=cell)
            | visits.ParcelFound(parcel=parcel, cell=cell)
        ):
            return _put(shelf, parcel, cell, size_of)
        case fact if isinstance(fact, _TAKEN_OUT):
            return _changed(shelf, fact.parcel, _without(shelf.held, fact.parcel))
        case stockroom.ParcelExpected(parcel=parcel) if parcel in shelf.held:
            return _put(shelf, parcel, shelf.held[parcel].cell, size_of)
        case fact if isinstance(fact, _OF_CELLS):
            after = _after(shelf, event)
            moved_ = {
                UNITS_MOVED: taken(after) - taken(shelf),
                ROOM_MOVED: roomy(after) - roomy(shelf),
            }
            return after, moved_
        case _:
            return shelf, {}


def taken(shelf: Shelf) -> int:
    """Return the units that are taken of cells that may be used."""
    return sum(one.units for one in shelf.held.values() if one.cell in shelf.room)


def roomy(shelf: Shelf) -> int:
    """Return the units that all cells hold that may be used."""
    return sum(shelf.room.values())


def filled(
    days: Mapping[str, Counts], first: date, last: date, now: tuple[int, int], later: Counts
) -> dict[str, Counts]:
    """Return the days with the units and the room as they stood when each ended.

    Args:
        days: counts by day, yyyy-mm-dd, of the days from `first` to `last`.
        first: the first day.
        last: the last one that has begun.
        now: units taken and room as they are now.
        later: by how much both changed after the last day.

    Returns:
        The same days and those without counts of their own; none of the time without a shelf.
    """
    found = dict(days)
    units, room = now[0] - later.get(UNITS_MOVED, 0), now[1] - later.get(ROOM_MOVED, 0)
    for back in range((last - first).days + 1):
        day = (last - timedelta(days=back)).isoformat()
        counts = found.get(day, {})
        if room > 0:
            found[day] = counts | {TAKEN: units, ROOMY: room}
        units -= counts.get(UNITS_MOVED, 0)
        room -= counts.get(ROOM_MOVED, 0)
    return found


def _put(shelf: Shelf, parcel: str, cell: str, size_of: SizeOf) -> tuple[Shelf, Counts]:
    return _changed(shelf, parcel, shelf.held | {parcel: Lying(cell, UNITS[size_of(parcel)])})


def _changed(shelf: Shelf, parcel: str, held: dict[str, Lying]) -> tuple[Shelf, Counts]:
    if held.get(parcel) == shelf.held.get(parcel):
        return shelf, {}
    after = replace(shelf, held=held)
    return after, {UNITS_MOVED: _weight(after, parcel) - _weight(shelf, parcel)}


def _weight(shelf: Shelf, parcel: str) -> int:
    lies = shelf.held.get(parcel)
    return lies.units if lies and lies.cell in shelf.room else 0


def _after(shelf: Shelf, event: Event) -> Shelf:
    match event.facts:
        case stockroom.CellBlocked(cell=cell) if cell in shelf.room:
            shut = shelf.shut | {cell: shelf.room[cell]}
            return replace(shelf, room=_without(shelf.room, cell), shut=shut)
        case stockroom.CellFreed(cell=cell) if cell in shelf.shut:
            room = shelf.room | {cell: shelf.shut[cell]}
            return replace(shelf, room=room, shut=_without(shelf.shut, cell))
        case stockroom.CellmapChanged() as told:
            return _mapped(shelf, told, by_hand=event.actor != SYSTEM)
        case _:
            return shelf


def _mapped(shelf: Shelf, told: stockroom.CellmapChanged, *, by_hand: bool) -> Shelf:
    """Return the shelves as a map has them; what a person drew, no file undoes (core.cells)."""
    room, shut, drawn = dict(shelf.room), dict(shelf.shut), dict.fromkeys(shelf.drawn)
    free = {spec.cell: ROOM[spec.size] for spec in told.cells}
    for cell in (*free, *told.gone):
        if cell in drawn and not by_hand:
            continue
        if by_hand:
            drawn[cell] = None
        if cell not in free:
            room.pop(cell, None)
            shut.pop(cell, None)
        else:
            (shut if cell in shut else room)[cell] = free[cell]
    return replace(shelf, room=room, shut=shut, drawn=tuple(drawn))


def _without(known: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: one for name, one in known.items() if name != key} if key in known else known
