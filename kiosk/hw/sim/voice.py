"""A simulated voice: remembers what it said.

Effects of faults: `missing` (no such program), `lost` (it ends in the middle), `mute` (it takes the
words and stays silent).
"""

from collections.abc import Callable, Iterable

from kiosk.hw.ports import DeviceFault, Facts
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault, Faults


class SimVoice:
    """Implements Voice.

    Args:
        faults: what goes wrong.
    """

    name = "speech"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = Faults(faults)
        self._is_open = False
        self.installed = True
        self.said: list[tuple[str, str]] = []
        self.play: Callable[[bytes], None] = lambda _: None

    def say(self, words: str, language: str) -> None:
        """Note the words, if it is open (see Voice)."""
        if self._is_open and self._faults.next("say") != "mute":
            self.said.append((words, language))

    def open(self) -> Facts:
        """Open it, if it is installed (see Device)."""
        if not self.installed or self._faults.next("open") == "missing":
            detail = "espeak-ng is not installed"
            raise DeviceFault(self.name, What.MISSING_LIBRARY, detail, permanent=True)
        self._is_open = True
        return self.check()

    def check(self) -> Facts:
        """Say how often it has spoken (see Device)."""
        if not self._is_open or not self.installed or self._faults.next("check") == "lost":
            raise DeviceFault(self.name, What.LOST, "closed")
        return {"driver": "sim", "said": len(self.said)}

    def close(self) -> None:
        """Be still (see Device)."""
        self._is_open = False
