"""The doctor's look at the devices: as the running counter last saw them, or opened for a moment.

Opened, they run as in the counter, each on its supervised thread: one that hangs holds up nobody,
and the words are those of the health screen.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from kiosk.devices import Devices
from kiosk.gear import Gear
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceHealth, DeviceState, Fault, PrinterState
from kiosk.hw.sharpness import BLURRED_PX
from kiosk.store.devices import DeviceRow
from kiosk.trial.findings import Finding, Verdict, broken, fine, worth_a_word

_TURN_S = 0.02
_MOST_NAMED = 8
_WORKS = {DeviceState.READY, DeviceState.DEGRADED}
# losses with which the device does not do its work; with others it does
_DOES_NOT_WORK = {
    *(PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.CUTTER, PrinterState.OFFLINE),
    *(Fault.ABSENT, DeviceState.FAILED),
}
_GROUPS = {"evdev": "input", "serial": "dialout", "usb": "lp", "hc595": "spi", "apa102": "spi"}
_GROUPS |= {"gpio": "gpio", "hc165": "spi", "picamera2": "video"}
_FOCUS = "hold a label before it; if it stays blurred, clean the lens or focus it"
_TODO: Mapping[str, str] = {
    Fault.ABSENT: "plug it in, look at cable and power, compare its table in kiosk.toml",
    Fault.LOST: "look at its cable and its power",
    Fault.BUSY: "stop the other program that has it",
    Fault.TIMEOUT: "switch it off and on again",
    Fault.PROTOCOL: "compare its driver, profile and rate in kiosk.toml with its manual",
    Fault.FLOOD: "take what lies before it away, or set its suffix",
    Fault.MISSING_LIBRARY: "install it (docs/hardware.md names the packages)",
    Fault.MISCONFIGURED: "put its table in kiosk.toml right",
    "blurred": _FOCUS,
    "simulated": 'no money moves; set [terminal] driver = "none" before customers pay here',
    PrinterState.PAPER_LOW: "have a new roll at hand",
    PrinterState.PAPER_OUT: "put paper in",
    PrinterState.COVER_OPEN: "close the cover",
    PrinterState.CUTTER: "clear the cutter, switch the printer off and on",
    PrinterState.OFFLINE: "press its feed or online button",
}
_BUS = "switch SPI on: dtparam=spi=on in /boot/firmware/config.txt, then restart"
_NODE = "start kiosk shelf on the node, look at its network and power"


class Patience(Struct, frozen=True):
    """How long the doctor waits, in seconds.

    Args:
        open_s: for a device to open or to fault.
        node_s: for a shelf node to answer.
        look_s: how long the camera's frames are counted.
        step_s: how long the walk lights one lamp.
    """

    open_s: float = 7.0
    node_s: float = 3.0
    look_s: float = 2.0
    step_s: float = 0.5


class Bench(Struct, frozen=True):
    """What the doctor has before it.

    Args:
        gear: the devices, not opened.
        drivers: device -> its driver.
        fps: what the camera should give.
        user: who we are.
        patience: how long to wait.
        wanted: a device or a kind; empty for all.
    """

    gear: Gear
    drivers: Mapping[str, str]
    fps: float
    user: str
    patience: Patience = Patience()
    wanted: str = ""


def only(gear: Gear, wanted: str) -> Gear:
    """Return the gear with the devices alone that are wanted.

    Args:
        gear: all of it.
        wanted: a device's name or a kind; empty for all.
    """
    if not wanted:
        return gear

    def named(kind: str, device: str) -> bool:
        return wanted in {kind, device}

    buttons = tuple(b for b in gear.buttons if named("buttons", b.name))
    press, labels = gear.printer, gear.label_printer
    return replace(
        gear,
        source=gear.source if named("camera", "camera") else None,
        scanners=tuple(s for s in gear.scanners if named("scanner", s.name)),
        printer=press if press and named("printer", press.name) else None,
        label_printer=labels if labels and named("printer", labels.name) else None,
        chains={
            name: chain
            for name, chain in gear.chains.items()
            # buttons in a chain are read within its frames
            if named("lights", name) or (chain.listens and buttons)
        },
        nodes=tuple(n for n in gear.nodes if named("shelf", n.shelf.name)),
        buttons=buttons,
        buzzer=gear.buzzer if gear.buzzer and named("buzzer", gear.buzzer.name) else None,
        terminal=gear.terminal if gear.terminal and named("terminal", gear.terminal.name) else None,
    )


def names_of(gear: Gear) -> tuple[tuple[str, str], ...]:
    """Return the name and the kind of every device, opening none."""
    stands = Devices(gear, Queue()).stands()
    return tuple(dict.fromkeys((stand.device, stand.kind) for stand in stands))


def as_last_seen(bench: Bench, rows: Iterable[DeviceRow]) -> Iterator[Finding]:
    """Tell what the running counter last wrote about each device it is set to have."""
    told = {row.device: row for row in rows}
    for device, kind in names_of(only(bench.gear, bench.wanted)):
        row = told.get(device)
        if row is None:
            said = "the running counter knows nothing of it: its settings are older"
            yield broken(_name(kind, device), said, "restart the counter")
            continue
        try:
            state = DeviceState(row.state)
        except ValueError:
            state = DeviceState.FAILED
        yield finding_of(
            DeviceHealth(device, kind, state, row.what, row.detail, 0.0, None, row.facts), bench
        )


def opened(bench: Bench, say: Callable[[str], None], *, walk: bool) -> Iterator[Finding]:
    """Open every device, tell how it is, and close all of it again.

    Args:
        bench: the devices and what is known of them.
        say: told each cell the walk lights.
        walk: light every lamp, one after the other.
    """
    with _in_words_alone():
        yield from _opened(bench, say, walk=walk)


@contextmanager
def _in_words_alone() -> Iterator[None]:
    """Keep the devices' log, tracebacks among it, off the terminal; `--log info` asks for it."""
    log = logging.getLogger("kiosk.hw")
    before = log.level
    if not log.isEnabledFor(logging.INFO):
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _opened(bench: Bench, say: Callable[[str], None], *, walk: bool) -> Iterator[Finding]:
    devices = Devices(only(bench.gear, bench.wanted), Queue())
    devices.start()
    try:
        _wait(devices, bench.patience)
        seen = _seen(devices, bench.patience.look_s)
        found = {stand.device: stand for stand in devices.stands()}
        for stand in found.values():
            if bench.wanted in {"", stand.kind, stand.device}:
                yield _with_sight(finding_of(stand, bench), stand, seen, bench.fps)
        if walk:
            yield _walked(devices, bench.patience.step_s, say)
    finally:
        devices.stop()


def _wait(devices: Devices, patience: Patience) -> None:
    began = time.monotonic()
    while time.monotonic() - began < patience.open_s:
        stands = devices.stands()
        young = time.monotonic() - began < patience.node_s
        if not any(_is_open_question(stand, young=young) for stand in stands):
            return
        time.sleep(_TURN_S)


def _is_open_question(stand: DeviceHealth, *, young: bool) -> bool:
    if stand.state in {DeviceState.OFF, DeviceState.OPENING}:
        return not stand.what
    return young and stand.kind == "shelf" and stand.what == Fault.ABSENT


class _Sight(Struct, frozen=True):
    """What came through the camera: frames a second, and blur in pixels or 0 for not known."""

    fps: float
    blur: float


def _seen(devices: Devices, look_s: float) -> _Sight | None:
    """Look through the camera for a while; None when it is not open."""
    stands = {stand.kind: stand.state for stand in devices.stands()}
    if devices.eye is None or stands["camera"] not in _WORKS:
        return None
    try:
        before, began = devices.eye.frames, time.monotonic()
        time.sleep(look_s)
        frames = max(0, devices.eye.frames - before)
        return _Sight(frames / (time.monotonic() - began), devices.eye.blur)
    except ValueError:  # closed by its own thread in between: its state says why
        return None


def _with_sight(
    finding: Finding, stand: DeviceHealth, seen: _Sight | None, wanted: float
) -> Finding:
    if stand.kind != "camera" or seen is None or stand.state not in _WORKS:
        return finding
    told = replace(finding, detail=f"{finding.detail}, {seen.fps:.1f} fps")
    if seen.fps < wanted / 2 and stand.state is DeviceState.READY:
        todo = "close other programs, or set a smaller size or fewer fps in [camera]"
        return worth_a_word(told.name, f"{told.detail} of {wanted:g}", todo)
    if seen.blur:
        told = replace(told, detail=f"{told.detail}, blur {seen.blur:.1f} px")
    if seen.blur > BLURRED_PX and told.verdict is Verdict.OK:
        return worth_a_word(told.name, f"{told.detail}: the picture is blurred", _FOCUS)
    return told


def _walked(devices: Devices, step_s: float, say: Callable[[str], None]) -> Finding:
    lights = devices.lights
    if lights is None or not lights.cells:
        return broken("walk", "no lamps in the settings", "write tables [[lights]] and [cells]")
    lights.walk(step_s)
    said = 0
    while (cell := lights.walking()) is not None:
        here = lights.cells.index(cell) + 1
        for passed in lights.cells[said:here]:  # a busy machine looks late
            say(f"walk: cell {passed}")
        said = max(said, here)
        time.sleep(min(_TURN_S, step_s / 2))
    for passed in lights.cells[said:]:
        say(f"walk: cell {passed}")
    dark = [
        stand.device
        for stand in devices.stands()
        if stand.kind in {"lights", "shelf"}
        and (stand.state not in _WORKS or stand.what == Fault.ABSENT)
    ]
    if dark:
        detail = f"{', '.join(dark)} stayed dark"
        return broken("walk", detail, "see what stands above about these lights")
    return fine("walk", f"{len(lights.cells)} cells in chain order: each should have shone")


# -- words -----------------------------------------------------------------------------------------


def finding_of(health: DeviceHealth, bench: Bench) -> Finding:
    """Return a device's state as a finding with what to do."""
    name = _name(health.kind, health.device)
    driver = bench.drivers.get(health.device, "")
    match health.state:
        case DeviceState.READY if health.facts.get("state") == PrinterState.UNKNOWN:
            todo = "print a test slip: kiosk doctor --slip"
            return worth_a_word(name, f"{told(health.facts)}: it does not tell how it is", todo)
        case DeviceState.READY | DeviceState.OFF:
            return fine(name, told(health.facts) or health.state.value)
        case DeviceState.OPENING if not health.what:
            return worth_a_word(name, "is being opened", "ask again in a moment")
        case DeviceState.DEGRADED:
            todo = _NODE if health.kind == "shelf" else _TODO.get(health.what, "")
            detail = ", ".join(part for part in (health.what, told(health.facts)) if part)
            says = broken if health.what in _DOES_NOT_WORK else worth_a_word
            return says(name, detail, todo or "see docs/hardware.md")
        case _:
            parts = (driver, health.what or health.state.value, health.detail)
            detail = ": ".join(part for part in parts if part)
            return broken(name, detail, _todo(health, driver, bench.user))


def _todo(health: DeviceHealth, driver: str, user: str) -> str:
    if health.what == Fault.DENIED and driver in _GROUPS:
        return f"sudo usermod -aG {_GROUPS[driver]} {user}, then log in anew or restart"
    if health.what == Fault.DENIED:
        return f"give {user} the right to it"
    if health.what == Fault.ABSENT and driver in {"hc595", "apa102"}:
        return _BUS
    if health.what == Fault.ABSENT and driver in {"gpio", "hc165"}:
        return "run it on the Pi whose pins these are, compare them with kiosk.toml"
    if health.kind == "shelf":
        return "start the point's own broker, compare [shelf] in kiosk.toml"
    return _TODO.get(health.what, "see docs/hardware.md")


def told(facts: Mapping[str, str | int | float | bool]) -> str:
    """Return what a device said of itself, in one line."""
    words = {True: "yes", False: "no"}
    return ", ".join(
        f"{key} {words[value] if isinstance(value, bool) else value}"
        for key, value in facts.items()
        if key != "degraded"
    )


def _name(kind: str, device: str) -> str:
    return device if device == kind or device.startswith(f"{kind} ") else f"{kind} {device}"


def unlit(cells: Sequence[str], gear: Gear) -> Iterator[Finding]:
    """Tell which cells of the shelf map have no lamp.

    Args:
        cells: of the map.
        gear: with its lamps and the cells that are said to be dark.
    """
    if not gear.chains and not any(node.chain for node in gear.nodes):
        return
    without = [cell for cell in cells if cell not in gear.leds and cell not in gear.dark]
    lit = sum(cell in gear.leds and cell not in gear.dark for cell in cells)
    dark = f", {len(gear.dark)} said to be dark" if gear.dark else ""
    if without:
        more = len(without) - _MOST_NAMED
        some = ", ".join(without[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        said = f"{len(without)} of {len(cells)} cells have no lamp{dark}: {some}"
        yield worth_a_word("cells", said, "map them under [cells], or name them in shelves.dark")
    else:
        yield fine("cells", f"{lit} of {len(cells)} cells have a lamp{dark}")
