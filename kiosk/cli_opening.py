"""`kiosk central opening`: points that are to be opened, and what the network decides of each."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from kiosk.central.openings import (
    Application,
    InviteWish,
    OpeningSayWish,
    OpeningWish,
    OpeningWishes,
)
from kiosk.cli_options import AS_JSON, NO, say_rows
from kiosk.cli_wishes import an_id, say_granted
from kiosk.core.openings import ShotRow

_OPENING = click.argument("opening", callback=an_id)
_COMMENT = click.option("--comment", default="", help="A line for the partner.")
_DAYS = click.option(
    "--days", type=click.IntRange(0, 400), default=0, help="Until when the partner should act."
)


@click.group()
def opening() -> None:
    """Decide about points that are to be opened."""


@opening.command("list")
@AS_JSON
@click.pass_obj
def list_(config_path: Path, *, as_json: bool) -> None:
    """Tell which points are being opened, and what is waited for."""
    from kiosk import postal

    found = postal.openings_of(config_path)
    none = "no opening yet; kiosk central opening invite POINT begins one"
    say_rows(found, _told, lambda one: (_line(one),), none, as_json=as_json)


@opening.command()
@_OPENING
@AS_JSON
@click.pass_obj
def show(config_path: Path, opening: str, *, as_json: bool) -> None:
    """Tell all about one opening."""
    one = _found(config_path, opening)
    if as_json:
        click.echo(msgspec.json.encode(_told(one)).decode())
        return
    known = one.opening
    click.echo(_line(one))
    if known.place is not None:
        lat, lon = known.place.lat / 1_000_000, known.place.lon / 1_000_000
        click.echo(f"place      {lat:.6f}, {lon:.6f}  {known.place.address}")
    if known.applicant:
        click.echo(f"applicant  {known.applicant}  (kiosk central attachment shows it)")
    for step in known.steps:
        click.echo(f"{_when(step.at)}  {step.stage.value:<17} {step.comment}".rstrip())
    for row in known.shots:
        click.echo(_shot(row))
    for said in known.said:
        click.echo(f"{_when(said.at)}  {said.by}: {said.text}")


@opening.command()
@click.argument("point", callback=an_id)
@click.option("--lat", type=float, help="Where it may be, in degrees, for the points around.")
@click.option("--lon", type=float, help="The same, to the east.")
@AS_JSON
@click.pass_obj
def invite(
    config_path: Path, point: str, lat: float | None, lon: float | None, *, as_json: bool
) -> None:
    """Let a registered point be opened, before it works."""
    from kiosk.core.enrolment import code_of
    from kiosk.moments import secret

    told: dict[str, object] = {"point": point, "opening": code_of(secret())}
    if lat is not None and lon is not None:
        told |= {"lat": round(lat * 1_000_000), "lon": round(lon * 1_000_000)}
    _wish(config_path, {"type": "invite", **told}, InviteWish, as_json=as_json)


@opening.command()
@_OPENING
@click.argument("text")
@AS_JSON
@click.pass_obj
def say(config_path: Path, opening: str, text: str, *, as_json: bool) -> None:
    """Say something to the partner, at most 200 signs."""
    from kiosk.moments import nonce

    one = _found(config_path, opening)
    told = {"type": "opening_say", "point": one.point, "opening": opening, "text": text}
    told["line"] = nonce()
    _wish(config_path, told, OpeningSayWish, as_json=as_json)


def _decision(action: str) -> click.Command:
    word = action.replace("_", "-")

    @opening.command(word, help=_HELP[action])
    @_OPENING
    @_COMMENT
    @_DAYS
    @AS_JSON
    @click.pass_obj
    def decide(config_path: Path, opening: str, comment: str, days: int, *, as_json: bool) -> None:
        more = {"comment": comment, "days": days}
        _decide(config_path, opening, action, more, as_json=as_json)

    return decide


_HELP = {
    "review": "Take the place in hand.",
    "approve": "Say yes: to the place, or to the fit-out.",
    "reject": "Say no to the place; another one may be proposed.",
    "contract": "The contract is on its way.",
    "deposit": "Wait for the deposit.",
    "fit_out": "Let the fit-out begin; after `deposit` it says that the deposit has come.",
    "launch": "Let the point work.",
    "expire": "End it: the term is over.",
}
for _action in _HELP:
    _decision(_action)


@opening.command()
@_OPENING
@click.option("--shot", "shots", multiple=True, metavar="SHOT=TEXT",
              help="What is to be taken again, and why; may be repeated.")  # fmt: skip
@_COMMENT
@_DAYS
@AS_JSON
@click.pass_obj
def rework(
    config_path: Path,
    opening: str,
    shots: tuple[str, ...],
    comment: str,
    days: int,
    *,
    as_json: bool,
) -> None:
    """Ask for pictures of the fit-out once more."""
    parted = [text.partition("=") for text in shots]
    told = [{"shot": shot, "text": text} for shot, _, text in parted]
    more = {"comment": comment, "days": days, "shots": told}
    _decide(config_path, opening, "rework", more, as_json=as_json)


def _decide(
    config_path: Path, opening: str, action: str, more: Mapping[str, object], *, as_json: bool
) -> None:
    one = _found(config_path, opening)
    head = {"type": "opening", "point": one.point, "opening": opening, "action": action}
    told = {**head, "version": one.opening.version, **more}
    _wish(config_path, told, OpeningWish, as_json=as_json)


def _wish(
    config_path: Path, told: Mapping[str, object], form: type[OpeningWishes], *, as_json: bool
) -> None:
    from kiosk import postal

    try:
        wish = msgspec.convert(told, form)
    except msgspec.ValidationError as error:
        raise click.BadParameter(str(error)) from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


def _found(config_path: Path, opening: str) -> Application:
    from kiosk import postal

    found = [one for one in postal.openings_of(config_path) if one.opening.opening == opening]
    if not found:
        click.echo(f"there is no opening {opening!r}", err=True)
        sys.exit(NO)
    return found[0]


def _told(one: Application) -> dict[str, object]:
    told = msgspec.to_builtins(one)
    return {**told, "actions": list(one.actions)}


def _line(one: Application) -> str:
    known, term = one.opening, ""
    if known.deadline_at:
        term = f", until {_when(known.deadline_at)}"
    sent = f"; {one.decided.stage.value} is on its way" if one.decided else ""
    since = _when(known.changed_at)
    return (
        f"{known.opening}  {one.point}  {one.name}: {known.state.value} since {since}{term}{sent}"
    )


def _shot(row: ShotRow) -> str:
    return f"  {row.shot:<14} {row.state.value:<10} {row.photo}  {row.text}".rstrip()


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
