"""Putting parcels into cells: where the lamp blinks, or elsewhere when the clerk insists."""

from msgspec import Struct

from kiosk.core import cells
from kiosk.core.cells import CellLoad
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import Stored

INSIST_MS = 5_000  # the same cell again within this time is meant (WORKFLOWS.md 4.3)
_WAITING = (ParcelState.RECEIVED, ParcelState.TO_RETURN, ParcelState.QUARANTINED)


class _Asked(Struct, frozen=True):
    parcel: str
    cell: str
    mono: int


class Place(Activity):
    """What lies where.

    Args:
        counter: what all activities share.
        lamps: go dark once a parcel is put away, and flash at the wrong cell.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps = lamps
        self._store = counter.store
        self._asked: _Asked | None = None

    @needs(Right.ACCEPT)
    def store(self, parcel: str, cell: str) -> Stored | Refused:
        """Put a parcel from the counter into a scanned cell; another than suggested asks once."""
        now = self.counter.clock().mono
        asked, self._asked = self._asked, None
        same = asked is not None and (asked.parcel, asked.cell) == (parcel, cell)
        insisted = same and asked is not None and now - asked.mono <= INSIST_MS
        answer = self._put(parcel, cell, insisted=insisted)
        if isinstance(answer, Refused) and answer.reason is Reason.OTHER_CELL:
            self._asked = _Asked(parcel, cell, now)
        return answer

    @needs(Right.ACCEPT)
    def move(self, parcel: str, cell: str) -> Stored | Refused:
        """Put a parcel into another cell; what a person chooses is not asked about."""
        return self._put(parcel, cell, insisted=True)

    @anybody
    def waiting(self) -> tuple[Parcel, ...]:
        """Return what lies on the counter and belongs into a cell, the longest there first."""
        return tuple(p for state in _WAITING for p in self._store.parcels.on_counter(state))

    def _put(self, parcel: str, cell: str, *, insisted: bool) -> Stored | Refused:
        found, target = self._store.parcels.get(parcel), self._store.cells.load(cell)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        if target is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        free = self._others_free(found, target)
        # a suggested cell that stands no more cannot be the right one
        insisted = insisted or self._store.cells.get(found.suggested or "") is None
        match cells.put(found, target, others_free=free, insisted=insisted):
            case Refused() as no:
                self._lamps.warn(cell, no)
                return no
            case facts:
                return self._done(facts, parcel, cell)

    def _done(self, facts: tuple[Fact, ...], parcel: str, cell: str) -> Stored | Refused:
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
        self._lamps.put(None)
        found = self._store.parcels.get(parcel)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        return Stored(found, cell, others=len(self._store.parcels.in_cell(cell)))

    def _others_free(self, parcel: Parcel, target: CellLoad) -> bool:
        zone = target.cell.zone
        return any(
            load.units == 0 and load.cell.zone is zone and load.has_room(parcel.size)
            for load in self._store.cells.loads()
        )
