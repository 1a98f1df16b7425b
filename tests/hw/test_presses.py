"""What counts as a press, one read after the other, by a clock that stands where it is put."""

from collections.abc import Iterable

import pytest

from kiosk.hw.ports import ButtonPressed
from kiosk.hw.presses import HOLD_S, POLL_S, STUCK_S, Presses

UP, DOWN = False, True


class Wire:
    """One button, read fifty times a second."""

    def __init__(self, *first: bool) -> None:
        self.presses, self.at = Presses(["a"]), 100.0
        self.told: list[ButtonPressed] = []
        self.read(first or (UP, UP))

    def read(self, levels: Iterable[bool], every_s: float = POLL_S) -> list[tuple[str, bool]]:
        before = len(self.told)
        for level in levels:
            self.told += self.presses.feed({"a": level}, self.at)
            self.at += every_s
        return [
            ("hold" if told.held else "press", told.button == "a") for told in self.told[before:]
        ]


PRESS, HOLD = ("press", True), ("hold", True)


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ((DOWN, DOWN), [PRESS]),
        ((DOWN,), []),
        ((DOWN, UP, UP), []),  # a spark, not a finger
        ((DOWN, UP, DOWN, UP, DOWN, DOWN, DOWN), [PRESS]),
        ((DOWN, DOWN, DOWN, UP, DOWN, UP, UP), [PRESS]),  # it bounces when it is let go, too
        ((DOWN, DOWN, UP, UP, DOWN, DOWN), [PRESS, PRESS]),
    ],
)
def test_two_equal_reads_are_a_press(levels: tuple[bool, ...], told: list[object]) -> None:
    assert Wire().read(levels) == told


def test_reads_within_one_bounce_do_not_count_as_two() -> None:
    wire = Wire()
    assert wire.read([DOWN, DOWN, DOWN], every_s=0.002) == []
    assert wire.read([DOWN], every_s=0.002) == []
    wire.at += POLL_S
    assert wire.read([DOWN]) == [PRESS]


def test_a_press_is_told_at_once_and_a_hold_after_a_second_and_once() -> None:
    wire = Wire()
    reads = round(HOLD_S / POLL_S)
    assert wire.read([DOWN] * reads) == [PRESS]
    assert wire.read([DOWN] * 3) == [HOLD]
    assert wire.read([DOWN] * 200) == []
    assert wire.read([UP, UP, DOWN, DOWN]) == [PRESS]


@pytest.mark.parametrize("reads", [1, 2, 60])
def test_what_is_down_from_the_first_is_neither_press_nor_hold(reads: int) -> None:
    wire = Wire(*[DOWN] * reads)
    assert wire.read([DOWN] * 60) == []
    assert wire.read([UP, UP, DOWN, DOWN]) == [PRESS]


def test_after_a_reset_what_is_down_is_no_press_again() -> None:
    wire = Wire()
    wire.presses.reset()
    assert wire.read([DOWN] * 60) == []


def test_a_button_is_stuck_after_twenty_seconds_and_well_when_it_comes_up() -> None:
    wire = Wire()
    wire.read([DOWN, DOWN])
    began_at = 100.0 + 2 * POLL_S
    assert wire.presses.stuck(began_at + STUCK_S - 0.01) == ()
    assert wire.presses.facts("gpio", began_at + STUCK_S + 0.01) == {
        "driver": "gpio",
        "buttons": 1,
        "degraded": "stuck",
        "stuck": "a",
    }
    wire.read([UP, UP])
    assert wire.presses.facts("gpio", began_at + 100.0) == {"driver": "gpio", "buttons": 1}


def test_buttons_do_not_mix() -> None:
    presses = Presses(["a", "b"])
    for at in (1.0, 1.02):
        presses.feed({"a": UP, "b": UP}, at)
    presses.feed({"a": UP, "b": DOWN}, 1.04)
    assert presses.feed({"a": DOWN, "b": DOWN}, 1.06) == (ButtonPressed("b", held=False, at=1.06),)
    assert presses.feed({"a": DOWN, "b": UP}, 1.08) == (ButtonPressed("a", held=False, at=1.08),)
