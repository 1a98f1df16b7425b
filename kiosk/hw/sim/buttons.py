"""Simulated shelf buttons: somebody else's thread presses them.

Effects of faults: `bounce` (the contact flutters before it closes), `stuck` (a pressed button never
comes up again), `lost` (the wire is cut).
"""

import threading
from collections.abc import Callable, Iterable

from kiosk.hw.ports import ButtonPressed, DeviceFault, Facts
from kiosk.hw.ports import Fault as What
from kiosk.hw.presses import HOLD_S, POLL_S, Presses
from kiosk.hw.sim.faults import Fault, Faults

_FLUTTER = (True, False, True, False)


class SimButtons:
    """Implements Buttons; the levels go through the very rules of the drivers.

    Args:
        names: of the buttons.
        now: monotonic seconds.
        faults: what goes wrong.
    """

    name = "buttons"

    def __init__(
        self, names: Iterable[str], now: Callable[[], float], faults: Iterable[Fault] = ()
    ) -> None:
        self.names = tuple(names)
        self._now, self._faults = now, Faults(faults)
        self._presses = Presses(self.names)
        self._moves: list[tuple[str, tuple[bool, ...]]] = []
        self._levels = dict.fromkeys(self.names, False)
        self._news = threading.Condition()
        self._is_open = False
        self._clock = 0.0  # of the levels: a press lasts as long as it lasts, whoever reads when
        self.wired = True

    def press(self, button: str, *, hold: bool = False) -> None:
        """Press a button and let it go, if somebody listens; any thread may say so.

        Args:
            button: its name.
            hold: keep it down for more than a second.
        """
        effect = self._faults.next("press")
        down = (True,) * (round(HOLD_S / POLL_S) + 3 if hold else 3)
        moves = (*(_FLUTTER if effect == "bounce" else ()), *down)
        if effect != "stuck":
            moves = (*moves, False, False)
        with self._news:
            if self.wired and self._is_open and button in self._levels:
                self._moves.append((button, moves))
                self._news.notify()

    def open(self) -> Facts:
        """Begin to listen, if there is a wire (see Device)."""
        if not self.wired or self._faults.next("open") == "lost":
            raise DeviceFault(self.name, What.ABSENT, "no buttons are connected")
        self._presses.reset()
        self._levels = dict.fromkeys(self.names, False)
        self._play(())  # all are up
        self._is_open = True
        return self.check()

    def check(self) -> Facts:
        """Tell which buttons are stuck (see Device)."""
        return self._presses.facts("sim", self._at(self._now()))

    def close(self) -> None:
        """Hear no more; presses nobody fetched are forgotten (see Device)."""
        self._is_open = False
        with self._news:
            self._moves = []

    def read(self, timeout_s: float) -> tuple[ButtonPressed, ...]:
        """Return the presses that came (see Buttons)."""
        if not self._is_open:
            raise DeviceFault(self.name, What.LOST, "closed")
        if not self.wired or self._faults.next("read") == "lost":
            raise DeviceFault(self.name, What.LOST, "the buttons were disconnected")
        with self._news:
            self._news.wait_for(lambda: self._moves or not self.wired, timeout_s)
            moves, self._moves = self._moves, []
        return self._play(moves)

    def _play(self, moves: Iterable[tuple[str, tuple[bool, ...]]]) -> tuple[ButtonPressed, ...]:
        told: list[ButtonPressed] = []
        self._clock = self._at(self._now())  # asked once: a busy machine makes no press longer
        for button, levels in (*moves, ("", (False, False))):
            for level in levels:
                if button:
                    self._levels[button] = level
                self._clock += POLL_S
                told += self._presses.feed(self._levels, self._clock)
        at = self._now()
        return tuple(ButtonPressed(one.button, one.held, at) for one in told)

    def _at(self, now: float) -> float:
        return max(self._clock, now)
