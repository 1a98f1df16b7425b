"""The screens of a check-in in every state that matters, after the morning's work."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core import acts_inbound
from kiosk.core.evidence import Skipped
from kiosk.core.papers import Wording
from kiosk.core.refusals import Refused
from kiosk.core.words import ActKind, Purpose
from kiosk.trial.day import Truck
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.accept import AcceptScreen
from kiosk.ui.screens.accept_fits import MOST_FITS
from kiosk.ui.screens.deliveries import DeliveriesScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.papers import Papers
from kiosk.workflows.views import Received

View = tuple[str, Callable[[], Screen]]


def accept_views(office: Office, truck: Truck, stock: str) -> Iterator[View]:
    """Yield the names and the screens of a check-in; each changes the counter for the next.

    Args:
        office: the counter.
        truck: a delivery that is announced.
        stock: a delivery that is closed.
    """
    opened = partial(office.doors.accept, truck.delivery)
    yield "accept_announced", opened
    office.desk.accept.arrive(truck.delivery)
    yield "accept_empty", opened
    office.desk.inbound.open_box(truck.delivery, truck.boxes[0], seal_ok=True)
    yield "accept_put", partial(_in_hand, office, truck, truck.inside(truck.boxes[0])[0])
    yield "accept_differences", partial(_sheet, office, truck, "close")
    yield "accept_digits", partial(_sheet, office, truck, "digits")
    yield "accept_fits", partial(_sheet, office, truck, "fits", MOST_FITS)
    yield "accept_fits_none", partial(_sheet, office, truck, "fits")
    yield "accept_no_code", partial(_unreadable, office, truck)
    yield "deliveries_archive_empty", partial(_archive, office)
    print_acts(office, truck.delivery, stock)
    yield "deliveries_archive", partial(_archive, office)
    yield "accept_over", partial(office.doors.accept, stock)


def photo_views(office: Office, truck: Truck) -> Iterator[View]:
    """Yield the names and the screens of a broken parcel: what is wrong with it, and its photos.

    Args:
        office: the counter.
        truck: a delivery that arrived.
    """
    parcel = truck.inside(truck.boxes[0])[1]
    yield "accept_damage", partial(_asked_damage, office, truck, parcel)
    yield "accept_photo", partial(_photographed, office, truck, parcel, 0)
    yield "accept_photo_more", partial(_photographed, office, truck, parcel, 1)
    yield "accept_photo_done", partial(_photographed, office, truck, parcel, 1)
    yield "accept_aside", partial(_set_aside, office, truck, parcel)
    yield "parcel_damaged", partial(office.doors.parcel, parcel)
    yield "accept_box", partial(_box_asked, office, truck, truck.boxes[1])
    yield "accept_box_unlisted", partial(_box_asked, office, truck, "WB-MP-9907")
    yield "accept_boxes", partial(_sheet, office, truck, "boxes")
    yield "accept_marking", partial(_sheet, office, truck, "marking")
    yield "accept_seal", partial(_broken_seal, office, truck, truck.boxes[2])
    yield "accept_box_broken", partial(_opened_broken, office, truck, truck.boxes[2])


def closed_views(office: Office, truck: Truck) -> Iterator[View]:
    """Yield how a check-in with differences ended; nothing is taken in of it any more."""
    office.desk.accept.close(truck.delivery, seen=True)
    yield "accept_closed", partial(office.doors.accept, truck.delivery)


def _box_asked(office: Office, truck: Truck, box: str) -> AcceptScreen:
    """A box was scanned; its seal is being looked at."""
    screen = AcceptScreen(office, truck.delivery)
    looked = office.desk.inbound.look(truck.delivery, box)
    screen.asked_box = None if isinstance(looked, Refused) else looked
    screen.sheet = "box"
    return screen


def _broken_seal(office: Office, truck: Truck, box: str) -> AcceptScreen:
    screen = _box_asked(office, truck, box)
    screen.sheet = "seal"
    return screen


def _opened_broken(office: Office, truck: Truck, box: str) -> AcceptScreen:
    office.desk.inbound.open_box(truck.delivery, box, seal_ok=False, skipped=Skipped.BY_STAFF)
    return AcceptScreen(office, truck.delivery)


def print_acts(office: Office, *deliveries: str) -> None:
    """Owe both acts of deliveries, as a point with a printer does."""
    counter = office.desk.counter
    store, papers = counter.store, Papers(counter)
    wording = Wording(office.point, str, lambda n, c: f"{n} {c}", str)
    for name in deliveries:
        found, parcels = store.deliveries.get(name), store.parcels.of_delivery(name)
        if found is None:
            continue
        for kind, says in (
            (ActKind.ARRIVAL, acts_inbound.arrival),
            (ActKind.DISCREPANCY, acts_inbound.discrepancy),
        ):
            paper = partial(says, found, parcels, wording=wording)
            with counter.unit():
                papers.act(kind, name, wording, paper)


def _archive(office: Office) -> Screen:
    screen = DeliveriesScreen(office)
    screen.tab = "archive"
    return screen


def _in_hand(office: Office, truck: Truck, parcel: str) -> AcceptScreen:
    return _shown(office, truck, office.desk.accept.receive(truck.delivery, parcel))


def _unreadable(office: Office, truck: Truck) -> AcceptScreen:
    return _shown(office, truck, office.desk.accept.without_code(truck.delivery))


def _shown(office: Office, truck: Truck, received: Received | Refused) -> AcceptScreen:
    screen = AcceptScreen(office, truck.delivery)
    screen.now = received if isinstance(received, Received) else None
    return screen


def _asked_damage(office: Office, truck: Truck, parcel: str) -> AcceptScreen:
    screen = _in_hand(office, truck, parcel)
    screen.sheet = "damage_kind"
    return screen


def _set_aside(office: Office, truck: Truck, parcel: str) -> AcceptScreen:
    return _shown(office, truck, office.desk.accept.damaged(truck.delivery, parcel, "torn"))


def _photographed(office: Office, truck: Truck, parcel: str, more: int) -> AcceptScreen:
    """A parcel in hand is broken; so many photos more are taken of it."""
    screen = _in_hand(office, truck, parcel)
    for _ in range(more):
        office.desk.photos.take(parcel, Purpose.DAMAGE)
    screen.sheet = "damage"
    return screen


def _sheet(office: Office, truck: Truck, sheet: str, fits: int = 0) -> AcceptScreen:
    """An open sheet; so many parcels that are still expected fit the digits."""
    screen = AcceptScreen(office, truck.delivery)
    screen.sheet = sheet
    card = office.desk.accept.card(truck.delivery)
    screen.offer(() if isinstance(card, Refused) else card.unseen[:fits])
    return screen
