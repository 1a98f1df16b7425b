"""The central's HTTPS door: `POST /v1/enrol`, `POST /v1/renew`, and `GET /v1/ca`.

A thread of its own that owns nothing: what touches the books is asked of the thread that writes
them. Each request has a size, a time and a number of tries, and nobody is told what was wrong.
"""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kiosk.central.asks import Asks, TooMany
from kiosk.central.registrar import Denial, Registrar
from kiosk.central.store import StoreTrouble
from kiosk.central.tries import Tries
from kiosk.core.enrolment import MOST_REQUEST_BYTES, Admission, EnrolRequest, RenewRequest

log = logging.getLogger(__name__)

_BODY_S, _ANSWER_S, _STOP_S = 10.0, 10.0, 5.0
_MOST_AT_ONCE = 100
_BAD_BODY = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_OK, _BAD, _NO, _LARGE, _OFTEN, _LATER = 200, 400, 403, 413, 429, 503
_STATUS = {Denial.BAD_REQUEST: _BAD, Denial.REFUSED: _NO, Denial.CLOCK: _NO}

Asked = TypeVar("Asked", EnrolRequest, RenewRequest)


class _Turned(Exception):
    """A request that is answered before it is looked at."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Door:
    """Answers boxes that enrol or renew, until it is closed.

    Args:
        listening: a bound socket; closed with the door.
        keys: the authority's folder, for the certificate of the door.
        registrar: decides; asked through `asks` only.
        asks: the way to the thread that writes the books.
        wall: milliseconds UTC.
        now: monotonic seconds.
    """

    def __init__(
        self,
        listening: socket.socket,
        keys: Path,
        registrar: Registrar,
        asks: Asks,
        *,
        wall: Callable[[], int],
        now: Callable[[], float],
    ) -> None:
        self._listening, self._keys, self._asks, self._wall = listening, keys, asks, wall
        self._registrar, self._tries = registrar, Tries(now)
        self._root = (keys / "ca.pem").read_bytes()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.refresh()
        routes = [
            Route("/v1/enrol", self._enrol, methods=["POST"]),
            Route("/v1/renew", self._renew, methods=["POST"]),
            Route("/v1/ca", self._ca, methods=["GET"]),
        ]
        settings = uvicorn.Config(
            Starlette(routes=routes),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # a header must not choose whose tries are counted
            server_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=int(_STOP_S),
            h11_max_incomplete_event_size=MOST_REQUEST_BYTES,
            ssl_context_factory=lambda _config, _default: self._tls,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="door", daemon=True
        )

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._listening.getsockname()[:2]
        return str(host), int(port)

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()
        log.info("the door is open at %s:%d", *self.address)

    def close(self) -> None:
        """Answer what was begun, then no more; twice is fine."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(2 * _STOP_S)
        self._listening.close()

    def refresh(self) -> None:
        """Show the certificate that lies there now; a renewed one from the next box on."""
        self._tls.load_cert_chain(self._keys / "server.pem", self._keys / "server.key")

    # -- requests --------------------------------------------------------------------------------

    async def _ca(self, _request: Request) -> Response:
        """Give the root away; a box believes it only by the fingerprint it was told."""
        return PlainTextResponse(self._root, media_type="application/x-pem-file")

    async def _enrol(self, request: Request) -> Response:
        return await self._answered(request, EnrolRequest, self._registrar.enrol)

    async def _renew(self, request: Request) -> Response:
        return await self._answered(request, RenewRequest, self._registrar.renew)

    async def _answered(
        self,
        request: Request,
        kind: type[Asked],
        work: Callable[[Asked, int], Admission | Denial],
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            self._count(address)
            asked = await _read(request, kind)
            found = await self._decided(lambda: work(asked, self._wall()))
        except _Turned as turned:
            return _no(turned.status, turned.why)
        if isinstance(found, Denial):
            if _STATUS[found] == _NO:
                self._tries.was_wrong(address)
                log.warning("%s was refused: %s", address, found.value)
            return _no(_STATUS[found], found.value)
        return Response(msgspec.json.encode(found), media_type="application/json")

    def _count(self, address: str) -> None:
        if not self._tries.may_try(address):
            raise _Turned(_OFTEN, "too_many")

    async def _decided(self, work: Callable[[], Admission | Denial]) -> Admission | Denial:
        try:
            answer = asyncio.wrap_future(self._asks.ask(work))
            return await asyncio.wait_for(answer, _ANSWER_S)
        except (TooMany, StoreTrouble, TimeoutError) as trouble:
            log.warning("a request could not be answered: %s", type(trouble).__name__)
            raise _Turned(_LATER, "later") from trouble


async def _read(request: Request, kind: type[Asked]) -> Asked:
    """Return the body as what it should be."""
    try:
        raw = await asyncio.wait_for(_body(request), _BODY_S)
        return msgspec.json.decode(raw, type=kind)
    except (TimeoutError, ClientDisconnect) as gone:
        raise _Turned(_BAD, "bad_request") from gone
    except _BAD_BODY as bad:
        raise _Turned(_BAD, "bad_request") from bad


async def _body(request: Request) -> bytes:
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MOST_REQUEST_BYTES:
            raise _Turned(_LARGE, "too_large")
    return bytes(raw)


def _no(status: int, why: str) -> Response:
    body = msgspec.json.encode({"error": why})
    return Response(body, status, media_type="application/json")
