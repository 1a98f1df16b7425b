"""The strip byte for byte: over mock pins and a virtual strip, and over the kernel's bus faked."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from gpiozero import Device

from kiosk.hw.lights import PALETTE
from kiosk.hw.lights_apa102 import Apa102Strip, strip_bytes
from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.lights import SimApa102
from kiosk.hw.spi import hardware_bus
from tests.hw.kernel_bus import Spidev

BUFSIZ = 4096  # spidev's own, in bytes a transfer


@contextmanager
def strung(
    count: int, *faults: Planned, brightness: int = 9
) -> Iterator[tuple[SimApa102, Apa102Strip]]:
    """Give a virtual strip and its driver; let go of the pins, which gpiozero shares."""
    before = Device.pin_factory
    board = SimApa102(count, float, faults)
    strip = Apa102Strip("left", count, board.bus, brightness)
    try:
        yield board, strip
    finally:
        strip.close()
        Device.pin_factory = before


def coloured(count: int, **of: tuple[int, int, int]) -> bytes:
    """Return a frame with some LEDs lit, named `n0`, `n7`..."""
    return b"".join(bytes(of.get(f"n{n}", (0, 0, 0))) for n in range(count))


def test_a_frame_is_what_the_data_sheet_says_byte_for_byte() -> None:
    with strung(2) as (board, strip):
        strip.open()
        strip.write(bytes((1, 2, 3, 255, 110, 0)))
        assert board.transfers[-1] == bytes(
            [*(0, 0, 0, 0), *(0xE9, 3, 2, 1), *(0xE9, 0, 110, 255), *(0, 0, 0, 0, 0)]
        )


@pytest.mark.parametrize(("count", "length"), [(1, 13), (16, 73), (17, 78), (1000, 4071)])
def test_a_frame_ends_with_half_a_clock_an_led(count: int, length: int) -> None:
    sent = strip_bytes(bytes(count * 3), 31)
    assert len(sent) == length == 4 + 4 * count + 4 + -(-count // 16)
    assert len(sent) <= BUFSIZ
    assert set(sent[4 + 4 * count :]) == {0}


def test_a_thousand_leds_are_read_back() -> None:
    with strung(1000) as (board, strip):
        strip.open()
        amber, blue = PALETTE["amber"], PALETTE["blue"]  # type: ignore[index]
        strip.write(coloured(1000, n0=amber, n421=blue, n999=amber))
        assert board.lit() == {0: (9, *amber), 421: (9, *blue), 999: (9, *amber)}


@pytest.mark.parametrize("count", [1, 2, 16, 33])
def test_every_led_shines_alone_in_its_colour(count: int) -> None:
    with strung(count, brightness=31) as (board, strip):
        strip.open()
        seen = []
        for number in range(count):
            strip.write(coloured(count, **{f"n{number}": (10, 20, 30)}))
            seen.append(board.lit())
        assert seen == [{number: (31, 10, 20, 30)} for number in range(count)]


def test_a_frame_is_one_transfer() -> None:
    with strung(4) as (board, strip):
        strip.open()
        board.transfers = []
        for _ in range(3):
            strip.write(coloured(4, n1=(1, 1, 1)))
        assert len(board.transfers) == 3


def test_what_a_crash_left_lit_is_dark_after_the_next_open() -> None:
    with strung(4) as (board, strip):
        crashed = board.bus()
        crashed.transfer(strip_bytes(coloured(4, n3=(9, 9, 9)), 31))
        crashed.close()
        assert board.lit() == {3: (31, 9, 9, 9)}
        assert strip.open() == {"driver": "apa102", "leds": 4, "brightness": 9}
        assert board.lit() == {}


def test_closing_darkens_and_twice_is_fine() -> None:
    with strung(4) as (board, strip):
        strip.open()
        strip.write(coloured(4, n3=(9, 9, 9)))
        strip.close()
        sent = len(board.transfers)
        strip.close()
        assert (board.lit(), len(board.transfers)) == ({}, sent)


def test_a_bus_that_fails_is_lost_and_opens_again() -> None:
    with strung(4, Planned(2, "transfer", "raise")) as (board, strip):
        strip.open()
        with pytest.raises(DeviceFault, match="left: lost: the SPI bus failed"):
            strip.write(coloured(4, n1=(9, 9, 9)))
        strip.close()
        strip.open()
        strip.write(coloured(4, n1=(9, 9, 9)))
        assert board.lit() == {1: (9, 9, 9, 9)}


def test_a_bus_that_fails_in_close_is_let_go_in_silence() -> None:
    with strung(4, Planned(2, "transfer", "raise")) as (board, strip):
        strip.open()
        strip.close()
        strip.open()
        assert board.lit() == {}


def test_a_closed_strip_is_lost() -> None:
    with strung(4) as (_, strip), pytest.raises(DeviceFault, match="lost: closed") as fault:
        strip.write(bytes(12))
    assert fault.value.what is Fault.LOST


@pytest.mark.parametrize(
    ("count", "brightness", "said"),
    [
        (0, 31, "0 LEDs; a strip has 1 to 1000"),
        (1001, 31, "1001 LEDs; a strip has 1 to 1000"),
        (8, 0, "brightness 0; it is 1 to 31"),
        (8, 32, "brightness 32; it is 1 to 31"),
    ],
)
def test_a_strip_that_cannot_be_is_refused(count: int, brightness: int, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        Apa102Strip("left", count, partial(hardware_bus, (0, 0), 1), brightness)


@pytest.mark.usefixtures("pi")
def test_over_the_kernels_bus_a_frame_of_a_thousand_is_one_transfer_that_fits() -> None:
    strip = Apa102Strip("left", 1000, partial(hardware_bus, (0, 0), 6_000_000), 31)
    strip.open()
    strip.write(coloured(1000, n999=(1, 2, 3)))
    (bus,) = Spidev.opened
    strip.close()
    assert bus.max_speed_hz == 6_000_000
    assert [len(sent) for sent in bus.sent] == [4071] * 3
    assert bus.sent[1][4000:4004] == [0xFF, 3, 2, 1]
