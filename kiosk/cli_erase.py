"""The verbs that forget a customer: at the box by right, and at the central for every point."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from kiosk.cli_options import AS_JSON, CONFIG, NO
from kiosk.core.words import Line, Ref


def _ref(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return msgspec.convert(value, Ref)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{value!r} is no reference", ctx, param) from error


def _line(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value:
        raise click.BadParameter("say in a few words why", ctx, param)
    try:
        return msgspec.convert(value, Line)
    except msgspec.ValidationError as error:
        raise click.BadParameter("one line of up to 200 signs, please", ctx, param) from error


@click.command()
@CONFIG
@AS_JSON
@click.option("--staff", required=True, help="Who does it; the right `erase` and the PIN count.")
@click.argument("customer", callback=_ref)
def erase(config_path: Path, customer: str, staff: str, *, as_json: bool) -> None:
    """Forget a customer at this box; the counter must be stopped.

    CUSTOMER is the reference the network knows them by. While an order is open the erasure waits,
    and the counter does it when the order closes.
    """
    from kiosk import eraser
    from kiosk.core.refusals import Refused

    pin = click.prompt("PIN", hide_input=True, err=True)
    done = eraser.erase(config_path, customer, staff, pin)
    if isinstance(done, Refused):
        told = {"ok": False, "reason": done.reason.value}
        click.echo(json.dumps(told) if as_json else f"refused: {done.reason.value}", err=True)
        sys.exit(NO)
    if as_json:
        click.echo(msgspec.json.encode(done).decode())
    elif done.held is None:
        click.echo(f"{done.request}: erased; copies of the database are gone within 7 days")
    else:
        click.echo(f"{done.request}: waits, something is open ({done.held.value})")


@click.command("erase")
@click.option("--days", type=click.IntRange(0, 365), default=30, show_default=True,
              help="Until when it must be done.")  # fmt: skip
@click.argument("customer", callback=_ref)
@AS_JSON
@click.pass_obj
def central_erase(config_path: Path, customer: str, days: int, *, as_json: bool) -> None:
    """Forget a customer at every point that knows them, and here."""
    from kiosk import postal
    from kiosk.central.erase_wishes import EraseWish
    from kiosk.cli_wishes import say_granted
    from kiosk.moments import new_id

    wish = EraseWish(new_id(), customer, days)
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@click.command("take-back")
@click.option("--why", required=True, callback=_line, help="For the central's books alone.")
@click.argument("request", callback=_ref)
@AS_JSON
@click.pass_obj
def take_back(config_path: Path, request: str, why: str, *, as_json: bool) -> None:
    """Take an erasure back at every box that has not done it; REQUEST is its name."""
    from kiosk import postal
    from kiosk.central.erase_wishes import EraseBackWish
    from kiosk.cli_wishes import say_granted

    say_granted(postal.wish_of(config_path, EraseBackWish(request, why)), as_json=as_json)


@click.command()
@AS_JSON
@click.pass_obj
def erasures(config_path: Path, *, as_json: bool) -> None:
    """Tell how every erasure stands: until when, and at which box it still waits."""
    from kiosk import postal

    found = postal.erasures_of(config_path)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for one in found:
        due = f", due {_day(one.due_at)}" if one.due_at is not None else ""
        state = f"done {_day(one.done_at)}" if one.done_at is not None else f"open{due}"
        if one.withdrawn_at is not None and one.done_at is None:
            state = f"taken back {_day(one.withdrawn_at)} by {one.withdrawn_by}"
        click.echo(f"{one.request}  {one.customer_ref}  asked {_day(one.asked_at)}, {state}")
        for device, (stands, at) in one.boxes.items():
            click.echo(f"  {device:<20} {stands} since {_day(at)}")
    if not found:
        click.echo("nobody asked to be forgotten")


def _day(at: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):  # outside the calendar
        return str(at)
