"""The one queue into the main thread: bounded, never waits, wakes the main thread."""

import threading
from collections import deque
from collections.abc import Callable

from kiosk.hw.ports import NewMail, Scan, Signal, Tick

_MOST_SCANS = 8  # the oldest is dropped (TRUST.md 4)
_MOST = 512


class Queue:
    """Implements Inbox.

    Args:
        on_put: wakes the main thread; must be quick and safe from any thread.
    """

    def __init__(self, on_put: Callable[[], None] = lambda: None) -> None:
        self._signals: deque[Signal] = deque()
        self._lock = threading.Lock()
        self.on_put = on_put
        self.dropped = 0

    def put(self, signal: Signal) -> None:
        """Queue a signal; ticks and mail notices are coalesced, floods lose their oldest."""
        with self._lock:
            if isinstance(signal, Tick | NewMail):
                kept = [s for s in self._signals if type(s) is not type(signal)]
                self._signals = deque(kept)
            elif isinstance(signal, Scan):
                scans = [s for s in self._signals if isinstance(s, Scan)]
                if len(scans) >= _MOST_SCANS:
                    self._signals.remove(scans[0])
                    self.dropped += 1
            if len(self._signals) >= _MOST:
                self._signals.popleft()
                self.dropped += 1
            self._signals.append(signal)
        self.on_put()

    def get(self) -> Signal | None:
        """Take the oldest signal, or None at once."""
        with self._lock:
            return self._signals.popleft() if self._signals else None

    def __len__(self) -> int:
        """How many signals wait."""
        return len(self._signals)
