"""The kernel's bus faked: what is sent, and why it may not open, in words."""

import errno

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.spi import hardware_bus, opened_bus
from tests.hw.kernel_bus import Pi, Spidev

RATE = 4_000_000


def refused() -> tuple[Fault, str, bool]:
    try:
        opened_bus("wall", lambda: hardware_bus((0, 1), RATE))
    except DeviceFault as fault:  # kept, as pytest.raises keeps it, it would hold the bus's pins
        assert fault.device == "wall"  # noqa: PT017
        return fault.what, fault.detail, fault.permanent
    raise AssertionError("it opened")


@pytest.mark.usefixtures("pi")
def test_a_transfer_is_one_transfer_at_the_set_rate() -> None:
    bus = opened_bus("wall", lambda: hardware_bus((0, 1), RATE))
    assert bus.transfer(b"\x01\xff") == [0, 0]
    (kernel,) = Spidev.opened
    assert (kernel.place, kernel.max_speed_hz, kernel.sent) == ((0, 1), RATE, [[1, 255]])
    bus.close()
    assert kernel.place is None


@pytest.mark.usefixtures("pi")
def test_a_user_outside_the_group_is_denied_and_let_in_later() -> None:
    Spidev.errno = errno.EACCES
    detail = "no permission for the SPI bus; add the user to group spi"
    assert refused() == (Fault.DENIED, detail, True)
    Spidev.errno = 0
    hardware_bus((0, 1), RATE).close()


# gpiozero's half-made device stumbles over itself when it is thrown away
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("pi")
def test_a_missing_spidev_is_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gpiozero.pins.local.SpiDev", None)
    assert refused() == (Fault.MISSING_LIBRARY, "spidev is not installed", True)


@pytest.mark.usefixtures("pi")
def test_a_bus_that_the_kernel_does_not_have_is_absent() -> None:
    Spidev.errno = errno.ENOENT
    assert refused() == (Fault.ABSENT, "no SPI bus", False)


def test_a_bit_banged_bus_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "pin_factory", MockFactory())
    with pytest.raises(OSError, match=r"^no hardware SPI bus 0\.0$"):
        hardware_bus((0, 0), RATE)


def test_a_machine_without_a_board_has_no_bus(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Device.pin_factory is pi
    monkeypatch.setattr(Device, "pin_factory", None)
    Spidev.errno = errno.ENOENT
    with pytest.raises(OSError, match=r"^no hardware SPI bus 0\.0$"):
        hardware_bus((0, 0), RATE)
