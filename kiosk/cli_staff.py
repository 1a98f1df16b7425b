"""`kiosk central staff`: who works at a point, and what the network changes about it."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from kiosk.central.people import Known
from kiosk.cli_options import AS_JSON
from kiosk.cli_wishes import an_id, say_granted
from kiosk.core.words import Right, Role

_RIGHT = click.Choice([right.value for right in Right])


@click.command("staff")
@click.argument("point", callback=an_id)
@click.argument("person", required=False)
@click.option("--name", help="As the staff see it; somebody new needs one.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="What they are.")
@click.option("--grant", multiple=True, type=_RIGHT, help="A right beyond the role; repeat it.")
@click.option("--take", multiple=True, type=_RIGHT, help="Take such a right away.")
@click.option("--block/--unblock", "blocked", default=None, help="Keep out, or let in again.")
@click.option("--reset-pin", is_flag=True, help="The PIN is forgotten and chosen anew there.")
@AS_JSON
@click.pass_obj
def staff(
    config_path: Path, /, point: str, person: str | None, *, as_json: bool, **told: object
) -> None:
    """List the people of a point, or say what is other about one; a PIN is never told here."""
    from kiosk import postal
    from kiosk.central.staff_wishes import StaffWish

    blocked = told.pop("blocked")
    changes = {key: value for key, value in told.items() if value}
    if blocked is not None:
        changes["active"] = not blocked
    if person is None or not changes:
        if changes:
            raise click.UsageError("say whom: kiosk central staff POINT PERSON ...")
        _list(postal.people_of(config_path, point), point, person, as_json=as_json)
        return
    try:
        wish = msgspec.convert({"type": "staff", "point": point, "staff": person, **changes},
                               StaffWish)  # fmt: skip
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"no id or name: {error}") from error
    say_granted(postal.wish_of(config_path, wish), as_json=as_json)


def _list(team: Sequence[Known], point: str, person: str | None, *, as_json: bool) -> None:
    found = [one for one in team if person in {None, one.staff.staff}]
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        who = one.staff
        rights = "".join(f" +{right}" for right in sorted(who.granted))
        state = " blocked" if who.blocked else ""
        click.echo(f"{who.staff:<12} {who.role + rights + state:<24} {one.name}".rstrip())
    if not found:
        whom = f"nobody is called {person}" if person else "nobody works"
        click.echo(f"{whom} at point {point}, as far as is known here")


def _told(one: Known) -> dict[str, object]:
    who = one.staff
    return {
        "staff": who.staff,
        "name": one.name,
        "role": who.role.value,
        "granted": sorted(who.granted),
        "blocked": who.blocked,
    }
