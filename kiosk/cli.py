"""The command `kiosk`: words to a person and exit codes; each verb loads only its own room.

Exit codes: 0 done; 1 no (not found, unreadable, below target); 2 wrong usage; 70 a bug;
75 the file, database or port is somebody else's, or cannot be read or written; 78 the settings or
the database do not fit this program.
"""

import json
import logging
import os
import re
import sys
import threading
from functools import partial
from pathlib import Path

import click
import msgspec

from kiosk.central.metrics_door import DoorTaken
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy
from kiosk.cli_anchor import anchor
from kiosk.cli_attachment import attachment
from kiosk.cli_audit import audit
from kiosk.cli_backup import backup, restore
from kiosk.cli_bench import bench
from kiosk.cli_central import central
from kiosk.cli_days import days
from kiosk.cli_enrol import enrol
from kiosk.cli_erase import central_erase, erase, erasures, take_back
from kiosk.cli_figures import figures_
from kiosk.cli_maps import maps
from kiosk.cli_message import message, unsay
from kiosk.cli_network import network_figures
from kiosk.cli_opening import opening
from kiosk.cli_options import (
    AS_JSON,
    BUG,
    BUSY,
    CONFIG,
    MISFIT,
    NO,
    progress,
    until_told,
    write_log,
)
from kiosk.cli_parcels import cancel, due, extend, settle
from kiosk.cli_print import print_
from kiosk.cli_quarantine import quarantine
from kiosk.cli_rollout import rollout
from kiosk.cli_staff import staff
from kiosk.cli_users import user
from kiosk.config import ConfigFaults
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

_LEVELS = ("debug", "info", "warning", "error", "critical")
_LASTING = {"counter", "sync", "central", "shelf"}
_MOST_PX = 4096
_FILE = click.Path(dir_okay=False, path_type=Path)


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
        except (Busy, CannotOpen, StoreBusy, CannotOpenStore, DoorTaken) as busy:
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
    help="Log level; info for what runs for days, else warning.",
)
@click.pass_context
def main(ctx: click.Context, log_level: str | None) -> None:
    """Run a parcel pickup point: counter, mail and central, or a whole day on one machine."""
    usual = "info" if ctx.invoked_subcommand in _LASTING else "warning"
    write_log((log_level or usual).upper())


@main.command()
@CONFIG
@click.option("--headless", is_flag=True, help="No screen: a scan lights its cell.")
def counter(config_path: Path, *, headless: bool) -> None:
    """Run the counter: screen, devices, all the rules."""
    from kiosk import build, setting_up

    stop = threading.Event()
    until_told(stop)
    if not headless and setting_up.is_nobodys(config_path) and not build.set_up(config_path, stop):
        return
    build.counter_of(config_path, headless=headless).run(stop)


@main.command()
@CONFIG
def sync(config_path: Path) -> None:
    """Carry the mail between the counter and the central."""
    from kiosk import postal

    stop = threading.Event()
    until_told(stop)
    postal.sync_of(config_path).run(stop)


@main.command()
@CONFIG
def shelf(config_path: Path) -> None:
    """Lend this machine's lights, buttons and scanners to the counter."""
    from kiosk import node

    stop = threading.Event()
    until_told(stop)
    node.shelf_of(config_path).run(stop)


@main.command()
@click.argument("code")
@CONFIG
@AS_JSON
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
        more = f"and {found.more} more" if found.more else ""
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
@CONFIG
def config(config_path: Path) -> None:
    """Check the settings file: every fault with its line, or a word that all is well."""
    from kiosk.config import check

    check(config_path)
    click.echo(f"{config_path}: all settings are good")


@main.command()
@CONFIG
@AS_JSON
@click.option("--out", type=_FILE, help="The ZIP; else evidence/PARCEL.zip in the data folder.")
@click.option("--check", type=_FILE, help="Check this ZIP instead of making one.")
@click.argument("parcel", required=False)
def evidence(
    config_path: Path, parcel: str | None, out: Path | None, check: Path | None, *, as_json: bool
) -> None:
    """Pack all that proves what became of a parcel: its rows of the journal, and its photos."""
    from kiosk import evidence_pack

    if (parcel is None) == (check is None):
        raise click.UsageError("name a parcel, or with --check a ZIP")
    if check is not None:
        faults = evidence_pack.faults_of(check)
        sound = f"{check} is as it was made"
        click.echo(json.dumps({"faults": faults}) if as_json else "\n".join(faults or (sound,)))
        sys.exit(NO if faults else 0)
    packed = evidence_pack.pack_of(config_path, parcel or "", out)
    if as_json:
        click.echo(msgspec.json.encode(packed).decode())
    elif packed:
        gone = f", {packed.cleared} photos are here no more" if packed.cleared else ""
        click.echo(f"{packed.path}: {packed.rows} journal rows, {packed.photos} photos{gone}")
    else:
        click.echo(f"{parcel} is not known here", err=True)
    sys.exit(0 if packed else NO)


@main.command()
@CONFIG
@AS_JSON
@click.option("--device", default="", help="This device, or devices of this kind, alone.")
@click.option("--walk", is_flag=True, help="Light every lamp; the counter must be stopped.")
@click.option("--slip", is_flag=True, help="Print a test slip; the counter must be stopped.")
@click.option("--resync", is_flag=True, help="Ask the central to send the whole point anew.")
def doctor(
    config_path: Path, device: str, *, as_json: bool, walk: bool, slip: bool, resync: bool
) -> None:
    """Look at everything configured, and say in a line each how it is and what to do."""
    from kiosk.trial.doctor import run

    if resync:
        from kiosk import errands

        errands.ask_resync(config_path)
        click.echo("the counter asks for it at once, or at its next start; work goes on meanwhile")
        return
    sys.exit(run(config_path, device=device, as_json=as_json, walk=walk, slip=slip))


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
@click.option("--story", type=click.Choice(["opening"]), help="A story in place of the day.")
def demo(  # noqa: PLR0913 an argument each
    *, headless: bool, day: str, out: Path, broker: str, lang: str, seed: int, story: str | None
) -> None:
    """Play a day at a point on this machine, with simulated devices and a real broker.

    The story `opening` plays how a point is opened, at its screens and in the network's console.
    """
    from kiosk.trial.demo import DemoWish, run

    if story is not None:
        from kiosk.trial import stories

        sys.exit(stories.run(story, headless=headless, language=lang, broker=broker, out=out))
    wish = DemoWish(
        headless=headless, full=day == "full", out=out, broker=broker, language=lang, seed=seed
    )
    sys.exit(run(wish, partial(progress, "A day at the point")))


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
def asyncapi() -> None:
    """Print the document of the mail's topics and packets, AsyncAPI 3.0."""
    from kiosk.sync.asyncapi import document

    click.echo(document(), nl=False)


central.add_command(anchor)
central.add_command(attachment)
central.add_command(cancel)
central.add_command(due)
central.add_command(extend)
central.add_command(settle)
central.add_command(message)
central.add_command(unsay)
central.add_command(central_erase)
central.add_command(erasures)
central.add_command(take_back)
central.add_command(opening)
central.add_command(rollout)
central.add_command(quarantine)
central.add_command(staff)
central.add_command(days)
central.add_command(network_figures)
central.add_command(user)
main.add_command(audit)
main.add_command(backup)
main.add_command(bench)
main.add_command(central)
main.add_command(enrol)
main.add_command(erase)
main.add_command(figures_)
main.add_command(maps)
main.add_command(print_)
main.add_command(restore)
