"""`kiosk central rollout`: releases, whose turn is when, and how far each box is."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from kiosk.central.rollout_book import Release, Rollout
from kiosk.central.rollout_wishes import (
    ReleaseWish,
    RingWish,
    RolloutAction,
    RolloutStartWish,
    RolloutWish,
    RolloutWishes,
)
from kiosk.cli_options import AS_JSON, NO, say_rows
from kiosk.cli_wishes import FILE, an_id, say_granted
from kiosk.core.update_words import Ring

_RING = click.Choice([ring.value for ring in Ring])
_ROLLOUT = click.argument("name", metavar="ROLLOUT", callback=an_id)
_NEVER = "never"


def _window(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """Return the minutes of a window such as 02:00-05:00; the same twice for `never`."""
    if value == _NEVER:
        return (0, 0)
    try:
        first, last = (datetime.strptime(one, "%H:%M") for one in value.split("-"))  # noqa: DTZ007
    except ValueError as error:
        said = f"{value!r} is no window such as 02:00-05:00, and not {_NEVER!r}"
        raise click.BadParameter(said, ctx, param) from error
    return (first.hour * 60 + first.minute, last.hour * 60 + last.minute)


@click.group()
def rollout() -> None:
    """Roll releases of the program out to the boxes, ring by ring."""


@rollout.command()
@click.argument("bundle", type=FILE)
@click.option("--url", required=True, help="Where boxes fetch it, over HTTPS.")
@click.option(
    "--key", "keys", type=FILE, multiple=True, required=True,
    help="A public key in PEM that may have signed it; the present one, and the next.",
)  # fmt: skip
@AS_JSON
@click.pass_obj
def add(
    config_path: Path, bundle: Path, url: str, keys: tuple[Path, ...], *, as_json: bool
) -> None:
    """Look a bundle through, check its signature, and make the release known."""
    from kiosk.central.bundles import read_bundle, read_keys
    from kiosk.central.releases import NoBundle

    try:
        found = read_bundle(bundle, read_keys(keys))
    except NoBundle as why:
        click.echo(str(why), err=True)
        sys.exit(NO)
    told = {
        "type": "release",
        "manifest": found.manifest.decode(),  # it was read as JSON, which is UTF-8
        "signature": found.signature.hex(),
        "sha256": found.sha256,
        "size": found.size,
        "url": url,
    }
    try:
        wish = msgspec.convert(told, ReleaseWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no address over HTTPS: {error}") from error
    _wish(config_path, wish, as_json=as_json)


@rollout.command()
@click.argument("point", required=False, callback=lambda c, p, v: an_id(c, p, v) if v else None)
@click.argument("ring", required=False, type=_RING)
@AS_JSON
@click.pass_obj
def ring(config_path: Path, point: str | None, ring: str | None, *, as_json: bool) -> None:
    """Tell which ring each point is in, or put one into another."""
    from kiosk import postal

    if point is not None and ring is not None:
        _wish(config_path, RingWish(point, Ring(ring)), as_json=as_json)
        return
    rings = postal.rollouts_of(config_path, lambda book: book.rings())
    found = [one for one in rings if point in {None, one[0]}]
    say_rows(
        found,
        lambda row: {"point": row[0], "name": row[1], "ring": row[2]},
        lambda row: (f"{row[0]:<12} {row[2]:<8} {row[1]}",),
        "there is no such point" if point else "no point yet",
        as_json=as_json,
    )


@rollout.command()
@_ROLLOUT
@click.argument("version")
@click.option(
    "--ring", type=_RING, default=Ring.CANARY.value, show_default=True, help="Where it begins."
)
@click.option(
    "--halt-at", type=click.IntRange(1, 1000), default=1, show_default=True,
    help="So many boxes that go back halt it.",
)  # fmt: skip
@click.option(
    "--soak", "soak_h", type=click.IntRange(0, 720), default=0, metavar="HOURS",
    help="Go on by itself so long after enough of a ring have confirmed; 0: only by a person.",
)  # fmt: skip
@click.option(
    "--enough", type=click.IntRange(1, 100), default=100, show_default=True, metavar="PERCENT",
    help="Of a ring's boxes, for --soak.",
)  # fmt: skip
@click.option(
    "--window", callback=_window, default="02:00-05:00", show_default=True,
    help="When a box may install unasked, by its point's clock; or never.",
)  # fmt: skip
@AS_JSON
@click.pass_obj
def start(
    config_path: Path, /, name: str, version: str, *, window: tuple[int, int], as_json: bool,
    **told: object,
) -> None:  # fmt: skip
    """Begin to roll a known release out."""
    told |= {"type": "rollout_start", "rollout": name, "version": version}
    told |= {"from_min": window[0], "to_min": window[1]}
    try:
        wish = msgspec.convert(told, RolloutStartWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no version: {error}") from error
    _wish(config_path, wish, as_json=as_json)


@rollout.command()
@_ROLLOUT
@click.option("--to", type=_RING, required=True, help="The next ring; one that has it is refused.")
@AS_JSON
@click.pass_obj
def advance(config_path: Path, name: str, to: str, *, as_json: bool) -> None:
    """Let a roll-out go on to its next ring."""
    _wish(config_path, RolloutWish(name, "advance", Ring(to)), as_json=as_json)


def _simple(action: RolloutAction, said: str) -> click.Command:
    """Return a verb that needs no more than a roll-out's name."""

    @click.command(action, help=said)
    @_ROLLOUT
    @AS_JSON
    @click.pass_obj
    def verb(config_path: Path, name: str, *, as_json: bool) -> None:
        _wish(config_path, RolloutWish(name, action), as_json=as_json)

    return verb


rollout.add_command(_simple("pause", "Offer it to no further box; take back what none has begun."))
rollout.add_command(_simple("resume", "Let one that waits or was halted go on; counts anew."))
rollout.add_command(_simple("withdraw", "End it; take back what no box has begun."))


@rollout.command("list")
@AS_JSON
@click.pass_obj
def list_(config_path: Path, *, as_json: bool) -> None:
    """Tell which releases are known, and how each roll-out stands."""
    from kiosk import postal

    releases, rollouts = postal.rollouts_of(config_path, lambda book: (book.releases(), book.all()))
    if as_json:
        told = {
            "releases": [_release(one) for one in releases],
            "rollouts": [_rollout(one) for one in rollouts],
        }
        click.echo(msgspec.json.encode(told).decode())
        return
    for release in releases:
        size = f"{release.size / 1_000_000:.1f} MB"
        click.echo(f"release  {release.version:<16} serial {release.serial:<8} {size}")
    for one in rollouts:
        counts = ", ".join(f"{n} {step}" for step, n in sorted(one.counts.items()))
        click.echo(
            f"rollout  {one.rollout:<16} {one.version} {one.state} in {one.ring}: {counts or '-'}"
        )
    if not releases:
        click.echo("no release is known; kiosk central rollout add BUNDLE makes one known")


@rollout.command()
@_ROLLOUT
@AS_JSON
@click.pass_obj
def show(config_path: Path, name: str, *, as_json: bool) -> None:
    """Tell how far a roll-out is at each box, and what happened to it."""
    from kiosk import postal

    one, notes = postal.rollouts_of(config_path, lambda book: (book.get(name), book.notes(name)))
    if one is None:
        click.echo(f"there is no roll-out {name}", err=True)
        sys.exit(NO)
    if as_json:
        click.echo(msgspec.json.encode(_rollout(one) | {"notes": notes}).decode())
        return
    click.echo(f"{one.rollout}: release {one.version}, {one.state} in the ring {one.ring}")
    click.echo(f"halts at {one.halt_at} that go back; {one.bad} so far")
    for box in one.boxes:
        why = f" ({box.cause})" if box.cause else ""
        click.echo(f"  {box.point:<12} {box.device:<20} {box.ring:<7} {box.step}{why}")
    for note in notes:
        when = datetime.fromtimestamp(note.at / 1000, UTC)
        click.echo(f"  {when:%Y-%m-%d %H:%M} {note.what} {note.about} by {note.by}")


def _wish(config_path: Path, wish: RolloutWishes, *, as_json: bool) -> None:
    from kiosk import postal

    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


def _release(one: Release) -> dict[str, object]:
    return {
        "version": one.version,
        "serial": one.serial,
        "sha256": one.sha256,
        "size": one.size,
        "url": one.url,
        "notes": msgspec.to_builtins(one.manifest.notes),
    }


def _rollout(one: Rollout) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(one)
    return told | {"counts": {step.value: n for step, n in one.counts.items()}}
