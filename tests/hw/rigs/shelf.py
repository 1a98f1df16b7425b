"""A shelf node's wire over a broker in memory: the counter's end, and the bare wire."""

import itertools
import time
from pathlib import Path
from typing import ClassVar

from kiosk.hw.ports import Scanner, Symbology
from kiosk.hw.shelf_far import FarNames, FarShelf
from kiosk.hw.shelf_mail import NodeState, Out, ScanUp, Topics, pack
from kiosk.hw.shelf_wire import Wire
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.shelf import SimBus
from tests.hw.rigs.rig import Rig

TOPICS = Topics("left")
CODE = "48210005-3328-1"


class _Wired(Rig):
    port = Scanner
    uses = 1

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.bus = SimBus([plan] if plan else [])
        self.node = self.bus.end("shelf/v1/left/down/#")
        self.plug()

    def pull(self) -> None:
        self.bus.cut()

    def plug(self) -> None:
        self.bus.mend()
        self.node.retry_now()
        self.node.turn(0.0)
        # its birth, retained: the first packet it sends, so a planned fault befalls the second
        self.node.publish(TOPICS.state, pack(NodeState(online=True, conn="c")), retain=True)

    def heal(self) -> None:
        self.bus.let_go()


class FarShelfRig(_Wired):
    """The counter's end; the node behind it scans."""

    of, simulator, good = FarShelf, SimBus, (CODE,)
    faults: ClassVar = {
        "late": (Planned(2, "carry", "late"), ()),
        "twice": (Planned(2, "carry", "twice"), (CODE,)),
        "garbage": (Planned(2, "carry", "garbage"), ()),
        "lose": (Planned(2, "carry", "lose"), ()),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        now = time.monotonic
        self._ids = (f"id-{n}" for n in itertools.count())
        wire = Wire("shelf left", self.bus.end(*TOPICS.for_counter), now)
        self.device = FarShelf(FarNames("left", "shelf"), wire, "run", now)

    def touch(self) -> object:
        return self.device.read(0.01)

    def use(self) -> object:
        scan = ScanUp(next(self._ids), CODE, Symbology.QR, "hand", 0)
        self.node.publish(TOPICS.scan, pack(scan))
        return tuple(one.text for one in self.device.read(0.05))


class WireRig(_Wired):
    """The bare wire, as a node holds it."""

    of, good = Wire, (b"7",)

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = Wire("counter", self.bus.end("shelf/v1/left/up/scan"), time.monotonic)

    def touch(self) -> object:
        return self.device.read(0.0)

    def use(self) -> object:
        heard: list[bytes] = []
        self.device.heard = lambda _topic, payload: heard.append(payload)
        self.bus.carry(Out(TOPICS.scan, b"7"))
        self.device.read(0.0)
        return tuple(heard)
