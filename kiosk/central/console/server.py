"""The console's thread: HTTPS, or HTTP on this machine, until it is closed."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from kiosk.central.console.app import console_app
from kiosk.central.console.desk import Desk
from kiosk.central.console.gate import Gate, Line, Loop, Shown

log = logging.getLogger(__name__)

_STOP_S = 5.0
_MOST_AT_ONCE = 400
_MOST_HEAD = 16 * 1024


def in_address(host: str) -> str:
    """Return a host as it stands in a web address: RFC 3986 has an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


class Console:
    """Serves the console.

    Args:
        listening: a bound socket; closed with it.
        certificate: files of the certificate and its key; None for HTTP on this machine.
        desk: what the pages reach.
    """

    def __init__(
        self, listening: socket.socket, certificate: tuple[Path, Path] | None, desk: Desk
    ) -> None:
        self._listening, self._desk = listening, desk
        self._shown = None if certificate is None else Shown(*certificate)
        factory: Callable[[object, object], ssl.SSLContext] | None = None
        if self._shown is not None:
            tls = self._shown.tls
            factory = lambda _config, _default: tls  # noqa: E731
        line = type("OwnLine", (Line,), {"gate": Gate()})
        settings = uvicorn.Config(
            console_app(desk),
            http=line,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,  # addresses hold what people searched for
            proxy_headers=False,  # a header must not choose whose tries are counted
            server_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=int(_STOP_S),
            h11_max_incomplete_event_size=_MOST_HEAD,
            ssl_context_factory=factory,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._serve, name="console", daemon=True)

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(self._server.serve([self._listening]))

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host, port = self._listening.getsockname()[:2]
        return f"{'http' if self._shown is None else 'https'}://{in_address(host)}:{port}"

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()
        log.info("the console is at %s", self.address)

    def close(self) -> None:
        """Answer what was begun, then no more; twice is fine."""
        self._desk.closing.set()
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(2 * _STOP_S)
        self._listening.close()
        self._desk.means.reader.close()

    def refresh(self) -> None:
        """Show the certificate that lies there now; one of somebody else's is noticed by itself."""
        if self._shown is not None:
            self._shown.refresh()
