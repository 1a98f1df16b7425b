"""The screens of the team: the list, one person in several states, a PIN, a history."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.core.refusals import Refused
from kiosk.core.team import PIN_TRIES_A_DAY
from kiosk.core.words import Right, Role
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.person import PersonScreen
from kiosk.ui.screens.person_add import PersonAddScreen
from kiosk.ui.screens.person_history import PersonHistoryScreen
from kiosk.ui.screens.person_pin import PersonPinScreen

View = tuple[str, Callable[[], Screen]]
_CLERK, _TRAINEE, _OWNER = "igor", "leila", "anna"


def team_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter; its owner is signed in.
    """
    doors, team = office.doors, office.desk.team
    yield "person_add", partial(PersonAddScreen, office)
    yield "person_add_name", partial(_naming, office)
    yield "person_pin", partial(PersonPinScreen, office, _TRAINEE)
    yield "person_pin_again", partial(_repeating, office)
    yield "person", partial(doors.person, _CLERK)
    yield "person_roles", partial(_sheet, office, "role")
    yield "person_changed", partial(_changed, office)
    yield "person_leave", partial(_leaving, office)
    team.change(_CLERK, Role.CLERK, frozenset({Right.ANALYTICS}))
    team.choose_pin(_CLERK, "736104")
    _give_badge(office, _CLERK)
    yield "person_granted", partial(doors.person, _CLERK)
    yield "person_reset", partial(_sheet, office, "pin")
    _hold(office, _TRAINEE)
    yield "person_held", partial(doors.person, _TRAINEE)
    yield "person_self", partial(doors.person, _OWNER)
    yield "team", doors.team
    team.block(_CLERK)
    yield "person_blocked", partial(doors.person, _CLERK)
    team.unblock(_CLERK)
    yield "person_history", partial(doors.person_history, _OWNER)
    yield "person_history_empty", partial(PersonHistoryScreen, office, _CLERK)
    office.desk.counter.signed_in = _TRAINEE
    yield "team_not_allowed", doors.team
    office.desk.counter.signed_in = _OWNER
    _let_in(office, _TRAINEE)


def _give_badge(office: Office, staff: str) -> None:
    counter = office.desk.counter
    with counter.unit():
        counter.store.people.bind_badge(staff, "0" * 64)


def _naming(office: Office) -> Screen:
    screen = PersonAddScreen(office)
    screen.line.typing.add({"ru": "Мария Л."}.get(office.language, "Maria L."))
    screen.line.turn()
    return screen


def _repeating(office: Office) -> Screen:
    """Somebody chose a PIN and types it once more."""
    screen = PersonPinScreen(office, _TRAINEE)
    screen.first = "736104"
    screen.typing.add("73")
    return screen


def _sheet(office: Office, sheet: str) -> Screen:
    screen = PersonScreen(office, _CLERK)
    screen.sheet = sheet
    return screen


def _changed(office: Office) -> PersonScreen:
    """Two things are drafted."""
    screen = PersonScreen(office, _CLERK)
    screen.role = Role.MANAGER
    screen.granted = frozenset({Right.ANALYTICS})
    return screen


def _leaving(office: Office) -> Screen:
    screen = _changed(office)
    screen.sheet = "leave"
    return screen


def _hold(office: Office, staff: str) -> None:
    """Let a person have typed too many wrong PINs."""
    _tried(office, staff, PIN_TRIES_A_DAY)


def _let_in(office: Office, staff: str) -> None:
    unlocked = office.desk.team.unlock(staff)
    if isinstance(unlocked, Refused):
        raise TypeError(f"the unlocking was refused: {unlocked.reason}")


def _tried(office: Office, staff: str, wrong: int) -> None:
    counter = office.desk.counter
    row = counter.store.people.get(staff)
    if row is not None:
        with counter.unit():
            counter.store.people.keep(replace(row, wrong=wrong))
