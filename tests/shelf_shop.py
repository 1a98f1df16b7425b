"""A counter's end and a shelf node over a broker in memory, on a clock that only tests move."""

import itertools
from collections.abc import Iterable

from kiosk.hw.inbox import Queue
from kiosk.hw.ports import (
    ButtonPressed,
    Colour,
    DeviceFault,
    DeviceHealth,
    DeviceState,
    Lamp,
    LightPlan,
    Rhythm,
    Scan,
    Shown,
    Symbology,
    Tone,
)
from kiosk.hw.shelf_far import FarNames, FarShelf
from kiosk.hw.shelf_mail import Topics
from kiosk.hw.shelf_wire import Wire
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.shelf import SimBus
from kiosk.shelf import Lent, Nature, ShelfNode

TOPICS = Topics("left")
CELLS = ("B-01", "B-02", "B-03")
CODE = "48210005-3328-1"
TAKE = Lamp((Colour.AMBER,), Rhythm.TAKE)
RED = Lamp((Colour.MAGENTA,), Rhythm.WRONG)
NAMES = FarNames("left", "shelf", {"B-01": "row"})


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Shelf:
    """The lamps and the buzzer of the node, with everything they were told."""

    def __init__(self) -> None:
        self.plan: LightPlan = {}
        self.tones: list[Tone] = []

    def show(self, plan: LightPlan) -> Shown:
        self.plan = dict(plan)
        return Shown(frozenset(plan))

    def walk(self, step_s: float) -> None:
        """Not asked of it."""


class Shop:
    """Both ends; `settle` lets them talk until nothing more is said."""

    def __init__(self, faults: Iterable[Fault] = (), names: FarNames = NAMES) -> None:
        self.clock, self.bus, self.names = Clock(), SimBus(faults), names
        self.ids = (f"id-{n}" for n in itertools.count())
        self.runs = (f"run-{n}" for n in itertools.count())
        self.lamps: LightPlan = {}
        self.came: list[Scan | ButtonPressed] = []
        self.start_node()
        self.start_counter()

    def start_counter(self) -> None:
        self.counter_end = self.bus.end(*TOPICS.for_counter)
        wire = Wire("shelf left", self.counter_end, self.clock)
        self.far = FarShelf(self.names, wire, next(self.runs), self.clock)
        self.far.lamps = lambda: self.lamps

    def start_node(self) -> None:
        self.shelf, self.inbox = Shelf(), Queue()
        nature = Nature(self.clock, lambda: next(self.ids), lambda: 48.5)
        lent = Lent(self.shelf, CELLS, self.shelf.tones.append, {"blue": "B-01", "red": "B-09"})
        will = lambda: self.node.will()  # noqa: E731, PLW0108  the node is made after its link
        self.node_end = self.bus.end(*TOPICS.for_node, will=will)
        self.wire = Wire("counter", self.node_end, self.clock)
        self.node = ShelfNode("left", lent, self.wire.send, nature)
        self.wire.heard = self.node.heard
        self.wire.greeting, self.wire.farewell = self.node.greeting, self.node.farewell

    def open(self) -> "Shop":
        self.wire.open()
        self.far.open()
        return self.settle()

    def settle(self) -> "Shop":
        for _ in range(4):
            self.turn_node()
            self.turn_counter()
        return self

    def turn_node(self) -> None:
        self._alive(lambda: self.wire.turn(0.0))
        self.node.turn(self.inbox.get)
        self._alive(lambda: self.wire.turn(0.0))

    def turn_counter(self) -> None:
        self._alive(lambda: self.came.extend(self.far.read(0.0)))

    @staticmethod
    def _alive(turn: object) -> None:
        """A broken link is its supervisor's business; here it stays broken."""
        try:
            turn()  # type: ignore[operator]
        except DeviceFault:
            return

    def passes(self, seconds: float) -> "Shop":
        """Let time pass with both ends awake."""
        for _ in range(int(seconds)):
            self.clock.at += 1
            self.settle()
        self.clock.at += seconds % 1
        return self.settle()

    def scan(self, text: str = CODE, age_s: float = 0.0) -> None:
        self.inbox.put(Scan(text, Symbology.CODE128, "hand", self.clock.at - age_s))

    def press(self, button: str, *, held: bool = False, age_s: float = 0.0) -> None:
        self.inbox.put(ButtonPressed(button, held, self.clock.at - age_s))

    def ails(self, device: str, state: DeviceState) -> None:
        self.inbox.put(DeviceHealth(device, "scanner", state, "", "", self.clock.at))

    def said(self, topic: str) -> list[bytes]:
        return [out.payload for out in self.bus.sent if out.topic == topic]
