"""`kiosk central quarantine`: what could not be taken, and what becomes of it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from kiosk.central.replaying import Aside, QuarantineWish
from kiosk.cli_options import AS_JSON, NO, say_rows
from kiosk.cli_wishes import say_granted

_NUMBER = click.argument("number", type=click.IntRange(1, 2**53 - 1))


@click.group()
def quarantine() -> None:
    """Look at what could not be taken in, and take it in again once the cause is mended."""


@quarantine.command("list")
@AS_JSON
@click.pass_obj
def list_(config_path: Path, *, as_json: bool) -> None:
    """Tell what lies in quarantine: why, and what may be done."""
    from kiosk import postal

    found = postal.asides_of(config_path)
    none = "nothing is in quarantine"
    say_rows(found, _told, lambda one: (_line(one),), none, as_json=as_json)


@quarantine.command()
@_NUMBER
@AS_JSON
@click.pass_obj
def show(config_path: Path, number: int, *, as_json: bool) -> None:
    """Tell all about one thing, and its bytes."""
    from kiosk import postal

    found = postal.asides_of(config_path, number)
    if not found:
        click.echo("there is nothing of this number in quarantine", err=True)
        sys.exit(NO)
    if as_json:
        click.echo(msgspec.json.encode(_told(found[0])).decode())
        return
    click.echo(_line(found[0]))
    # escaped: whatever a box sent must not speak to a terminal
    click.echo(found[0].raw.decode("ascii", "backslashreplace").encode("unicode_escape").decode())


@quarantine.command()
@_NUMBER
@AS_JSON
@click.pass_obj
def replay(config_path: Path, number: int, *, as_json: bool) -> None:
    """Take an event in that was put aside; once it is in, again changes nothing."""
    _wish(config_path, QuarantineWish(number, "replay"), as_json=as_json)


@quarantine.command()
@_NUMBER
@click.option("--why", required=True, help="In a line, at most 200 characters.")
@AS_JSON
@click.pass_obj
def leave(config_path: Path, number: int, why: str, *, as_json: bool) -> None:
    """Leave it where it is, with a reason."""
    told = {"type": "quarantine", "n": number, "action": "leave", "words": why}
    try:
        wish = msgspec.convert(told, QuarantineWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no reason: {error}") from error
    _wish(config_path, wish, as_json=as_json)


def _wish(config_path: Path, wish: QuarantineWish, *, as_json: bool) -> None:
    from kiosk import postal

    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


def _line(one: Aside) -> str:
    when = datetime.fromtimestamp(one.at / 1000, UTC)
    where = f"{one.seq}-{one.to_seq}" if one.to_seq != one.seq else str(one.seq or "-")
    told = f"{one.n:>6}  {when:%Y-%m-%d %H:%M}  {one.device:<16} {where:<10} {one.reason}"
    if one.by:
        return f"{told}; {one.by}: {one.words}"
    return f"{told}; can be taken in now" if one.may_replay else told


def _told(one: Aside) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(one)
    is_here = one.is_item and one.blanked_at is None
    return told | {"fault": one.fault if is_here else None, "may_replay": one.may_replay}
