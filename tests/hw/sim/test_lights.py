import threading
from collections.abc import Iterator

import pytest
from gpiozero import Device

from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.lights import SimApa102, SimHc595
from kiosk.hw.spi import SpiBus
from tests.hw.chains import Still, wired


def shown(board: SimHc595) -> list[set[int]]:
    return [set(lit) for _, lit in board.latches]


def sent(board: SimHc595, bus: SpiBus, *words: int) -> set[int]:
    bus.transfer(words)
    return set(board.lit())


def test_a_board_that_nobody_opened_is_dark() -> None:
    with wired(8) as (board, _):
        assert (board.lit(), board.latches) == (frozenset(), [])


def test_the_last_bit_stays_in_the_first_register() -> None:
    with wired(16) as (board, _):
        bus = board.bus()
        assert sent(board, bus, 0b10000000, 0b00000001) == {0, 15}
        assert sent(board, bus, 0b00000001, 0b10000000) == {7, 8}
        bus.close()


def test_bits_too_many_fall_off_the_far_end() -> None:
    with wired(12) as (board, _):
        bus = board.bus()
        assert sent(board, bus, 0b11110000, 0b00000010) == {1}
        assert sent(board, bus, 0xFF, 0xFF, 0b00001000, 0) == {11}
        bus.close()


def test_bits_too_few_push_on_what_was_there() -> None:
    with wired(16) as (board, _):
        bus = board.bus()
        sent(board, bus, 0, 0b00000101)
        assert sent(board, bus, 0b00000010) == {1, 8, 10}
        bus.close()


def test_nothing_shines_before_the_select_line_rises() -> None:
    with wired(8) as (board, chain):
        chain.open()
        board._chip.select_pin.function = "output"
        board._chip.select_pin.state = False
        for _ in range(8):
            board._chip.rx_buf.append(1)
        assert board.lit() == frozenset()
        board._chip.select_pin.state = True
        assert board.lit() == frozenset(range(8))


def test_every_latch_is_kept_with_its_moment() -> None:
    now = Still()
    with wired(8, now=now) as (board, _):
        bus = board.bus()
        board.latches.clear()
        for at, word in ((101.0, 1), (102.5, 1), (103.0, 0)):
            now.at = at
            bus.transfer([word])
        bus.close()
    assert board.latches == [
        (101.0, frozenset({0})),
        (102.5, frozenset({0})),
        (103.0, frozenset()),
    ]


def test_a_latch_wakes_who_waits_for_it() -> None:
    with wired(8) as (board, _):
        bus = board.bus()
        later = threading.Thread(target=bus.transfer, args=([0b100],))
        with board.changed:
            later.start()
            assert board.changed.wait(60)
        later.join()
        assert board.lit() == {2}
        bus.close()


def test_a_reopened_board_shifts_nothing_by_itself() -> None:
    with wired(16) as (board, _):
        bus = board.bus()
        bus.transfer([0b11])
        bus.close()
        board.bus().close()
    assert shown(board)[-2:] == [{0, 1}, {0, 1}]


def test_a_failing_bus_raises_and_moves_nothing() -> None:
    with wired(8, Fault(2, "transfer", "raise")) as (board, _):
        bus = board.bus()
        bus.transfer([0b1])
        before = list(board.latches)
        with pytest.raises(OSError, match="the bus failed"):
            bus.transfer([0b10])
        assert board.latches == before
        assert sent(board, bus, 0b10) == {1}
        bus.close()


def test_a_slow_bus_takes_half_a_second_and_is_right() -> None:
    clock = Still()
    with wired(8, Fault(1, "transfer", "slow"), sleep=clock.sleep) as (board, _):
        bus = board.bus()
        assert (sent(board, bus, 0b10), clock.slept) == ({1}, [0.5])
        assert (sent(board, bus, 0b100), clock.slept) == ({2}, [0.5])
        bus.close()


def test_a_bit_error_turns_the_first_bit_once() -> None:
    with wired(16, Fault(1, "transfer", "bits")) as (board, _):
        bus = board.bus()
        assert sent(board, bus, 0, 1) == {0, 15}
        assert sent(board, bus, 0, 1) == {0}
        bus.close()


def test_a_board_may_be_absent_and_come_back() -> None:
    with wired(8, Fault(1, "open", "raise")) as (board, chain):
        with pytest.raises(FileNotFoundError):
            board.bus()
        assert chain.open() == {"driver": "hc595", "cells": 8}


# -- the strip -------------------------------------------------------------------------------------

HEAD, TAIL = bytes(4), bytes(5)
RED, BLUE = b"\xff\x00\x00\xff", b"\xe1\xff\x00\x00"


@pytest.fixture
def strip() -> Iterator[SimApa102]:
    before = Device.pin_factory
    yield SimApa102(3, float)
    Device.pin_factory = before


def shone(strip: SimApa102, data: bytes) -> dict[int, tuple[int, int, int, int]]:
    bus = strip.bus()
    bus.transfer(data)
    bus.close()
    return dict(strip.lit())


def test_a_strip_takes_brightness_and_colours_in_wire_order(strip: SimApa102) -> None:
    told = {0: (31, 255, 0, 0), 2: (1, 0, 0, 255)}
    assert shone(strip, HEAD + RED + b"\xff\0\0\0" + BLUE + TAIL) == told
    assert strip.transfers[-1] == HEAD + RED + b"\xff\0\0\0" + BLUE + TAIL


def test_the_far_end_of_a_strip_sees_nothing_of_a_frame_that_ends_too_soon(
    strip: SimApa102,
) -> None:
    assert set(shone(strip, HEAD + RED * 3)) == {0, 1}
    assert set(shone(strip, HEAD + RED * 3 + b"\0")) == {0, 1, 2}


def test_a_strip_ignores_what_does_not_begin_with_zeros(strip: SimApa102) -> None:
    assert shone(strip, RED * 3 + TAIL) == {}


def test_a_strip_ignores_all_after_what_is_no_led(strip: SimApa102) -> None:
    assert set(shone(strip, HEAD + RED + b"\x1f\xff\xff\xff" + RED + TAIL)) == {0}


def test_an_led_of_brightness_0_is_dark(strip: SimApa102) -> None:
    assert shone(strip, HEAD + b"\xe0\xff\xff\xff" * 3 + TAIL) == {}
