"""A strip of APA102 or SK9822 LEDs: colour, one SPI transfer a frame.

Four zero bytes begin a frame. An LED takes four: three ones and its brightness, blue, green, red.
It passes the rest on half a clock late, so half a clock for each LED follows (HARDWARE.md 3).
"""

from collections.abc import Callable

import numpy as np

from kiosk.hw.ports import DeviceFault, Facts, Fault
from kiosk.hw.spi import SpiBus, opened_bus

MOST_LEDS = 1000
_RGB = 3
_HEAD = bytes(4)
_MARK = 0xE0
_FULL = 31


def strip_bytes(frame: bytes, brightness: int) -> bytes:
    """Return what the strip is sent for a frame.

    Args:
        frame: RGB triples.
        brightness: 1 to 31, the same for all LEDs.
    """
    count = len(frame) // _RGB
    leds = np.empty((count, 4), np.uint8)
    leds[:, 0] = _MARK | brightness
    leds[:, 1:] = np.frombuffer(frame, np.uint8).reshape(count, _RGB)[:, ::-1]
    # an SK9822 latches at 32 zero bits, an APA102 needs half a clock an LED; zeros serve both, and
    # light nothing where the strip is longer, as the data sheet's ones would
    return _HEAD + leds.tobytes() + bytes(4 + -(-count // 16))


class Apa102Strip:
    """Implements LightDriver.

    Args:
        name: of the strip in kiosk.toml.
        count: LEDs.
        bus: opens the SPI bus.
        brightness: 1 to 31.
    """

    colour = True

    def __init__(
        self, name: str, count: int, bus: Callable[[], SpiBus], brightness: int = _FULL
    ) -> None:
        # over spidev's bufsiz of 4096 bytes a transfer fails, and one cut in two breaks the strip
        if not 0 < count <= MOST_LEDS:
            raise ValueError(f"{count} LEDs; a strip has 1 to {MOST_LEDS}")
        if not 0 < brightness <= _FULL:
            raise ValueError(f"brightness {brightness}; it is 1 to {_FULL}")
        self.name, self.count, self._brightness = name, count, brightness
        self._open_bus = bus
        self._bus: SpiBus | None = None

    def open(self) -> Facts:
        """Open the bus and write darkness (see Device); what a crash left lit goes out here."""
        self.close()
        self._bus = opened_bus(self.name, self._open_bus)
        self.write(self._dark)
        return self.check()

    @property
    def _dark(self) -> bytes:
        return bytes(self.count * _RGB)

    def check(self) -> Facts:
        """SPI cannot sense a strip; walk it (see Device)."""
        return {"driver": "apa102", "leds": self.count, "brightness": self._brightness}

    def close(self) -> None:
        """Darken and let the bus go (see Device)."""
        bus, self._bus = self._bus, None
        if bus is None:
            return
        try:
            bus.transfer(strip_bytes(self._dark, self._brightness))
        except OSError:
            pass  # it is dark at the next open
        finally:
            bus.close()

    def write(self, frame: bytes) -> None:
        """Send one frame (see LightDriver)."""
        if self._bus is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            self._bus.transfer(strip_bytes(frame, self._brightness))
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the SPI bus failed") from error
