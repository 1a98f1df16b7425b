"""Lamps on pins of their own, over virtual pins and over gpiozero's mock board."""

from functools import partial

import pytest

from kiosk.hw.lights_gpio import GpioLamps
from kiosk.hw.outputs import output_pin
from kiosk.hw.ports import DeviceFault
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.lights_gpio import SimGpio
from tests.hw.chains import frame
from tests.hw.kernel_bus import Pi

PINS = (4, 5, 6, 7, *range(12, 28))


def test_every_cell_has_its_pin_in_order() -> None:
    board = SimGpio(PINS, float)
    lamps = GpioLamps("few", board.ways)
    assert lamps.open() == lamps.check() == {"driver": "gpio", "cells": 20}
    seen = []
    for cell in range(20):
        lamps.write(frame(20, cell))
        seen.append(set(board.lit()))
    assert seen == [{cell} for cell in range(20)]


def test_whatever_is_not_black_shines() -> None:
    board = SimGpio(PINS[:4], float)
    lamps = GpioLamps("few", board.ways)
    lamps.open()
    lamps.write(bytes((1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1)))
    assert board.lit() == {0, 1, 3}


def test_opening_and_closing_are_dark() -> None:
    board = SimGpio(PINS[:4], float)
    lamps = GpioLamps("few", board.ways)
    for _ in range(2):
        lamps.open()
        assert board.lit() == frozenset()
        lamps.write(frame(4, 0, 3))
        assert board.lit() == {0, 3}
    lamps.close()
    lamps.close()
    assert board.lit() == frozenset()


def test_pins_that_fail_are_lost_and_open_again() -> None:
    board = SimGpio(PINS[:2], float, [Planned(1, "write", "raise")])
    lamps = GpioLamps("few", board.ways)
    lamps.open()
    with pytest.raises(DeviceFault, match="few: lost: the pins failed"):
        lamps.write(frame(2, 1))
    lamps.close()
    lamps.open()
    lamps.write(frame(2, 1))
    assert board.lit() == {1}


def test_a_pin_that_fails_while_closing_keeps_no_other_lit() -> None:
    board = SimGpio(PINS[:3], float, [Planned(4, "write", "raise")])
    lamps = GpioLamps("few", board.ways)
    lamps.open()
    lamps.write(frame(3, 0, 1, 2))
    lamps.close()
    assert board.lit() == frozenset()


class Told:
    """A pin that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def on(self) -> None:
        self.told.append("on")

    def off(self) -> None:
        self.told.append("off")

    def close(self) -> None:
        self.told.append("close")


def test_a_pin_is_driven_dark_before_it_is_let_go() -> None:
    pin = Told()  # let go, it floats
    lamps = GpioLamps("few", [lambda: pin])
    lamps.open()
    lamps.write(frame(1, 0))
    lamps.close()
    assert pin.told == ["on", "off", "close"]


def test_closed_lamps_are_lost() -> None:
    lamps = GpioLamps("few", SimGpio(PINS[:2], float).ways)
    with pytest.raises(DeviceFault, match="few: lost: closed"):
        lamps.write(frame(2, 1))


def test_half_open_lamps_let_their_pins_go(pi: Pi) -> None:
    taken = output_pin(6)
    lamps = GpioLamps("few", [partial(output_pin, pin) for pin in (4, 5, 6)])
    with pytest.raises(DeviceFault, match="pin 6 is in use"):
        lamps.open()
    lamps.close()
    assert [pi.pin(pin).function for pin in (4, 5)] == ["input", "input"]
    taken.close()
    lamps.open()
    lamps.write(frame(3, 2))
    assert [bool(pi.pin(pin).state) for pin in (4, 5, 6)] == [False, False, True]
    lamps.close()


@pytest.mark.parametrize("count", [0, 21])
def test_there_are_pins_for_20_cells(count: int) -> None:
    with pytest.raises(ValueError, match=f"^{count} cells; there are pins for 1 to 20$"):
        GpioLamps("few", [partial(output_pin, 4)] * count)
