"""`kiosk central`: run the reference central, or ask the running one for something."""

import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from kiosk.central.standings import Standing
from kiosk.cli_options import AS_JSON, CONFIG, MISFIT, NO, begin_beside, until_told
from kiosk.cli_wishes import FILE, an_id, from_file, say_granted
from kiosk.core.enrolment import BoxRole, DeviceId


@click.group(invoke_without_command=True)
@CONFIG
@click.option(
    "--store",
    metavar="PLACE",
    help="Its books, instead of [central] store: a file, or postgresql://user@host/database.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    help="Processes that take events, instead of [central] workers; more than 1 need PostgreSQL.",
)
@click.pass_context
def central(ctx: click.Context, config_path: Path, store: str | None, workers: int | None) -> None:
    """Run the reference central, or ask the running one for something."""
    ctx.obj = config_path
    if ctx.invoked_subcommand is None:
        _run(config_path, {"store": store, "workers": workers})
    elif store is not None or workers is not None:
        raise click.UsageError("--store and --workers are of the central itself, not of a verb")


def _run(config_path: Path, chosen: Mapping[str, str | int | None]) -> None:
    """Run the central with its settings, some of them chosen on the command line."""
    from kiosk import cli_door, office
    from kiosk.config import load
    from kiosk.config_central import central_clashes

    config = load(config_path)
    given = {name: value for name, value in chosen.items() if value is not None}
    config = replace(config, central=replace(config.central, **given))
    for where, said in central_clashes(config):
        raise click.UsageError(f"--{where[-1]}: {said}")
    stop = threading.Event()
    until_told(stop)
    level = logging.getLevelName(logging.getLogger().getEffectiveLevel())
    begin = partial(begin_beside, level)
    with _told_in_words():
        office.run(config, config_path.parent, stop, begin, cli_door.DOORS)


@contextmanager
def _told_in_words() -> Iterator[None]:
    from kiosk.central.authority import NoAuthority

    try:
        yield
    except NoAuthority as why:
        click.echo(str(why), err=True)
        sys.exit(MISFIT)


@central.command("send-delivery")
@click.argument("file", type=FILE)
@click.option("--point", required=True, callback=an_id, help="The point it goes to.")
@AS_JSON
@click.pass_obj
def send_delivery(config_path: Path, file: Path, point: str, *, as_json: bool) -> None:
    """Announce a delivery from a CSV or JSON manifest; all of it or nothing."""
    from kiosk import postal
    from kiosk.central.manifest_files import read
    from kiosk.central.wish_forms import DeliveryWish

    manifest = from_file(read, file)
    say_granted(postal.wish_of(config_path, DeliveryWish(point, manifest)), as_json=as_json)


@central.command("seller-code")
@click.option("--point", required=True, callback=an_id, help="Where the seller collects.")
@click.option("--seller", required=True, help="The seller's id, as manifests name it.")
@click.option("--name", required=True, help="As the network calls the shop.")
@AS_JSON
@click.pass_obj
def seller_code(config_path: Path, point: str, seller: str, name: str, *, as_json: bool) -> None:
    """Make a code by which a seller collects at a point; an older one no longer counts."""
    from kiosk import postal
    from kiosk.central.wish_forms import SellerWish
    from kiosk.core.enrolment import code_of
    from kiosk.moments import secret

    code = code_of(secret())
    try:
        wish = msgspec.convert(
            {"type": "seller", "point": point, "seller_ref": seller, "name": name, "code": code},
            SellerWish,
        )
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no seller's id or name: {error}") from error
    granted = postal.wish_of(config_path, wish)
    if as_json and (granted is None or granted.ok):
        click.echo(json.dumps({"code": code, "pending": granted is None, "ok": True}))
        return
    say_granted(granted, as_json=as_json)
    click.echo(f"code  {code}")


@central.command("expect")
@click.argument("file", type=FILE)
@click.option("--point", required=True, callback=an_id, help="Where it will be brought.")
@AS_JSON
@click.pass_obj
def expect(config_path: Path, file: Path, point: str, *, as_json: bool) -> None:
    """Announce returns and drop-offs from a JSON file; all of it or nothing."""
    from kiosk import postal
    from kiosk.central.announcements import ExpectWish, read

    brought = from_file(read, file)
    say_granted(postal.wish_of(config_path, ExpectWish(point, brought)), as_json=as_json)


@central.command("elsewhere")
@click.argument("file", type=FILE)
@click.option("--point", required=True, callback=an_id, help="The point that is told.")
@AS_JSON
@click.pass_obj
def elsewhere(config_path: Path, file: Path, point: str, *, as_json: bool) -> None:
    """Tell a point what waits for customers at others, from a JSON file; all of it or nothing."""
    from kiosk import postal
    from kiosk.central.elsewhere import ElsewhereWish, read

    told = from_file(read, file)
    say_granted(postal.wish_of(config_path, ElsewhereWish(point, told)), as_json=as_json)


@central.command("return")
@click.argument("return_", metavar="RETURN", callback=an_id)
@click.option("--point", required=True, callback=an_id, help="Where it is brought, or was.")
@click.option("--withdraw", "action", flag_value="withdraw", help="It is not wanted after all.")
@click.option("--confirm", "action", flag_value="confirm", help="It is one of the network's.")
@click.option("--deny", "action", flag_value="deny", help="It is none of the network's.")
@click.option("--comment", default="", help="A line for the staff.")
@AS_JSON
@click.pass_obj
def return_(
    config_path: Path, return_: str, point: str, action: str | None, comment: str, *, as_json: bool
) -> None:
    """Withdraw a return, or judge one that nobody had announced."""
    from kiosk import postal
    from kiosk.central.announcements import ReturnWish

    if action is None:
        raise click.UsageError("say --withdraw, --confirm or --deny")
    told = {"type": "return", "point": point, "return": return_, "action": action}
    try:
        wish = msgspec.convert(told | {"comment": comment}, ReturnWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no comment: {error}") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@central.command("setup-point")
@click.argument("file", type=FILE)
@AS_JSON
@click.pass_obj
def setup_point(config_path: Path, file: Path, *, as_json: bool) -> None:
    """Register a point with its box, policy and staff from a TOML file."""
    from kiosk import postal
    from kiosk.central import points

    wish = from_file(points.read, file)
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@central.command("device")
@click.argument("device")
@click.option("--block", "action", flag_value="block", help="Turn it away from now on.")
@click.option("--trust", "action", flag_value="trust", help="Let it in, on the board it has now.")
@click.option("--resync", "action", flag_value="resync", help="Send it its whole point anew.")
@AS_JSON
@click.pass_obj
def device_(config_path: Path, device: str, action: str | None, *, as_json: bool) -> None:
    """Block a box, let it in again, or send it everything anew."""
    from kiosk import postal
    from kiosk.central.wish_forms import DeviceWish

    if action is None:
        raise click.UsageError("say --block, --trust or --resync")
    try:
        wish = msgspec.convert({"type": "device", "device": device, "action": action}, DeviceWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{device!r} is no box's id") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@central.command()
@AS_JSON
@click.pass_obj
def points(config_path: Path, *, as_json: bool) -> None:
    """Tell how every point's box is: there or not, what waits there, which devices are ill."""
    from kiosk import postal

    boxes = postal.boxes_of(config_path)
    if as_json:
        told = [{**msgspec.to_builtins(box), "ill": sorted(box.ill)} for box in boxes]
        click.echo(json.dumps(told, ensure_ascii=False))
    for box in () if as_json else boxes:
        click.echo(f"{box.point:<12} {box.device:<20} {box.name}: {_how(box)}")
        for device, word in box.ill.items():
            click.echo(f"  ill: {device}: {word.state} {word.what}".rstrip())
    if not boxes and not as_json:
        click.echo("no point yet; kiosk central setup-point registers one")


def _how(box: Standing) -> str:
    """Say how a box is, in one line."""
    if box.blocked:
        return f"blocked: {box.blocked}"
    if box.presence is None:
        return "never heard of"
    words = ["online" if box.presence.online else f"silent since {_when(box.presence.heard_at)}"]
    words.append(f"{box.presence.unsent} rows not sent")
    if box.presence.unsent and box.oldest_at is not None:
        words[-1] += f" since {_when(box.oldest_at)}"
    if health := box.health:
        if health.parked:
            words.append(f"{health.parked} rows cannot be sent")
        if health.disk_free_mb is not None:
            words.append(f"{health.disk_free_mb} MB free")
        if health.temp_c is not None:
            words.append(f"{health.temp_c:.0f} C")
    return ", ".join(words)


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC" if at else "ever"


@central.command()
@click.option("--host", "hosts", multiple=True, help="A name or address of broker and door.")
@AS_JSON
@click.pass_obj
def authority(config_path: Path, hosts: tuple[str, ...], *, as_json: bool) -> None:
    """Make the network's own authority and the broker's folder, or say how they stand."""
    from kiosk import admissions

    with _told_in_words():
        head = admissions.authority_of(config_path, hosts)
    if as_json:
        click.echo(msgspec.json.encode(head))
        return
    click.echo(f"authority {head.folder}: its keys sign for the network; back them up")
    click.echo(f"broker    {head.broker}: mosquitto -c {head.broker}/mosquitto.conf")
    click.echo(f"known as  {', '.join(head.hosts)}")
    click.echo(f"trusted by fingerprint {head.fingerprint}")
    for name, day in head.ends.items():
        click.echo(f"  {name:<13} until {day}")


@central.command("enrol-code")
@click.argument("point", callback=an_id)
@click.option("--device", default="", help="Which box, of several; or a new shelf node's name.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in BoxRole]),
    default=BoxRole.COUNTER.value,
    show_default=True,
    help="What it is let in as.",
)
@AS_JSON
@click.pass_obj
def enrol_code(config_path: Path, point: str, device: str, role: str, *, as_json: bool) -> None:
    """Make a code with which the box of a point enrols, once, within 24 hours."""
    from kiosk import admissions

    with _told_in_words():
        made = admissions.enrol_code_of(config_path, point, device, BoxRole(role))
    ok = made.granted is None or made.granted.ok
    if as_json and ok:
        told = {"code": made.code, "fingerprint": made.fingerprint, "role": role}
        click.echo(json.dumps(told | {"pending": made.granted is None, "ok": True}))
        return
    say_granted(made.granted, as_json=as_json)
    click.echo(f"code         {made.code}\nfingerprint  {made.fingerprint}\nrole         {role}")


@central.command()
@click.argument("device")
@AS_JSON
@click.pass_obj
def revoke(config_path: Path, device: str, *, as_json: bool) -> None:
    """Take a box's certificate back and throw the box out."""
    from kiosk import admissions

    try:
        msgspec.convert(device, DeviceId)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{device!r} is no box's id") from error
    say_granted(admissions.revoke_of(config_path, device), as_json=as_json)


@central.command("add-pictures")
@click.argument("files", nargs=-1, required=True, type=FILE)
@AS_JSON
@click.pass_obj
def add_pictures(config_path: Path, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Lay pictures of goods in for the points; prints the digest a manifest names each by."""
    from kiosk import postal

    told = [(path, *postal.add_picture(config_path, path)) for path in files]
    if as_json:
        rows = [{"file": str(path), "sha256": name, "fault": why} for path, name, why in told]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for path, name, why in told:
            click.echo(f"{path}: {why}" if why else f"{name}  {path}", err=bool(why))
    if any(why for _, _, why in told):
        sys.exit(NO)
