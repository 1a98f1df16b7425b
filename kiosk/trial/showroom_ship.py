"""The screens of shipping in every state that matters, after the morning's work."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import Item
from kiosk.core.facts.shipping import ShipmentVerdict
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.pickup import seller_digest
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxClass, CancelReason, CarriageVerdict, Flow, ParcelKind
from kiosk.store.sellers import Seller
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.give_back import GiveBackScreen
from kiosk.ui.screens.handover import HandoverScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.ship import ShipScreen
from kiosk.ui.screens.ship_box import ShipBoxScreen
from kiosk.workflows.views import SellerCard

View = tuple[str, Callable[[], Screen]]
_PACKED, _WAITING = 7, 6
_FIRST, _SECOND, _DIRECT = "BOX:7731-4417", "BOX:7731-4418", "WB-MP-77310042"


def ship_views(office: Office, stored: tuple[Parcel, ...]) -> Iterator[View]:
    """Yield the names and the screens of shipping; each changes the counter for the next.

    Args:
        office: the counter.
        stored: parcels on the shelves, whose time is over.
    """
    doors, ship = office.doors, office.desk.ship
    yield "ship_empty", doors.ship
    yield "ship_archive_empty", partial(_listed, office, tab="archive")
    _unclaimed(office, stored[: _PACKED + _WAITING])
    ship.begin(_FIRST, Flow.REVERSE, BoxClass.NORMAL)
    yield "ship_box_empty", partial(doors.ship_box, _FIRST)
    for parcel in stored[:_PACKED]:
        ship.pack(_FIRST, parcel.parcel)
    yield "ship_box", partial(_packed, office, stored[_PACKED - 1].parcel)
    yield "ship_box_seal", partial(_boxed, office, _FIRST, "seal")
    yield "ship_box_weight", partial(_boxed, office, _FIRST, "weight")
    ship.begin(_DIRECT, Flow.DIRECT, BoxClass.DIRECT)
    yield "ship", doors.ship
    yield "ship_kind", partial(_listed, office, sheet="kind")
    ship.seal(_FIRST, "S-104417", 4_200)
    yield "ship_box_sealed", partial(doors.ship_box, _FIRST)
    yield "ship_box_reopen", partial(_boxed, office, _FIRST, "reopen")
    ship.begin(_SECOND, Flow.REVERSE, BoxClass.CARDBOARD)
    for parcel in stored[_PACKED : _PACKED + 2]:
        ship.pack(_SECOND, parcel.parcel)
    ship.seal(_SECOND, "S-104418")
    yield from _handing_over(office)


def _handing_over(office: Office) -> Iterator[View]:
    doors, ship = office.doors, office.desk.ship
    draft = ship.start(Flow.REVERSE)
    if isinstance(draft, Refused):
        raise TypeError(f"no shipment was begun: {draft.reason}")
    shipment = draft.shipment.shipment
    yield "handover_begun", partial(doors.handover, shipment)
    ship.load(shipment, _FIRST)
    yield "handover_one", partial(doors.handover, shipment)
    yield "handover_rest", partial(_shipped, office, shipment, "rest")
    yield "handover_driver", partial(_shipped, office, shipment, "driver")
    yield "ship_handover", partial(_listed, office, tab="handover")
    ship.hand_over(shipment, "A 123 BC")
    yield "handover_gone", partial(doors.handover, shipment)
    counter = office.desk.counter
    with counter.unit():
        verdict = ShipmentVerdict(shipment, CarriageVerdict.DISPUTED, "One parcel less in 4418")
        counter.record(verdict, actor="central")
    yield "handover_disputed", partial(doors.handover, shipment)
    yield "ship_archive", partial(_listed, office, tab="archive")
    yield from _giving_back(office)


def _giving_back(office: Office) -> Iterator[View]:
    doors, desk = office.doors, office.desk
    yield "give_back_code", partial(doors.give_back, None)
    code, store, cells = "SELLER-5521", desk.counter.store, ("B-01", "B-02", "B-03")
    with desk.counter.unit():
        moment, digest = desk.counter.clock(), seller_digest(desk.counter.keys.point, code)
        store.codes.forget_tries(moment.boot, moment.mono)  # whoever looks round may have tried
        store.sellers.keep(Seller("s-1", "Meridian Shoes", 1), digest)
        desk.counter.record(stockroom.DeliveryArrived("D-S", announced=False))
        for n, cell in enumerate(cells):
            name, items = f"5521000{n}-0001-1", (Item(f"Meridian {39 + n}"),)
            told = stockroom.ParcelExpected(
                name, "D-S", kind=ParcelKind.SELLER, items=items, seller_ref="s-1"
            )
            desk.counter.record(told, stockroom.ParcelReceived(name, "D-S"))
            desk.counter.record(stockroom.ParcelStored(name, cell))
    for chip in desk.issue.live():
        desk.issue.cancel(chip.session.session)
    card = desk.give_back.open(code)
    if isinstance(card, Refused):
        raise TypeError(f"the seller was refused: {card.reason}")
    session = card.session.session
    yield "give_back", partial(doors.give_back, card)
    yield "give_back_missing", partial(_sought, office, card)
    desk.give_back.pick(session, "55210000-0001-1")
    desk.give_back.not_found(session, "55210001-0001-1")
    yield "give_back_picked", partial(_visit, office, session)
    yield "home_seller", doors.home
    desk.give_back.complete(session)
    yield "give_back_done", partial(_visit, office, session)
    yield "give_back_archive", partial(_listed, office, tab="archive")


def _visit(office: Office, session: str) -> Screen:
    card = office.desk.give_back.card(session)
    return office.doors.give_back(None if isinstance(card, Refused) else card)


def _sought(office: Office, card: SellerCard) -> Screen:
    screen = GiveBackScreen(office, card)
    screen.sheet = "notfound"
    return screen


def _unclaimed(office: Office, parcels: tuple[Parcel, ...]) -> None:
    counter = office.desk.counter
    with counter.unit():
        for parcel in parcels:
            counter.record(ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED))


def _listed(office: Office, tab: str = "boxes", sheet: str = "") -> Screen:
    screen = ShipScreen(office)
    screen.tab, screen.sheet = tab, sheet
    return screen


def _packed(office: Office, parcel: str) -> Screen:
    """A box in hand with the offer to take the last parcel out again."""
    screen = ShipBoxScreen(office, _FIRST)
    screen.packed = parcel
    return screen


def _boxed(office: Office, box: str, sheet: str) -> Screen:
    screen = ShipBoxScreen(office, box)
    screen.sheet, screen.seal = sheet, "S-104417"
    return screen


def _shipped(office: Office, shipment: str, sheet: str) -> Screen:
    screen = HandoverScreen(office, shipment)
    screen.sheet = sheet
    return screen
