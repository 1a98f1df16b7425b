"""The set-up of a box that is nobody's yet, put together: its screen, its readers, its one file.

There is no journal before there is a point: `SetupApp` has the screen, the camera and the hand
scanners, and ends once the central let the box in. The counter then begins with the new settings.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from kiosk import moments
from kiosk.config import Config, ConfigFaults, load
from kiosk.core.setup import Draft, Invitation
from kiosk.core.words import ClockQuality
from kiosk.devices import Devices
from kiosk.enrolling import Box, EnrolWish, MistypedCode
from kiosk.gear import Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import Signal
from kiosk.sync.doorbell import Unheard
from kiosk.sync.identity import BadIdentity
from kiosk.ui.display import Display
from kiosk.ui.kit.skin import Skin
from kiosk.ui.loop import Loop
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.setup import SetupScreen
from kiosk.ui.screens.setup_network import SetupNetworkScreen
from kiosk.ui.sounds import open_sounds
from kiosk.ui.theme import layout_for
from kiosk.ui.wires import Wires
from kiosk.workflows.first_network import FirstNetwork
from kiosk.workflows.setup import MISTYPED, Setup

log = logging.getLogger(__name__)

_FILE = "setup.json"
_MOST_BYTES = 16 * 1024
_LANGUAGE = "en"  # until one is chosen
_WAITS_MS = 30 * 24 * 3600 * 1000  # what was typed waits so long for the next touch
_TEND_S = 60.0


class SetupFile:
    """How far the set-up is, in a file that nobody else reads; it holds a name and a code.

    Its age is the file's own time, 1970 for what was written while the clock was not sure.

    Args:
        path: of it.
        clock: tells how far the clock can be believed.
    """

    def __init__(
        self, path: Path, clock: Callable[[], ClockQuality] = moments.clock_quality
    ) -> None:
        self._path, self._clock = path, clock

    def load(self) -> Draft:
        """Return what is kept; a fresh one where there is none, or none that can be read."""
        try:
            with self._path.open("rb") as file:
                raw = file.read(_MOST_BYTES + 1)
        except OSError:
            return Draft()
        try:
            return msgspec.json.decode(raw, type=Draft)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            log.warning("%s cannot be read; the set-up begins anew", self._path)
            return Draft()

    def save(self, draft: Draft) -> None:
        """Keep it whole or not at all; a disk that takes no writes does not stop the set-up."""
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with part.open("wb") as file:
                file.write(msgspec.json.encode(draft))
                file.flush()
                os.fsync(file.fileno())
            if not is_sure(self._clock()):
                os.utime(part, (0, 0))
            part.replace(self._path)
        except OSError as trouble:
            log.warning("the set-up cannot be kept: %s", trouble)

    def form(self) -> dict[str, str]:
        """Return the registration that was typed before the box had a point."""
        return dict(self.load().form)

    def forget(self) -> None:
        """Take the file away: what it held is told, or is not wanted."""
        try:
            self._path.with_suffix(".part").unlink(missing_ok=True)  # of a save that was cut
            self._path.unlink(missing_ok=True)
        except OSError as trouble:
            log.warning("the set-up's file stays: %s", trouble)

    def drop_code(self) -> None:
        """Keep the registration alone: once the box is in, its code is used up."""
        draft = self.load()
        if not draft.form:
            self.forget()
        elif draft.invitation != Invitation():
            self.save(replace(draft, invitation=Invitation()))

    def expire(self, at: int, term_ms: int) -> bool:
        """Take the file away if nobody touched it for a term; whether it went.

        What was written while the clock was not sure has no age yet: its term begins now. A board
        without a battery begins at its image's date, and jumps by months once the network answers.

        Args:
            at: now, ms UTC, by a clock that is sure.
            term_ms: how long it may lie.
        """
        try:
            written = round(self._path.stat().st_mtime * 1000)
            if not 0 < written <= at:
                os.utime(self._path, (at / 1000, at / 1000))
                return False
        except (OSError, OverflowError) as trouble:
            if not isinstance(trouble, FileNotFoundError):
                log.warning("the set-up's file keeps its time: %s", trouble)
            return False
        is_old = written < at - term_ms
        if is_old:
            self.forget()
        return is_old


def is_sure(clock: ClockQuality) -> bool:
    """Whether a term may run by it: the network told it; a new board's own clock was set by none.

    Args:
        clock: how far it can be believed.
    """
    return clock is ClockQuality.NTP


def setup_file(config: Config, folder: Path) -> SetupFile:
    """Return the file of a box's set-up.

    Args:
        config: the settings.
        folder: relative paths of the settings begin here.
    """
    return SetupFile(folder / config.folders.data / _FILE)


def is_nobodys(path: Path) -> bool:
    """Whether the settings are good and no point's: a box as it comes, not a mistyped path.

    A box that was cut short while it was let in is nobody's yet: it has its name, and no papers.
    """
    try:
        config = load(path)
    except ConfigFaults:
        return False
    if not path.exists() or config.enrol.listen:
        return False
    if config.point is not None:
        return _was_cut_short(config, path.parent)
    return config.shelf.node is None


def _was_cut_short(config: Config, folder: Path) -> bool:
    """Whether there are settings of a point to work by, but no certificate and no work yet."""
    named = config.mqtt.certfile
    if not named or not config.enrol.server:
        return False
    has_worked = (folder / config.folders.data / "counter.db").exists()
    return not has_worked and not (folder / named).exists()


class SetupApp:
    """The screen of the set-up with its readers.

    Args:
        setup: what is asked and kept.
        config: the settings so far.
        gear: its camera and scanners.
        display: the open screen.
        file: where the answers lie.
    """

    def __init__(
        self, setup: Setup, config: Config, gear: Gear, display: Display, file: SetupFile
    ) -> None:
        layout = layout_for(*display.surface.get_size())
        if layout is None:
            raise ValueError("the screen is too small")
        self.is_let_in = False
        self._file = file
        self.inbox = Queue()
        self.devices = Devices(Gear(gear.source, gear.eye, gear.stall_s, gear.scanners), self.inbox)
        phrases = Phrases(setup.draft.language or _LANGUAGE, ZoneInfo("UTC"))
        preview = self.devices.preview if gear.source is not None else None
        network = partial(SetupNetworkScreen, FirstNetwork(gear.network))
        self.screen = SetupScreen(setup, preview, self._let_in, network)
        wires = Wires(
            now=time.monotonic,
            take=self.inbox.get,
            hear=_nothing,
            mail=lambda: False,
            play=open_sounds(0.5),
            look=self.devices.look,
        )
        skin = Skin(layout, phrases, zoom=config.ui.text_zoom)
        self.loop = Loop(display, skin, wires, lambda: self.screen, self.screen)
        self.inbox.on_put = self.loop.wake
        self.devices.start()

    def _let_in(self) -> None:
        self.is_let_in = True

    def run(self, stop: threading.Event) -> bool:
        """Ask until the box is let in; whether it is, and was not told to stop."""
        tended = -_TEND_S
        try:
            while self.loop.running and not stop.is_set() and not self.is_let_in:
                if time.monotonic() - tended >= _TEND_S:
                    tended = time.monotonic()
                    self.tend(moments.wall_ms(), moments.clock_quality())
                self.loop.turn()
        finally:
            self.close()
        return self.is_let_in

    def tend(self, wall: int, clock: ClockQuality) -> None:
        """Forget what somebody typed who never came back, by a clock that is sure.

        Args:
            wall: now, ms UTC.
            clock: how far it can be believed.
        """
        if self.screen.asking or not is_sure(clock):
            return
        if self._file.expire(wall, _WAITS_MS):
            self.screen.begin_anew()

    def close(self) -> None:
        """Let devices and screen go."""
        self.devices.stop()
        self.loop.close()


def _nothing(_signal: Signal) -> None:
    """Hear nothing: no desk is here yet."""


def asker(path: Path) -> Callable[[Invitation, str], str]:
    """Return what shows an invitation to the central and writes the settings to work by."""

    def ask(told: Invitation, language: str) -> str:
        try:
            wish = EnrolWish(told.code, told.server, told.fingerprint, language=language)
            Box(path).enrol(wish)
        except MistypedCode:
            return MISTYPED
        except Unheard as why:
            log.warning("not let in: %s", why.word)
            return why.word
        except (BadIdentity, ConfigFaults, OSError, ValueError) as why:
            log.warning("not let in: %s", why)
            return "bad_identity"
        return ""

    return ask


def setup_of(
    path: Path, screen_of: Callable[[Config], Display], gear: Gear | None = None
) -> SetupApp:
    """Put the set-up together from a box's settings.

    Args:
        path: of kiosk.toml.
        screen_of: opens the screen that the settings name.
        gear: its devices, instead of those that the settings name.
    """
    config = load(path)
    file = setup_file(config, path.parent)
    setup = Setup(file, asker(path), config.enrol.server)
    return SetupApp(setup, config, gear or gear_of(config), screen_of(config), file)
