"""Counting the drawer: the sum first, by every digit, then what it should be."""

import pytest

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
    screen.drawer.asked = DrawerSheet(screen, cash, took.append, lambda: None)
    screen.renew()
    room.stand.turn()
    assert "5,000" not in room.words(), "what it should be is told after the count"
    room.type("drawer.pad", typed)
    room.tap("drawer.pad.enter")
    return took


def test_a_drawer_that_is_right_asks_nothing(room: Room) -> None:
    assert count(room, Cash("RUB", 500_000, 0, 0, counted=True), "500000") == [Counted(500_000)]


def test_a_difference_is_told_and_asks_why(room: Room) -> None:
    took = count(room, Cash("RUB", 500_000, 0, 0, counted=True), "490000")
    assert took == []
    assert "100" in room.words()
    room.tap("drawer.again")
    room.type("drawer.pad", "510000")
    room.tap("drawer.pad.enter")
    assert "too much" in room.words()
    room.tap("drawer.unrecorded")
    assert took == [Counted(510_000, DrawerReason.UNRECORDED, 500_000)]


@pytest.mark.parametrize("expected", [500_000, 500_050, 0])
def test_a_sum_is_typed_one_way_whatever_is_expected(room: Room, expected: int) -> None:
    """No digit means a unit today and a hundredth tomorrow: nobody sees what is expected."""
    cash = Cash("EUR", expected, 0, 0, counted=False)
    assert count(room, cash, "1250") == [Counted(1_250)]


def test_what_is_typed_is_shown_to_the_last_digit(room: Room) -> None:
    screen = DayScreen(room.show.office)
    room.open(screen)
    room.tap("day.count")
    for key, shown in [("0", "0.00"), ("0", "0.00"), ("5", "0.05"), ("00", "5.00"), ("1", "50.01"),
                       ("back", "5.00"), ("clear", "0.00")]:  # fmt: skip
        room.tap(f"drawer.pad.{key}")
        assert f" {shown}\u00a0" in room.words(), key
    assert screen.drawer.asked is not None
    assert screen.drawer.asked.typing.text == ""


def test_nobody_is_asked_why_a_first_count_is_what_it_is(room: Room) -> None:
    assert count(room, Cash("RUB", 0, 70_000, 0, counted=False), "90000") == [Counted(90_000)]
