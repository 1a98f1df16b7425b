"""A chain of 74HC595 shift registers: one bit a cell, one SPI transfer a frame.

The last bit sent stays in the first register, so cell 0 goes last. CE0's rising edge latches.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

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
        try:
            self._bus = self._open_bus()
            self._enable = self._open_enable() if self._open_enable else None
        except PermissionError as error:
            detail = "no permission for the SPI bus; add the user to group spi"
            raise DeviceFault(self.name, Fault.DENIED, detail, permanent=True) from error
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
