"""`kiosk central`: run the reference central, or ask the running one for something."""

import json
import sys
import threading
from pathlib import Path

import click
import msgspec

from kiosk.central.wishes import Granted
from kiosk.cli_options import AS_JSON, CONFIG, NO, until_told
from kiosk.core.words import Ref

_LATER = (
    "the central is not running; it will see to it at its next start",
    "nothing of it was checked yet, not even whether it knows the point",
)


@click.group(invoke_without_command=True)
@CONFIG
@click.pass_context
def central(ctx: click.Context, config_path: Path) -> None:
    """Run the reference central, or ask the running one for something."""
    ctx.obj = config_path
    if ctx.invoked_subcommand is None:
        from kiosk import postal

        stop = threading.Event()
        until_told(stop)
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
@AS_JSON
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
@AS_JSON
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
    from kiosk.central.wishes import DeviceWish

    if action is None:
        raise click.UsageError("say --block, --trust or --resync")
    try:
        wish = msgspec.convert({"type": "device", "device": device, "action": action}, DeviceWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{device!r} is no box's id") from error
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
