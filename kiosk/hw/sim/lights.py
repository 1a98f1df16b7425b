"""Virtual light chains on gpiozero's mock pins: the real drivers, bit by bit.

Faults: `raise` (the bus fails), `slow` (half a second a transfer), `bits` (the first bit flips).
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from gpiozero import Device, SPIDevice
from gpiozero.pins.mock import MockFactory, MockSPIDevice

from kiosk.hw.sim.faults import Fault, Faults

_PINS = (21, 20, 19, 16)  # not SPI0's own: for those gpiozero tries the kernel's bus first


class _Board:
    """What hangs on a virtual bus; a subclass knows what the bits do.

    Args:
        sleep: waits for some seconds.
        faults: what goes wrong.
    """

    def __init__(self, sleep: Callable[[float], None], faults: Iterable[Fault]) -> None:
        self._sleep, self._faults = sleep, Faults(faults)
        self.wired = True
        self.changed = threading.Condition()
        board = self

        class Shifted(MockSPIDevice):  # type: ignore[misc]
            """Shifts while selected, hands over what came at the select line's rising edge."""

            def on_select(self) -> None:
                if self.select_pin.state != self.select_high:
                    with board.changed:
                        board._take(self.rx_buf)
                        board.changed.notify_all()
                self.rx_buf: list[int] = []
                self.tx_buf: list[int] = list(board._given())

        self._factory = MockFactory()
        # gpiozero's software bus asks for the global factory, whatever factory it is given
        Device.pin_factory = Device.pin_factory or self._factory
        self._chip = Shifted(*_PINS, pin_factory=self._factory)

    def _take(self, bits: Sequence[int]) -> None:
        raise NotImplementedError

    def _given(self) -> Sequence[int]:
        """Return the bits that come back within a transfer."""
        return ()

    def bus(self) -> "_Bus":
        """Open the SPI bus of the board."""
        if not self.wired or self._faults.next("open") == "raise":
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

    def transfer(self, device: SPIDevice, data: Sequence[int]) -> Sequence[int]:
        """Send words over the mock pins, with the faults that are due."""
        effect = self._faults.next("transfer")
        if not self.wired or effect == "raise":
            raise OSError("the bus failed")
        if effect == "slow":
            self._sleep(0.5)
        words = list(data)
        if effect == "bits":
            words[self._first_word] ^= 0x80
        return list(device._spi.transfer(words))  # noqa: SLF001

    _first_word = 0  # of the data that shines


class _Bus:
    def __init__(self, board: _Board, device: SPIDevice) -> None:
        self._board, self._device = board, device

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        return self._board.transfer(self._device, data)

    def close(self) -> None:
        self._device.close()


class SimHc595(_Board):
    """A chain of 74HC595 registers: its pins, its registers, and what shines.

    Beside it may stand 74HC165 registers with buttons, on the same bus.

    Args:
        count: cells.
        now, sleep: monotonic seconds, and waiting for some.
        faults: what goes wrong.
        buttons: how many inputs the 74HC165 registers have.

    Attributes:
        down: the inputs whose button is pressed.
    """

    def __init__(
        self,
        count: int,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        faults: Iterable[Fault] = (),
        buttons: int = 0,
    ) -> None:
        self.count, self._now = count, now
        self.down: set[int] = set()
        self._levels = [1] * buttons
        self.latches: list[tuple[float, frozenset[int]]] = []
        self._held = [False] * count
        super().__init__(sleep, faults)

    def load(self) -> "_LoadPin":
        """Open the /LD pin of the buttons' registers."""
        return _LoadPin(self)

    def take_levels(self) -> None:
        """Let the buttons' registers take over their inputs; a pressed one lies on ground."""
        self._levels = [int(number not in self.down) for number in range(len(self._levels))]

    def _given(self) -> Sequence[int]:
        return self._levels

    def lit(self) -> frozenset[int]:
        """Return the LEDs that shine now."""
        return self.latches[-1][1] if self.latches else frozenset()

    def _take(self, bits: Sequence[int]) -> None:
        # a short transfer pushes on what the registers held before
        self._held = [*self._held, *(bool(bit) for bit in bits)][-self.count :]
        chain = self._held[::-1]
        self.latches.append((self._now(), frozenset(i for i, on in enumerate(chain) if on)))
        del self.latches[:-20_000]


class _LoadPin:
    def __init__(self, board: SimHc595) -> None:
        self._board = board

    def on(self) -> None:
        self._board.take_levels()

    def off(self) -> None:
        """Nothing is taken over while it is high."""

    def close(self) -> None:
        """It holds nothing."""


class SimApa102(_Board):
    """A strip of APA102 LEDs: what came over the wire, byte for byte, and what shines.

    Each LED takes four bytes after four zero ones and passes the rest on half a clock late, so the
    far ones see nothing of a frame that ends too soon. It has no select line: a frame cut in two
    begins in the middle.

    Args:
        count: LEDs.
        sleep: waits for some seconds.
        faults: what goes wrong.
    """

    _first_word = 5  # the blue of the first LED

    def __init__(
        self, count: int, sleep: Callable[[float], None], faults: Iterable[Fault] = ()
    ) -> None:
        self.count = count
        self.transfers: list[bytes] = []
        self._leds = [bytes(4)] * count
        super().__init__(sleep, faults)

    def lit(self) -> Mapping[int, tuple[int, int, int, int]]:
        """Return brightness, red, green and blue of the LEDs that shine now."""
        return {
            number: (led[0] & 31, led[3], led[2], led[1])
            for number, led in enumerate(self._leds)
            if any(led[1:]) and led[0] & 31
        }

    def _take(self, bits: Sequence[int]) -> None:
        data = np.packbits(np.array(bits, np.uint8)).tobytes()
        if not data:
            return  # selected and let go, as at the open
        self.transfers = [*self.transfers[-99:], data]
        if data[:4] != bytes(4):
            return
        for number in range(self.count):
            end = 4 * (number + 2)
            late = (number + 1) // 2  # clocks
            led = data[end - 4 : end]
            if len(data) * 8 < end * 8 + late or led[0] < 0xE0:
                return
            self._leds[number] = led
