"""A simulated point's broker, in memory: both ends of a shelf node's wire talk over it.

It keeps what is retained, sends wills, and can be cut. Faults: `late` (a packet is held until it is
let go), `twice` (it comes twice), `garbage` (its bytes are no packet), `lose` (it never comes).
"""

import threading
from collections.abc import Callable, Iterable

from msgspec import Struct

from kiosk.hw.shelf_mail import Out
from kiosk.hw.sim.faults import Fault, Faults


class Held(Struct, frozen=True):
    """A packet under way."""

    topic: str
    payload: bytes


class SimBus:
    """The broker; it may be cut off and come back as often as one likes.

    Args:
        faults: what goes wrong with packets sent.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = Faults(faults)
        self.news = threading.Condition(threading.RLock())
        self._links: list[BusEnd] = []
        self._retained: dict[str, bytes] = {}
        self._late: list[Out] = []
        self.is_there = True
        self.sent: list[Out] = []

    def end(self, *subscribe: str, will: Callable[[], Out] | None = None) -> "BusEnd":
        """Make one end: a link that is not connected yet."""
        return BusEnd(self, subscribe, will)

    def cut(self) -> None:
        """Kill the broker: it forgets what it retained and sends no wills."""
        with self.news:
            self.is_there = False
            self._retained = {}
            for link in tuple(self._links):
                link.drop("the broker is gone")
            self._links = []

    def mend(self) -> None:
        """Start it again."""
        self.is_there = True

    def let_go(self) -> None:
        """Hand on what was held."""
        held, self._late = self._late, []
        for one in held:
            self._hand_on(one)

    def join(self, link: "BusEnd") -> None:
        """Take an end in and give it what is retained."""
        with self.news:
            self._links.append(link)
            for topic, payload in self._retained.items():
                link.take(topic, payload)

    def leave(self, link: "BusEnd", will: Out | None) -> None:
        """Let an end go; one that vanishes leaves its will."""
        with self.news:
            if link in self._links:
                self._links.remove(link)
                if will is not None:
                    self._hand_on(will)

    def carry(self, one: Out) -> None:
        """Carry a packet, with the fault that is due."""
        self.sent.append(one)
        effect = self._faults.next("carry")
        if effect == "late":
            self._late.append(one)
        elif effect == "garbage":
            self._hand_on(Out(one.topic, b"\xff{"))
        elif effect != "lose":
            for _ in range(2 if effect == "twice" else 1):
                self._hand_on(one)

    def _hand_on(self, one: Out) -> None:
        with self.news:
            if one.retain:
                self._retained[one.topic] = one.payload
            for link in self._links:
                link.take(one.topic, one.payload)
            self.news.notify_all()


class BusEnd:
    """Implements Link over a SimBus."""

    def __init__(
        self, bus: SimBus, subscribe: tuple[str, ...], will: Callable[[], Out] | None
    ) -> None:
        self.fault = ""
        self._bus, self._subscribe, self._make_will = bus, subscribe, will
        self._will: Out | None = None
        self._came: list[Held] = []
        self._is_up = False
        self._paused = False

    @property
    def is_up(self) -> bool:
        """Whether it is connected (see Link)."""
        return self._is_up

    def turn(self, wait_s: float) -> tuple[Held, ...]:
        """Connect, or wait for packets (see Link)."""
        if not self._is_up and not self._paused:
            if not self._bus.is_there:
                self.drop("the broker is gone")
                return ()
            self.fault, self._is_up = "", True
            self._will = self._make_will() if self._make_will else None
            self._bus.join(self)
        with self._bus.news:
            if wait_s > 0:
                self._bus.news.wait_for(lambda: self._came or not self._is_up, wait_s)
            came, self._came = tuple(self._came), []
        return came

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a packet to the broker (see Link)."""
        if self._is_up:
            self._bus.carry(Out(topic, payload, qos, retain))
        return self._is_up

    def retry_now(self) -> None:
        """Forget the pause (see Link)."""
        self._paused = False

    def close(self) -> None:
        """Say goodbye: no will (see Link)."""
        self._bus.leave(self, None)
        self.drop("closed")

    def vanish(self) -> None:
        """Die as a killed process does: the broker tells the will."""
        self._bus.leave(self, self._will)
        self.drop("vanished")

    def drop(self, why: str) -> None:
        """Be disconnected."""
        self._is_up, self._paused, self.fault = False, True, why
        self._came = []

    def take(self, topic: str, payload: bytes) -> None:
        """Take a packet in, if it was subscribed to."""
        for wanted in self._subscribe:
            if topic == wanted or (wanted.endswith("/#") and topic.startswith(wanted[:-1])):
                self._came.append(Held(topic, payload))
                return
