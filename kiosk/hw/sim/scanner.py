"""A simulated hand scanner: somebody else's thread says what it reads.

Effects of faults: `unplug` (lost), `half` (the code's second half is missing), `no_end` (the end
mark never comes), `long` (10 kB), `garbage` (bytes that are no text), `flood` (fifty at once).
"""

import threading
from collections.abc import Callable, Iterable

from kiosk.hw.framing import Framer
from kiosk.hw.ports import DeviceFault, Facts, Scan, Symbology
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault, Faults


class SimScanner:
    """Implements Scanner.

    Args:
        name: in kiosk.toml.
        now: monotonic seconds.
        faults: what goes wrong.
    """

    def __init__(self, name: str, now: Callable[[], float], faults: Iterable[Fault] = ()) -> None:
        self.name = name
        self._now, self._faults = now, Faults(faults)
        self._framer = Framer(by_silence=False)
        self._line: list[bytes] = []
        self._news = threading.Condition()
        self._is_open = False
        self.plugged = True

    def scan(self, text: str) -> None:
        """Read a code, if it is plugged in; any thread may say so."""
        raw = text.encode("utf-8", "surrogatepass")
        effect = self._faults.next("scan")
        if effect == "half":
            raw = raw[: len(raw) // 2]
        elif effect == "long":
            raw = b"7" * 10_000
        elif effect == "garbage":
            raw = b"\xff\xfe\x00" + raw
        pieces = [raw + b"\r"] * (50 if effect == "flood" else 1)
        if not self.plugged:
            return
        with self._news:
            self._line += [raw] if effect == "no_end" else pieces
            self._news.notify()

    def open(self) -> Facts:
        """Open it, if it is plugged in (see Device)."""
        if not self.plugged or self._faults.next("open") == "unplug":
            raise DeviceFault(self.name, What.ABSENT, "no scanner is connected")
        self._framer.reset()
        self._is_open = True
        return {"driver": "sim"}

    def check(self) -> Facts:
        """Say how much had to be dropped (see Device)."""
        return {"driver": "sim", "dropped": self._framer.dropped}

    def close(self) -> None:
        """Close it; what it has not told yet is forgotten (see Device)."""
        self._is_open = False
        with self._news:
            self._line = []

    def read(self, timeout_s: float) -> tuple[Scan, ...]:
        """Return the codes that came (see Scanner)."""
        if not self._is_open:
            raise DeviceFault(self.name, What.LOST, "closed")
        if not self.plugged or self._faults.next("read") == "unplug":
            raise DeviceFault(self.name, What.LOST, "the scanner was unplugged")
        with self._news:
            self._news.wait_for(lambda: self._line or not self.plugged, timeout_s)
            data, self._line = b"".join(self._line), []
        at = self._now()
        texts = self._framer.feed(data, at)
        return tuple(Scan(text, Symbology.UNKNOWN, self.name, at) for text in texts)
