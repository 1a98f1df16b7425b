"""What changes shows without a reload: a stream of pieces of a page, one whenever it is another."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from kiosk.central.console import openings
from kiosk.central.console.call import Call
from kiosk.central.console.desk import Later
from kiosk.central.console.front import Page
from kiosk.central.console.points import listed
from kiosk.central.openings import OpeningBook
from kiosk.central.sql import Mark, Sql
from kiosk.central.users import Users

log = logging.getLogger(__name__)

LOOK_S, _TICK_S, _ALIVE_S = 2.0, 0.25, 15.0
MOST_STREAMS = 60  # each holds a connection


async def points(call: Call) -> Response:
    """Stream the list of points."""

    async def piece() -> str:
        return call.part("points_list.html", {"call": call, **await listed(call)})

    return stream(call, piece)


async def all_openings(call: Call) -> Response:
    """Stream the list of openings."""

    async def piece() -> Piece:
        known = await openings.listed(call)
        return Piece(call.part("openings_list.html", {"call": call, **known}), known["until"])

    return stream(call, while_same(call, lambda books: OpeningBook(books).mark(), piece))


async def one_opening(call: Call) -> Response:
    """Stream how an opening stands; whoever has it open hears that it has gone on."""
    name, seen = call.asked("opening", 64), call.asked("seen", 32)

    async def piece() -> Piece:
        known = await openings.now(call, name)
        if known is None:
            return Piece("", None)
        told = {"call": call, "seen": seen, **known}
        return Piece(call.part("opening_now.html", told), known["until"])

    return stream(call, while_same(call, lambda books: OpeningBook(books).mark(), piece))


class Piece(NamedTuple):
    """A piece of a page, and from when on its words are others, ms UTC; None where never."""

    text: str
    until: int | None


def while_same(
    call: Call, mark: Callable[[Sql], Mark], make: Callable[[], Awaitable[Piece]]
) -> Callable[[], Awaitable[str]]:
    """Return what makes a piece anew only once it may be another.

    Args:
        call: who looks.
        mark: asks the books for what is another one whenever the piece is, for little.
        make: makes it.
    """
    last: tuple[Mark, Piece] | None = None

    async def piece() -> str:
        nonlocal last
        now = await call.desk.read(mark)  # first: what changes after it is seen the next time
        if last is None or last[0] != now or _is_over(call, last[1]):
            last = now, await make()
        return last[1].text

    return piece


def _is_over(call: Call, piece: Piece) -> bool:
    return piece.until is not None and call.desk.means.wall() >= piece.until


def stream(call: Call, piece: Callable[[], Awaitable[str]]) -> Response:
    """Answer with a piece of a page now, and again whenever it is another.

    Args:
        call: who looks.
        piece: makes it.
    """
    if call.desk.streams >= MOST_STREAMS:
        return PlainTextResponse("too many watch", 503)
    heads = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events(call, piece), media_type="text/event-stream", headers=heads)


async def events(call: Call, piece: Callable[[], Awaitable[str]]) -> AsyncIterator[str]:
    """Yield what an EventSource reads, until the visit ends or the console closes."""
    desk = call.desk
    desk.streams += 1
    try:
        last, quiet = "", 0.0
        while await _goes_on(call):
            text = await piece()
            mark = hashlib.sha256(text.encode()).hexdigest()
            if mark != last:
                last, quiet = mark, 0.0
                yield "data: " + text.replace("\r", "").replace("\n", "\ndata: ") + "\n\n"
            elif quiet >= _ALIVE_S:  # a proxy between would think it dead
                quiet = 0.0
                yield ": still here\n\n"
            waited = 0.0
            while waited < LOOK_S and not desk.closing.is_set():
                await asyncio.sleep(_TICK_S)
                waited += _TICK_S
            quiet += waited
        yield "event: over\ndata:\n\n"
    except Later as later:  # the browser asks again by itself
        log.warning("a page is not renewed: %s", later)
    finally:
        desk.streams -= 1


async def _goes_on(call: Call) -> bool:
    """Whether somebody may still look; looking does not make a visit last."""
    if call.desk.closing.is_set() or call.session is None:
        return False
    token = call.request.cookies.get(call.cookie("visit"), "")
    session = call.desk.sessions.find(token, touch=False)
    if session is None:
        return False
    user = await call.desk.read(lambda books: Users(books).get(session.user))
    return session.is_of(user)


PAGES = (
    Page("/live/points", points, touches=False),
    Page("/live/openings", all_openings, touches=False),
    Page("/live/opening", one_opening, touches=False),
)
