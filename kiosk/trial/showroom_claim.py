"""Claims of the point in their states, and a photo of a damage that is still owed."""

from collections.abc import Iterator
from functools import partial

from kiosk.core.facts.fact import Item
from kiosk.core.facts.shipping import ShipmentVerdict
from kiosk.core.facts.stockroom import ParcelExpected, ParcelQuarantined
from kiosk.core.shipments import Shipment
from kiosk.core.words import (
    CarriageVerdict,
    DeliveryState,
    ParcelState,
    QuarantineReason,
    ShipmentState,
)
from kiosk.trial.showroom_team import View
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office

_COMMENT = "Seal S-104 was broken, one parcel is missing"
_PARCEL = "48210036-9182-1"


def claim_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter, with a delivery closed short and a shipment that left; its owner is
            signed in.
    """
    yield "claim", lambda: office.doors.claim(_closed(office))
    yield "claim_raised", partial(_raised, office)
    yield "claim_shipment", partial(_disputed, office)
    yield "parcel_owes", partial(_owing, office, photos=False)
    yield "parcel_photo", partial(_owing, office, photos=True)


def _closed(office: Office) -> str:
    found = office.desk.counter.store.deliveries.recent(20)
    closed = [one.delivery for one in found if one.state is DeliveryState.CLOSED]
    tally = office.desk.counter.store.parcels.tally
    return next(name for name in closed if tally(name).get(ParcelState.MISSING))


def _gone(office: Office) -> Shipment:
    return office.desk.counter.store.shipments.gone()[0]


def _raised(office: Office) -> Screen:
    delivery = _closed(office)
    office.desk.claims.claim(delivery)
    return office.doors.claim(delivery)


def _disputed(office: Office) -> Screen:
    counter, shipment = office.desk.counter, _gone(office)
    if shipment.state is not ShipmentState.DISPUTED:
        verdict = ShipmentVerdict(shipment.shipment, CarriageVerdict.DISPUTED, _COMMENT)
        with counter.unit():
            counter.record(verdict, actor="central")
    return office.doors.claim(shipment.shipment)


def _owing(office: Office, *, photos: bool) -> Screen:
    if office.desk.counter.store.parcels.get(_PARCEL) is None:
        _set_aside(office)
    return office.doors.parcel(_PARCEL, photos=photos)


def _set_aside(office: Office) -> None:
    counter = office.desk.counter
    with counter.unit():
        counter.record(
            ParcelExpected(_PARCEL, "M-118", items=(Item("Sonora Air"),)), actor="central"
        )
        counter.record(ParcelQuarantined(_PARCEL, QuarantineReason.DAMAGED, "M-118", "torn"))
