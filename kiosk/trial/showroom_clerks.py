"""The screens that two clerks share: what is put back, badges, a late undo."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core import left
from kiosk.core.facts.visits import SessionAbandoned
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.home import HomeScreen
from kiosk.ui.screens.my_badge import MyBadgeScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.parcel import ParcelScreen
from kiosk.ui.screens.pin_sheet import PinSheet
from kiosk.ui.screens.put_back import PutBackScreen

View = tuple[str, Callable[[], Screen]]


def clerk_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter, with two visits at least.
    """
    doors = office.doors
    yield "put_back_empty", doors.put_back
    parcels = _abandon(office)
    yield "home_put_back", doors.home
    yield "put_back", doors.put_back
    yield "put_back_in_hand", partial(doors.put_back, parcels[0])
    yield "put_back_done", partial(_put_back, office, parcels[0])
    for parcel in parcels[1:]:
        _put_back(office, parcel)
    out = next(p.parcel for p in office.desk.counter.store.parcels.in_state(ParcelState.ISSUED))
    yield "parcel_issued", partial(doors.parcel, out)
    yield "parcel_undo", partial(_undoing, office, out)
    yield "my_badge", doors.my_badge
    yield "my_badge_pin", partial(_badge_scanned, office)
    yield "home_who_goes_on", partial(_taken_over, office)


def _abandon(office: Office) -> list[str]:
    """Give the first two visits up with a parcel or two in hand."""
    desk, held = office.desk, []
    for chip in desk.issue.live()[:2]:
        session = chip.session.session
        card = desk.issue.resume(session)
        if isinstance(card, Refused):
            raise TypeError(f"the visit was refused: {card.reason}")
        for parcel in card.ready[:2]:
            desk.issue.pick(session, parcel.parcel)
        parcels = desk.counter.store.parcels.of_customer(card.customer_ref)
        facts = left.leave(parcels, session)
        with desk.counter.unit():
            desk.counter.record(*facts, SessionAbandoned(session), actor="system")
        held += [fact.parcel for fact in facts]
    desk.left.start()
    return held


def _put_back(office: Office, parcel: str) -> Screen:
    """Put one into its cell, on the screen."""
    screen, found = PutBackScreen(office), office.desk.left.find(parcel)
    if not isinstance(found, Refused) and found.cell is not None:
        office.desk.left.confirm(parcel, found.cell)
        screen.away = found.cell
    return screen


def _badge_scanned(office: Office) -> Screen:
    screen = MyBadgeScreen(office)
    screen.asked_pin = _pin(screen)
    return screen


def _taken_over(office: Office) -> Screen:
    """A colleague scanned a badge, and is asked for the PIN."""
    screen = HomeScreen(office)
    screen.asked_pin = _pin(screen)
    return screen


def _pin(screen: Framed) -> PinSheet:
    access = screen.office.desk.access
    person = next(p for p in access.people() if p.staff == screen.desk.counter.signed_in)
    return PinSheet(screen, access, person, lambda _, __: None, lambda: None)


def _undoing(office: Office, parcel: str) -> Screen:
    screen = ParcelScreen(office, parcel)
    screen.asks_why = True
    return screen
