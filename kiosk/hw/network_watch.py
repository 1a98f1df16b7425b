"""Looks how far the box gets for as long as somebody wants to know, on a thread of its own."""

import threading
from collections.abc import Callable

from kiosk.core.wifi import Reach, ReachSeen

EVERY_S = 15.0  # a sign-in page that was left behind is no news for long; nmcli is 20 ms of CPU


class ReachWatch:
    """Asks again and again how far the box gets; asks nobody while nobody wants to know.

    Args:
        reach: asks; may take its time.
        tell: is given each answer that is news, on the watch's thread.
        every_s: between an answer and the next question.
    """

    def __init__(
        self,
        reach: Callable[[], Reach],
        tell: Callable[[ReachSeen], None],
        every_s: float,
    ) -> None:
        self._reach, self._tell, self._every_s = reach, tell, every_s
        self._known = Reach.UNKNOWN  # to who wants to know
        self._wanted, self._ended = threading.Event(), threading.Event()
        # what it waits for may take long, and leaves nothing half-done
        self._thread = threading.Thread(target=self._run, name="reach", daemon=True)

    def start(self) -> None:
        """Begin, once it is wanted."""
        self._thread.start()

    def want(self, *, on: bool, known: Reach = Reach.UNKNOWN) -> None:
        """Ask from now on, or no more.

        Args:
            on: whether to ask.
            known: how far the box is believed to get, from whomever: told again it were no news.
        """
        self._known = known
        if on:
            self._wanted.set()
        else:
            self._wanted.clear()

    def stop(self) -> None:
        """End without waiting for an answer that is under way."""
        self._ended.set()
        self._wanted.set()

    def _run(self) -> None:
        while self._wanted.wait() and not self._ended.is_set():
            seen = self._reach()
            if seen is not self._known and not self._ended.is_set():
                self._known = seen
                self._tell(ReachSeen(seen))
            self._ended.wait(self._every_s)
