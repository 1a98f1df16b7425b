"""The console as one application: every page of it, and what answers where there is none."""

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kiosk.central.console import (
    admit,
    audit,
    crew,
    deliveries,
    erasing,
    figures,
    live,
    openings,
    parcels,
    points,
    policies,
    putaside,
    settling,
    signin,
    trouble,
    updates,
)
from kiosk.central.console.call import Call
from kiosk.central.console.desk import Desk
from kiosk.central.console.front import Page, astray, routes
from kiosk.central.console.shield import Shield

log = logging.getLogger(__name__)

PAGES: tuple[Page, ...] = (
    *signin.PAGES,
    *points.PAGES,
    *openings.PAGES,
    *live.PAGES,
    *parcels.PAGES,
    *deliveries.PAGES,
    *trouble.PAGES,
    *putaside.PAGES,
    *admit.PAGES,
    *policies.PAGES,
    *settling.PAGES,
    *updates.PAGES,
    *crew.PAGES,
    *erasing.PAGES,
    *figures.PAGES,
    *audit.PAGES,
)


def console_app(desk: Desk) -> ASGIApp:
    """Return what a server serves.

    Args:
        desk: what the pages reach.
    """
    app = Starlette(
        routes=[Route("/static/{name}", _static(desk), name="static"), *routes(desk, PAGES)],
        exception_handlers={HTTPException: _no_page(desk), Exception: _fault(desk)},
    )
    return Shield(app, is_plain=desk.manner.is_plain)


def _static(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        found = desk.statics.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("there is none", 404)
        lasts = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(found.body, headers=lasts, media_type=found.kind)

    return answer


def _no_page(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        return await astray(desk, request, getattr(error, "status_code", 404))

    return answer


def _fault(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
        call = Call(desk, request)
        return call.error(500, call.say("This went wrong. The central's log says why."))

    return answer
