"""The hardware SPI bus of a Raspberry Pi, through gpiozero and spidev."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from kiosk.hw.pins import board_pins
from kiosk.hw.ports import DeviceFault, Fault


class SpiBus(Protocol):
    """A hardware SPI bus."""

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        """Send words; one call is one transfer with the select line held."""

    def close(self) -> None:
        """Let the bus go."""


def hardware_bus(spi: tuple[int, int], rate_hz: int) -> SpiBus:
    """Open a hardware SPI bus of a Raspberry Pi.

    Args:
        spi: port and device.
        rate_hz: clock; gpiozero's own 500 kHz would be eight times too slow.

    Raises:
        PermissionError: it may not be opened.
        ModuleNotFoundError: spidev is not installed.
        OSError: there is no such bus.
    """
    from gpiozero import GPIOZeroError, SPIDevice, SPISoftwareFallback

    with warnings.catch_warnings():
        # a bit-banged bus comes with a mere warning (measured): refuse it
        warnings.simplefilter("error", SPISoftwareFallback)
        try:
            device = SPIDevice(port=spi[0], device=spi[1], pin_factory=board_pins())
            device._spi.rate = rate_hz  # noqa: SLF001  gpiozero has no public way
        except (GPIOZeroError, SPISoftwareFallback) as error:
            told = f"no hardware SPI bus {spi[0]}.{spi[1]}"
            # gpiozero puts every cause into that warning, a missing group or library too
            if isinstance(error.__context__, PermissionError):
                raise PermissionError(told) from error
            if isinstance(error.__context__, ImportError):
                raise ModuleNotFoundError(told) from error
            raise OSError(told) from error
    return _HardwareBus(device)


class _HardwareBus:
    def __init__(self, device: Any) -> None:  # noqa: ANN401
        self._device = device

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        return list(self._device._spi.transfer(list(data)))  # noqa: SLF001

    def close(self) -> None:
        self._device.close()


def opened_bus(device: str, bus: Callable[[], SpiBus]) -> SpiBus:
    """Open a bus, and say in words why it does not open.

    Args:
        device: the name in kiosk.toml.
        bus: opens it.

    Raises:
        DeviceFault: absent, denied, or without its library.
    """
    try:
        return bus()
    except PermissionError as error:
        detail = "no permission for the SPI bus; add the user to group spi"
        raise DeviceFault(device, Fault.DENIED, detail, permanent=True) from error
    except ModuleNotFoundError as error:
        detail = "spidev is not installed"
        raise DeviceFault(device, Fault.MISSING_LIBRARY, detail, permanent=True) from error
    except OSError as error:
        raise DeviceFault(device, Fault.ABSENT, "no SPI bus") from error
