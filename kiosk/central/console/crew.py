"""The people of a point as the network knows them: who may what there, and changing it."""

from typing import Any
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.people import Known, People
from kiosk.central.sql import Sql, plain
from kiosk.central.staff_wishes import StaffWish
from kiosk.central.store import Store
from kiosk.central.users import Role as ConsoleRole
from kiosk.core import messages
from kiosk.core.messages import StaffUpsert
from kiosk.core.team import GRANTABLE
from kiosk.core.words import Right, Role

_RIGHTS = tuple(sorted({right for rights in GRANTABLE.values() for right in rights}))
_ACTIONS = ("keep", "block", "admit", "reset_pin")


async def show(call: Call) -> Response:
    """Show the people of a point."""
    return await _page(call, plain(call.asked("point", 64)))


async def _page(
    call: Call, point: str, status: int = 200, *, fault: str = "", typed: str = ""
) -> Response:
    def asked(books: Sql) -> dict[str, Any] | None:
        points = books.execute("SELECT point, name FROM point ORDER BY name, point").fetchall()
        name = next((str(called) for one, called in points if one == point), None)
        if name is None and point:
            return None
        team = People(books).of(point) if point else ()
        letters = _letters(books, point)
        return {"points": points, "name": name or "", "team": team, "letters": letters}

    known = await call.desk.read(asked)
    if known is None:
        return call.error(404, call.say("There is no such point."))
    rows = [(one, mark_of(one)) for one in known.pop("team")]
    told = {"rows": rows, "roles": tuple(Role), "rights": _RIGHTS, "fault": fault, "typed": typed}
    return call.page("crew.html", status, point=point, **known, **told)


def mark_of(one: Known) -> str:
    """Say in a word what somebody may: a change names what it saw."""
    who = one.staff
    return " ".join([who.role, *sorted(who.granted), *(["blocked"] if who.blocked else [])])


def _letters(books: Sql, point: str) -> dict[str, tuple[str, str]]:
    """Return (state, reason) of the latest letter about each person."""
    rows = books.execute(
        "SELECT raw, state, reason FROM message JOIN device USING (device)"
        " WHERE point = ? AND type = 'staff.upsert' ORDER BY device, seq",
        [point],
    ).fetchall()
    found: dict[str, tuple[str, str]] = {}
    for raw, state, reason in rows:
        letter = messages.decode(bytes(raw)).facts
        if isinstance(letter, StaffUpsert):
            found[letter.staff] = (str(state), str(reason))
    return found


async def change(call: Call) -> Response:
    """Let somebody join, or change what they may."""
    point, staff = plain(call.field("point", 64)), call.field("staff", 64)
    action, seen = call.field("action", 16), call.field("seen", 200)
    team = await call.desk.read(lambda books: People(books).of(point))
    had = next((one for one in team if one.staff.staff == staff), None)
    wish = _wish(call, point, had)
    subject = f"{point} {staff}"
    if wish is None or action not in _ACTIONS:
        await call.note(f"staff.{action if action in _ACTIONS else 'keep'}", subject, "unreadable")
        fault = call.say("An id is 1 to 64 letters, digits and signs; a name is one line.")
        return await _page(call, point, 422, fault=fault, typed=staff)
    at = call.desk.means.wall()

    def changed(store: Store) -> Said:
        now = next((one for one in store.people.of(point) if one.staff.staff == staff), None)
        if (mark_of(now) if now else "") != seen:
            words = N_("This person was changed meanwhile, or is there already. Look again.")
            return call.no(words)
        return call.granted(wish, at)

    said = await call.do(f"staff.{action}", subject, changed)
    if not said.ok:
        return await _page(call, point, 409, fault=said.words, typed=staff)
    words = call.say("It is on its way to the point.")
    return call.go(f"/staff?point={quote(point, safe='')}", Said(ok=True, words=words))


def _wish(call: Call, point: str, had: Known | None) -> StaffWish | None:
    """Return what a form wishes, None where it cannot be read."""
    action = call.field("action", 16)
    told: dict[str, object] = {"type": "staff", "point": point, "staff": call.field("staff", 64)}
    if action in {"block", "admit"}:
        told["active"] = action == "admit"
    elif action == "reset_pin":
        told["reset_pin"] = True
    else:
        role, rights = call.field("role", 16), {right for right in _RIGHTS if call.field(right, 2)}
        may = GRANTABLE.get(Role(role), frozenset()) if role in set(Role) else frozenset[Right]()
        kept = had.staff.granted if had else frozenset[Right]()
        told |= {"role": role, "grant": sorted((rights & may) - kept)}
        told["take"] = sorted(kept - (rights & may))
        if call.field("name", 200):
            told["name"] = call.field("name", 200)
    try:
        return msgspec.convert(told, StaffWish)
    except msgspec.ValidationError:
        return None


PAGES = (
    Page("/staff", show, ConsoleRole.OPERATOR),
    Page("/staff/change", change, ConsoleRole.OPERATOR, ("POST",)),
)
