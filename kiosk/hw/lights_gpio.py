"""A handful of lamps, each on a pin of its own: no chain, no bus."""

from collections.abc import Callable, Sequence

from kiosk.hw.outputs import OutputPin, opened_pin
from kiosk.hw.ports import DeviceFault, Facts, Fault

MOST_CELLS = 20
_RGB = 3


class GpioLamps:
    """Implements LightDriver.

    Args:
        name: of the lamps in kiosk.toml.
        pins: opens each pin, in cell order; opened, a pin is dark.
    """

    colour = False

    def __init__(self, name: str, pins: Sequence[Callable[[], OutputPin]]) -> None:
        if not 0 < len(pins) <= MOST_CELLS:
            raise ValueError(f"{len(pins)} cells; there are pins for 1 to {MOST_CELLS}")
        self.name, self.count = name, len(pins)
        self._ways = tuple(pins)
        self._pins: list[OutputPin] = []

    def open(self) -> Facts:
        """Open the pins, dark (see Device)."""
        self.close()
        for way in self._ways:
            self._pins.append(opened_pin(self.name, way))
        return self.check()

    def check(self) -> Facts:
        """Pins cannot sense a lamp; walk them (see Device)."""
        return {"driver": "gpio", "cells": self.count}

    def close(self) -> None:
        """Darken and let the pins go (see Device)."""
        pins, self._pins = self._pins, []
        for pin in pins:
            try:
                pin.off()
            except OSError:
                pass  # a pin that is gone is dark
            finally:
                pin.close()

    def write(self, frame: bytes) -> None:
        """Set every pin (see LightDriver)."""
        if not self._pins:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            for number, pin in enumerate(self._pins):
                shine = any(frame[number * _RGB : (number + 1) * _RGB])
                (pin.on if shine else pin.off)()
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the pins failed") from error
