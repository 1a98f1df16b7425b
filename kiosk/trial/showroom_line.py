"""Home and the lock while customers wait who showed their codes at the door."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.hw.ports import Scan, Symbology
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]
_MORE_THAN_LAMPS = 5  # the door may open three visits
_FIRST = 5  # of the customers: those before are served at the desk later


def line_views(office: Office, code_of: Callable[[int], str]) -> Iterator[View]:
    """Yield the names and the screens; nobody waits afterwards.

    Args:
        office: the counter.
        code_of: the pickup code of a customer, by number.
    """
    yield "home_waits", partial(_shown, office, [code_of(_FIRST)], office.doors.home)
    yield "lock_waits", office.doors.lock
    codes = [code_of(_FIRST + turn) for turn in range(_MORE_THAN_LAMPS)]
    yield "home_line", partial(_shown, office, [*codes, "99999999*0000"], office.doors.home)
    yield "lock_line", office.doors.lock
    _over(office)


def _shown(office: Office, codes: list[str], door: Callable[[], Screen]) -> Screen:
    for code in codes:
        office.desk.doorline.scanned(Scan(code, Symbology.QR, "door", 1.0))
    return door()


def _over(office: Office) -> None:
    """Let everybody go who waits."""
    desk = office.desk
    for place in desk.doorline.line():
        if place.session is not None:
            desk.issue.cancel(place.session)
    desk.doorline.helped()
    with desk.counter.unit():
        desk.counter.store.tickets.forget_but("")
