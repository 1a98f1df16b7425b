"""A piezo on a pin: the four tones of a box without a screen, told apart by their beat.

The pin only switches: there is no PWM here, so the piezo is an active one, which hums by itself.
"""

import threading
from collections.abc import Callable

from kiosk.hw.outputs import OutputPin, opened_pin
from kiosk.hw.ports import DeviceFault, Facts, Fault, Tone

# ms on, off, on...: the beat of the screen's own tones (UI.md 2), without their pitch
BEATS: dict[Tone, tuple[int, ...]] = {
    Tone.OK: (90,),
    Tone.NO: (120, 60, 120),
    Tone.WRONG: (500,),
    Tone.ATTENTION: (60, 80, 60, 80, 60),
}


class GpioBuzzer:
    """Implements Buzzer.

    Args:
        open_pin: opens the pin.
        now: monotonic seconds.
    """

    name = "buzzer"

    def __init__(self, open_pin: Callable[[], OutputPin], now: Callable[[], float]) -> None:
        self._open_pin, self._now = open_pin, now
        self._pin: OutputPin | None = None
        self._asked: Tone | None = None
        self._news = threading.Event()
        self._beat: list[tuple[float, bool]] = []  # until when, and whether it hums till then
        self._hums = False

    def play(self, tone: Tone) -> None:
        """Play a tone and return at once (see Buzzer); a newer one takes the older one's place."""
        self._asked = tone
        self._news.set()

    def open(self) -> Facts:
        """Open the pin, still (see Device)."""
        self.close()
        self._pin = opened_pin(self.name, self._open_pin)
        return self.check()

    def check(self) -> Facts:
        """A pin cannot sense a piezo (see Device)."""
        return {"driver": "gpio"}

    def close(self) -> None:
        """Be still, and let the pin go (see Device)."""
        pin, self._pin = self._pin, None
        self._asked, self._beat, self._hums = None, [], False
        if pin is not None:
            try:
                pin.off()
            except OSError:
                pass  # a pin that is gone is still
            finally:
                pin.close()

    def read(self, timeout_s: float) -> tuple[()]:
        """Beat for a while; the supervisor's thread is the drummer. Has no signals.

        Raises:
            DeviceFault: lost.
        """
        until = self._now() + timeout_s
        while True:
            if self._pin is None:
                raise DeviceFault(self.name, Fault.LOST, "closed")
            self._step(self._pin)
            ends = self._beat[0][0] if self._beat else until
            pause = min(ends, until) - self._now()
            if pause > 0 and self._news.wait(pause):
                self._news.clear()
            if self._now() >= until:
                self._step(self._pin)
                return ()

    def _step(self, pin: OutputPin) -> None:
        now = self._now()
        asked, self._asked = self._asked, None
        if asked is not None:
            self._beat, at = [], now
            for place, ms in enumerate(BEATS[asked]):
                at += ms / 1000
                self._beat.append((at, place % 2 == 0))
        while self._beat and self._beat[0][0] <= now:
            del self._beat[0]
        hums = bool(self._beat) and self._beat[0][1]
        if hums is self._hums:
            return
        try:
            (pin.on if hums else pin.off)()
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the pin cannot be switched") from error
        self._hums = hums
