"""The driver bit by bit: over mock pins and a virtual chain, and over the kernel's bus faked."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin

from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.outputs import output_pin
from kiosk.hw.pins import GpiodFactory, Output
from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.lights import SimHc595
from kiosk.hw.spi import SpiBus, hardware_bus
from tests.hw.chains import Still, frame, wired
from tests.hw.held import held, no_more_than
from tests.hw.kernel_bus import Pi, Spidev
from tests.hw.pin_chip import Gpiod
from tests.waiting import eventually

DARK: frozenset[int] = frozenset()


def shown(board: SimHc595) -> list[set[int]]:
    return [set(lit) for _, lit in board.latches]


# -- frames ----------------------------------------------------------------------------------------


def test_cells_of_a_thousand_are_read_back() -> None:
    with wired(1000) as (board, chain):
        chain.open()
        chain.write(frame(1000, 0, 7, 421, 999))
        assert board.lit() == {0, 7, 421, 999}


@pytest.mark.parametrize("count", [1, 8, 13])
def test_every_cell_shines_alone(count: int) -> None:
    with wired(count) as (board, chain):
        chain.open()
        board.latches.clear()
        for cell in range(count):
            chain.write(frame(count, cell))
        assert shown(board) == [{cell} for cell in range(count)]


def test_whatever_is_not_black_shines() -> None:
    with wired(5) as (board, chain):
        chain.open()
        chain.write(bytes((1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255)))
        assert board.lit() == {0, 1, 3, 4}


def test_a_frame_is_one_transfer() -> None:
    with wired(24) as (board, chain):
        chain.open()
        board.latches.clear()
        for cells in ((0, 23), (8,), (8,)):
            chain.write(frame(24, *cells))
        assert shown(board) == [{0, 23}, {8}, {8}]


@pytest.mark.parametrize("count", [0, -1, 1025])
def test_a_chain_has_1_to_1024_cells(count: int) -> None:
    board = partial(hardware_bus, (0, 0), 4_000_000)
    assert [Hc595Chain("wall", n, board).count for n in (1, 1024)] == [1, 1024]
    with pytest.raises(ValueError, match=f"^{count} cells; a chain has 1 to 1024$"):
        Hc595Chain("wall", count, board)


# -- darkness --------------------------------------------------------------------------------------


def test_what_shone_before_a_crash_is_dark_after_opening() -> None:
    with wired(8) as (board, chain):
        crashed = board.bus()
        crashed.transfer([0xFF])
        crashed.close()
        assert chain.open() == chain.check() == {"driver": "hc595", "cells": 8}
        assert board.lit() == DARK


def test_closing_darkens_and_twice_is_fine() -> None:
    with wired(8) as (board, chain):
        chain.open()
        chain.write(frame(8, 3))
        chain.close()
        latched = len(board.latches)
        chain.close()
        assert (board.lit(), len(board.latches)) == (DARK, latched)


def test_a_bus_that_fails_in_close_is_let_go_in_silence() -> None:
    with wired(8, Planned(2, "transfer", "raise")) as (board, chain):
        chain.open()
        chain.close()
        chain.open()
        chain.write(frame(8, 3))
        assert board.lit() == {3}


def test_the_outputs_are_enabled_by_the_first_dark_frame(pi: MockFactory) -> None:
    pin: MockPin = pi.pin(24)
    pin.pull = "up"  # the resistor on the board: high is dark
    with wired(8, now=lambda: pin.state, enable=partial(output_pin, 24, active_low=True)) as (
        board,
        chain,
    ):
        chain.open()
        chain.write(frame(8, 3))
        kept = chain._enable  # thrown away, gpiozero would close it unasked
        chain.close()
        latched = [(bool(high), set(lit)) for high, lit in board.latches]
    assert latched == [(True, set()), (True, set()), (False, {3}), (False, set())]
    assert (kept.closed, pin.state, pin.function) == (True, True, "input")


def test_a_first_frame_that_fails_leaves_the_outputs_dark(pi: MockFactory) -> None:
    pin: MockPin = pi.pin(24)
    broken = Planned(1, "transfer", "raise")
    with wired(8, broken, enable=partial(output_pin, 24, active_low=True)) as (_, chain):
        with pytest.raises(DeviceFault):
            chain.open()
        assert (pin.function, pin.state) == ("output", True)
        chain.close()
        chain.open()
        assert (pin.function, pin.state) == ("output", False)


def test_a_pin_that_is_gone_is_let_go_in_silence() -> None:
    gpiod = Gpiod({"/dev/gpiochip0": "pinctrl-bcm2711"})
    pins = GpiodFactory(lambda: gpiod, lambda: list(gpiod.chips), lambda: 0xC03111)
    enable = partial(Output, 24, active_high=False, pin_factory=pins)
    with wired(8, enable=enable) as (_, chain):
        chain.open()
        gpiod.broken = True
        chain.close()
    assert gpiod.lines[24].consumer == ""
    pins.close()


# -- faults ----------------------------------------------------------------------------------------


def told(act: Callable[[], object]) -> tuple[Fault, str, bool, type]:
    try:
        act()
    except DeviceFault as fault:  # kept, as pytest.raises keeps it, it would hold the bus's pins
        assert fault.device == "wall"  # noqa: PT017
        return fault.what, fault.detail, fault.permanent, type(fault.__cause__)
    raise AssertionError("nothing failed")


def refusing(error: Exception) -> Callable[[], SpiBus]:
    def open_bus() -> SpiBus:
        raise error

    return open_bus


@pytest.mark.parametrize(
    ("error", "what", "detail", "permanent"),
    [
        (FileNotFoundError(), Fault.ABSENT, "no SPI bus", False),
        (
            PermissionError(),
            Fault.DENIED,
            "no permission for the SPI bus; add the user to group spi",
            True,
        ),
        (ModuleNotFoundError(), Fault.MISSING_LIBRARY, "spidev is not installed", True),
    ],
)
def test_a_bus_that_does_not_open_is_told_in_words(
    error: Exception, what: Fault, detail: str, *, permanent: bool
) -> None:
    chain = Hc595Chain("wall", 8, refusing(error))
    assert told(chain.open) == (what, detail, permanent, type(error))
    chain.close()


@pytest.mark.usefixtures("pi")
def test_a_pin_that_does_not_exist_is_absent() -> None:
    with wired(8, enable=partial(output_pin, 99, active_low=True)) as (_, chain):
        said = "pin 99 does not open: there are no such pins"
        assert told(chain.open) == (Fault.ABSENT, said, False, OSError)


def test_a_bus_that_fails_is_lost_and_opens_again() -> None:
    with wired(8, Planned(2, "transfer", "raise")) as (board, chain):
        chain.open()
        lost = told(lambda: chain.write(frame(8, 3)))
        assert lost == (Fault.LOST, "the SPI bus failed", False, OSError)
        chain.close()
        chain.open()
        chain.write(frame(8, 3))
        assert board.lit() == {3}


def test_a_closed_chain_is_lost() -> None:
    with wired(8) as (board, chain):
        lost = (Fault.LOST, "closed", False, type(None))
        assert told(lambda: chain.write(frame(8, 3))) == lost
        chain.open()
        chain.close()
        assert told(lambda: chain.write(frame(8, 3))) == lost
        assert board.lit() == DARK


def test_a_slow_bus_still_shows_the_whole_frame() -> None:
    clock = Still()
    with wired(8, Planned(2, "transfer", "slow"), sleep=clock.sleep) as (board, chain):
        chain.open()
        chain.write(frame(8, 1, 6))
        assert (board.lit(), clock.slept) == ({1, 6}, [0.5])


def test_a_bit_error_is_gone_with_the_next_frame() -> None:
    with wired(1000, Planned(2, "transfer", "bits")) as (board, chain):
        chain.open()
        seen = []
        for _ in range(2):
            chain.write(frame(1000, 421))
            seen.append(set(board.lit()))
        assert seen == [{421, 999}, {421}]


def test_opening_again_and_again_leaves_nothing_behind() -> None:
    with wired(8) as (board, chain):
        chain.open()
        before = held()
        for _ in range(100):
            chain.close()
            chain.open()
        eventually(lambda: no_more_than(before))
        chain.write(frame(8, 5))
        assert board.lit() == {5}


# -- the kernel's bus ------------------------------------------------------------------------------


@pytest.fixture
def wall(pi: Pi) -> Iterator[Hc595Chain]:
    assert Device.pin_factory is pi
    chain = Hc595Chain("wall", 1000, partial(hardware_bus, (0, 1), 4_000_000))
    yield chain
    chain.close()


def test_a_thousand_cells_are_125_bytes_in_one_transfer_at_the_set_rate(wall: Hc595Chain) -> None:
    wall.open()
    wall.write(frame(1000, 0, 7, 999))
    (bus,) = Spidev.opened
    assert (bus.place, bus.max_speed_hz) == ((0, 1), 4_000_000)
    assert bus.sent == [[0] * 125, [0x80, *[0] * 123, 0x81]]
    kept = wall._bus  # thrown away, gpiozero would close it unasked
    wall.close()
    assert (kept._device.closed, bus.place, bus.sent[2:]) == (True, None, [[0] * 125])
