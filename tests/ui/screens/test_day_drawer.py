"""Counting the drawer: the sum first, then what it should be; cents where there are any."""

from kiosk.core.days import Cash
from kiosk.core.daywords import DrawerReason
from kiosk.ui.screens.day import DayScreen
from kiosk.ui.screens.day_drawer import DrawerSheet
from kiosk.workflows.days import Counted
from tests.ui.screens.conftest import Room


def count(room: Room, cash: Cash, typed: str) -> list[Counted]:
    """Type a sum into the sheet, and return what was taken."""
    took: list[Counted] = []
    screen = DayScreen(room.show.office)
    room.open(screen)
    screen.drawer = DrawerSheet(screen, cash, took.append, lambda: None)
    screen.renew()
    room.stand.turn()
    assert "5,000" not in room.words(), "what it should be is told after the count"
    room.type("drawer.pad", typed)
    room.tap("drawer.pad.enter")
    return took


def test_a_drawer_that_is_right_asks_nothing(room: Room) -> None:
    assert count(room, Cash("RUB", 500_000, 0, 0, counted=True), "5000") == [Counted(500_000)]


def test_a_difference_is_told_and_asks_why(room: Room) -> None:
    took = count(room, Cash("RUB", 500_000, 0, 0, counted=True), "4900")
    assert took == []
    assert "100" in room.words()
    room.tap("drawer.again")
    room.type("drawer.pad", "5100")
    room.tap("drawer.pad.enter")
    assert "too much" in room.words()
    room.tap("drawer.unrecorded")
    assert took == [Counted(510_000, DrawerReason.UNRECORDED, 500_000)]


def test_cents_are_typed_where_the_drawer_should_hold_some(room: Room) -> None:
    assert count(room, Cash("EUR", 1_250, 0, 0, counted=True), "1250") == [Counted(1_250)]


def test_nobody_is_asked_why_a_first_count_is_what_it_is(room: Room) -> None:
    assert count(room, Cash("RUB", 0, 70_000, 0, counted=False), "900") == [Counted(90_000)]
