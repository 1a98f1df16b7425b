"""The composition root: the only place that names drivers and makes clocks, ids and chance.

`counter_of`, `sync_of` and `central_of` put the three processes together from kiosk.toml. What
drives the whole (`kiosk.trial`) gives its own `Gear`, simulators behind the same ports.
"""

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.central.consumer import Consumer
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Granted, Wish, Wishes, answer_at, leave
from kiosk.config import Config, ConfigFault, ConfigFaults, PointTable, load, load_for_counter
from kiosk.core.events import Stamp
from kiosk.core.papers import Wording
from kiosk.core.words import ClockQuality
from kiosk.hw.cellmap import Led, leds_of
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import FolderSource, PatternSource
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.lights_hc595 import Hc595Chain, hardware_bus, output_enable
from kiosk.hw.picture_reader import PictureReader, PictureReading
from kiosk.hw.ports import (
    Colour,
    DeviceFault,
    DeviceHealth,
    FrameSource,
    Lamp,
    Look,
    NewMail,
    Picture,
    PrintDone,
    Printer,
    Rhythm,
    Scan,
    Scanner,
    Signal,
    Tick,
)
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import NetworkPrinter
from kiosk.hw.printing import Paper, print_bytes
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from kiosk.store.counter_file import CounterFile, read_counter
from kiosk.store.db import is_locked
from kiosk.store.journal import Audit
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
from kiosk.workflows import lookup
from kiosk.workflows.access import pin_hasher
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.desk import Around, Desk, desk_of
from kiosk.workflows.lookup import Where
from kiosk.workflows.prints import Press

log = logging.getLogger(__name__)

_MAIL_POLL_S = 0.1  # measured: news seen p50 56 ms later for 0.2 % CPU (DESIGN.md 2)
_TICK_S = 1.0
_ANSWER_S = 1.0  # a running counter answers a find request within its Tick
_GRANT_S = 5.0


# -- clocks, ids, chance -------------------------------------------------------------------------


def boot_id() -> str:
    """Return the kernel's boot id, 16 hex digits."""
    text = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    return text.replace("-", "")[:16]


def wall_ms() -> int:
    """Return milliseconds UTC."""
    return time.time_ns() // 1_000_000


def clock_quality() -> ClockQuality:
    """Return how far the clock can be believed."""
    if Path("/run/systemd/timesync/synchronized").exists():
        return ClockQuality.NTP
    return ClockQuality.RTC if Path("/sys/class/rtc/rtc0").exists() else ClockQuality.UNSURE


def moment(boot: str) -> Stamp:
    """Return now, as events carry it."""
    return Stamp(wall_ms(), time.monotonic_ns() // 1_000_000, boot, clock_quality())


def new_id(wall: Callable[[], int] = wall_ms) -> str:
    """Return a UUIDv7: ordered by time, 74 bits of chance (RFC 9562)."""
    drawn = secrets.randbits(74)
    number = (wall() & (2**48 - 1)) << 80 | 7 << 76 | (drawn >> 62) << 64
    number |= 0b10 << 62 | (drawn & (2**62 - 1))
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def nonce() -> str:
    """Return 16 hex digits of chance."""
    return secrets.token_hex(8)


def jitter(random: Random) -> Callable[[], float]:
    """Return what draws from 0.5..1.5."""
    return lambda: random.uniform(0.5, 1.5)


# -- devices -------------------------------------------------------------------------------------


class Gear(Struct, frozen=True):
    """The devices of a counter, not yet opened; None or empty where there is none.

    Args:
        source: makes the camera's frame source in the eye's child.
        eye, stall_s: how the eye works.
        scanners: hand scanners.
        printer, paper: the receipt printer and its paper.
        chains, leds, dark: lamps, which LED is whose, and cells without light.
    """

    source: Callable[[], FrameSource] | None = None
    eye: EyeSettings = EyeSettings()
    stall_s: float = 3.0
    scanners: tuple[Scanner, ...] = ()
    printer: Printer | None = None
    paper: Paper = Paper()
    chains: Mapping[str, Chain] = {}
    leds: Mapping[str, Led] = {}
    dark: frozenset[str] = frozenset()


def gear_of(config: Config) -> Gear:
    """Return the devices that the settings name."""
    eye = EyeSettings(
        engines=config.decode.engines,
        dedupe_s=config.decode.dedupe_s,
        cpu_share=config.decode.cpu_share,
    )
    leds: dict[str, Led] = {}
    chains: dict[str, Chain] = {}
    for table in config.lights:
        enable = None if table.oe_pin is None else partial(output_enable, table.oe_pin)
        bus = partial(hardware_bus, table.spi, table.rate_hz)
        chains[table.name] = Chain(Hc595Chain(table.name, table.count, bus, enable), table.max_lit)
        leds |= leds_of(table.name, config.cells[table.cells])
    return Gear(
        source=_source_of(config),
        eye=eye,
        stall_s=config.camera.stall_s,
        scanners=tuple(
            SerialScanner(s.name, s.path, s.rate, time.monotonic, by_silence=s.suffix == "none")
            for s in config.scanner
        ),
        printer=_printer_of(config),
        paper=Paper(config.printer.width, config.printer.cutter, config.printer.qr),
        chains=chains,
        leds=leds,
        dark=frozenset(config.shelves.dark),
    )


def _source_of(config: Config) -> Callable[[], FrameSource] | None:
    camera = config.camera
    clock = (time.monotonic, time.sleep)
    match camera.driver:
        case "folder":
            return partial(FolderSource, Path(camera.folder), camera.size, camera.fps, *clock)
        case "pattern":
            return partial(PatternSource, camera.size, camera.fps, *clock)
        case _:
            return None


def _printer_of(config: Config) -> Printer | None:
    match config.printer.driver:
        case "network":
            return NetworkPrinter(config.printer.host, config.printer.port, time.monotonic)
        case "file":
            return FilePrinter(Path(config.printer.path), time.monotonic)
        case _:
            return None


class Devices:
    """The running devices: one supervised thread each.

    Args:
        gear: what there is.
        inbox: where their signals go.
    """

    def __init__(self, gear: Gear, inbox: Queue) -> None:
        clock = Clock(time.monotonic, Random())  # noqa: S311  spreads retries, keeps no secret
        self._all: list[Supervisor] = []
        self.eye: Eye | None = None
        self.lights: LightEngine | None = None
        self.press: PrinterThread | None = None
        if gear.source is not None:
            self.eye = Eye(gear.source, gear.eye, gear.stall_s, time.monotonic)
            self._all.append(Supervisor(self.eye, "camera", inbox, clock))
        self._all += [Supervisor(s, "scanner", inbox, clock) for s in gear.scanners]
        if gear.chains:
            self.lights = LightEngine(gear.chains, gear.leds, gear.dark, time.monotonic)
            self._all.append(Supervisor(self.lights, "lights", inbox, clock))
        if gear.printer is not None:
            supervisor = Supervisor(gear.printer, "printer", inbox, clock)
            self._all.append(supervisor)
            self.press = PrinterThread(supervisor, gear.printer.print, inbox)

    def start(self) -> None:
        """Open everything, each on its own thread; returns at once."""
        for supervisor in self._all:
            supervisor.start()

    def stop(self) -> None:
        """Tell all to end, then wait for each."""
        for supervisor in self._all:
            supervisor.ask_stop()
        for supervisor in self._all:
            supervisor.join()

    def look(self, how: Look) -> None:
        """Tell the eye how hard to look."""
        if self.eye is not None:
            self.eye.look(how)

    def preview(self, after_seq: int) -> Picture | None:
        """Return the camera's newest picture."""
        return self.eye.preview(after_seq) if self.eye is not None else None

    def retry(self, device: str) -> None:
        """Try a device again now."""
        for supervisor in self._all:
            if supervisor.device.name == device:
                supervisor.retry()


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
    display = open_display(DisplaySettings(driver, size, ui.full_flip))
    return CounterApp(place, gear_of(config), display)


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
        path.write_text(secrets.token_hex(32), encoding="ascii")
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
    random = jitter(Random(secrets.randbits(64)))  # noqa: S311
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
        random = jitter(Random(secrets.randbits(64)))  # noqa: S311
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
        wishes = Wishes(folder / central.wishes, self.store, partial(secrets.token_bytes, 32))
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


# -- short errands -------------------------------------------------------------------------------


def find_of(path: Path, code: str) -> Where:
    """Tell where a parcel or cell is, and light it; writes no database.

    While the counter runs it is asked by a file in the runtime folder; else the lights are opened
    here for as long as `hold_light` says.

    Args:
        path: of kiosk.toml.
        code: a parcel's or a cell's.

    Raises:
        TimeoutError: the counter runs, but did not answer in a second.
    """
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    file = place.data / "counter.db"
    if not file.exists():
        return Where(known=False)
    if is_locked(file):
        return _asked(place.runtime, code)
    books = read_counter(file, place.point.device)
    try:
        known = lookup.where(code, books.parcels)
        cell = books.cells.get(code.removeprefix("CELL:"))
        return known if known.known or cell is None else Where(known=True, cell=cell.cell)
    finally:
        books.db.close()


def _asked(runtime: Path, code: str) -> Where:
    told = lookup.ask(runtime, new_id(), code)
    deadline = time.monotonic() + _ANSWER_S
    while time.monotonic() < deadline:
        found = lookup.answer(told)
        if found is not None:
            return found
        time.sleep(0.02)
    told.with_suffix(lookup.ASK).unlink(missing_ok=True)
    raise TimeoutError("the counter runs, but does not answer; is its screen frozen?")


def hold_light(path: Path, cell: str, seconds: float) -> bool:
    """Light a cell with the counter stopped; returns whether it has a lamp that works.

    Args:
        path: of kiosk.toml.
        cell: to light.
        seconds: for so long.
    """
    config = load(path)
    gear = gear_of(config)
    if cell not in gear.leds or cell in gear.dark:
        return False
    engine = LightEngine(gear.chains, gear.leds, gear.dark, time.monotonic)
    try:
        engine.open()
    except DeviceFault as fault:
        log.warning("%s", fault)
        return False
    try:
        engine.show({cell: Lamp((Colour.AMBER,), Rhythm.TAKE)})
        engine.read(seconds)
    finally:
        engine.close()
    return True


def decode_pictures(paths: Sequence[Path], engines: Sequence[str]) -> Iterator[PictureReading]:
    """Read the codes in picture files."""
    return PictureReader(engines).read(paths)


def audit_of(path: Path) -> Audit:
    """Prove a counter's rows and chain from its journal, reading only."""
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    books = read_counter(place.data / "counter.db", place.point.device)
    try:
        return books.journal.audit()
    finally:
        books.db.close()


def wish_of(path: Path, wish: Wish) -> Granted | None:
    """Ask the central for something; None when it is not running and will do it at its start."""
    config = load(path)
    told = leave(path.parent / config.central.wishes, wish, new_id())
    deadline = time.monotonic() + _GRANT_S
    while time.monotonic() < deadline:
        granted = answer_at(told)
        if granted is not None:
            return granted
        time.sleep(0.05)
    return None
