"""A customer who takes some and leaves some, in every state that matters: for the showroom."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.core import pickup
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Refused
from kiosk.core.words import Decision, Purpose
from kiosk.store.customers import Customer
from kiosk.trial.day import Day
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import CustomerCard, Received

View = tuple[str, Callable[[], Screen]]
_DELIVERY, _CODE = "D-items", "71234569*8309"
_PARCELS = ("55210001-4401-1", "55210002-4402-1", "55210003-4403-1")
_BARCODES = ("4600000000017", "4600000000024", "4600000000024")  # of the first parcel's things
_HOUR_MS = 3_600_000
_WHO = "c7739999"


def item_views(office: Office, plan: Day) -> Iterator[View]:
    """Yield the states of a visit in which not everything is taken."""
    _bring(office, plan)
    session = _served(office)
    for parcel in _PARCELS[:2]:
        office.desk.issue.pick(session, parcel)
    yield "customer_items", partial(_which, office, session)
    yield "customer_reasons", partial(_reasons, office, session)
    yield "customer_defect", partial(_defect, office, session)
    yield "customer_bags", partial(_bags, office, session)
    yield "customer_split", partial(_split, office, session)
    yield "customer_tryon", partial(_trying, office, session)
    yield "put_away", partial(_ended, office, session)
    yield "put_away_last", partial(_first_is_away, office, session)
    for left in office.desk.deciding.left(session):
        office.desk.place.move(left.parcel, "R-01")
    yield "put_away_declined", partial(_declined, office)
    office.desk.place.move(_PARCELS[2], "R-01")


def _bring(office: Office, plan: Day) -> None:
    """Let parcels of several things come for one customer, and give them a pickup code."""
    desk, counter = office.desk, office.desk.counter
    at = counter.clock().at
    goods = [line.items[0] for line in plan.stock.lines[4:8]]
    coded = map(lambda good, code: replace(good, barcode=code), goods[:3], _BARCODES)
    items = (tuple(coded), tuple(goods[3:4]), tuple(goods[:1]))
    window = CodeWindow(pickup.digest(counter.keys.point, _CODE), at - _HOUR_MS, at + _HOUR_MS)
    with counter.unit():
        counter.record(DeliveryAnnounced(_DELIVERY, "Meridian", at), actor="central")
        for parcel, inside in zip(_PARCELS, items, strict=True):
            told = ParcelExpected(
                parcel, _DELIVERY, order=parcel[:-2], customer_ref=_WHO, items=inside
            )
            counter.record(told, actor="central")
        counter.store.customers.keep(Customer(_WHO, plan.customers[9].masked_name, "4401"))
        counter.store.codes.replace(_WHO, [window])
    desk.accept.arrive(_DELIVERY)
    for parcel in _PARCELS:
        received = desk.accept.receive(_DELIVERY, parcel)
        if isinstance(received, Received) and received.cell:
            desk.place.store(parcel, received.cell)
    desk.accept.close(_DELIVERY, seen=True)


def _served(office: Office) -> str:
    card = office.desk.issue.open(Code(CodeKind.PICKUP, _CODE, "qr"))
    if isinstance(card, Refused) or card.session is None:
        raise TypeError("the visit was refused")
    return card.session.session


def _card(office: Office, session: str) -> CustomerScreen:
    card = office.desk.issue.card(session)
    if isinstance(card, Refused):
        raise TypeError(f"no visit: {card.reason}")
    return CustomerScreen(office, card)


def _which(office: Office, session: str) -> Screen:
    _say(office, session, _PARCELS[0], 1, Decision.REFUSE, "size")
    screen = _card(office, session)
    screen.items.leave(screen.card.picked[0])
    return screen


def _reasons(office: Office, session: str) -> Screen:
    screen = _card(office, session)
    screen.items.leave(next(p for p in screen.card.picked if p.parcel == _PARCELS[1]))
    return screen


def _defect(office: Office, session: str) -> Screen:
    """The camera's sheet with a photo taken, one to go."""
    office.desk.photos.take(_PARCELS[1], Purpose.DEFECT)
    screen = _card(office, session)
    screen.items.leave(next(p for p in screen.card.picked if p.parcel == _PARCELS[1]))
    screen.items.show("photos")
    return screen


def _bags(office: Office, session: str) -> Screen:
    office.desk.deciding.take_bags(session, "M", 2)
    screen = _card(office, session)
    screen.items.show("bags")
    return screen


def _split(office: Office, session: str) -> Screen:
    _say(office, session, _PARCELS[1], None, Decision.REFUSE, "looks")
    return _card(office, session)


def _trying(office: Office, session: str) -> Screen:
    """A customer who is in the fitting room for too long."""
    office.desk.deciding.start_try_on(session)
    screen = _Late(office, _card(office, session).card)
    if screen.card.session is not None:
        late = replace(screen.card.session, tries_since=office.wall() - 22 * 60_000)
        screen.card = replace(screen.card, session=late)
    return screen


class _Late(CustomerScreen):
    """A visit as it stands 22 minutes later: the showroom's clock does not go."""

    def entered(self) -> None:
        """Keep what is shown."""


def _say(
    office: Office, session: str, parcel: str, item: int | None, decision: Decision, why: str
) -> CustomerCard | Refused:
    return office.desk.deciding.decide(ItemDecided(parcel, session, decision, item, why))


def _ended(office: Office, session: str) -> Screen:
    office.desk.deciding.end_try_on(session)
    issued = office.desk.issue.complete(session)
    if isinstance(issued, Refused):
        raise TypeError(f"the visit did not end: {issued.reason}")
    return office.doors.issued(issued)


def _first_is_away(office: Office, session: str) -> Screen:
    waiting = office.desk.deciding.left(session)
    office.desk.place.move(waiting[0].parcel, "R-01")
    return _result(office, session)


def _result(office: Office, session: str) -> Screen:
    issued = office.desk.issue.result(session)
    if isinstance(issued, Refused):
        raise TypeError(f"no result: {issued.reason}")
    return office.doors.issued(issued)


def _declined(office: Office) -> Screen:
    """A customer who takes nothing."""
    counter, at = office.desk.counter, office.desk.counter.clock().at
    window = CodeWindow(pickup.digest(counter.keys.point, _CODE), at - _HOUR_MS, at + _HOUR_MS)
    with counter.unit():
        counter.store.codes.replace(_WHO, [window])
    session = _served(office)
    office.desk.issue.pick(session, _PARCELS[2])
    _say(office, session, _PARCELS[2], None, Decision.REFUSE, "changed_mind")
    return _ended(office, session)
