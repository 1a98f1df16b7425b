"""Deliveries: a file is looked through first, then sent as a whole or not at all; then followed."""

from typing import Any

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from kiosk.central.console.call import DONE, Call, Said
from kiosk.central.console.desk import Unsure
from kiosk.central.console.follow import deliveries, on_the_way
from kiosk.central.console.front import MOST_FORM, Page
from kiosk.central.console.phrases import N_
from kiosk.central.faults import ManifestFaults
from kiosk.central.manifest_files import read_bytes
from kiosk.central.manifests import MAX_BYTES
from kiosk.central.sql import Sql
from kiosk.central.users import Role
from kiosk.central.wish_forms import DeliveryWish

_BLANK: dict[str, Any] = {
    "fault": "",
    "faults": (),
    "more": 0,
    "draft": None,
    "mark": "",
    "point": "",
    "name": "",
}
_SHOWN = 500  # faults on a page; the rest is counted


class Draft(Struct, frozen=True):
    """A delivery that was looked through.

    Args:
        mark: stands in the form that sends it, and in no other one.
        wish: what is sent.
    """

    mark: str
    wish: DeliveryWish


async def show(call: Call) -> Response:
    """Show deliveries, and the form for another one."""
    return await _page(call)


async def look_through(call: Call) -> Response:
    """Look a file through; nothing is sent yet."""
    point, file = call.field("point", 64), call.form.get("file")
    known = await call.desk.read(_points)
    if point not in [one for one, _ in known]:
        await call.note("delivery.look", "", "no such point")
        return await _page(call, 422, fault=call.say("Choose the point it goes to."))
    if not isinstance(file, UploadFile) or not file.filename:
        return await _page(call, 422, fault=call.say("Choose a file."))
    name, raw = _plain_name(file.filename), await file.read(MAX_BYTES + 1)
    try:
        manifest = await run_in_threadpool(read_bytes, name, raw)
    except ManifestFaults as bad:
        many = len(bad.faults) + bad.more
        said = call.no(N_("faults: %(n)s"), n=many)
        await call.note("delivery.look", f"{point} {name}", said.words, told=said.told)
        shown = ManifestFaults(bad.faults[:_SHOWN]).said(call.say)
        return await _page(call, 422, faults=shown, more=many, name=name, point=point)
    draft = Draft(call.desk.means.secret().hex(), DeliveryWish(point, manifest))
    if call.session is not None:
        call.session.draft = draft
    await call.note("delivery.look", f"{point} {manifest.delivery}", DONE)
    return await _page(call, draft=manifest, mark=draft.mark, point=point, name=name)


async def send(call: Call) -> Response:
    """Send what was looked through, and what the form shows: no other list, and none twice."""
    session, draft = call.session, call.session.draft if call.session else None
    if session is None or not isinstance(draft, Draft) or draft.mark != call.field("draft"):
        words = call.say("This list was sent already, or another one was looked through after it.")
        if not call.field("draft"):
            words = call.say("Look a file through first.")
        await call.note("delivery.send", "", "nothing was looked through")
        return call.go("/deliveries", Said(ok=False, words=words))
    session.draft = None  # before anything is waited for: a button may be pressed twice
    is_over = False
    try:
        said = await _sent(call, draft.wish)
        is_over = said.ok
    except Unsure:
        is_over = True  # a second one would be sent twice
        raise
    finally:
        if not is_over and session.draft is None:
            session.draft = draft
    return call.go("/deliveries", said)


async def _sent(call: Call, wish: DeliveryWish) -> Said:
    subject = f"{wish.point} {wish.manifest.delivery}"
    said = await call.grant("delivery.send", subject, wish)
    if not said.ok:
        return said
    words = call.say(
        "Delivery %(delivery)s is on its way to the point: %(n)s parcels.",
        delivery=wish.manifest.delivery,
        n=len(wish.manifest.parcels),
    )
    return Said(ok=True, words=words)


async def _page(call: Call, status: int = 200, **told: object) -> Response:
    def asked(books: Sql) -> dict[str, object]:
        return {
            "points": _points(books),
            "found": deliveries(books),
            "waiting": on_the_way(books),
        }

    known = await call.desk.read(asked)
    return call.page("deliveries.html", status, **{**_BLANK, **known, **told})


def _points(books: Sql) -> list[tuple[str, str]]:
    rows = books.execute("SELECT point, name FROM point ORDER BY name, point").fetchall()
    return [(str(point), str(name)) for point, name in rows]


def _plain_name(name: str) -> str:
    """Return a file's name as it may stand in a sentence."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-60:]


PAGES = (
    Page("/deliveries", show),
    Page(
        "/deliveries/look",
        look_through,
        Role.OPERATOR,
        ("POST",),
        most_bytes=MAX_BYTES + MOST_FORM,
    ),
    Page("/deliveries/send", send, Role.OPERATOR, ("POST",)),
)
