"""The count of the drawer: kept until it is counted anew, asked for where money is taken alone."""

import pygame

from kiosk.core.daywords import DrawerReason
from kiosk.ui.screens.day import DayScreen
from kiosk.ui.screens.day_count import DrawerCount
from kiosk.ui.screens.day_hand import DayHandScreen
from kiosk.workflows.days import Counted
from tests.ui.screens.conftest import Room


def handing(room: Room) -> DrawerCount:
    """Open the day, with five thousand in the drawer, and the screen of a hand-over."""
    room.show.desk.days.open_day(Counted(500_000))
    screen = DayHandScreen(room.show.office)
    room.open(screen)
    return screen.drawer


def test_what_was_counted_stays_until_it_is_counted_again(room: Room) -> None:
    drawer = handing(room)
    assert "You may count the drawer together first." in room.words()
    room.tap("hand.count")
    room.type("drawer.pad", "490000")
    room.tap("drawer.pad.enter")
    room.tap("drawer.change")
    assert drawer.counted == Counted(490_000, DrawerReason.CHANGE, 500_000)
    assert "In the drawer: 4,900" in room.words()
    assert "Change was given wrong" in room.words()
    room.tap("hand.count")
    room.tap("drawer.close")
    assert drawer.counted is not None, "a sheet that is shut changes nothing"
    room.tap("hand.count")
    room.type("drawer.pad", "500000")
    room.tap("drawer.pad.enter")
    assert drawer.counted == Counted(500_000)


def test_a_count_is_forgotten_when_somebody_was_paid_since(room: Room) -> None:
    drawer = handing(room)
    drawer.counted = Counted(500_000)
    drawer.forget()
    room.loop.screen.renew()
    room.stand.turn()
    assert "You may count the drawer together first." in room.words()


def test_where_no_money_is_taken_nothing_is_asked(room: Room) -> None:
    room.show.desk.counter.signed_in = "oleg"  # who serves nobody has no drawer
    screen = DayScreen(room.show.office)
    room.open(screen)
    assert screen.drawer.cash() is None
    assert (screen.drawer.told("Count"), screen.drawer.buttons()) == ([], [])
    screen.drawer.ask()
    assert screen.drawer.sheet() is None


def test_enter_on_a_keyboard_counts_the_drawer_and_opens_no_day_beneath(room: Room) -> None:
    screen = DayScreen(room.show.office)
    room.open(screen)
    room.tap("day.count")
    key(room, pygame.K_RETURN, "\r")
    assert room.show.desk.days.standing().day is None, "nothing was typed"
    for digit in "2500":
        key(room, ord(digit), digit)
    key(room, pygame.K_RETURN, "\r")
    day = room.show.desk.days.standing().day
    assert day is not None
    assert day.opening is not None
    assert day.opening.counted_minor == 2_500


def key(room: Room, code: int, letter: str) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=code, unicode=letter, mod=0))
    room.stand.turn()
