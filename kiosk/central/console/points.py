"""Points: in a list and on a map, and each by itself with what can be done about its box."""

from typing import Any, Literal
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.central.console.boxes import WORDS, Row, rows, summed
from kiosk.central.console.call import Call, Said
from kiosk.central.console.closings import Closing, last_closing
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.console.plot import plotted
from kiosk.central.questions import Questions
from kiosk.central.sql import Sql, plain
from kiosk.central.store import Store
from kiosk.central.users import Role
from kiosk.central.wish_forms import DeviceWish

_NORTH, _EAST = 90.0, 180.0


async def show(call: Call) -> Response:
    """Show all points."""
    return call.page("points.html", **await listed(call))


async def listed(call: Call) -> dict[str, Any]:
    """Return what the list of points shows."""
    at, only = call.desk.means.wall(), call.asked("only", 16)
    found = await call.desk.read(lambda books: rows(books, at))
    shown = [row for row in found if row.word == only] if only in WORDS else found
    return {
        "rows": shown,
        "plot": await run_in_threadpool(plotted, shown),
        "sums": summed(found),
        "all": len(found),
        "only": only if only in WORDS else "",
        "at": at,
    }


async def show_one(call: Call) -> Response:
    """Show a point with its boxes."""
    point, at = _point(call), call.desk.means.wall()

    def asked(books: Sql) -> tuple[list[Row], object, Closing | None]:
        own = [row for row in rows(books, at) if row.box.point == point]
        counted = Questions(books).counted(point) if own else None
        return own, counted, last_closing(books, point) if own else None

    found, counts, closing = await call.desk.read(asked)
    if not found:
        return call.error(404, call.say("There is no such point."))
    return call.page("point.html", rows=found, counts=counts, closing=closing, at=at)


async def place(call: Call) -> Response:
    """Say where a point lies."""
    point = _point(call)
    lat, lon = _degree(call.field("lat"), _NORTH), _degree(call.field("lon"), _EAST)
    if lat is None or lon is None:
        said = call.say("A latitude is -90 to 90 degrees, a longitude -180 to 180.")
        return call.go(way(point), Said(ok=False, words=said))
    done = call.say("The point is on the map.")

    def kept(store: Store) -> Said:
        if store.point(point) is None:
            return call.no(N_("There is no such point."))
        store.place(point, round(lat * 1e6), round(lon * 1e6))
        return Said(ok=True, words=done)

    return call.go(way(point), await call.do("point.place", point, kept))


async def act(call: Call) -> Response:
    """Send a box everything anew."""
    return await _device(call, "resync")


async def block(call: Call) -> Response:
    """Turn a box away."""
    return await _device(call, "block")


async def trust(call: Call) -> Response:
    """Let a box in again."""
    return await _device(call, "trust")


async def _device(call: Call, action: Literal["resync", "block", "trust"]) -> Response:
    device, back = call.request.path_params["device"], call.field("back")
    try:
        told = {"type": "device", "device": device, "action": action}
        wish = msgspec.convert(told, DeviceWish)
    except msgspec.ValidationError:
        return call.error(404, call.say("There is no such box."))
    said = await call.grant(f"device.{action}", device, wish)
    return call.go(way(back) if back else "/", said)


def way(point: str) -> str:
    """Return the address of a point's page; an id may hold a slash."""
    return f"/points/{quote(point, safe='')}"


def _point(call: Call) -> str:
    return plain(call.request.path_params["point"])


def _degree(text: str, most: float) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if -most <= found <= most else None


PAGES = (
    Page("/", show),
    Page("/points/{point:path}", show_one),
    Page("/points/{point:path}/place", place, Role.OPERATOR, ("POST",)),
    Page("/devices/{device}/resync", act, Role.OPERATOR, ("POST",)),
    Page("/devices/{device}/block", block, Role.ADMIN, ("POST",)),
    Page("/devices/{device}/trust", trust, Role.ADMIN, ("POST",)),
)
