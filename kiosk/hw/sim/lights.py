"""A virtual chain of 74HC595 registers on gpiozero's mock pins: the real driver, bit by bit.

Faults: `raise` (the bus fails), `slow` (half a second a transfer), `bits` (the first bit flips).
"""

import threading
from collections.abc import Callable, Iterable, Sequence

from gpiozero import Device, SPIDevice
from gpiozero.pins.mock import MockFactory, MockSPIDevice

from kiosk.hw.sim.faults import Fault, Faults

_PINS = (21, 20, 19, 16)  # not SPI0's own: for those gpiozero tries the kernel's bus first


class SimHc595:
    """The board: its pins, its registers, and what shines.

    Args:
        count: cells.
        now, sleep: monotonic seconds, and waiting for some.
        faults: what goes wrong.
    """

    def __init__(
        self,
        count: int,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        faults: Iterable[Fault] = (),
    ) -> None:
        self.count = count
        self._now, self._sleep, self._faults = now, sleep, Faults(faults)
        self.changed = threading.Condition()
        self.latches: list[tuple[float, frozenset[int]]] = []
        self._held = [False] * count
        board = self

        class Registers(MockSPIDevice):  # type: ignore[misc]
            """Shifts while selected, latches at the select line's rising edge."""

            def on_select(self) -> None:
                if self.select_pin.state != self.select_high:
                    board._latch(self.rx_buf)
                self.rx_buf: list[int] = []

        self._factory = MockFactory()
        # gpiozero's software bus asks for the global factory, whatever factory it is given
        Device.pin_factory = Device.pin_factory or self._factory
        self._chip = Registers(*_PINS, pin_factory=self._factory)

    def bus(self) -> "_Bus":
        """Open the SPI bus of the board."""
        if self._faults.next("open") == "raise":
            raise FileNotFoundError("no /dev/spidev0.0")
        return _Bus(self, self._device())

    def _device(self) -> SPIDevice:
        clock, mosi, miso, select = _PINS
        return SPIDevice(
            clock_pin=clock,
            mosi_pin=mosi,
            miso_pin=miso,
            select_pin=select,
            pin_factory=self._factory,
        )

    def lit(self) -> frozenset[int]:
        """Return the LEDs that shine now."""
        return self.latches[-1][1] if self.latches else frozenset()

    def transfer(self, device: SPIDevice, data: Sequence[int]) -> Sequence[int]:
        """Send words over the mock pins, with the faults that are due."""
        effect = self._faults.next("transfer")
        if effect == "raise":
            raise OSError("the bus failed")
        if effect == "slow":
            self._sleep(0.5)
        words = list(data)
        if effect == "bits":
            words[0] ^= 0x80
        return list(device._spi.transfer(words))  # noqa: SLF001

    def _latch(self, bits: Sequence[int]) -> None:
        # a short transfer pushes on what the registers held before
        self._held = [*self._held, *(bool(bit) for bit in bits)][-self.count :]
        chain = self._held[::-1]
        with self.changed:
            self.latches.append((self._now(), frozenset(i for i, on in enumerate(chain) if on)))
            del self.latches[:-20_000]
            self.changed.notify_all()


class _Bus:
    def __init__(self, board: SimHc595, device: SPIDevice) -> None:
        self._board, self._device = board, device

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        return self._board.transfer(self._device, data)

    def close(self) -> None:
        self._device.close()
