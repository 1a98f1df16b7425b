"""The doctor's look at the machine: libraries, groups, screen, bus, clock, disk, heat, supply."""

import ctypes
import ctypes.util
import grp
import os
import platform
import pwd
import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from importlib import metadata, util
from pathlib import Path

from msgspec import Struct

from kiosk import board
from kiosk.config import Config
from kiosk.core.space import MB, Storage, storage_of
from kiosk.core.words import ClockQuality
from kiosk.moments import clock_quality, wall_ms
from kiosk.trial.doctor_tls import Shake, shake
from kiosk.trial.doctor_wire import Address
from kiosk.trial.findings import Finding, broken, fine, worth_a_word
from kiosk.ui.display import DRM, candidates, card_index

_OLDEST_PYTHON = (3, 11)
_DIAL_S = 2.0
# a Pi slows its cores between 80 and 85 C (raspberrypi.com, "Frequency management")
_WARM_C, _HOT_C = 70, 80
_SANE_MS = 1_735_689_600_000  # 2025: a clock before it was never set
_BROKEN_LGPIO = "0.0.0.2"  # what pip gives Python 3.13 (HARDWARE.md 4)
_UNSEEN = {"offscreen", "dummy"}
_MODEL = Path("/proc/device-tree/model")
_MAPS = Path("/proc/self/maps")

# library -> the module that shows that it is there, and how to get it
_LIBRARIES: Mapping[str, tuple[str, str]] = {
    "zxing-cpp": ("zxingcpp", "pip install zxing-cpp"),
    "pygame-ce": ("pygame", "pip install pygame-ce"),
    "pyzbar": ("pyzbar", "pip install pyzbar"),
    "picamera2": ("picamera2", "sudo apt install python3-picamera2 (Raspberry Pi OS)"),
    "evdev": ("evdev", "sudo apt install python3-evdev"),
    "spidev": ("spidev", "sudo apt install python3-spidev"),
    "gpiod": ("gpiod", "pip install 'gpiod>=2.2'"),
}
_ZBAR = "libzbar0"
_PLAYS_LIBRARIES = {"evdev": "evdev", "hc595": "spidev", "apa102": "spidev", "hc165": "spidev"}
_PLAYS_LIBRARIES |= {"gpio": "gpiod", "picamera2": "picamera2"}


class Box(Struct, frozen=True):
    """The machine, as far as the doctor asks.

    Args:
        model: its name, with kernel and architecture.
        python: its version.
        library: a library's version; None when it is not there.
        video: what the SDL in use can draw on; empty when it does not tell.
        user: who we are; is_root: whether that is root.
        groups: of the system: whether we are in each.
        environment: of the process.
        drm: where the kernel lists screens.
        has_node: whether a device node is there.
        free: bytes free at a folder; OSError when it cannot be asked.
        can_write: whether we may write in a folder.
        clock: how far the clock can be believed; now_ms: UTC.
        dial: connects to an address and hangs up; shake: does a TLS handshake, too.
        temp_c: the board's heat; undervoltage: whether its supply is weak now; None: not told.
    """

    model: str
    python: tuple[int, int, int]
    library: Callable[[str], str | None]
    video: Callable[[], tuple[str, ...]]
    user: str
    is_root: bool
    groups: Mapping[str, bool]
    environment: Mapping[str, str]
    drm: Path
    has_node: Callable[[str], bool]
    free: Callable[[Path], int]
    can_write: Callable[[Path], bool]
    clock: Callable[[], ClockQuality]
    now_ms: Callable[[], int]
    dial: Callable[[Address], None]
    shake: Shake
    temp_c: Callable[[], float | None]
    undervoltage: Callable[[], bool | None]


def this_box() -> Box:
    """Return the machine we run on."""
    mine = {*os.getgroups(), os.getegid()}
    major, minor, patch = (int(part) for part in re.findall(r"\d+", platform.python_version())[:3])
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        user = str(os.geteuid())
    return Box(
        model=f"{_model()}, {platform.system()} {platform.release()}",
        python=(major, minor, patch),
        library=_version,
        video=_sdl_drivers,
        user=user,
        is_root=os.geteuid() == 0,
        groups={group.gr_name: group.gr_gid in mine for group in grp.getgrall()},
        environment=os.environ,
        drm=DRM,
        has_node=lambda node: Path(node).exists(),
        free=lambda folder: shutil.disk_usage(folder).free,
        can_write=lambda folder: os.access(folder, os.W_OK | os.X_OK),
        clock=clock_quality,
        now_ms=wall_ms,
        dial=_dial,
        shake=shake,
        temp_c=board.temp_c,
        undervoltage=board.undervoltage,
    )


def _model() -> str:
    try:
        return _MODEL.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return platform.machine()


def _version(library: str) -> str | None:
    if library == _ZBAR:  # asked for as pyzbar does
        return "" if ctypes.util.find_library("zbar") else None
    module, _ = _LIBRARIES.get(library, (library, ""))
    if util.find_spec(module) is None:
        return None
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _sdl_drivers() -> tuple[str, ...]:
    """Return what the SDL that pygame has loaded was built for; pygame itself does not tell."""
    try:
        found = re.search(r"\s(/.*/libSDL[23][-.].*)$", _MAPS.read_text("utf-8"), re.MULTILINE)
        if found is None:
            return ()
        sdl = ctypes.CDLL(found.group(1))
        sdl.SDL_GetVideoDriver.restype = ctypes.c_char_p
        names = [sdl.SDL_GetVideoDriver(n) for n in range(sdl.SDL_GetNumVideoDrivers())]
    except (OSError, AttributeError):
        return ()
    return tuple(name.decode().lower() for name in names if name)


def _dial(address: Address) -> None:
    if isinstance(address, str):
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(_DIAL_S)
            line.connect(address)
    else:
        socket.create_connection(address, _DIAL_S).close()


def look(config: Config, data: Path, box: Box) -> Iterator[Finding]:
    """Look at the machine that these settings are for.

    Args:
        config: the settings.
        data: the folder of the databases.
        box: the machine.
    """
    version = ".".join(map(str, box.python))
    if box.python < _OLDEST_PYTHON:
        yield broken("machine", f"Python {version} is too old", "install Python 3.11 or newer")
    else:
        yield fine("machine", f"{box.model}, Python {version}")
    yield from _libraries(config, box)
    drivers = () if config.shelf.node else tuple(_display(config, box))
    yield from _groups(config, box, on_card=any("kmsdrm on" in f.detail for f in drivers))
    yield from drivers
    yield from _spi(config, box)
    yield _clock(box)
    yield _disk(data, box)
    yield from _board(box)


# -- libraries and groups --------------------------------------------------------------------------


def drivers_of(config: Config) -> Mapping[str, str]:
    """Return the driver of every device the settings name, by the device's name."""
    found: dict[str, str] = {
        "camera": config.camera.driver,
        "printer": config.printer.driver,
        "label_printer": config.label_printer.driver,
        "buzzer": config.buzzer.driver,
    }
    found |= {table.name: table.driver for table in config.scanner}
    found |= {table.name: table.driver for table in config.lights}
    found |= {f"buttons-{t.driver}": t.driver for t in config.button if t.driver != "mqtt"}
    return {device: driver for device, driver in found.items() if driver != "none"}


def _pins_for(config: Config) -> str:
    """Return what has a pin of its own, empty for nothing."""
    lights = (table.name for table in config.lights if table.oe_pin is not None)
    buttons = (table.name for table in config.button if table.driver == "hc165")
    return next(iter((*lights, *buttons)), "")


def _libraries(config: Config, box: Box) -> Iterator[Finding]:
    needed: dict[str, str] = {"zxing-cpp": "codes"}
    if not config.shelf.node:
        needed["pygame-ce"] = "the screen"
    looks = config.camera.driver != "none"
    if looks and "zbar" in config.decode.engines:
        needed |= {"pyzbar": "decoding", _ZBAR: "decoding"}
    for device, driver in drivers_of(config).items():
        if driver in _PLAYS_LIBRARIES:
            needed.setdefault(_PLAYS_LIBRARIES[driver], device)
    if _pins_for(config):
        needed.setdefault("gpiod", _pins_for(config))
    there: list[str] = []
    for library, why in needed.items():
        version = box.library(library)
        if version is not None:
            there.append(f"{library} {version}".strip())
            continue
        _, get = _LIBRARIES.get(library, ("", f"sudo apt install {library}"))
        spare = why == "decoding" and "zxing" in config.decode.engines
        says = worth_a_word if spare else broken
        yield says("library", f"{library} is not there; {why} needs it", get)
    if there:
        yield fine("libraries", ", ".join(there))
    if box.library("lgpio") == _BROKEN_LGPIO:
        said = f"lgpio {_BROKEN_LGPIO} is broken; pins are driven by gpiod"
        yield worth_a_word("library", said, "pip uninstall lgpio")


def _groups(config: Config, box: Box, *, on_card: bool) -> Iterator[Finding]:
    rooms = {"evdev": "input", "hc595": "spi", "apa102": "spi", "gpio": "gpio"}
    rooms |= {"usb": "lp", "serial": "dialout", "picamera2": "video"}
    needed: dict[str, str] = {}
    if on_card:
        needed |= dict.fromkeys(("video", "render", "input"), "the screen")
    for device, driver in drivers_of(config).items():
        if driver in rooms:
            needed.setdefault(rooms[driver], device)
    if _pins_for(config):
        needed.setdefault("gpio", _pins_for(config))
    if box.is_root or not needed:
        return
    # a warning: the system may give the right in another way; the device's own line decides
    lacking = [group for group in needed if not box.groups.get(group)]
    for group in lacking:
        said = f"{box.user} is not in group {group}; {needed[group]} needs it"
        todo = f"sudo usermod -aG {group} {box.user}, then log in anew or restart"
        if group not in box.groups:
            said, todo = f"there is no group {group} here; {needed[group]} needs it", ""
            todo = f"make it, with a udev rule for its nodes: sudo groupadd {group}"
        yield worth_a_word("groups", said, todo)
    if not lacking:
        yield fine("groups", f"{box.user} is in {', '.join(needed)}")


# -- screen, bus, clock, disk ----------------------------------------------------------------------


def _display(config: Config, box: Box) -> Iterator[Finding]:
    asked, built = config.ui.driver, box.video()
    card = card_index(box.drm)
    passed: list[str] = []
    for driver in candidates(asked, box.environment):
        if built and driver not in built:
            passed.append(f"{driver}: this SDL has none")
        elif driver == "kmsdrm" and card is None:
            passed.append("kmsdrm: no connected screen")
        else:
            where = f" on card {card}" if driver == "kmsdrm" else ""
            said = "; ".join((*passed, f"{driver}{where}"))
            if asked not in {"auto", driver}:
                yield broken("display", said, 'connect the screen, or set [ui] driver = "auto"')
            elif driver in _UNSEEN and asked == "auto":
                todo = "connect a screen, or run kiosk counter --headless"
                yield worth_a_word("display", f"{said}: nobody sees it", todo)
            else:
                yield fine("display", said)
            return
    yield broken(
        "display", "; ".join(passed), "install a pygame with KMSDRM: pip install pygame-ce"
    )


def _spi(config: Config, box: Box) -> Iterator[Finding]:
    tables = [table for table in config.lights if table.driver in {"hc595", "apa102"}]
    for bus, device in dict.fromkeys(table.spi for table in tables):
        node = f"/dev/spidev{bus}.{device}"
        if box.has_node(node):
            yield fine("spi", f"{node} is there")
        else:
            what = "dtparam=spi=on" if bus == 0 else f"dtoverlay=spi{bus}-1cs"
            todo = f"put {what} into /boot/firmware/config.txt, then restart"
            yield broken("spi", f"{node} is not there", todo)


def _clock(box: Box) -> Finding:
    quality = box.clock()
    if box.now_ms() < _SANE_MS:
        return worth_a_word("clock", "was never set", "set it: sudo timedatectl set-time ...")
    if quality is ClockQuality.NTP:
        return fine("clock", "set over the network")
    todo = "give it a network: timedatectl shows whether time is synchronised"
    if quality is ClockQuality.RTC:
        return worth_a_word("clock", "kept by its battery, not set over the network", todo)
    return worth_a_word("clock", "nobody vouches for it", todo)


def _disk(data: Path, box: Box) -> Finding:
    folder = next((f for f in (data, *data.absolute().parents) if f.is_dir()), Path("/"))
    try:
        free = box.free(folder) // MB
    except OSError as error:
        return broken("disk", f"{folder}: {error.strerror}", "look at the disk and its mount")
    if not box.can_write(folder):
        todo = "let the counter's user write it, and run kiosk doctor as that user"
        return broken("disk", f"{folder} takes no writes from {box.user}", todo)
    stands = storage_of(free * MB)
    if stands is Storage.LOW:
        todo = "make room: new goods, photos, backups and letters wait; issuing goes on"
        return broken("disk", f"{free} MB free in {folder}: almost full", todo)
    if stands is Storage.TIGHT:
        todo = "make room: old backups go first"
        return worth_a_word("disk", f"{free} MB free in {folder}: tight", todo)
    return fine("disk", f"{free} MB free in {folder}")


def _board(box: Box) -> Iterator[Finding]:
    """Tell of heat and supply, where the machine does."""
    heat, weak = box.temp_c(), box.undervoltage()
    if heat is not None:
        told, todo = f"{heat:.0f} C", "give the board a cooler, and air around the case"
        if heat >= _HOT_C:
            yield broken("heat", f"{told}: the processor slows down by itself", todo)
        elif heat >= _WARM_C:
            yield worth_a_word("heat", f"{told}; from {_HOT_C} C on it slows down by itself", todo)
        else:
            yield fine("heat", told)
    if weak:
        said = "undervoltage: the board gets less than 4.63 V; USB devices drop out, cards break"
        yield broken("supply", said, "use the Pi's own supply and a short, thick cable")
    elif weak is not None:
        yield fine("supply", "no undervoltage")
