"""What must leave the shelves, and whose term ends soon: the same for shelf and screen."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping

from msgspec import Struct

from kiosk.core.parcels import Parcel
from kiosk.core.terms import is_over
from kiosk.core.words import ParcelState, Zone
from kiosk.workflows.counter import Counter

HOUR_MS = 3_600_000


class Terms(Struct, frozen=True):
    """How many parcels of each cell are due.

    Args:
        expired: cell -> parcels whose term is over.
        cancelled: cell -> parcels that go back and still lie among what is handed over.
        expiring: cell -> parcels whose term ends within `within_h`.
        within_h: hours, by the network's rules.
    """

    expired: Mapping[str, int] = {}
    expiring: Mapping[str, int] = {}
    within_h: int = 0
    cancelled: Mapping[str, int] = {}

    @property
    def out(self) -> frozenset[str]:
        """The cells that something must be taken out of."""
        return frozenset(self.expired) | frozenset(self.cancelled)


def as_one_walks(counter: Counter, parcels: Iterable[Parcel]) -> tuple[Parcel, ...]:
    """Return parcels in the order one walks along the shelves, those in no cell first."""
    walk = {cell.cell: cell.walk for cell in counter.store.cells.all()}
    return tuple(sorted(parcels, key=lambda p: (walk.get(p.cell or "", -1), p.parcel)))


def cancelled(counter: Counter) -> tuple[Parcel, ...]:
    """Return what goes back and still lies among what is handed over."""
    main = {cell.cell for cell in counter.store.cells.all() if cell.zone is Zone.MAIN}
    back = counter.store.parcels.in_state(ParcelState.TO_RETURN)
    return tuple(parcel for parcel in back if parcel.cell in main)


def terms_of(counter: Counter) -> Terms:
    """Return what is due now, cell by cell."""
    policy, at = counter.policy, counter.clock().at
    within_h = policy.expiring_h if policy else 0
    expired: Tally[str] = Tally()
    expiring: Tally[str] = Tally()
    for parcel in counter.store.parcels.expiring(at + within_h * HOUR_MS):
        if parcel.cell:
            (expired if is_over(parcel, at) else expiring)[parcel.cell] += 1
    away = Tally(parcel.cell for parcel in cancelled(counter) if parcel.cell)
    return Terms(dict(expired), dict(expiring), within_h, dict(away))
