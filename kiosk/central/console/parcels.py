"""Parcels and orders: found by number, with all that happened to them, and pictures as evidence."""

import re

from starlette.responses import Response

from kiosk.central.console import histories
from kiosk.central.console.call import DONE, Call
from kiosk.central.console.front import Page
from kiosk.central.console.telling import gone_word
from kiosk.central.evidence import why_gone
from kiosk.central.sql import Sql
from kiosk.central.users import Role
from kiosk.core.picture_heads import picture_head

_MOST_PHOTO = 4 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Nothing in a picture of anybody's may run, load or be anything but a picture.
_CAGE = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store"}


async def find(call: Call) -> Response:
    """Look for a number."""
    wanted = call.asked("q", 64)
    found = await call.desk.read(lambda books: histories.search(books, wanted)) if wanted else []
    return call.page("parcels.html", q=wanted, found=found, most=histories.MOST_FOUND)


async def show(call: Call) -> Response:
    """Show one, with its history."""
    point, kind, id_ = call.asked("point", 64), call.asked("kind", 16), call.asked("id", 64)

    def asked(books: Sql) -> tuple[object, list[histories.Told]]:
        row = histories.row_of(books, point, kind, id_)
        return row, histories.history(books, point, id_) if row else []

    row, told = await call.desk.read(asked)
    if row is None:
        return call.error(404, call.say("Nothing of this number is in the books."))
    known = {"point": point, "kind": kind, "id": id_, "most": histories.MOST_EVENTS}
    return call.page("history.html", 200, row=row, told_of=told, **known)


async def photo(call: Call) -> Response:
    """Show a picture that a point took as evidence; who looked is noted."""
    sha256 = call.request.path_params["sha256"]
    photos = call.desk.means.photos
    is_digest = _DIGEST.fullmatch(sha256) is not None
    gone = await call.desk.read(lambda books: why_gone(books, [sha256])) if is_digest else {}
    if sha256 in gone:
        return call.error(410, gone_word(gone[sha256], call.phrases))
    if not is_digest or not 0 < photos.size(sha256) <= _MOST_PHOTO:
        return call.error(404, call.say("This picture is not here, or not yet."))
    seen = picture_head(photos.head(sha256))
    if seen is None:
        return call.error(404, call.say("This is no picture."))
    await call.note("photo.look", sha256[:16], DONE)
    raw = photos.piece(sha256, 0, _MOST_PHOTO)
    return Response(raw, headers=_CAGE, media_type=seen.mime)


PAGES = (
    Page("/parcels", find),
    Page("/history", show),
    Page("/photos/{sha256}", photo, Role.OPERATOR),
)
