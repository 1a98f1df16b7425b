"""What leaves the shelves: found by its light, cancelled by its scan, put where returns lie."""

from msgspec import Struct

from kiosk.core import cells, terms
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.terms import as_one_walks, cancelled


class Pulled(Struct, frozen=True):
    """A parcel that goes back now.

    Args:
        parcel: as it stands.
        cell: where it belongs; None when there is no room.
        again: it was put among the returns before.
    """

    parcel: Parcel
    cell: str | None
    again: bool


class Unclaimed(Activity):
    """The pick list of what is over its term, or was cancelled by the central.

    Args:
        counter: what all activities share.
        lamps: show where what was scanned belongs.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps, self._store = lamps, counter.store

    @needs(Right.SHIP)
    def due(self) -> tuple[Parcel, ...]:
        """Return what must leave the shelves, in the order one walks along them.

        Its term is over, or it was cancelled and lies among what is handed over.
        """
        at = self.counter.clock().at
        over = (p for p in self._store.parcels.expiring(at + 1) if terms.is_over(p, at))
        return as_one_walks(self.counter, (*over, *cancelled(self.counter)))

    @needs(Right.SHIP)
    def pull(self, parcel: str) -> Pulled | Refused:
        """Send a scanned parcel back and light where returns lie; a second scan lights it again."""
        found, moment = self._store.parcels.get(parcel), self.counter.clock()
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        facts = terms.give_up(found, moment.at, sure=moment.clock is not ClockQuality.UNSURE)
        if isinstance(facts, Refused):
            return facts
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
        after = self._store.parcels.get(parcel) or found
        cell = cells.suggest(after, self._store.cells.loads(self._lamps.dark))
        self._lamps.put(cell)
        stays = any(parcel == p.parcel for p in cancelled(self.counter))
        return Pulled(after, cell, again=not (facts or stays))
