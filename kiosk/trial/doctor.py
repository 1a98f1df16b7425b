"""`kiosk doctor`: one line a check, with what to do; reads only, as no root.

While the counter runs the devices are told as it last saw them; else each is opened for a moment.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from kiosk import printout
from kiosk.config import Config, ConfigFaults, load_for_doctor
from kiosk.errands import mapped_gear
from kiosk.gear import Gear
from kiosk.shelves import far_nodes
from kiosk.store.checkup import Checkup, check_up
from kiosk.store.db import Busy, CannotOpen, NewerSchema, is_locked
from kiosk.trial import doctor_box, doctor_devices, doctor_wire
from kiosk.trial.doctor_box import Box, this_box
from kiosk.trial.doctor_devices import Bench, Patience
from kiosk.trial.doctor_wire import Wiring
from kiosk.trial.findings import Finding, all_work, broken, fine

_STOP = "stop the counter first"
_RIGHT = "put this line right; kiosk config checks the file"
_WRITE = "write it; docs/examples/counter.toml shows every setting"


class Wish(Struct, frozen=True):
    """What the doctor shall do.

    Args:
        device: look at this device or kind alone; empty for everything.
        walk: light every lamp, one after the other.
        slip: print a test slip on each printer.
        patience: how long to wait.
    """

    device: str = ""
    walk: bool = False
    slip: bool = False
    patience: Patience = Patience()


class UnknownDevice(Exception):
    """The settings have no device of that name."""


def examine(
    path: Path, wish: Wish, box: Box, say: Callable[[str], None], gear: Gear | None = None
) -> Iterator[Finding]:
    """Look at everything the settings name.

    Args:
        path: of kiosk.toml.
        wish: what to do.
        box: the machine.
        say: told each cell the walk lights.
        gear: the devices; None: those of the settings.

    Raises:
        UnknownDevice: the one that was asked for is none.
    """
    usable, faults = load_for_doctor(path)
    config = usable or Config()
    if gear is None:
        gear = mapped_gear(config, path.parent)
    names = doctor_devices.names_of(gear)
    if wish.device and not any(wish.device in pair for pair in names):
        there = ", ".join(device for device, _ in names) or "none"
        raise UnknownDevice(f"no device {wish.device!r} in the settings; there is {there}")
    data = path.parent / config.folders.data
    for fault in faults:
        todo = _RIGHT if fault.line else _WRITE
        yield broken("settings", str(fault), todo)
    if not wish.device:
        if not faults:
            yield fine("settings", f"{path}: all are good")
        yield from doctor_box.look(config, data, box)
        for wiring in _wirings(config):
            yield from doctor_wire.look(wiring, box.dial, box.shake, box.now_ms() / 1000)
    drivers = doctor_box.drivers_of(config)
    bench = Bench(gear, drivers, config.camera.fps, box.user, wish.patience, wish.device)
    yield from _inside(config, data / "counter.db", bench, wish, say)
    if wish.slip:
        yield from _slips(path)


def _inside(
    config: Config, file: Path, bench: Bench, wish: Wish, say: Callable[[str], None]
) -> Iterator[Finding]:
    """Look at the database, and at the devices through it or past it."""
    try:
        runs = is_locked(file)
    except OSError as error:  # another user's
        todo = "run it as the counter's user: sudo -u kiosk kiosk doctor"
        yield broken("database", f"{file}.lock: {error.strerror}", todo)
        return
    found: Checkup | Finding | None = None
    if file.exists():
        found = _checked(config, file)
        if isinstance(found, Finding):
            yield found
        elif not wish.device:
            yield _database(file, found, runs=runs)
    elif config.point is not None and not wish.device:
        yield fine("database", f"{file}: none yet; the counter makes it at its first start")
    if not wish.device:
        mapped = found.cells if isinstance(found, Checkup) else ()
        cells = mapped or tuple(spec.cell for spec in config.shelves.cells())
        yield from doctor_devices.unlit(cells, bench.gear)
    if not runs:
        yield from doctor_devices.opened(bench, say, walk=wish.walk)
        return
    if isinstance(found, Checkup):
        yield from doctor_devices.as_last_seen(bench, found.devices)
    if wish.walk:
        yield broken("walk", "the counter runs and has the lights", _STOP)


def _checked(config: Config, file: Path) -> Checkup | Finding:
    try:
        return check_up(file, config.point.device if config.point else "")
    except NewerSchema as newer:
        return broken("database", str(newer), "start the newer version, or restore a backup")
    except CannotOpen as why:
        return broken("database", str(why), "stop the counter and restore a backup")


def _database(file: Path, found: Checkup, *, runs: bool) -> Finding:
    if not found.is_chained:
        said = f"{file}: the journal's last row does not continue its chain"
        todo = "kiosk audit tells where; was [point] device changed?"
        return broken("database", said, todo)
    state = "the counter runs" if runs else "the counter is stopped"
    return fine("database", f"{file}: sound, {found.rows} journal rows, {state}")


def _wirings(config: Config) -> Iterator[Wiring]:
    mqtt, shelf = config.mqtt, config.shelf
    if config.point is not None or mqtt != type(mqtt)():
        files = {"cafile": mqtt.cafile, "certfile": mqtt.certfile, "keyfile": mqtt.keyfile}
        named = {key: file for key, file in files.items() if file}
        yield Wiring("mqtt", (mqtt.host, mqtt.port), named, is_asked=mqtt != type(mqtt)())
    if shelf.node or far_nodes(config):
        files = {"cafile": shelf.cafile, "certfile": shelf.certfile, "keyfile": shelf.keyfile}
        named = {key: file for key, file in files.items() if file and not shelf.socket}
        yield Wiring("shelf", shelf.socket or (shelf.host, shelf.port), named)


def _slips(path: Path) -> Iterator[Finding]:
    try:
        for one in printout.test_slips(path):
            if one.ok:
                yield fine("slip", f"{one.printer}: {one.paper}: {one.outcome}")
            else:
                said = f"{one.printer}: {one.paper}: {one.outcome}"
                yield broken("slip", said, "see what stands above about this printer")
    except (printout.NotThere, Busy) as why:
        yield broken("slip", str(why), _STOP if isinstance(why, Busy) else "see docs/hardware.md")
    except ConfigFaults:
        yield broken("slip", "the settings are not good", "put them right first")


def run(path: Path, *, device: str, as_json: bool, walk: bool, slip: bool) -> int:
    """Tell on the terminal how all is, each line as soon as it is known.

    Args:
        path: of kiosk.toml.
        device: see Wish.
        as_json: one object instead of lines.
        walk: see Wish.
        slip: see Wish.

    Returns:
        The exit code: 0 when all that is configured works, else 1.
    """
    findings: list[Finding] = []
    try:
        wish = Wish(device, walk, slip)
        for finding in examine(path, wish, this_box(), lambda told: click.echo(told, err=True)):
            findings.append(finding)
            if not as_json:
                click.echo(str(finding))
    except UnknownDevice as unknown:
        raise click.BadParameter(str(unknown), param_hint="--device") from unknown
    good = all_work(findings)
    if as_json:
        click.echo(msgspec.json.encode({"ok": good, "checks": findings}))
    return 0 if good else 1
