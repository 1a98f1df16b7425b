"""The lock, as it stands all day, and as the owner of a new box meets it; and the look-up."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.store.people import PersonRow
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.lock import LockScreen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]


def lock_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; nobody is signed in afterwards.

    Args:
        office: the counter; its owner has a PIN.
    """
    office.desk.access.sign_out()
    yield "lock", office.doors.lock
    yield "lookup", office.doors.lookup
    rows = _team(office)
    _keep(office, *(replace(row, pin_hash="") for row in rows))
    yield "lock_owner", office.doors.lock
    yield "lock_owner_again", partial(_repeating, office)
    yield "lock_owner_refused", partial(_Refused, office)
    _keep(office, *rows)


def _team(office: Office) -> tuple[PersonRow, ...]:
    """Return everybody: nobody has a PIN at a box that was just let in."""
    return tuple(row for _, row in office.desk.counter.store.people.active())


def _keep(office: Office, *rows: PersonRow) -> None:
    counter = office.desk.counter
    with counter.unit():
        for row in rows:
            counter.store.people.keep(row)


def _repeating(office: Office) -> Screen:
    """The owner chose a PIN and types it once more."""
    screen = LockScreen(office)
    screen.first_pin = "736104"
    screen.typing.add("73")
    return screen


class _Refused(LockScreen):
    """The owner chose a PIN that anybody would guess."""

    def entered(self) -> None:
        """Answer it."""
        super().entered()
        self.typing.add("111111")
        self.stage.after(0.0, self._enter)
