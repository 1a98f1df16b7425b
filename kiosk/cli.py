"""The command `kiosk`: words to a person and exit codes; each verb loads only its own room.

Exit codes: 0 done; 1 no (not found, unreadable, below target); 2 wrong usage; 70 a bug;
75 the file is somebody else's, or cannot be read or written; 78 the settings or the database do
not fit this program.
"""

import json
import logging
import os
import re
import signal
import sys
import threading
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import click
import msgspec

from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy
from kiosk.central.wishes import Granted
from kiosk.config import ConfigFaults
from kiosk.core.words import Ref
from kiosk.store.db import (
    Busy,
    CannotOpen,
    NewerSchema,
    StorageFull,
    StorageReadOnly,
    is_damage,
)

log = logging.getLogger(__name__)

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # answers are for programs, too

NO = 1
BUG = 70
BUSY = 75
MISFIT = 78
_LATER = (
    "the central is not running; it will see to it at its next start",
    "nothing of it was checked yet, not even whether it knows the point",
)
_LEVELS = ("debug", "info", "warning", "error", "critical")
_MOST_PX = 4096

_CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("kiosk.toml"),
    show_default=True,
    help="The settings file.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")


class Verbs(click.Group):
    """The verbs; turns the faults people can mend into a sentence, and every fault into a code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except ConfigFaults as faults:
            for fault in faults.faults:
                click.echo(str(fault), err=True)
            ctx.exit(MISFIT)
        except (NewerSchema, NewerStore) as newer:
            click.echo(str(newer), err=True)
            ctx.exit(MISFIT)
        except (StorageFull, StorageReadOnly) as trouble:
            click.echo(f"the storage takes no writes: {trouble}", err=True)
            ctx.exit(BUSY)
        except (Busy, CannotOpen, StoreBusy, CannotOpenStore) as busy:
            click.echo(str(busy), err=True)
            ctx.exit(BUSY)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as bug:
            if is_damage(bug):
                click.echo(f"a database is damaged: {bug}; restore a backup", err=True)
                ctx.exit(BUSY)
            log.exception("a bug; please report it with what stands below")
            ctx.exit(BUG)


@click.group(cls=Verbs)
@click.version_option(package_name="pickup-kiosk", prog_name="kiosk")
@click.option(
    "--log",
    "log_level",
    type=click.Choice(_LEVELS, case_sensitive=False),
    default="warning",
    show_default=True,
    help="Log level.",
)
def main(log_level: str) -> None:
    """Run a parcel pickup point: counter, mail and central, or a whole day on one machine."""
    logging.basicConfig(
        level=log_level.upper(),
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
    )


def _until_told(stop: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


@main.command()
@_CONFIG
@click.option("--headless", is_flag=True, help="No screen: a scan lights its cell.")
def counter(config_path: Path, *, headless: bool) -> None:
    """Run the counter: screen, devices, all the rules."""
    from kiosk import build

    stop = threading.Event()
    _until_told(stop)
    build.counter_of(config_path, headless=headless).run(stop)


@main.command()
@_CONFIG
def sync(config_path: Path) -> None:
    """Carry the mail between the counter and the central."""
    from kiosk import postal

    stop = threading.Event()
    _until_told(stop)
    postal.sync_of(config_path).run(stop)


@main.group(invoke_without_command=True)
@_CONFIG
@click.pass_context
def central(ctx: click.Context, config_path: Path) -> None:
    """Run the reference central, or ask the running one for something."""
    ctx.obj = config_path
    if ctx.invoked_subcommand is None:
        from kiosk import postal

        stop = threading.Event()
        _until_told(stop)
        postal.central_of(config_path).run(stop)


def _point(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return msgspec.convert(value, Ref)
    except msgspec.ValidationError as error:
        raise click.BadParameter(
            f"{value!r} is no point's id: up to 64 letters, digits and :._*!%+/=-", ctx, param
        ) from error


@central.command("send-delivery")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--point", required=True, callback=_point, help="The point it goes to.")
@_JSON
@click.pass_obj
def send_delivery(config_path: Path, file: Path, point: str, *, as_json: bool) -> None:
    """Announce a delivery from a CSV or JSON manifest; all of it or nothing."""
    from kiosk import postal
    from kiosk.central.manifest_files import read
    from kiosk.central.manifests import ManifestFaults
    from kiosk.central.wishes import DeliveryWish

    try:
        manifest = read(file)
    except ManifestFaults as faults:
        for line in faults.lines:
            click.echo(line, err=True)
        sys.exit(NO)
    _granted(postal.wish_of(config_path, DeliveryWish(point, manifest)), as_json=as_json)


@central.command("setup-point")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
@click.pass_obj
def setup_point(config_path: Path, file: Path, *, as_json: bool) -> None:
    """Register a point with its box, policy and staff from a TOML file."""
    from kiosk import postal
    from kiosk.central import points
    from kiosk.central.manifests import ManifestFaults

    try:
        wish = points.read(file)
    except ManifestFaults as faults:
        for line in faults.lines:
            click.echo(line, err=True)
        sys.exit(NO)
    _granted(postal.wish_of(config_path, wish), as_json=as_json)


def _granted(granted: Granted | None, *, as_json: bool) -> None:
    ok, lines = (granted.ok, granted.lines) if granted else (True, _LATER)
    if as_json:
        told = {"ok": ok, "pending": granted is None, "lines": lines}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(lines), err=not ok)
    if not ok:
        sys.exit(NO)


@main.command()
@click.argument("code")
@_CONFIG
@_JSON
@click.option("--seconds", default=30.0, show_default=True, help="How long to light the cell.")
def find(code: str, config_path: Path, seconds: float, *, as_json: bool) -> None:
    """Print where a parcel lies and light its cell."""
    from kiosk import errands

    try:
        found = errands.find_of(config_path, code)
    except TimeoutError as late:
        click.echo(str(late), err=True)
        sys.exit(NO)
    if as_json:
        fields = {name: getattr(found, name) for name in found.__struct_fields__}
        click.echo(json.dumps(fields, ensure_ascii=False))
    elif not found.known:
        click.echo(f"{code}: not known here", err=True)
    elif found.delivery:
        click.echo(f"delivery {found.delivery}, {found.state}")
    else:
        place = f"cell {found.cell}" if found.cell else "in no cell"
        more = f"{found.more} more of this order" if found.more else ""
        click.echo(", ".join(part for part in (found.parcel, found.state, place, more) if part))
    if not found.known:
        sys.exit(NO)
    if found.cell and not found.lit and not errands.hold_light(config_path, found.cell, seconds):
        click.echo(f"cell {found.cell} has no lamp that works", err=True)


@main.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--engines", default="zxing,zbar", show_default=True, help="Which decoders to ask.")
def decode(pictures: tuple[Path, ...], engines: str) -> None:
    """Read the codes in pictures: one JSON line each."""
    from kiosk import errands

    readable = True
    names = tuple(name.strip() for name in engines.split(","))
    unknown = sorted(set(names) - {"zxing", "zbar"})
    if unknown:
        raise click.BadParameter(f"unknown decoder {unknown[0]!r}; known are zxing, zbar")
    try:
        for reading in errands.decode_pictures(pictures, names):
            click.echo(msgspec.json.encode(reading))
            readable = readable and not reading.error
    except ValueError as missing:
        click.echo(str(missing), err=True)
        sys.exit(NO)
    if not readable:
        sys.exit(NO)


@main.command()
@_CONFIG
def config(config_path: Path) -> None:
    """Check the settings file: every fault with its line, or a word that all is well."""
    from kiosk.config import check

    check(config_path)
    click.echo(f"{config_path}: all settings are good")


@main.command()
@_CONFIG
@_JSON
def audit(config_path: Path, *, as_json: bool) -> None:
    """Prove that the rows agree with the journal and that its chain is whole."""
    from kiosk import errands

    found = errands.audit_of(config_path)
    good = found.broken_at is None and not found.differing
    if as_json:
        fields = {name: getattr(found, name) for name in found.__struct_fields__}
        click.echo(json.dumps(fields))
    else:
        chain = "whole" if found.broken_at is None else f"broken at {found.broken_at}"
        click.echo(f"{found.rows} journal rows, chain {chain}")
        for name in found.differing[:50]:
            click.echo(f"differs from the fold: {name}")
    if not good:
        sys.exit(1 if found.broken_at is not None else 2)


@main.command()
@click.option("--headless", is_flag=True, help="Render off-screen (the default without a display).")
@click.option("--day", type=click.Choice(["short", "full"]), default="short", show_default=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Where summary, screens and receipts go.",
)
@click.option("--broker", type=click.Choice(["auto", "mosquitto", "amqtt"]), default="auto")
@click.option("--lang", type=click.Choice(["ru", "pt", "en"]), default="ru", show_default=True)
@click.option("--seed", type=int, default=20260928, show_default=True, help="The same day again.")
def demo(*, headless: bool, day: str, out: Path, broker: str, lang: str, seed: int) -> None:
    """Play a day at a point on this machine, with simulated devices and a real broker."""
    from kiosk.trial.demo import DemoWish, run

    wish = DemoWish(
        headless=headless, full=day == "full", out=out, broker=broker, language=lang, seed=seed
    )
    sys.exit(run(wish, partial(_progress, "A day at the point")))


def _progress(label: str, length: int) -> AbstractContextManager[object]:
    return click.progressbar(length=length, label=label, show_pos=True)


def _size(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    from kiosk.ui.theme import layout_for

    fits = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", value)
    if fits is None:
        raise click.BadParameter(f"{value!r} is no size, such as 1280x800", ctx, param)
    width, height = int(fits[1]), int(fits[2])
    if max(width, height) > _MOST_PX or layout_for(width, height) is None:
        said = f"{value} cannot be drawn on: 800x480 to {_MOST_PX}x{_MOST_PX}, wider than high"
        raise click.BadParameter(said, ctx, param)
    return width, height


@main.command()
@click.argument("scenario", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["ru", "pt", "en"]), default="en", show_default=True)
@click.option(
    "--size", default="1280x800", show_default=True, callback=_size, help="Screen size, px."
)
@click.option("--show", is_flag=True, help="Show it in a window.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/play"),
    show_default=True,
    help="Where the pictures go.",
)
def play(scenario: Path, lang: str, size: tuple[int, int], out: Path, *, show: bool) -> None:
    """Play a written scenario through the real counter; stops at the first unmet line."""
    from kiosk.trial.play import play_file

    failed = play_file(scenario, language=lang, size=size, show=show, out=out)
    if failed:
        click.echo(failed, err=True)
        sys.exit(NO)


@main.command()
@click.argument("subject", required=False)
@_JSON
def bench(subject: str | None, *, as_json: bool) -> None:
    """Measure ratios in one run and compare them with their targets."""
    from kiosk.trial.bench import run

    sys.exit(run(subject, partial(_progress, "Measuring"), as_json=as_json))
