"""The day in every state that matters: nobody opened it, it is open, handed over, closed, past."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.daywords import CarryReason, DrawerReason, LooseKind
from kiosk.core.events import SYSTEM
from kiosk.core.facts.day import DayClosed, DayHandedOver, Drawer, Loose, Sum, Totals
from kiosk.core.paywords import PayMethod
from kiosk.core.refusals import Refused
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.day import DayScreen
from kiosk.ui.screens.day_close import DayCloseScreen
from kiosk.ui.screens.day_hand import DayHandScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.days import Counted

View = tuple[str, Callable[[], Screen]]
_BEFORE, _YESTERDAY, _TODAY = "2026-11-22", "2026-11-23", "2026-11-24"
_FLOAT = 500_000
_PINS = {"igor": "482716", "leila": "905371"}  # who may go on


def day_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter; its owner is signed in.
    """
    doors, days = office.doors, office.desk.days
    yield "day_past_empty", doors.day_past
    _past(office)
    yield "home_day", doors.home
    yield "day_not_open", doors.day
    yield "day_count", partial(_counting, office, "500000")
    days.open_day(Counted(_FLOAT, DrawerReason.FLOAT))
    _hand(office)
    yield "day_open", doors.day
    yield "day_hand", doors.day_hand
    yield "day_hand_pin", partial(_vouching, office)
    yield "day_close", doors.day_close
    yield "day_close_reason", partial(_asking, office)
    yield "day_close_differs", partial(_differing, office)
    yield "day_close_ready", partial(_ready, office)
    _close(office)
    yield "day_closed", doors.day
    yield "day_past", doors.day_past


def _past(office: Office) -> None:
    """Two days ago all went well; yesterday nobody closed the day."""
    counter = office.desk.counter
    minor = {
        PayMethod.CARD: 112_990_50,
        PayMethod.CASH: 54_310_00,
        PayMethod.LINK: 18_400_00,
        PayMethod.PREPAID: 240_700_00,
    }
    paid = tuple(Sum(method, "RUB", n) for method, n in minor.items())
    good = Totals(issued=508, received=511, returns=24, shipped=149, paid=paid)
    poor = Totals(issued=471, received=488, returns=19, shipped=88, paid=paid[1:])
    loose = (Loose(LooseKind.PARKED, 1, CarryReason.UNTENDED),)
    with counter.unit():
        counter.record(DayClosed(_BEFORE, good, 4711, "ab" * 32))
        counter.record(
            DayClosed(_YESTERDAY, poor, 9120, "cd" * 32, loose, untended=True), actor=SYSTEM
        )


def _hand(office: Office) -> None:
    counter = office.desk.counter
    with counter.unit():
        drawer = Drawer("RUB", 620_000, 630_000, DrawerReason.CHANGE)
        counter.record(DayHandedOver(_TODAY, "leila", drawer, 2), actor="igor")


def _counting(office: Office, typed: str) -> Screen:
    screen = DayScreen(office)
    screen.drawer.ask()
    if screen.drawer.asked is not None:
        screen.drawer.asked.typing.add(typed)
    return screen


def _vouching(office: Office) -> Screen:
    counter = office.desk.counter
    who = counter.signed_in
    for staff, pin in _PINS.items():
        office.desk.access.set_pin(staff, pin)  # which signs them in
    counter.signed_in = who
    screen = DayHandScreen(office)
    screen.who()
    return screen


def _asking(office: Office) -> Screen:
    screen = DayCloseScreen(office)
    screen.asked = tuple(screen.found())[:1]
    return screen


def _differing(office: Office) -> Screen:
    screen = DayCloseScreen(office)
    screen.drawer.ask()
    if screen.drawer.asked is not None:
        screen.drawer.asked.counted_minor = 610_000
    return screen


def _ready(office: Office) -> Screen:
    screen = DayCloseScreen(office)
    screen.drawer.counted = Counted(610_000, DrawerReason.CHANGE)
    screen.carried.update(dict.fromkeys(screen.found(), CarryReason.TOMORROW))
    return screen


def _close(office: Office) -> None:
    days = office.desk.days
    found = days.unfinished(is_counted=True)
    kinds = () if isinstance(found, Refused) else found
    carried = dict.fromkeys(kinds, CarryReason.TOMORROW)
    days.close_day(carried, Counted(610_000, DrawerReason.CHANGE))
