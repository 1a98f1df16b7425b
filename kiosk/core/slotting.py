"""Which parcels should lie in a quicker cell: a few moves a night, told by how long searches took.

A cell is as quick as the searches in it were; one that few looked into counts as its rack does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from kiosk.core.cells import ROOM, UNITS, CellLoad, may_hold, zone_of
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.parcels import Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import MoveReason, ParcelKind, ParcelState, Zone

_BELIEVED = 3  # searches before their median says anything
_WORTH_IT = 0.8  # of the search time before: a move is work, too
_LONGEST_MS = 10 * 60_000  # whoever looked longer did something else meanwhile


class Search(Struct, frozen=True):
    """How long somebody looked for a parcel in a cell, in ms."""

    parcel: str
    cell: str
    ms: int


class Proposal(Struct, frozen=True):
    """One parcel that should lie elsewhere."""

    parcel: str
    from_cell: str
    to_cell: str


class _Group(Struct, frozen=True):
    """All that waits for one customer, in one cell: it stays together."""

    cell: str
    parcels: tuple[Parcel, ...]

    @property
    def units(self) -> int:
        return sum(UNITS[parcel.size] for parcel in self.parcels)


def quickness(searches: Iterable[Search], loads: Sequence[CellLoad]) -> dict[str, int]:
    """Return how long a search in each cell takes, ms; a cell nobody can tell of is not named."""
    of_cell, of_rack = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    rack = {load.cell.cell: load.cell.rack for load in loads}
    for search in searches:
        if search.cell in rack and 0 < search.ms <= _LONGEST_MS:
            of_cell[search.cell].append(search.ms)
            of_rack[rack[search.cell]].append(search.ms)
    told = {}
    for cell in rack:
        times = of_cell[cell] if len(of_cell[cell]) >= _BELIEVED else of_rack[rack[cell]]
        if len(times) >= _BELIEVED:
            told[cell] = _median(times)
    return told


def _median(times: Sequence[int]) -> int:
    ranked, middle = sorted(times), len(times) // 2
    return (ranked[middle] + ranked[~middle]) // 2


def propose(
    parcels: Iterable[Parcel],
    loads: Sequence[CellLoad],
    searches: Sequence[Search],
    most: int,
) -> tuple[Proposal, ...]:
    """Return the moves of a night, the most useful first.

    What was looked for before and is still here goes first, then what leaves soonest. It goes into
    the quickest free cell that holds it, if that is much quicker than where it lies.

    Args:
        parcels: what is stored.
        loads: every cell with what lies in it.
        searches: how long people looked, and where.
        most: so many moves at most.
    """
    quick = quickness(searches, loads)
    free = sorted(
        (load for load in loads if _is_free(load) and load.cell.cell in quick),
        key=lambda load: (quick[load.cell.cell], load.cell.walk, load.cell.cell),
    )
    sought = {search.parcel for search in searches}
    moves: list[Proposal] = []
    for group in sorted(_groups(parcels), key=lambda group: _urgency(group, sought)):
        if len(moves) + len(group.parcels) > most or group.cell not in quick:
            continue
        target = next((load for load in free if _holds(load, group)), None)
        if target is None or quick[target.cell.cell] > _WORTH_IT * quick[group.cell]:
            continue
        free.remove(target)
        moves += [Proposal(p.parcel, group.cell, target.cell.cell) for p in group.parcels]
    return tuple(moves)


def still_good(proposal: Proposal, parcel: Parcel | None, target: CellLoad | None) -> bool:
    """Whether a proposal of last night still makes sense: nobody took the parcel or the cell."""
    if parcel is None or target is None or target.dark:
        return False
    if parcel.state is not ParcelState.STORED or parcel.cell != proposal.from_cell:
        return False
    return may_hold(parcel, target, others_free=True) is None


def move(proposal: Proposal, parcel: Parcel, target: CellLoad) -> tuple[ParcelMoved] | Refused:
    """Decide what it means that a parcel is put into the cell that was scanned.

    Args:
        proposal: the parcel's.
        parcel: as it stands.
        target: the scanned cell with its content; any other is asked about.
    """
    if parcel.state is not ParcelState.STORED:
        return wrong_state(parcel)
    cell = target.cell.cell
    if cell == parcel.cell:
        return Refused(Reason.SAME_CELL, {"cell": cell})
    if cell != proposal.to_cell:
        return Refused(Reason.OTHER_CELL, {"cell": cell, "suggested": proposal.to_cell})
    refused = may_hold(parcel, target, others_free=True)
    if refused:
        return refused
    return (ParcelMoved(parcel.parcel, parcel.cell, cell, MoveReason.SLOTTING),)


def _groups(parcels: Iterable[Parcel]) -> list[_Group]:
    """Return what may be moved: whole customers, who have all they wait for in one cell."""
    of: defaultdict[str, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        if parcel.cell and parcel.state is ParcelState.STORED and zone_of(parcel) is Zone.MAIN:
            of[parcel.customer_ref or f"?{parcel.parcel}"].append(parcel)
    return [
        _Group(lying[0].cell or "", tuple(sorted(lying, key=lambda p: p.parcel)))
        for lying in of.values()
        if len({parcel.cell for parcel in lying}) == 1
        and not any(parcel.provisional for parcel in lying)
        and all(parcel.kind is ParcelKind.ORDER for parcel in lying)
    ]


def _urgency(group: _Group, sought: Iterable[str]) -> tuple[bool, float, str]:
    ends = min((p.store_until for p in group.parcels if p.store_until), default=float("inf"))
    was_sought = any(parcel.parcel in sought for parcel in group.parcels)
    return (not was_sought, ends, group.parcels[0].parcel)


def _is_free(load: CellLoad) -> bool:
    cell = load.cell
    is_open = not (cell.blocked or cell.full or load.dark)
    return is_open and load.units == 0 and cell.zone is Zone.MAIN


def _holds(load: CellLoad, group: _Group) -> bool:
    fits = all(load.has_room(parcel.size) for parcel in group.parcels)
    return fits and group.units <= ROOM[load.cell.size]
