import pytest

from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.lights_gpio import SimGpio
from tests.hw.chains import Still


def test_pins_that_nobody_opened_are_dark() -> None:
    assert SimGpio((4, 5), float).lit() == frozenset()


def test_a_pin_shines_while_it_is_driven() -> None:
    board = SimGpio((4, 5, 6), float)
    pins = [way() for way in board.ways]
    pins[2].on()
    pins[0].on()
    assert board.lit() == {0, 2}
    pins[0].off()
    assert board.lit() == {2}
    pins[2].close()
    assert board.lit() == frozenset()


def test_pins_may_be_absent_and_come_back() -> None:
    board = SimGpio((4,), float, [Fault(1, "open", "raise")])
    (way,) = board.ways
    with pytest.raises(FileNotFoundError):
        way()
    way().close()


def test_a_write_that_fails_moves_nothing() -> None:
    board = SimGpio((4,), float, [Fault(1, "write", "raise")])
    pin = board.ways[0]()
    with pytest.raises(OSError, match="the pins failed"):
        pin.on()
    assert board.lit() == frozenset()
    pin.on()
    assert board.lit() == {0}


def test_a_slow_pin_takes_a_tenth_of_a_second_and_is_right() -> None:
    clock = Still()
    board = SimGpio((4,), clock.sleep, [Fault(1, "write", "slow")])
    pin = board.ways[0]()
    pin.on()
    assert (clock.slept, board.lit()) == ([0.1], {0})
