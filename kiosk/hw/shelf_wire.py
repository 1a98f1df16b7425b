"""The wire between a counter and a shelf node: a link that one device thread keeps and turns.

Both ends hold one. What cannot be sent now is not kept for later: late words would light cells that
nobody looks for any more.
"""

import threading
from collections.abc import Callable, Sequence

from kiosk.hw.ports import DeviceFault, Facts, Fault
from kiosk.hw.shelf_mail import Link, Out

_OPEN_S = 3.0
_TURN_S = 0.02  # what another thread sends waits no longer


def _nothing() -> Sequence[Out]:
    return ()


class Wire:
    """Implements Device; `read` turns the link.

    Args:
        name: of the device.
        link: nobody else turns it.
        now: monotonic seconds.

    Attributes:
        heard: told every packet, on the thread that reads.
        greeting: what to say on each new connection, before all else.
        farewell: what to say before the wire is closed.
    """

    def __init__(self, name: str, link: Link, now: Callable[[], float]) -> None:
        self.name = name
        self.heard: Callable[[str, bytes], None] = lambda _topic, _payload: None
        self.greeting = self.farewell = _nothing
        self._link, self._now = link, now
        self._lock = threading.Lock()
        self._out: list[Out] = []
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether there is a link to send over."""
        return self._is_open

    def send(self, *words: Out) -> bool:
        """Send soon; any thread may.

        Returns:
            False when there is no link: the words are forgotten.
        """
        with self._lock:
            if self._is_open:
                self._out += words
            return self._is_open

    def open(self) -> Facts:
        """Connect (see Device)."""
        self.close()
        self._link.retry_now()
        until = self._now() + _OPEN_S
        came = [*self._link.turn(_TURN_S)]
        while not self._link.is_up:
            if self._link.fault or self._now() > until:
                detail = f"the point's broker does not answer: {self._link.fault or 'silence'}"
                self._link.close()
                raise DeviceFault(self.name, Fault.ABSENT, detail)
            came += self._link.turn(_TURN_S)
        with self._lock:
            self._is_open = True
        self._say(self.greeting())
        for packet in came:  # what is retained may come with the broker's first answer
            self.heard(packet.topic, packet.payload)
        return {"driver": "mqtt"}

    def check(self) -> Facts:
        """Say that the link is up (see Device)."""
        return {"driver": "mqtt"}

    def close(self) -> None:
        """Say farewell and let the link go (see Device)."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
            self._out = []
        if was_open and self._link.is_up:
            self._say(self.farewell())
        self._link.close()

    def read(self, timeout_s: float) -> tuple[()]:
        """Send, receive and tell `heard` for so long; has no signals of its own."""
        until = self._now() + timeout_s
        while True:
            self.turn(max(0.0, until - self._now()))
            if self._now() >= until:
                return ()

    def turn(self, wait_s: float) -> None:
        """Do one short round; waits at most `wait_s`.

        Raises:
            DeviceFault: the link was lost.
        """
        if not self._is_open:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        with self._lock:
            out, self._out = self._out, []
        self._say(out)
        for packet in self._link.turn(min(wait_s, _TURN_S)):
            self.heard(packet.topic, packet.payload)
        if not self._link.is_up:
            with self._lock:
                self._is_open, self._out = False, []
            detail = f"the link to the point's broker was lost: {self._link.fault}"
            raise DeviceFault(self.name, Fault.LOST, detail)

    def _say(self, words: Sequence[Out]) -> None:
        for one in words:
            self._link.publish(one.topic, one.payload, qos=one.qos, retain=one.retain)
