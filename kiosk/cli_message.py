"""`kiosk central message` and `unsay`: what the network tells the staff of a point."""

from pathlib import Path

import click
import msgspec

from kiosk.cli_options import AS_JSON
from kiosk.cli_wishes import an_id, say_granted
from kiosk.core.posts import LANGUAGES
from kiosk.core.words import Right

_DAYS = 7
_POINT = click.argument("point", callback=an_id)


@click.command("message")
@_POINT
@click.argument("text", nargs=-1)
@click.option(
    "--name",
    callback=lambda c, p, v: an_id(c, p, v) if v else "",
    default="",
    help="Say it under this name, in place of what was said before; else a fresh one.",
)
@click.option("--ru", multiple=True, help="A line in Russian; as often as there are lines.")
@click.option("--pt", multiple=True, help="A line in Portuguese.")
@click.option("--en", multiple=True, help="A line in English; the same as TEXT.")
@click.option("--act", is_flag=True, help="Somebody is to do something; else it is only news.")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=_DAYS,
    show_default=True,
    help="How long it stands.",
)
@click.option(
    "--right",
    type=click.Choice([right.value for right in Right]),
    help="Tell only those who hold it.",
)
@AS_JSON
@click.pass_obj
def message(  # noqa: PLR0913, PLR0917  a line a choice
    config_path: Path, point: str, text: tuple[str, ...], name: str, ru: tuple[str, ...],
    pt: tuple[str, ...], en: tuple[str, ...], days: int, right: str | None,
    *, act: bool, as_json: bool,
) -> None:  # fmt: skip
    """Tell the staff of a point something: TEXT is English, a line an argument."""
    from kiosk import postal
    from kiosk.central.post_wishes import DAY_MS, PostWish
    from kiosk.moments import new_id, wall_ms

    told = dict(zip(LANGUAGES, (ru, pt, (*text, *en)), strict=True))
    at = wall_ms()
    post = name or new_id(lambda: at)
    try:
        wish = msgspec.convert(
            {
                "type": "post", "point": point, "post": post, "until": at + days * DAY_MS,
                "level": "act" if act else "info", "right": right, **told,
            },
            PostWish,
        )  # fmt: skip
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no message: {error}") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)
    if not as_json:
        click.echo(f"name  {post}")


@click.command("unsay")
@_POINT
@click.argument("name", callback=an_id)
@AS_JSON
@click.pass_obj
def unsay(config_path: Path, point: str, name: str, *, as_json: bool) -> None:
    """Withdraw what the staff of a point were told under a name."""
    from kiosk import postal
    from kiosk.central.post_wishes import PostWish

    say_granted(postal.wish_of(config_path, PostWish(point, name, withdraw=True)), as_json=as_json)
