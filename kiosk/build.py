"""The composition root of the counter: file, rules, devices and screen, and who holds whom.

`counter_of` puts it together from kiosk.toml. What drives the whole (`kiosk.trial`) gives its own
`Gear`, simulators behind the same ports. The two ends of the mail are put together in `postal.py`.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import disk_usage
from zoneinfo import ZoneInfo

from kiosk import exports, licences, setting_up
from kiosk.config import Config, ConfigFault, ConfigFaults, load_for_counter
from kiosk.config_settings import Filed
from kiosk.core.codes import BADGE_LENGTH, BADGE_LETTERS
from kiosk.core.papers import Wording
from kiosk.core.paywords import TerminalSaid
from kiosk.core.settings import OFF, ON
from kiosk.core.space import Storage
from kiosk.core.stickers import StickerRules, StickersOn
from kiosk.core.wifi import ReachSeen
from kiosk.devices import Devices
from kiosk.gear import Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.picture_cutter import ChildCutter
from kiosk.hw.ports import (
    ButtonPressed,
    DeviceHealth,
    DeviceState,
    LineMoved,
    NewMail,
    PhotoTaken,
    PictureCut,
    PrintDone,
    Scan,
    Signal,
    Tick,
    Tone,
)
from kiosk.hw.printing import Paper, print_bytes, tear_off
from kiosk.hw.supervise import PrinterThread
from kiosk.keeper import Keeper, open_counter
from kiosk.moments import new_id, salt, secret_word
from kiosk.places import Place, place_of
from kiosk.preferences import about, misconfigured, preferred, unfit
from kiosk.store.ballast import Ballast
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.store.pictures import Pictures
from kiosk.store.search_only import SearchOnly
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.ui.kit.skin import Skin
from kiosk.ui.loop import Loop
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.doors import AllDoors
from kiosk.ui.screens.office import Office, Sights
from kiosk.ui.sounds import open_sounds, open_voice
from kiosk.ui.theme import layout_for
from kiosk.ui.wires import Wires
from kiosk.workflows.attachments import Pouch
from kiosk.workflows.counter import Counter
from kiosk.workflows.desk import Around, Desk, desk_of
from kiosk.workflows.doorline import Slips
from kiosk.workflows.news import Release
from kiosk.workflows.photos import Album
from kiosk.workflows.prints import Press
from kiosk.workflows.privacy import Archive
from kiosk.workflows.space import Disk
from kiosk.workflows.tries import pin_hasher

log = logging.getLogger(__name__)

_MAIL_POLL_S = 0.1  # measured: news seen p50 56 ms later for 0.2 % CPU (DESIGN.md 2)
_TICK_S = 0.5  # so that a find request is answered well within its second


# -- the counter ---------------------------------------------------------------------------------


class CounterApp:
    """The counter, put together: file, rules, devices and screen.

    Args:
        place: where it stands.
        gear: its devices.
        display: the open screen.
        lookup: nobody stands before it: a scan only lights its cell.
        filed: what kiosk.toml says, where people chose something over it.
    """

    def __init__(
        self,
        place: Place,
        gear: Gear,
        display: Display,
        *,
        lookup: bool = False,
        filed: Config | None = None,
    ) -> None:
        point, self._place, self._filed = place.point, place, filed or place.config
        for folder in (place.data, place.runtime):
            with suppress(OSError):  # a disk that takes no writes is told by name below
                folder.mkdir(parents=True, exist_ok=True)
        self.file = open_counter(place)
        self.inbox = Queue()
        self.devices = Devices(gear, self.inbox)
        self._cutter = ChildCutter(self.inbox.put)
        self._pictures = Pictures(place.pictures)
        self.mail = MailReader(place.data / "mail.db")
        self._mail_version = self.mail.version()
        self._mail_at = self._tick_at = 0.0
        self._scanned_at: float | None = None
        self._at_door = gear.at_door
        self._asker = ""  # the scanner or button whose signal is being answered
        self.scans: deque[tuple[float, float]] = deque(maxlen=5000)  # (captured, shown), seconds
        phrases = Phrases(point.language, ZoneInfo(point.zone))
        counter = Counter(self.file, place.now, lambda: new_id(lambda: place.now().at), place.keys)
        if isinstance(self.file, SearchOnly):
            counter.usual = counter.storage = Storage.READ_ONLY
        self.desk: Desk = desk_of(counter, self._around(gear, phrases))
        with suppress(StorageFull, StorageReadOnly):
            counter.ensure_cell_map(place.config.shelves.cells())
        self.desk.start()
        self.loop = self._loop(display, phrases, lookup=lookup)
        for health in unfit(self.desk.settings.unfit()):
            self.inbox.put(health)
        self.inbox.on_put = self.loop.wake
        self.devices.start()
        self._keeper = Keeper(place, self.inbox.put)
        self._keeper.start()

    def _around(self, gear: Gear, phrases: Phrases) -> Around:
        def press_of(thread: PrinterThread | None, paper: Paper) -> Press | None:
            if thread is None:
                return None
            return Press(partial(print_bytes, paper=paper), thread.hand_over, tear_off(paper))

        point = self._place.point.id
        spoken = {one: Phrases(one, phrases.zone) for one in LANGUAGES}
        lights, stickers = self.devices.lights, self._place.config.stickers
        return Around(
            mail=self.mail,
            wording=_wording(point, phrases),
            speaks={one: _wording(point, said) for one, said in spoken.items()},
            hasher=pin_hasher(),
            lights=lights,
            press=press_of(self.devices.press, gear.paper),
            label_press=press_of(self.devices.label_press, gear.label_paper),
            runtime=self._place.runtime,
            buttons=gear.button_cells,
            sound=self.devices.sound,
            terminal=self.devices.terminal,
            preview=self.devices.preview,
            album=self._album(),
            stickers=StickerRules(
                StickersOn(stickers.on), stickers.skip_zones, stickers.skip_sizes
            ),
            slips=Slips(self._place.config.queue.slip),
            say=self.devices.voice.say if self.devices.voice else None,
            language=self._place.point.language,
            pouch=Pouch(PhotoFolder(self._place.photos), salt),
            disk=Disk(lambda: disk_usage(self._place.data).free, Ballast(self._place.ballast)),
            archive=Archive(PhotoFolder(self._place.photos), self._place.tombstones),
            zone=phrases.zone,
            save=partial(exports.save, self._place.exports),
            books=exports.beside(self.file, self._place),
            map_file=lambda: self._place.map_file,
            filed=Filed(self._filed, self._preferred),
            network=gear.network,
            badge_code=partial(secret_word, BADGE_LETTERS, BADGE_LENGTH),
            release=Release(self._place.version),
            typed=setting_up.setup_file(self._place.config, self._place.folder),
        )

    def _album(self) -> Album:
        place = self._place
        return Album(
            snap=self.devices.snap,
            cutter=self._cutter,
            photos=PhotoFolder(place.photos),
            arrived=PhotoFolder(place.arrived),
            keep=self._pictures.keep,
            most_bytes=place.config.folders.photos_mb * 1_000_000,
        )

    def _loop(self, display: Display, phrases: Phrases, *, lookup: bool) -> Loop:
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
                self._pictures.get,
                self.devices.retry,
                partial(about, self._place),
                licences.text,
            ),
            self._place.point.id,
            self._place.point.name,
            self._place.point.language,
            (ui.theme, ui.text_zoom),
        )
        self.office.doors = AllDoors(self.office)
        wires = Wires(
            now=time.monotonic,
            take=self._next,
            hear=self._hear,
            mail=self.desk.mailroom.slice,
            play=self._sound,
            look=self.devices.look,
        )
        doors = self.office.doors
        home, first = (doors.lookup, doors.lookup()) if lookup else (self.office.home, doors.lock())
        loop = Loop(display, skin, wires, home, first)
        loop.wear(ui.theme, ui.text_zoom)
        return loop

    def _preferred(self, values: Mapping[str, str]) -> None:
        """Let what people set count at once, where it can: the sounds and the voice."""
        volume = int(values["sound.volume"]) / 100 if values["sound.on"] == ON else 0.0
        self._speaker = open_sounds(volume)
        if self.devices.voice is not None:
            self.devices.voice.play = open_voice(volume)
            self.desk.callout.mute(on=values["sound.voice"] == OFF)

    def _next(self) -> Signal | None:
        """Return the next signal: a device's, else the mail's or the clock's when it is due."""
        self._asker = ""
        signal = self.inbox.get()
        if isinstance(signal, Scan) and signal.source in self._at_door:
            return self._from_the_door(signal)
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

    def _from_the_door(self, scan: Scan) -> Signal:
        """Answer a scan of the door there; the screen learns only that the line has moved.

        A reader that is being tried out on its own screen only shows that it reads.
        """
        if self.loop.screen.tries == scan.source:
            return scan
        tone = Tone.OK if self.desk.doorline.scanned(scan) is True else Tone.NO
        if not self.devices.answer(scan.source, tone) and self._place.config.queue.tone:
            self._speaker(tone)
            self.devices.play(tone)
        return LineMoved(scan.at)

    def _hear(self, signal: Signal) -> None:
        match signal:
            case Scan(at=at):
                self._scanned_at, self._asker = at, signal.source
            case ButtonPressed():
                self._asker = signal.button
            case DeviceHealth():
                self.desk.health.note(signal)
                if signal.kind == "printer" and signal.state is DeviceState.READY:
                    self.desk.prints.rouse()
                if signal.kind in {"lights", "shelf"}:
                    self.desk.lamps.refresh()
            case ReachSeen():
                self.desk.networks.note(signal)
            case PrintDone() | PhotoTaken() | PictureCut() | TerminalSaid():
                self._answered(signal)
            case Tick(at=at):
                is_cut = not self.desk.health.is_linked()
                self.devices.watch_reach(on=is_cut, known=self.desk.networks.reach())
                if self.desk.tick(at):
                    self.inbox.put(LineMoved(at))
            case _:
                pass

    def _answered(self, signal: PrintDone | PhotoTaken | PictureCut | TerminalSaid) -> None:
        match signal:
            case PrintDone():
                self.desk.prints.done(signal)
            case TerminalSaid():
                self.desk.till.hear(signal)
            case _:
                self.desk.photos.hear(signal)

    def _sound(self, tone: Tone) -> None:
        """Play a tone here, and at the shelf where it answers a scan or a press."""
        self._speaker(tone)
        self.devices.play(tone)
        self.devices.answer(self._asker, tone)

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
        """Leave properly: devices dark, papers not begun queued, the file checkpointed."""
        self._keeper.stop()
        self.devices.stop()
        while (signal := self.inbox.get()) is not None:
            if isinstance(signal, PrintDone):
                self.desk.prints.done(signal)  # or it would be in doubt at the next start
        self._cutter.close()
        self.loop.close()
        self.mail.close()
        self.file.close()

    def abandon(self) -> None:
        """Leave as a pulled plug would: nothing is said, nothing is checkpointed."""
        self._keeper.stop()
        self.devices.stop()
        self._cutter.close()
        self.loop.close()
        self.mail.close()
        self.file.abandon()


def _wording(point: str, phrases: Phrases) -> Wording:
    """Return how a point writes papers in the language of these phrases."""
    return Wording(
        point=point,
        words=phrases.text,
        money=phrases.money,
        moment=lambda at: f"{phrases.date(at)} {phrases.time(at)}",
        date=phrases.compact,
        number=phrases.number,
        language=phrases.language,
    )


def counter_of(path: Path, *, headless: bool) -> CounterApp:
    """Put the counter together from a settings file.

    Args:
        path: of kiosk.toml.
        headless: no screen: scans are answered by lights and tones; all else works the same.

    Raises:
        ConfigFaults: nothing usable is left of the settings.
        Busy: the counter is running already.
        NewerSchema: a newer version wrote the database.
    """
    config, faults = load_for_counter(path, path.with_suffix(".toml.good"))
    for fault in faults:
        log.error("%s", fault)
    filed, config = config, preferred(config, path.parent)
    place = place_of(config, path.parent)
    display, headless = _screen_of(config, headless=headless)
    app = CounterApp(place, gear_of(config), display, lookup=headless, filed=filed)
    for health in misconfigured(config, faults):
        app.inbox.put(health)
    return app


def set_up(path: Path, stop: threading.Event) -> bool:
    """Ask at a box that is nobody's until the central lets it in; whether it did."""
    return setting_up.setup_of(path, lambda config: _screen_of(config, headless=False)[0]).run(stop)


def _screen_of(config: Config, *, headless: bool) -> tuple[Display, bool]:
    """Open the screen and tell whether to work without: one too small is no screen (UI.md 3)."""
    ui = config.ui
    size = (ui.width, ui.height) if ui.width and ui.height else None
    driver = "dummy" if headless else ui.driver
    display = open_display(DisplaySettings(driver, size, ui.full_flip))
    seen = display.surface.get_size()
    if layout_for(*seen) is not None:
        return display, headless
    log.error("a screen of %d x %d is too small or upright: going on as with --headless", *seen)
    display.close()
    return open_display(DisplaySettings("dummy", None, ui.full_flip)), True
