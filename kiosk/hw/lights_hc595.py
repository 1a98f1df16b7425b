"""A chain of 74HC595 shift registers: one bit a cell, one SPI transfer a frame.

The last bit sent stays in the first register, so cell 0 goes last. CE0's rising edge latches.
"""

from collections.abc import Callable

import numpy as np

from kiosk.hw.buttons_hc165 import Hc165Registers
from kiosk.hw.outputs import OutputPin, opened_pin
from kiosk.hw.ports import DeviceFault, Facts, Fault
from kiosk.hw.spi import SpiBus, opened_bus

MOST_CELLS = 1024
_RGB = 3


class Hc595Chain:
    """Implements LightDriver.

    Args:
        name: of the chain in kiosk.toml.
        count: cells.
        bus: opens the SPI bus.
        enable: opens the /OE pin, inactive high; None when it is tied to ground.
        buttons: 74HC165 registers on the same bus, read within each transfer; None for none.
    """

    colour = False

    def __init__(
        self,
        name: str,
        count: int,
        bus: Callable[[], SpiBus],
        enable: Callable[[], OutputPin] | None = None,
        buttons: Hc165Registers | None = None,
    ) -> None:
        if not 0 < count <= MOST_CELLS:
            raise ValueError(f"{count} cells; a chain has 1 to {MOST_CELLS}")
        self.name, self.count = name, count
        self._open_bus, self._open_enable, self._buttons = bus, enable, buttons
        self._bus: SpiBus | None = None
        self._enable: OutputPin | None = None

    def open(self) -> Facts:
        """Open the bus and write darkness (see Device)."""
        self.close()
        self._bus = opened_bus(self.name, self._open_bus)
        if self._open_enable is not None:
            self._enable = opened_pin(self.name, self._open_enable)
        if self._buttons is not None:
            self._buttons.begin(self.name)
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
        if self._buttons is not None:
            self._buttons.end()
        if bus is not None:
            try:
                bus.transfer(self._bits(bytes(self.count * _RGB)))
            except OSError:
                pass  # a bus that is gone is dark
            finally:
                bus.close()
        if enable is not None:
            try:
                enable.off()
            except OSError:
                pass  # a pin that is gone is pulled up: dark
            finally:
                enable.close()

    def write(self, frame: bytes) -> None:
        """Send one frame (see LightDriver)."""
        if self._bus is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            self._transfer(self._bus, self._bits(frame))
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the SPI bus failed") from error

    def _transfer(self, bus: SpiBus, bits: bytes) -> None:
        buttons = self._buttons
        if buttons is None:
            bus.transfer(bits)
            return
        buttons.latch()
        # what goes before the lamps falls off the far end, and makes room for all buttons
        buttons.hear(bus.transfer(bits.rjust(buttons.bytes, b"\0")))

    def _bits(self, frame: bytes) -> bytes:
        triples = np.frombuffer(frame, np.uint8).reshape(self.count, _RGB)
        chain = np.zeros(-(-self.count // 8) * 8, np.uint8)
        # the last cell goes first; what is too many falls off the far end
        chain[len(chain) - self.count :] = np.max(triples, axis=1)[::-1] > 0
        return np.packbits(chain).tobytes()
