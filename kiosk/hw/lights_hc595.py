"""A chain of 74HC595 shift registers: one bit a cell, one SPI transfer a frame.

The last bit sent stays in the first register, so cell 0 goes last. CE0's rising edge latches.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from kiosk.hw.ports import DeviceFault, Facts, Fault

MOST_CELLS = 1024
_RGB = 3


class SpiBus(Protocol):
    """A hardware SPI bus."""

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        """Send words; one call is one transfer with the select line held."""

    def close(self) -> None:
        """Let the bus go."""


class OutputEnable(Protocol):
    """The /OE pin: dark until the first frame."""

    def on(self) -> None:
        """Enable the outputs."""

    def off(self) -> None:
        """Darken everything at once."""

    def close(self) -> None:
        """Let the pin go."""


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
    from gpiozero import GPIOZeroError, PinFactoryFallback, SPIDevice, SPISoftwareFallback

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PinFactoryFallback)
        # a bit-banged bus comes with a mere warning (measured): refuse it
        warnings.simplefilter("error", SPISoftwareFallback)
        try:
            device = SPIDevice(port=spi[0], device=spi[1])
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


def output_enable(pin: int) -> OutputEnable:
    """Open the /OE pin, active low and off at first.

    Args:
        pin: BCM number.

    Raises:
        OSError: there are no pins here.
    """
    from gpiozero import GPIOZeroError, OutputDevice

    try:
        enable: OutputEnable = OutputDevice(pin, active_high=False, initial_value=False)
    except GPIOZeroError as error:
        raise OSError(f"pin {pin} cannot be opened") from error
    return enable


class Hc595Chain:
    """Implements LightDriver.

    Args:
        name: of the chain in kiosk.toml.
        count: cells.
        bus: opens the SPI bus.
        enable: opens the /OE pin, None when it is tied to ground.
    """

    colour = False

    def __init__(
        self,
        name: str,
        count: int,
        bus: Callable[[], SpiBus],
        enable: Callable[[], OutputEnable] | None = None,
    ) -> None:
        if not 0 < count <= MOST_CELLS:
            raise ValueError(f"{count} cells; a chain has 1 to {MOST_CELLS}")
        self.name, self.count = name, count
        self._open_bus, self._open_enable = bus, enable
        self._bus: SpiBus | None = None
        self._enable: OutputEnable | None = None

    def open(self) -> Facts:
        """Open the bus and write darkness (see Device)."""
        self.close()
        try:
            self._bus = self._open_bus()
            self._enable = self._open_enable() if self._open_enable else None
        except PermissionError as error:
            detail = "no permission for the SPI bus; add the user to group spi"
            raise DeviceFault(self.name, Fault.DENIED, detail, permanent=True) from error
        except ModuleNotFoundError as error:
            detail = "spidev is not installed"
            raise DeviceFault(self.name, Fault.MISSING_LIBRARY, detail, permanent=True) from error
        except OSError as error:
            raise DeviceFault(self.name, Fault.ABSENT, "no SPI bus") from error
        self.write(bytes(self.count * _RGB))
        if self._enable is not None:
            self._enable.on()
        return {"driver": "hc595", "cells": self.count}

    def check(self) -> Facts:
        """SPI cannot sense a chain; walk it (see Device)."""
        return {"driver": "hc595", "cells": self.count}

    def close(self) -> None:
        """Darken and let the bus go (see Device)."""
        bus, self._bus = self._bus, None
        enable, self._enable = self._enable, None
        if bus is not None:
            try:
                bus.transfer(self._bits(bytes(self.count * _RGB)))
            except OSError:
                pass  # a bus that is gone is dark
            finally:
                bus.close()
        if enable is not None:
            enable.off()
            enable.close()

    def write(self, frame: bytes) -> None:
        """Send one frame (see LightDriver)."""
        if self._bus is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            self._bus.transfer(self._bits(frame))
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the SPI bus failed") from error

    def _bits(self, frame: bytes) -> list[int]:
        lit = [any(frame[i * _RGB : (i + 1) * _RGB]) for i in range(self.count)]
        padded = [False] * (-self.count % 8) + lit[::-1]
        return [
            sum(bit << (7 - place) for place, bit in enumerate(padded[i : i + 8]))
            for i in range(0, len(padded), 8)
        ]
