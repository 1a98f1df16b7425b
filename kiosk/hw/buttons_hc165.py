"""Confirm buttons on 74HC165 registers that share the bus of a 74HC595 chain.

Each frame for the lamps also reads the buttons: /LD takes their levels over, and the same transfer
that carries the lamps out brings them in. So the lamps' thread alone touches the bus; the buttons'
own thread only hears what that one read. Bit 0 is what arrives first: input H of the register
nearest to MISO, bit 7 its input A, bit 8 input H of the next one.
"""

import threading
from collections.abc import Callable, Mapping, Sequence

from kiosk.hw.outputs import OutputPin, opened_pin
from kiosk.hw.ports import ButtonPressed, DeviceFault, Facts, Fault
from kiosk.hw.presses import Presses

MOST_BITS = 256
_SILENCE_S = 1.0  # lamps whose bus is open send fifty frames a second while buttons ride along
_FIRST_S = 0.5
_MOST_WAITING = 64  # presses nobody fetched; the oldest go


class Hc165Registers:
    """The registers as the lamps' driver sees them: read within each of its transfers.

    Args:
        bits: place in the chain by button.
        load: opens the /LD pin: on is low, and takes the levels over.
        now: monotonic seconds.
    """

    def __init__(
        self, bits: Mapping[str, int], load: Callable[[], OutputPin], now: Callable[[], float]
    ) -> None:
        self.bits = dict(bits)
        self.bytes = max(bits.values()) // 8 + 1
        self._open_load, self._now = load, now
        self._load: OutputPin | None = None
        self.heard = threading.Condition()
        self.presses = Presses(bits)
        self.waiting: list[ButtonPressed] = []
        self.heard_at: float | None = None

    # -- on the lamps' thread ----------------------------------------------------------------------

    def begin(self, device: str) -> None:
        """Open the /LD pin for a chain of lamps.

        Raises:
            DeviceFault: the pin does not open.
        """
        self.end()
        self._load = opened_pin(device, self._open_load)

    def end(self) -> None:
        """Let the /LD pin go; twice is fine."""
        load, self._load = self._load, None
        if load is not None:
            load.close()

    def latch(self) -> None:
        """Take the levels over; the next transfer brings them in."""
        if self._load is not None:
            self._load.on()
            self._load.off()

    def hear(self, words: Sequence[int]) -> None:
        """Take what a transfer brought in.

        Args:
            words: all of it; what comes after the registers is nobody's.
        """
        at = self._now()
        # a pressed button pulls its input to ground
        levels = {b: not words[n // 8] & 0x80 >> n % 8 for b, n in self.bits.items()}
        with self.heard:
            self.heard_at = at
            self.waiting += self.presses.feed(levels, at)
            del self.waiting[:-_MOST_WAITING]
            self.heard.notify_all()

    # -- on the buttons' thread --------------------------------------------------------------------

    def is_alive(self) -> bool:
        """Whether lamps have read the buttons just now."""
        return self.heard_at is not None and self._now() - self.heard_at <= _SILENCE_S


class Hc165Buttons:
    """Implements Buttons.

    Args:
        registers: read by the lamps.
        now: monotonic seconds.
    """

    name = "buttons-hc165"

    def __init__(self, registers: Hc165Registers, now: Callable[[], float]) -> None:
        self._registers, self._now = registers, now
        self._is_open = False

    def open(self) -> Facts:
        """Begin to listen, once the lamps read the buttons (see Device)."""
        registers = self._registers
        with registers.heard:
            if not registers.heard.wait_for(registers.is_alive, _FIRST_S):
                raise DeviceFault(self.name, Fault.ABSENT, "the bus of the lamps is not open")
            registers.presses.reset()
            registers.waiting.clear()
        self._is_open = True
        return self.check()

    def check(self) -> Facts:
        """Tell which buttons are stuck (see Device)."""
        with self._registers.heard:
            return self._registers.presses.facts("hc165", self._now())

    def close(self) -> None:
        """Hear no more; the bus is the lamps' own (see Device)."""
        self._is_open = False

    def read(self, timeout_s: float) -> tuple[ButtonPressed, ...]:
        """Return the presses that came (see Buttons)."""
        if not self._is_open:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        registers = self._registers
        with registers.heard:
            registers.heard.wait_for(lambda: registers.waiting, timeout_s)
            told, registers.waiting = tuple(registers.waiting), []
        if not told and not registers.is_alive():
            raise DeviceFault(self.name, Fault.LOST, "the bus of the lamps is closed")
        return told
