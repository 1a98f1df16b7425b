"""The clock of a stage: a day that goes as fast as it is played."""

import time

from kiosk import moments
from kiosk.core.events import Stamp
from kiosk.core.words import ClockQuality

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS


class StageClock:
    """The day's clock: real seconds pass, and whole hours can be skipped."""

    def __init__(self) -> None:
        now = moments.wall_ms()
        self._midnight = now - now % _DAY_MS
        self._offset = self._midnight + 9 * 60 * _MINUTE_MS - now
        self._boot, self._passed = moments.boot_id(), 0

    def wall(self) -> int:
        """Return the stage's milliseconds UTC."""
        return moments.wall_ms() + self._offset

    def stamp(self) -> Stamp:
        """Return the stage's moment."""
        mono = time.monotonic_ns() // 1_000_000 + self._passed
        return Stamp(self.wall(), mono, self._boot, ClockQuality.NTP)

    def at(self, minute: int) -> int:
        """Return the moment of a minute of the day, ms UTC."""
        return self._midnight + minute * _MINUTE_MS

    def go_to(self, minute: int) -> None:
        """Skip to a minute of the day, never back."""
        self.skip(max(0, self._midnight + minute * _MINUTE_MS - self.wall()))

    def skip(self, milliseconds: int) -> None:
        """Skip some time."""
        self._offset += milliseconds

    def pass_by(self, milliseconds: int) -> None:
        """Let time pass for what waits as well, such as a visit nobody goes on with."""
        self._passed += milliseconds
        self.skip(milliseconds)
