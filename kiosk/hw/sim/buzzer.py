"""A simulated piezo: remembers what it played.

Effects of faults: `lost` (the wire is cut), `mute` (it takes the tone and stays silent).
"""

from collections.abc import Iterable

from kiosk.hw.ports import DeviceFault, Facts, Tone
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault, Faults


class SimBuzzer:
    """Implements Buzzer.

    Args:
        faults: what goes wrong.
    """

    name = "buzzer"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = Faults(faults)
        self._is_open = False
        self.played: list[Tone] = []
        self.wired = True

    def play(self, tone: Tone) -> None:
        """Note the tone, if it is open (see Buzzer)."""
        if self._is_open and self._faults.next("play") != "mute":
            self.played.append(tone)

    def open(self) -> Facts:
        """Open it, if there is a wire (see Device)."""
        if not self.wired or self._faults.next("open") == "lost":
            raise DeviceFault(self.name, What.ABSENT, "no piezo is connected")
        self._is_open = True
        return self.check()

    def check(self) -> Facts:
        """Find the wire cut (see Device)."""
        if not self.wired or self._faults.next("check") == "lost":
            raise DeviceFault(self.name, What.LOST, "the piezo was disconnected")
        return {"driver": "sim"}

    def close(self) -> None:
        """Close it (see Device)."""
        self._is_open = False
