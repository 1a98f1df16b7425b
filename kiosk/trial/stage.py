"""A whole point on one machine: broker, central, mail carrier, and the real counter on simulators.

Broker, central and carrier are processes of their own, as in a shop; the counter runs here, so that
whoever drives the stage can touch its screen, hold codes before its camera and look at its lamps.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from kiosk import moments, places
from kiosk.build import CounterApp
from kiosk.central.questions import Questions
from kiosk.central.store_sqlite import open_questions
from kiosk.central.wish_forms import Granted, PointWish, Wish
from kiosk.central.wishes import answer_at, leave
from kiosk.config import load
from kiosk.core.facts.fact import CellSpec
from kiosk.core.facts.stockroom import CellBlocked
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Role
from kiosk.hw.sim import camera, scene
from kiosk.hw.sim.printer import Condition, SimPrinter
from kiosk.trial.brokers import Broker
from kiosk.trial.city import Plan
from kiosk.trial.furnish import furnish
from kiosk.trial.office import Office
from kiosk.trial.sample_file import sampled
from kiosk.trial.stage_clock import StageClock
from kiosk.trial.stage_gear import StageGear
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.ui.kit.fingers import HOLD_S

POINT, DEVICE = "7731", "kiosk-7731"
_PATIENCE_S = 60.0  # processes start beside others
_BETWEEN_SCANS_S = 0.06  # faster, and the supervisor takes the scanner for a broken one


class Unmet(Exception):
    """Something that had to happen did not happen in time."""


class TakenOver(Exception):
    """A person took over: touched the screen, or closed the window."""


class Member(Struct, frozen=True):
    """Somebody of the staged team."""

    staff: str
    name: str
    role: Role
    pin: str


TEAM = (
    Member("anna", "Анна К.", Role.MANAGER, "739152"),
    Member("igor", "Игорь С.", Role.CLERK, "482719"),
    Member("leila", "Лейла М.", Role.TRAINEE, "593826"),
)


class Setting(Struct, frozen=True):
    """How the stage is set.

    Args:
        folder: where everything lies; a fresh one.
        language: of the point.
        size: of the screen, px.
        headless: no window.
        broker: auto, mosquitto or amqtt.
        cells: the shelf map.
        dark: cells whose lamp is dead.
        seed: of the camera's pictures.
        shows: whether the central has its console.
        by_link: whether a link alone lets somebody in there, once.
        town: how wide the made-up town on the counter's map is, in tiles.
    """

    folder: Path
    cells: tuple[CellSpec, ...]
    language: str = "ru"
    size: tuple[int, int] = (1280, 800)
    headless: bool = True
    broker: str = "auto"
    dark: tuple[str, ...] = ()
    seed: int = 1
    shows: bool = False
    by_link: bool = True
    town: int = 4


class Stage:
    """The point, set up and running.

    Args:
        setting: how.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting, self.clock, self._ends = setting, StageClock(), ExitStack()
        self.version = ""  # none that anything is new in, until there is an update
        self.random = Random(setting.seed)
        self.counter_folder = setting.folder / "counter"
        self.central_folder = setting.folder / "central"
        self.camera_folder = setting.folder / "camera"
        for folder in (self.counter_folder / "identity", self.central_folder, self.camera_folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.gear = StageGear(setting.cells, setting.dark)
        self.board, self.lamp_cells = self.gear.board, self.gear.lamp_cells
        self.scanner, self.door = self.gear.scanner, self.gear.door
        self.terminal, self.buttons = self.gear.terminal, self.gear.buttons
        self.show_counter()
        with self._ends:  # what runs already ends when the rest cannot begin
            self.office = Office(setting.folder / "broker", self.central_folder, setting.broker)
            self.office.shows, self.office.by_link = setting.shows, setting.by_link
            self.broker: Broker = self.office.broker
            self._ends.callback(self.broker.stop)
            self.printer = SimPrinter(setting.folder / "receipts", 576, time.sleep)
            self._ends.callback(self.printer.close)
            self._write_settings()
            self.central = self._start("central", self.central_folder)
            self._display = self._open_display()
            self._ends.callback(self._display.close)
            self.app = self._open_counter()
            self._ends.callback(self._close_counter)
            self._ends = self._ends.pop_all()
        self.pace_s, self.scripted, self._scanned_at = 0.0, True, 0.0
        self._scans: list[tuple[float, float]] = []

    # -- setting up ------------------------------------------------------------------------------

    def _write_settings(self) -> None:
        point = {"id": POINT, "device": DEVICE, "name": "ул. Ленина, 42", "zone": "UTC"}
        plan = Plan(language=self.setting.language, side=self.setting.town)
        self.point_key = furnish(self.counter_folder, point, self.office.settle(), plan)

    def _start(self, verb: str, folder: Path) -> "subprocess.Popen[bytes]":
        log = (self.setting.folder / f"{verb}.log").open("ab")
        command = [sys.executable, "-m", "kiosk", verb, "--config", str(folder / "kiosk.toml")]
        with log:
            child = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
        self._ends.callback(child.wait, _PATIENCE_S)  # the last to be called back is the first
        self._ends.callback(child.terminate)
        return child

    def _open_display(self) -> Display:
        driver = "dummy" if self.setting.headless else "auto"
        if self.setting.headless:
            os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
        return open_display(DisplaySettings(driver, self.setting.size))

    def _open_counter(self) -> CounterApp:
        config = load(self.counter_folder / "kiosk.toml")
        place = places.place_of(config, self.counter_folder)
        place = replace(place, now=self.clock.stamp, version=self.version)
        gear = self.gear.gear(self.camera_folder, self.printer.port)
        app = CounterApp(place, gear, self._display, filed=sampled(config))
        app.desk.counter.ensure_cell_map(self.setting.cells)
        return app

    def _close_counter(self) -> None:
        """Close the one that runs now; one whose plug was pulled is gone."""
        self.app.close()

    def open_point(self) -> None:
        """Register the point at the central and let everybody choose a PIN."""
        staff = tuple(StaffUpsert(m.staff, m.name, m.role) for m in TEAM)
        self.wish(PointWish(POINT, "Point 7731", DEVICE, self.point_key, staff=staff))
        if fault := self.office.enrol(POINT, self.counter_folder / "kiosk.toml"):
            raise Unmet(f"the box enrols: {fault}")
        self.sync = self._start("sync", self.counter_folder)  # earlier, it would be turned away
        access = self.app.desk.access
        self.until(lambda: len(access.people()) == len(TEAM), "the team arrives")
        for member in TEAM:
            access.set_pin(member.staff, member.pin)
            access.sign_out()

    def close(self) -> None:
        """Take everything down; twice is fine."""
        self._ends.close()

    # -- time ------------------------------------------------------------------------------------

    def until(self, met: Callable[[], object], what: str, patience_s: float = _PATIENCE_S) -> None:
        """Let the counter work until something is so.

        Args:
            met: asked after each turn.
            what: is awaited, for the fault.
            patience_s: gives up after so long.

        Raises:
            Unmet: it never was. TakenOver: a person wants to go on instead.
        """
        deadline = time.monotonic() + patience_s
        while not met():
            if self.scripted and (self.app.loop.hands or not self.app.loop.running):
                raise TakenOver
            if time.monotonic() > deadline:
                raise Unmet(f"{what}: not within {patience_s:.0f} s (on {self.screen})")
            self.app.turn(0.01)

    def rest(self, seconds: float) -> None:
        """Let the counter work for a while."""
        until = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= until, "resting", seconds + 5)

    def quiet(self) -> None:
        """Let the counter work until nothing is under way; then a pause for people who watch."""
        self.until(lambda: self.app.loop.idle and not len(self.app.inbox), "the screen is quiet")
        if self.pace_s:
            self.rest(self.pace_s)

    @property
    def scans(self) -> list[tuple[float, float]]:
        """Every scan of the day: when it was captured and when it was seen, monotonic seconds."""
        return [*self._scans, *self.app.scans]

    @property
    def latches(self) -> list[tuple[float, frozenset[int]]]:
        """Every change of the lamps: when, and which LEDs shine since."""
        return self.board.latches

    # -- hands and eyes --------------------------------------------------------------------------

    @property
    def screen(self) -> str:
        """The name of the screen in front."""
        return self.app.loop.screen.name

    def tap(self, widget: str) -> None:
        """Touch a widget by its id."""
        self.until(lambda: self.app.loop.screen.find(widget), f"{widget} is in sight")
        self.app.loop.tap(widget)
        self.app.turn(0.0)
        self.quiet()

    def hold(self, widget: str) -> None:
        """Keep a finger on a widget until what it does is done."""
        self.until(lambda: self.app.loop.screen.find(widget), f"{widget} is in sight")
        self.app.loop.press(widget)
        self.rest(2 * HOLD_S)
        self.app.loop.lift()
        self.quiet()

    def type(self, pad: str, text: str) -> None:
        """Touch the keys of a pad.

        Args:
            pad: the pad's id.
            text: digits, `*` and `-`.
        """
        names = {"*": "star", "-": "dash"}
        for sign in text:
            self.tap(f"{pad}.{names.get(sign, sign)}")

    def sign_in(self, member: Member) -> None:
        """Tap the person and type the PIN."""
        self.tap(f"lock.{member.staff}")
        self.type("pin", member.pin)
        self.tap("pin.enter")
        self.until(lambda: self.screen in {"home", "news"}, "signed in")

    def scan(self, text: str) -> None:
        """Read a code with the hand scanner."""
        next_at = self._scanned_at + _BETWEEN_SCANS_S
        self.until(lambda: time.monotonic() >= next_at, "the hand is back")
        self._scanned_at = time.monotonic()
        seen = len(self.app.scans)
        self.scanner.scan(text)
        self.until(lambda: len(self.app.scans) > seen, "the scan arrives")

    def at_door(self, text: str) -> None:
        """Show a code to the reader at the door."""
        self.rest(_BETWEEN_SCANS_S)
        self.door.scan(text)
        self.rest(_BETWEEN_SCANS_S)

    def show(self, text: str) -> None:
        """Hold a phone with a QR code before the camera."""
        phone = scene.phone(text, f"{text[:4]} {text[4:8]}")
        conditions = scene.any_conditions(self.random)
        camera.show(self.camera_folder, scene.photograph(phone, conditions, self.random))

    def look_at(self, picture: Image.Image) -> None:
        """Turn the camera to something."""
        camera.show(self.camera_folder, picture)

    def show_counter(self) -> None:
        """Take everything away from the camera."""
        empty = scene.photograph(None, scene.Conditions(), Random(self.setting.seed))
        camera.show(self.camera_folder, empty)

    def lit(self) -> frozenset[str]:
        """Return the cells whose LEDs shine, read back from the chain."""
        return frozenset(self.lamp_cells[i] for i in self.board.lit())

    def picture(self, path: Path) -> None:
        """Save what is on the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.app.loop.screenshot(path)

    def leave_to_person(self) -> None:
        """Mend what the script broke on purpose and let a person work until the window closes."""
        self.scripted = False
        self.broker.start()
        self.printer.set(Condition())
        self.show_counter()
        while self.app.loop.running:
            self.app.turn()

    # -- the central and the wire ----------------------------------------------------------------

    def wish(self, wish: Wish, patience_s: float = _PATIENCE_S) -> Granted:
        """Ask the running central for something and wait for its answer."""
        answer = leave(self.central_folder / "wishes", wish, moments.new_id())
        granted: list[Granted] = []

        def is_granted() -> bool:
            told = answer_at(answer)
            granted.extend([told] if told else [])
            return bool(granted)

        self.until(is_granted, "the central grants a wish", patience_s)
        if not granted[0].ok:
            raise Unmet("; ".join(granted[0].lines))
        return granted[0]

    def books(self) -> Questions:
        """Open the central's books for reading."""
        return open_questions(self.central_folder / "central.db")

    def code_of(self, customer_ref: str) -> str:
        """Return the pickup code the network's app shows a customer today."""
        books = self.books()
        code = books.pickup_code(POINT, customer_ref, self.clock.wall())
        books.close()
        if code is None:
            raise Unmet(f"the central knows no customer {customer_ref}")
        return code

    def is_settled(self) -> bool:
        """Whether the central has acknowledged everything."""
        return self.app.desk.health.mail().unsent == 0

    def block(self, cell: str) -> None:
        """Close a cell for use."""
        counter = self.app.desk.counter
        with counter.unit():
            counter.record(CellBlocked(cell, "broken"))

    def restart(self, before: Callable[[], object] = lambda: None) -> None:
        """Stop the counter properly, do something, and start it again."""
        self.app.close()
        before()
        self.app = self._open_counter()

    def pull_plug(self) -> None:
        """End the counter and the carrier as a pulled plug would, and start both again."""
        self.sync.kill()
        self.sync.wait()
        self._scans += self.app.scans
        self.app.abandon()
        self.sync = self._start("sync", self.counter_folder)
        self.app = self._open_counter()
