"""What nobody wants back: found by its light, photographed, and disposed of for good."""

from kiosk.core import evidence, terms
from kiosk.core.evidence import Skipped
from kiosk.core.facts.shipping import ParcelDisposed
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, ParcelState, Purpose, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import LIT_AT_ONCE, Lamps
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.terms import as_one_walks

NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)


class Disposal(Activity):
    """What went back so long ago that the network lets the point dispose of it.

    Args:
        counter: what all activities share.
        lamps: lit for what is to be taken.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps, self._store = lamps, counter.store

    @needs(Right.OVERRIDE)
    def due(self) -> tuple[Parcel, ...]:
        """Return what may be disposed of, in the order one walks along the shelves."""
        days, moment = self._days, self.counter.clock()
        if not days or moment.clock is ClockQuality.UNSURE:
            return ()
        back = self._store.parcels.in_state(ParcelState.TO_RETURN)
        found = (parcel for parcel in back if terms.may_dispose(parcel, moment.at, days))
        return as_one_walks(self.counter, found)

    @needs(Right.OVERRIDE)
    def take(self, parcel: str) -> Parcel | Refused:
        """Take a scanned parcel in hand, if it may be disposed of; nothing is recorded yet."""
        decided = self._decided(parcel)
        if isinstance(decided, Refused):
            return decided
        return self._store.parcels.get(parcel) or NOT_KNOWN

    @needs(Right.OVERRIDE)
    def dispose(self, parcel: str, skipped: Skipped | None = None) -> Parcel | Refused:
        """Dispose of the parcel in hand; a second time changes nothing.

        Args:
            parcel: its code.
            skipped: why it goes without the photos the network asks for.
        """
        facts, policy = self._decided(parcel), self.counter.policy
        if isinstance(facts, Refused):
            return facts
        if facts and policy is not None:
            have = len(self._store.photos.of(parcel, Purpose.DISPOSAL.value))
            left_out = evidence.enough(parcel, Purpose.DISPOSAL, have, policy, skipped)
            if isinstance(left_out, Refused):
                return left_out
            with self.counter.unit():
                self.counter.record(*left_out, *facts)
            self.light()
        return self._store.parcels.get(parcel) or NOT_KNOWN

    @needs(Right.OVERRIDE)
    def light(self) -> None:
        """Let the next cells shine that hold something to be disposed of, until `dark`."""
        due = self.due()
        parcels = () if isinstance(due, Refused) else due
        cells = dict.fromkeys(parcel.cell for parcel in parcels if parcel.cell)
        self._lamps.gather(list(cells)[:LIT_AT_ONCE])

    @needs(Right.OVERRIDE)
    def dark(self) -> None:
        """Nobody disposes of anything any more."""
        self._lamps.gather(())

    @property
    def _days(self) -> int:
        policy = self.counter.policy
        return policy.dispose_days if policy else 0

    def _decided(self, parcel: str) -> tuple[ParcelDisposed, ...] | Refused:
        found, moment = self._store.parcels.get(parcel), self.counter.clock()
        if found is None:
            return NOT_KNOWN
        sure = moment.clock is not ClockQuality.UNSURE
        return terms.dispose(found, moment.at, self._days, sure=sure)
