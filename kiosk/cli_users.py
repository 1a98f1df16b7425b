"""`kiosk central user`: who may use the console; the first one can come no other way."""

import json
from pathlib import Path
from typing import Literal

import click
import msgspec

from kiosk.central.users import Role, UserName
from kiosk.cli_options import AS_JSON
from kiosk.cli_wishes import say_granted


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return msgspec.convert(value, UserName)
    except msgspec.ValidationError as error:
        said = f"{value!r} is no name: 2 to 32 of a-z, 0-9 and ._-, the first a letter"
        raise click.BadParameter(said, ctx, param) from error


_NAME = click.argument("name", callback=_name)


@click.group()
def user() -> None:
    """Say who may use the console in a browser."""


@user.command()
@_NAME
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.VIEWER.value,
    show_default=True,
    help="viewer looks, operator works for the points, admin turns boxes away and reads the audit.",
)
@AS_JSON
@click.pass_obj
def add(config_path: Path, name: str, role: str, *, as_json: bool) -> None:
    """Let somebody sign in, first by a one-time code."""
    _invite(config_path, name, "add", Role(role), as_json=as_json)


@user.command()
@_NAME
@AS_JSON
@click.pass_obj
def reset(config_path: Path, name: str, *, as_json: bool) -> None:
    """Let somebody in anew who lost password, phone or codes."""
    _invite(config_path, name, "reset", Role.VIEWER, as_json=as_json)


@user.command()
@_NAME
@AS_JSON
@click.pass_obj
def block(config_path: Path, name: str, *, as_json: bool) -> None:
    """Let somebody in no more; their visits end at once."""
    from kiosk import consoles

    say_granted(consoles.block_of(config_path, name), as_json=as_json)


@user.command()
@_NAME
@click.argument("role", type=click.Choice([role.value for role in Role]))
@AS_JSON
@click.pass_obj
def role(config_path: Path, name: str, role: str, *, as_json: bool) -> None:
    """Change what somebody may do; their visits end at once."""
    from kiosk import consoles

    say_granted(consoles.role_of(config_path, name, Role(role)), as_json=as_json)


@user.command("list")
@AS_JSON
@click.pass_obj
def list_(config_path: Path, *, as_json: bool) -> None:
    """Tell who may use the console."""
    from kiosk import consoles

    users = consoles.users_of(config_path)
    if as_json:
        click.echo(json.dumps(users))
        return
    for one in users:
        click.echo(f"{one['user']:<20} {one['role']:<9} {one['state']}")
    if not users:
        click.echo("nobody yet; kiosk central user add NAME --role admin")


def _invite(
    config_path: Path, name: str, action: Literal["add", "reset"], role: Role, *, as_json: bool
) -> None:
    from kiosk import consoles

    made = consoles.invite_of(config_path, name, action, role)
    ok = made.granted is None or made.granted.ok
    if as_json and ok:
        said = {"code": made.code, "link": made.link, "pending": made.granted is None, "ok": True}
        click.echo(json.dumps(said))
        return
    say_granted(made.granted, as_json=as_json)
    click.echo(f"code  {made.code}")
    if made.link:
        click.echo(f"link  {made.link}")
