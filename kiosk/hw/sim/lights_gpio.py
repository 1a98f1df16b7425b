"""Lamps on virtual pins, one each.

Faults: `raise` (no pins, or they fail), `slow` (a tenth of a second a pin).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory

from kiosk.hw.sim.faults import Fault, Faults


class SimGpio:
    """The pins and what shines.

    Args:
        pins: BCM numbers, in cell order.
        sleep: waits for some seconds.
        faults: what goes wrong.
    """

    def __init__(
        self,
        pins: Sequence[int],
        sleep: Callable[[float], None],
        faults: Iterable[Fault] = (),
    ) -> None:
        self._numbers, self._sleep, self._faults = tuple(pins), sleep, Faults(faults)
        self._factory = MockFactory()

    @property
    def ways(self) -> list[Callable[[], "_Pin"]]:
        """What opens each pin."""
        return [partial(self._open, number) for number in self._numbers]

    def _open(self, number: int) -> "_Pin":
        if self._faults.next("open") == "raise":
            raise FileNotFoundError("no /dev/gpiochip0")
        return _Pin(self, OutputDevice(number, pin_factory=self._factory))

    def lit(self) -> frozenset[int]:
        """Return the lamps that shine now, by their place."""
        pins = [self._factory.pin(number) for number in self._numbers]
        shine = [pin.function == "output" and pin.state for pin in pins]
        return frozenset(place for place, on in enumerate(shine) if on)

    def befall(self) -> None:
        """Let a write go wrong if it is its turn."""
        effect = self._faults.next("write")
        if effect == "raise":
            raise OSError("the pins failed")
        if effect == "slow":
            self._sleep(0.1)


class _Pin:
    def __init__(self, board: SimGpio, device: OutputDevice) -> None:
        self._board, self._device = board, device

    def on(self) -> None:
        self._board.befall()
        self._device.on()

    def off(self) -> None:
        self._board.befall()
        self._device.off()

    def close(self) -> None:
        self._device.close()
