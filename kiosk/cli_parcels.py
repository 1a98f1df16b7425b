"""`kiosk central cancel`, `extend`, `due` and `settle`: its second word on parcels and sums."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click
import msgspec

from kiosk.cli_options import AS_JSON
from kiosk.cli_wishes import an_id, say_granted, some_ids
from kiosk.core.words import At

_POINT = click.option("--point", required=True, callback=an_id, help="Where it waits.")


def _moment(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """Return a moment in ms UTC; one without its zone is another at every point."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return msgspec.convert(int(moment.timestamp() * 1000), At)
    except (ValueError, OverflowError):  # a ValidationError is a ValueError
        pass
    said = f"{value!r} is no moment with its zone, such as 2026-12-01T21:00+03:00"
    raise click.BadParameter(said, ctx, param)


@click.command()
@click.argument("parcels", nargs=-1, required=True, callback=some_ids)
@click.option("--order", required=True, callback=an_id, help="The order they are of.")
@_POINT
@AS_JSON
@click.pass_obj
def cancel(
    config_path: Path, parcels: tuple[str, ...], order: str, point: str, *, as_json: bool
) -> None:
    """Cancel parcels of an order: what waits at the point goes back to the warehouse."""
    from kiosk import postal
    from kiosk.central.wish_forms import CancelWish

    wish = CancelWish(point, order, parcels)
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@click.command()
@click.argument("parcels", nargs=-1, required=True, callback=some_ids)
@click.option(
    "--until", required=True, callback=_moment, metavar="MOMENT",
    help="Until when, with its zone: 2026-12-01T21:00+03:00.",
)  # fmt: skip
@_POINT
@AS_JSON
@click.pass_obj
def extend(
    config_path: Path, parcels: tuple[str, ...], until: int, point: str, *, as_json: bool
) -> None:
    """Let parcels wait longer, also such as are over their term and not packed yet."""
    from kiosk import postal
    from kiosk.central.second_words import ExtendWish

    wish = ExtendWish(point, parcels, until)
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@click.command()
@click.argument("parcel", callback=an_id)
@click.option(
    "--sum",
    "total",
    required=True,
    type=(int, str),
    metavar="MINOR CURRENCY",
    help="In minor units, such as 129900 RUB; 0 for nothing.",
)
@click.option(
    "--paid",
    type=click.Choice(["link", "prepaid"]),
    help="The customer paid the difference meanwhile, and how.",
)
@_POINT
@AS_JSON
@click.pass_obj
def due(
    config_path: Path,
    parcel: str,
    total: tuple[int, str],
    paid: Literal["link", "prepaid"] | None,
    point: str,
    *,
    as_json: bool,
) -> None:
    """Say what is to be paid for a parcel at the counter from now on."""
    from kiosk import postal
    from kiosk.central.second_words import DueWish

    told = {"due_minor": total[0], "currency": total[1], "paid": paid}
    try:
        wish = msgspec.convert({"type": "due", "point": point, "parcel": parcel, **told}, DueWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no sum: {error}") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


@click.command()
@click.argument("payment", callback=an_id)
@click.argument("verdict", type=click.Choice(["repaid", "dismissed"]))
@click.option("--comment", default="", help="For the staff.")
@_POINT
@AS_JSON
@click.pass_obj
def settle(
    config_path: Path,
    payment: str,
    verdict: Literal["repaid", "dismissed"],
    comment: str,
    point: str,
    *,
    as_json: bool,
) -> None:
    """Say what became of a sum that a card did not take back."""
    from kiosk import postal
    from kiosk.central.second_words import SettleWish

    told = {"payment": payment, "verdict": verdict, "comment": comment}
    try:
        wish = msgspec.convert({"type": "settle", "point": point, **told}, SettleWish)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no comment: {error}") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)
