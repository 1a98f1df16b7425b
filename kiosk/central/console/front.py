"""Before every page: how often one asks, from where, who it is, whether they may, what was sent.

No page looks at any of this by itself. A page without a role is for those who are not signed in.
"""

import asyncio
import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from msgspec import Struct
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kiosk.central.console.call import Call, VisitEnded
from kiosk.central.console.desk import Desk, Later, Unsure
from kiosk.central.console.phrases import N_
from kiosk.central.console.sessions import Stage
from kiosk.central.users import Role, Users

log = logging.getLogger(__name__)

Endpoint: TypeAlias = Callable[[Call], Awaitable[Response]]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]

MOST_FORM = 64 * 1024
UNSURE = N_(
    "The database went away in the middle: it may be done or not. Look before you repeat it."
)
_DRAIN = 64 * 1024 * 1024  # of a body that is too large, so that the browser reads why
_BODY_S = 30.0
_OURSELVES = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")
_WAYS = {Stage.SETUP: "/setup", Stage.SECOND: "/second"}


class Page(Struct, frozen=True):
    """A page and who may see it.

    Args:
        path: its address.
        endpoint: makes it.
        role: the least that is needed; None for everybody at the stages.
        methods: how it is asked.
        stages: of a visit; the empty word is no visit at all.
        most_bytes: of what may be sent.
        touches: whether asking for it keeps a visit alive.
    """

    path: str
    endpoint: Endpoint
    role: Role | None = Role.VIEWER
    methods: tuple[str, ...] = ("GET",)
    stages: tuple[str, ...] = (Stage.FULL.value,)
    most_bytes: int = MOST_FORM
    touches: bool = True


class _Turned(Exception):
    """A request that is answered before its page sees it."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class _TooLarge(Exception):
    """More was sent than the page takes."""


def routes(desk: Desk, pages: Iterable[Page]) -> list[Route]:
    """Return pages as the server takes them, each behind the same front."""
    return [_route(desk, page) for page in pages]


def _route(desk: Desk, page: Page) -> Route:
    async def answer(request: Request) -> Response:
        call = Call(desk, request)
        try:
            await _let_in(call, page)
            response = await page.endpoint(call)
        except _Turned as turned:
            response = turned.response
        except VisitEnded:
            response = call.end("/sign-in?ended=1")
        except Later as later:
            log.warning("a page could not be answered: %s", later)
            response = call.error(503, call.say("The central cannot do this now. Try again soon."))
        except Unsure:
            log.warning("%s: whether it was done is not known", page.path)
            response = call.error(503, call.say(UNSURE))
        finally:
            await call.form.close()
        return call.dress(response)

    name = f"{page.methods[0]} {page.path}"
    return Route(page.path, answer, methods=list(page.methods), name=name)


async def astray(desk: Desk, request: Request, status: int) -> Response:
    """Answer what no page is for; a visit goes on, with its menus, where there is one.

    Args:
        desk: what the pages reach.
        request: of anybody.
        status: of the answer.
    """
    call = Call(desk, request)
    try:
        await _meet(call, touches=False)
    except _Turned as turned:
        return turned.response
    except Later:  # nobody can say who it is: it is told as to anybody
        log.info("%s: no page, and no books to say who asks", request.url.path)
    return call.dress(call.error(status, call.say("There is no such page.")))


async def _let_in(call: Call, page: Page) -> None:
    await _meet(call, touches=page.touches)
    stage = call.session.stage.value if call.session else ""
    if stage not in page.stages:
        raise _Turned(_elsewhere(call))
    if page.role is not None and not call.may(page.role):
        await call.note("denied", f"{call.request.method} {call.request.url.path}", "role")
        raise _Turned(call.error(403, call.say("Your role does not allow this.")))
    if call.request.method == "POST":
        await _read(call, page)


async def _meet(call: Call, *, touches: bool) -> None:
    """See that one does not ask too often, nor from elsewhere; find out whose visit it is."""
    if not call.desk.pace.may_ask(call.address):
        raise _Turned(PlainTextResponse("too many requests", 429, {"Retry-After": "30"}))
    if call.desk.manner.is_plain and not _OURSELVES.fullmatch(_host(call)):
        # A name of somebody else's that leads here would let their page speak for ours.
        raise _Turned(PlainTextResponse("this console is for this machine alone", 421))
    await _know(call, touches=touches)


async def _know(call: Call, *, touches: bool) -> None:
    """Find out whose visit it is; a user who changed since its beginning ends it."""
    token = call.request.cookies.get(call.cookie("visit"), "")
    session = call.desk.sessions.find(token, touch=touches) if token else None
    if session is not None:
        name = session.user
        user = await call.desk.read(lambda books: Users(books).get(name))
        if session.is_of(user):
            call.session, call.user = session, user
            return
        call.desk.sessions.end(session)
    mark = call.request.cookies.get(call.cookie("form"), "")
    if len(mark) != 64 and call.request.method == "GET":  # noqa: PLR2004 as `secret` draws it
        mark = call.desk.means.secret().hex()
        call.cookies[call.cookie("form")] = mark
    call.wait_csrf = call.desk.means.proofs.stamp("form", mark) if mark else ""


def _host(call: Call) -> str:
    return call.request.headers.get("host", "")


def _elsewhere(call: Call) -> Response:
    """Send somebody where they should be."""
    if call.session is not None:
        return call.go(_WAYS.get(call.session.stage, "/"))
    if not call.request.headers.get("accept", "").startswith("text/html"):
        return PlainTextResponse("sign in first", 401)
    return call.go("/sign-in")


# -- what was sent ---------------------------------------------------------------------------------


async def _read(call: Call, page: Page) -> None:
    """Read the form, and make sure that one of our own pages sent it."""
    heads = call.request.headers
    origin = heads.get("origin")
    ours = f"{'http' if call.desk.manner.is_plain else 'https'}://{_host(call)}"
    strange = origin is not None and not hmac.compare_digest(origin.encode(), ours.encode())
    if strange or heads.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise _Turned(call.error(403, call.say("This form came from another place.")))
    try:
        call.form = await asyncio.wait_for(_form(call.request, page.most_bytes), _BODY_S)
    except _TooLarge as large:
        said = call.say("More was sent than is taken here: at most %(n)s KB.", n=_kb(page))
        raise _Turned(call.error(413, said)) from large
    except (MultiPartException, HTTPException, ClientDisconnect, TimeoutError, ValueError) as bad:
        raise _Turned(call.error(400, call.say("What was sent cannot be read."))) from bad
    wanted = call.session.csrf if call.session else call.wait_csrf
    told = call.field("csrf").encode("utf-8", "replace")
    if not wanted or not hmac.compare_digest(told, wanted.encode()):
        said = call.say("This form is too old, or not ours. Go back, load the page again.")
        raise _Turned(call.error(403, said))


def _kb(page: Page) -> int:
    return page.most_bytes // 1024


async def _form(request: Request, most: int) -> FormData:
    """Return what was sent; of too much nothing."""
    bounded = _Bounded(request.receive, most)
    cut = Request(request.scope, bounded.next_piece)
    try:
        return await cut.form(max_files=1, max_fields=100, max_part_size=MOST_FORM)
    except (MultiPartException, HTTPException) as end:
        if not bounded.is_over:
            raise
        await _drain(request.receive)
        raise _TooLarge from end


class _Bounded:
    """A body that breaks off where it grows too large."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left, self.is_over = receive, most, False

    async def next_piece(self) -> MutableMapping[str, Any]:
        """Return the next piece.

        Raises:
            MultiPartException: more came than is taken.
        """
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_over = True
            raise MultiPartException("too large")  # at which the parser closes its files
        return message


async def _drain(receive: Receive) -> None:
    left = _DRAIN
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
