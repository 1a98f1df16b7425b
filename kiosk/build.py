"""The composition root: puts counter, mail carrier and central together.

`counter_of`, `sync_of` and `central_of` put the three processes together from kiosk.toml. What
drives the whole (`kiosk.trial`) gives its own `Gear`, simulators behind the same ports.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.central.consumer import Consumer
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Wishes
from kiosk.config import Config, ConfigFault, ConfigFaults, PointTable, load, load_for_counter
from kiosk.core.events import Stamp
from kiosk.core.papers import Wording
from kiosk.gear import Devices, Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import (
    DeviceHealth,
    DeviceState,
    Fault,
    NewMail,
    PrintDone,
    Scan,
    Signal,
    Tick,
)
from kiosk.hw.printing import print_bytes
from kiosk.moments import boot_id, drawn_jitter, moment, new_id, nonce, secret, wall_ms
from kiosk.store.counter_file import CounterFile
from kiosk.store.letters import MailReader
from kiosk.sync.link import Link, LinkSettings
from kiosk.sync.loop import Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import CENTRAL_TOPICS, Topics
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.ui.kit.skin import Skin
from kiosk.ui.loop import Loop
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.doors import AllDoors
from kiosk.ui.screens.office import Office, Sights
from kiosk.ui.sounds import open_sounds
from kiosk.ui.theme import layout_for
from kiosk.ui.wires import Wires
from kiosk.workflows.access import pin_hasher
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.desk import Around, Desk, desk_of
from kiosk.workflows.prints import Press

log = logging.getLogger(__name__)

_MAIL_POLL_S = 0.1  # measured: news seen p50 56 ms later for 0.2 % CPU (DESIGN.md 2)
_TICK_S = 0.5  # so that a find request is answered well within its second
_KINDS = {"camera", "scanner", "printer", "lights"}


# -- the counter ---------------------------------------------------------------------------------


class Place(Struct, frozen=True):
    """Where a counter stands and what it keeps its time by.

    Args:
        config: the settings.
        folder: relative paths of the settings begin here.
        now: the moment of an event.
        keys: the secrets of the box.
    """

    config: Config
    folder: Path
    now: Callable[[], Stamp]
    keys: Keys

    @property
    def point(self) -> PointTable:
        """The point's own table; `counter_of` has checked that it is there."""
        if self.config.point is None:
            raise ConfigFaults((ConfigFault("kiosk.toml", 0, "point", "this table is needed"),))
        return self.config.point

    @property
    def data(self) -> Path:
        """Where the databases and pictures lie."""
        return self.folder / self.config.folders.data

    @property
    def runtime(self) -> Path:
        """Where find requests come."""
        return self.folder / self.config.folders.runtime


class CounterApp:
    """The counter, put together: file, rules, devices and screen.

    Args:
        place: where it stands.
        gear: its devices.
        display: the open screen.
    """

    def __init__(self, place: Place, gear: Gear, display: Display) -> None:
        point, self._place = place.point, place
        for folder in (place.data, place.runtime):
            folder.mkdir(parents=True, exist_ok=True)
        self.file = CounterFile(
            place.data / "counter.db", point.device, epoch=nonce(), at=place.now().at
        )
        self.inbox = Queue()
        self.devices = Devices(gear, self.inbox)
        self.mail = MailReader(place.data / "mail.db")
        self._mail_version = self.mail.version()
        self._mail_at = self._tick_at = 0.0
        self._scanned_at: float | None = None
        self.scans: deque[tuple[float, float]] = deque(maxlen=5000)  # (captured, shown), seconds
        phrases = Phrases(point.language, ZoneInfo(point.zone))
        counter = Counter(self.file, place.now, lambda: new_id(lambda: place.now().at), place.keys)
        self.desk: Desk = desk_of(counter, self._around(gear, phrases))
        counter.ensure_cell_map(place.config.shelves.cells())
        self.desk.start()
        self.loop = self._loop(display, phrases)
        self.inbox.on_put = self.loop.wake
        self.devices.start()

    def _around(self, gear: Gear, phrases: Phrases) -> Around:
        press = None
        if self.devices.press is not None:
            press = Press(partial(print_bytes, paper=gear.paper), self.devices.press.hand_over)
        wording = Wording(
            point=self._place.point.id,
            words=phrases.text,
            money=phrases.money,
            moment=lambda at: f"{phrases.date(at)} {phrases.time(at)}",
        )
        lights = self.devices.lights
        return Around(
            self.mail, wording, pin_hasher(), lights, press, self._place.runtime, gear.dark
        )

    def _loop(self, display: Display, phrases: Phrases) -> Loop:
        ui = self._place.config.ui
        layout = layout_for(*display.surface.get_size())
        if layout is None:
            raise ConfigFaults((ConfigFault("kiosk.toml", 0, "ui", "the screen is too small"),))
        skin = Skin(layout, phrases, zoom=ui.text_zoom)
        self.office = Office(
            self.desk,
            Sights(
                lambda: self._place.now().at,
                self.devices.preview,
                self._picture,
                self.devices.retry,
            ),
            self._place.point.id,
            self._place.point.name,
            self._place.point.language,
        )
        self.office.doors = AllDoors(self.office)
        wires = Wires(
            now=time.monotonic,
            take=self._next,
            hear=self._hear,
            mail=self.desk.mailroom.slice,
            play=open_sounds(0.0 if ui.mute else ui.volume / 100),
            look=self.devices.look,
        )
        loop = Loop(display, skin, wires, self.office.home, self.office.doors.lock())
        loop.wear(ui.theme, ui.text_zoom)
        return loop

    def _picture(self, sha256: str) -> bytes | None:
        path = self._place.data / "pictures" / f"{sha256}.jpg"
        return path.read_bytes() if path.is_file() else None

    def _next(self) -> Signal | None:
        """Return the next signal: a device's, else the mail's or the clock's when it is due."""
        signal = self.inbox.get()
        if signal is not None:
            return signal
        now = time.monotonic()
        if now - self._mail_at >= _MAIL_POLL_S:
            self._mail_at = now
            version_now = self.mail.version()
            if version_now != self._mail_version:
                self._mail_version = version_now
                return NewMail(now)
            self.desk.prints.pump()
        if now - self._tick_at >= _TICK_S:
            self._tick_at = now
            return Tick(now)
        return None

    def _hear(self, signal: Signal) -> None:
        match signal:
            case Scan(at=at):
                self._scanned_at = at
            case DeviceHealth():
                self.desk.health.note(signal)
                if signal.kind == "lights":
                    self.desk.lamps.refresh()
            case PrintDone():
                self.desk.prints.done(signal)
            case Tick(at=at):
                self.desk.tick(at)
            case _:
                pass

    def turn(self, wait_s: float | None = None) -> None:
        """Take one turn of the loop, and note how long a scan took to be seen."""
        self._scanned_at = None
        self.loop.turn(wait_s)
        if self._scanned_at is not None:
            self.scans.append((self._scanned_at, time.monotonic()))

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop or until the window is closed."""
        try:
            while self.loop.running and not stop.is_set():
                self.turn()
        finally:
            self.close()

    def close(self) -> None:
        """Leave properly: devices dark, the file checkpointed."""
        self.devices.stop()
        self.mail.close()
        self.file.close()

    def abandon(self) -> None:
        """Leave as a pulled plug would: nothing is said, nothing is checkpointed."""
        self.devices.stop()
        self.mail.close()
        self.file.abandon()


def counter_of(path: Path, *, headless: bool) -> CounterApp:
    """Put the counter together from a settings file.

    Args:
        path: of kiosk.toml.
        headless: no screen; everything else works the same.

    Raises:
        ConfigFaults: nothing usable is left of the settings.
        Busy: the counter is running already.
        NewerSchema: a newer version wrote the database.
    """
    config, faults = load_for_counter(path, path.with_suffix(".toml.good"))
    for fault in faults:
        log.error("%s", fault)
    place = place_of(config, path.parent)
    ui = config.ui
    size = (ui.width, ui.height) if ui.width and ui.height else None
    driver = "dummy" if headless else ui.driver
    if headless:
        os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    display = open_display(DisplaySettings(driver, size, ui.full_flip))
    app = CounterApp(place, gear_of(config), display)
    for device in {fault.key.split(".")[0].split("[")[0] for fault in faults}:
        app.inbox.put(_misconfigured(device, faults))
    return app


def _misconfigured(device: str, faults: Sequence[ConfigFault]) -> DeviceHealth:
    """Return what the health screen says of a device whose settings are wrong."""
    said = next(fault.text for fault in faults if fault.key.startswith(device))
    kind = device if device in _KINDS else "lights"
    now = time.monotonic()
    return DeviceHealth(device, kind, DeviceState.FAILED, Fault.MISCONFIGURED.value, said, now)


def place_of(config: Config, folder: Path) -> Place:
    """Return where a counter stands, with its clock and its secrets."""
    point = config.point
    if point is None:
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "point", "this table is needed"),))
    boot = boot_id()
    keys = Keys(_secret(folder / point.point_key), _secret(folder / point.pepper, make=True))
    return Place(config, folder, lambda: moment(boot), keys)


def _secret(path: Path, *, make: bool = False) -> bytes:
    """Return 32 bytes kept as hex in a file nobody else can read."""
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secret().hex(), encoding="ascii")
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        fault = ConfigFault("kiosk.toml", 0, "point", f"{path.name}: no 32 bytes in hex there")
        raise ConfigFaults((fault,)) from error


# -- mail and central ----------------------------------------------------------------------------


def sync_of(path: Path) -> SyncLoop:
    """Put the mail carrier together from a settings file."""
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    return sync_at(place)


def sync_at(place: Place, alive: Callable[[], None] = lambda: None) -> SyncLoop:
    """Put the mail carrier of a counter together.

    Args:
        place: where the counter stands.
        alive: called once a turn, for a watchdog.
    """
    point, mqtt = place.point, place.config.mqtt
    place.data.mkdir(parents=True, exist_ok=True)
    random = drawn_jitter()
    settings = LinkSettings(
        host=mqtt.host,
        port=mqtt.port,
        client_id=point.device,
        subscribe=(Topics(point.device).down,),
        version=mqtt.version,
        keepalive_s=mqtt.keepalive_s,
        cafile=mqtt.cafile,
        certfile=mqtt.certfile,
        keyfile=mqtt.keyfile,
    )
    times = Times(
        time.monotonic, lambda: place.now().at, lambda: place.now().clock.value, nonce, random
    )
    me = Identity(point.device, point.id, version("pickup-kiosk"), boot_id())
    return SyncLoop(
        Link(settings, time.monotonic, random),
        Outbox(place.data / "counter.db", point.device),
        Mailbox(place.data / "mail.db"),
        me,
        times,
        alive,
    )


class CentralApp:
    """The reference central, put together.

    Args:
        config: the settings.
        folder: relative paths begin here.
        wall: milliseconds UTC.
    """

    def __init__(self, config: Config, folder: Path, wall: Callable[[], int] = wall_ms) -> None:
        central, mqtt = config.central, config.mqtt
        folder.mkdir(parents=True, exist_ok=True)
        self.store = SqliteStore(folder / central.store, new_id, nonce)
        random = drawn_jitter()
        settings = LinkSettings(
            host=mqtt.host,
            port=mqtt.port,
            client_id=central.worker,
            subscribe=CENTRAL_TOPICS,
            version=mqtt.version,
            window=100,
            keepalive_s=mqtt.keepalive_s,
            manual_ack=True,
            cafile=mqtt.cafile,
            certfile=mqtt.certfile,
            keyfile=mqtt.keyfile,
        )
        wishes = Wishes(folder / central.wishes, self.store, secret)
        link = Link(settings, time.monotonic, random)
        self.consumer = Consumer(link, self.store, wishes, time.monotonic, wall, random)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        try:
            self.consumer.run(stop)
        finally:
            self.store.close()


def central_of(path: Path) -> CentralApp:
    """Put the reference central together from a settings file."""
    return CentralApp(load(path), path.parent)
