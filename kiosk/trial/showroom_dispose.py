"""The screens of disposal in every state that matters: what came back long ago."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.core.evidence import Skipped
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.terms import DAY_MS
from kiosk.core.words import CancelReason, Purpose
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.dispose import DisposeScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.counter import Counter

View = tuple[str, Callable[[], Screen]]
_DAYS_AGO = 20


def dispose_views(office: Office, stored: tuple[Parcel, ...]) -> Iterator[View]:
    """Yield the names and the screens of disposal; each changes the counter for the next.

    Args:
        office: the counter.
        stored: parcels on the shelves, whose time was over long ago.
    """
    doors, first = office.doors, stored[0].parcel
    yield "dispose_empty", doors.dispose
    came_back(office.desk.counter, tuple(parcel.parcel for parcel in stored), _DAYS_AGO)
    yield "dispose_way", doors.ship
    yield "dispose", doors.dispose
    yield "dispose_photo", partial(_in_hand, office, first, shooting=True)
    yield "dispose_closed", partial(_in_hand, office, first)
    office.desk.photos.take(first, Purpose.DISPOSAL)
    yield "dispose_shot", partial(_in_hand, office, first, shooting=True)
    yield "dispose_ready", partial(_in_hand, office, first)
    office.desk.disposal.dispose(first)
    for parcel in stored[1:]:
        office.desk.disposal.dispose(parcel.parcel, Skipped.BY_STAFF)
    yield "dispose_done", doors.dispose


def came_back(counter: Counter, parcels: tuple[str, ...], days: int) -> None:
    """Let parcels have been cancelled as unclaimed so many days ago."""
    now = counter.clock
    counter.clock = lambda: replace(now(), at=now().at - days * DAY_MS)
    with counter.unit():
        for parcel in parcels:
            counter.record(ParcelCancelled(parcel, CancelReason.UNCLAIMED))
    counter.clock = now


def _in_hand(office: Office, parcel: str, *, shooting: bool = False) -> Screen:
    screen, found = DisposeScreen(office), office.desk.disposal.take(parcel)
    screen.now = found if isinstance(found, Parcel) else None
    screen.shooting = shooting
    return screen
