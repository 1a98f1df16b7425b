"""A shelf node among a counter's devices: its lamps, its signals and its tones."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.build import CounterApp
from kiosk.config import load
from kiosk.devices import Devices
from kiosk.gear import Gear
from kiosk.hw.cellmap import Led
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import Colour, DeviceHealth, Lamp, Rhythm, Scan, Symbology, Tone
from kiosk.hw.shelf_far import FarNames, FarShelf
from kiosk.hw.shelf_mail import LightsDown, NodeState, Out, ScanUp, ToneDown, Topics, pack, unpack
from kiosk.hw.shelf_wire import Wire
from kiosk.hw.sim.shelf import SimBus
from kiosk.places import place_of
from kiosk.shelves import FarNode
from kiosk.ui.display import DisplaySettings, open_display
from tests.waiting import eventually

TOPICS = Topics("left")
TAKE = Lamp((Colour.AMBER,), Rhythm.TAKE)


class Far:
    """A node's end of a broker in memory, and the counter's devices that go with it."""

    def __init__(self) -> None:
        self.bus = SimBus()
        wire = Wire("shelf left", self.bus.end(*TOPICS.for_counter), time.monotonic)
        names = FarNames("left", "shelf", {"B-01": "row"})
        shelf = FarShelf(names, wire, "run", time.monotonic)
        node = FarNode(shelf, "left", 8)
        self.gear = Gear(leds={"B-01": Led("left", 0, 1)}, nodes=(node,))

    def state(self, *, online: bool) -> None:
        self.bus.carry(Out(TOPICS.state, pack(NodeState(online, "c")), retain=True))

    def pictures(self) -> list[set[str]]:
        return [
            set(unpack(out.payload, LightsDown).cells)
            for out in self.bus.sent
            if out.topic == TOPICS.lights
        ]

    def tones(self) -> list[ToneDown]:
        return [unpack(o.payload, ToneDown) for o in self.bus.sent if o.topic == TOPICS.tone]


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def app(tmp_path: Path, far: Far) -> Iterator[CounterApp]:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = tmp_path / "kiosk.toml"
    path.write_text(
        '[point]\nid = "7731"\ndevice = "pk-7731"\n'
        '[shelves]\nracks = [ { name = "B", count = 2 } ]\n',
        encoding="utf-8",
    )
    place = place_of(load(path), tmp_path)
    far.state(online=True)
    display = open_display(DisplaySettings("dummy", (1280, 800)))
    made = CounterApp(place, far.gear, display, lookup=True)
    eventually(far.gear.nodes[0].shelf.is_there)
    yield made
    made.close()


def test_lamps_go_to_the_node_once_it_is_there(far: Far) -> None:
    inbox = Queue()
    devices = Devices(far.gear, inbox)
    devices.start()
    try:
        lights = devices.lights
        assert lights is not None
        assert lights.show({"B-01": TAKE}).unmapped == {"B-01"}
        far.state(online=True)
        eventually(lambda: lights.show({"B-01": TAKE}).lit == {"B-01"})
        eventually(lambda: far.pictures()[-1:] == [{"B-01"}])
        far.state(online=False)
        eventually(lambda: lights.show({"B-01": TAKE}).unmapped == {"B-01"})
    finally:
        devices.stop()
    assert far.pictures()[-1] == set()
    told = [signal for signal in iter(inbox.get, None) if isinstance(signal, DeviceHealth)]
    assert {(health.device, health.kind) for health in told} == {("shelf left", "shelf")}


def test_a_scan_at_the_shelf_lights_its_cell_and_sounds_there(far: Far, app: CounterApp) -> None:
    far.bus.carry(Out(TOPICS.scan, pack(ScanUp("1", "CELL:B-01", Symbology.QR, "hand", 0))))
    eventually(lambda: app.turn(0.0) or far.tones())
    eventually(lambda: {"B-01"} in far.pictures())
    assert far.tones() == [ToneDown(Tone.OK)]
    far.bus.carry(Out(TOPICS.scan, pack(ScanUp("2", "not known", Symbology.QR, "hand", 0))))
    eventually(lambda: app.turn(0.0) or len(far.tones()) == 2)
    assert far.tones()[1] == ToneDown(Tone.NO)


def test_a_tone_that_answers_no_scan_sounds_at_no_shelf(far: Far, app: CounterApp) -> None:
    for n, sounds in [("1", Tone.ATTENTION), ("2", Tone.WRONG)]:
        far.bus.carry(Out(TOPICS.scan, pack(ScanUp(n, "CELL:B-01", Symbology.QR, "hand", 0))))
        eventually(lambda n=n: app.turn(0.0) or len(far.tones()) == int(n))
        app.turn(0.0)
        app.loop.sound(sounds)
    assert far.tones() == [ToneDown(Tone.OK)] * 2


def test_a_scan_at_the_counter_sounds_at_no_shelf(far: Far, app: CounterApp) -> None:
    app.inbox.put(Scan("CELL:B-01", Symbology.QR, "hand", time.monotonic()))
    app.turn(0.0)
    eventually(lambda: {"B-01"} in far.pictures())
    assert far.tones() == []
