"""A reader at the door beside a running counter: it answers by a tone and moves no screen."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.build import CounterApp
from kiosk.config import ConfigFaults, load
from kiosk.core import pickup
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.core.pickup import CodeWindow
from kiosk.core.words import Role
from kiosk.devices import Devices
from kiosk.gear import Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceState, Look, Tone
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.scanner import SimScanner
from kiosk.places import place_of
from kiosk.ui.display import DisplaySettings, open_display
from tests.terminal import POINT, RACKS
from tests.waiting import eventually
from tests.workflows.conftest import POLICY

CODE = "41234567*8301"


class Doorway:
    """A counter with one reader at the door and one at the desk; P1 lies in A-03 for c1."""

    def __init__(self, settings: Path, faults: tuple[Fault, ...] = ()) -> None:
        self.door = SimScanner("door", time.monotonic, faults)
        self.hand = SimScanner("hand", time.monotonic)
        self.buzzer = SimBuzzer()
        gear = Gear(
            scanners=(self.door, self.hand), at_door=frozenset({"door"}), buzzer=self.buzzer
        )
        display = open_display(DisplaySettings("dummy", (1280, 800), None))
        self.app = CounterApp(place_of(load(settings), settings.parent), gear, display)
        self._stock()

        def ready() -> bool:
            self.app.turn(0.0)
            found = self.app.desk.health.devices()
            return [d.kind for d in found if d.state is DeviceState.READY] == [
                "buzzer", "door", "scanner",
            ]  # fmt: skip

        eventually(ready)

    def _stock(self) -> None:
        app, at = self.app, self.app.desk.counter.clock().at
        keys = app.desk.counter.keys
        window = CodeWindow(pickup.digest(keys.point, CODE), at - 10**6, at + 10**8)
        with app.desk.counter.unit():
            app.file.keep_rules("meridian", msgspec.json.encode(POLICY))
            app.file.codes.replace("c1", [window])
            app.desk.counter.record(
                DeliveryAnnounced("D1", "Meridian", at, ()),
                ParcelExpected("P1", "D1", customer_ref="c1"),
                actor="central",
            )
        store_one(app)

    def until(self, met: Callable[[], object]) -> None:
        eventually(lambda: (self.app.turn(0.0), met())[1])

    def lit(self) -> frozenset[str]:
        return self.app.desk.lamps.shown.unmapped


def store_one(app: CounterApp) -> None:
    """Bring P1 into A-03 as the days before did."""
    counter = app.desk.counter
    counter.signed_in = "anna"
    with counter.unit():
        counter.record(StaffAdded("anna", Role.OWNER), actor="central")
    app.desk.accept.arrive("D1")
    app.desk.accept.receive("D1", "P1")
    app.desk.place.move("P1", "A-03")
    app.desk.lamps.put(None)
    counter.signed_in = None


@pytest.fixture
def doorway(shelved: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorway]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    made = Doorway(shelved)
    yield made
    made.app.close()


def test_a_code_at_the_door_lights_the_cell_behind_the_lock_and_moves_nobody(
    doorway: Doorway,
) -> None:
    app = doorway.app
    touched = app.loop.idle_s()
    doorway.door.scan(CODE)
    doorway.until(lambda: doorway.lit() == {"A-03"})
    assert (app.loop.screen.name, app.loop.spoken) == ("lock", None)
    assert app.loop.idle_s() > touched, "nobody is at the screen"
    assert [place.number for place in app.desk.doorline.line()] == [1]
    doorway.until(lambda: doorway.buzzer.played == [Tone.OK])
    assert len(app.scans) == 0


def test_what_the_desk_reads_still_reaches_the_screen(doorway: Doorway) -> None:
    doorway.hand.scan(CODE)
    doorway.until(lambda: doorway.app.loop.spoken)
    assert doorway.app.desk.doorline.line() == ()


@pytest.mark.parametrize("text", ["CMD:lock", "99999999*0000", "\x00\x1b", "7" * 400])
def test_bad_input_at_the_door_is_one_short_no(doorway: Doorway, text: str) -> None:
    doorway.door.scan(text)
    doorway.until(lambda: doorway.buzzer.played == [Tone.NO])
    assert (doorway.lit(), doorway.app.loop.spoken) == (frozenset(), None)


@pytest.mark.parametrize("effect", ["half", "garbage", "long"])
def test_a_reader_that_stammers_stops_nothing(
    shelved: Path, monkeypatch: pytest.MonkeyPatch, effect: str
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    made = Doorway(shelved, (Fault(1, "scan", effect),))
    made.door.scan(CODE)
    made.door.scan(CODE)
    made.until(lambda: made.lit() == {"A-03"})
    made.app.close()


def test_a_reader_being_tried_out_only_shows_that_it_reads(doorway: Doorway) -> None:
    app = doorway.app
    app.desk.counter.signed_in = "anna"
    app.loop.go(app.office.doors.device("door"))
    doorway.door.scan(CODE)
    doorway.until(lambda: app.loop.spoken)
    assert app.desk.doorline.line() == ()
    assert "A pickup code" in f"{app.loop.spoken}"


def test_a_reader_at_the_door_that_is_away_is_no_chip_of_the_counter(doorway: Doorway) -> None:
    doorway.door.plugged = False
    found = doorway.app.desk.health.devices
    doorway.until(lambda: any(d.kind == "door" and d.state is DeviceState.ABSENT for d in found()))
    doorway.app.desk.counter.signed_in = "anna"
    doorway.app.loop.go(doorway.app.office.doors.home())
    doorway.app.turn(0.0)
    words = " ".join(str(row["text"]) for row in doorway.app.loop.screen.tree())
    assert "scanner" not in words.lower().replace("scan the", "")


# -- the settings ----------------------------------------------------------------------------------


def test_the_settings_say_which_reader_stands_at_the_door(tmp_path: Path) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(
        f'{POINT}{RACKS}[camera]\ndriver = "pattern"\nrole = "queue"\n'
        '[[scanner]]\nname = "desk"\ndriver = "serial"\npath = "/dev/none"\n'
        '[[scanner]]\nname = "door"\ndriver = "serial"\npath = "/dev/other"\nrole = "queue"\n'
        '[queue]\nslip = "always"\ntone = false\n',
        encoding="utf-8",
    )
    config = load(settings)
    assert (config.queue.slip, config.queue.tone) == ("always", False)
    assert gear_of(config).at_door == {"door", "camera"}


def test_a_camera_at_the_door_takes_no_photos_and_shows_no_picture(tmp_path: Path) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'{POINT}[camera]\ndriver = "pattern"\nrole = "queue"\n', encoding="utf-8")
    devices = Devices(gear_of(load(settings)), Queue())
    assert devices.snap is None
    devices.look(Look.OFF)  # the lock is in front: the door is open all the same
    devices.start()
    eye = devices.eye
    assert eye is not None
    try:
        eventually(lambda: eye.frames > 3)
        assert devices.preview(0) is None
        assert [d.kind for d in devices.stands()] == ["door"]
    finally:
        devices.stop()


@pytest.mark.parametrize(
    "text",
    ['[queue]\nslip = "often"\n', "[queue]\ntone = 1\n", '[camera]\nrole = "door"\n',
     '[[scanner]]\nname = "a"\ndriver = "serial"\npath = "/dev/none"\nrole = "Queue"\n'],
)  # fmt: skip
def test_a_role_nobody_knows_is_told(tmp_path: Path, text: str) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(POINT + text, encoding="utf-8")
    with pytest.raises(ConfigFaults, match=r"queue|role"):
        load(settings)
