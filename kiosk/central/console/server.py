"""The console's thread: HTTPS, or HTTP on this machine, until it is closed."""

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from kiosk.central.console.app import console_app
from kiosk.central.console.desk import Desk

log = logging.getLogger(__name__)

_STOP_S = 5.0
_MOST_AT_ONCE = 200
_MOST_HEAD = 16 * 1024


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
        self._listening, self._certificate, self._desk = listening, certificate, desk
        self._tls: ssl.SSLContext | None = None
        factory: Callable[[object, object], ssl.SSLContext] | None = None
        if certificate is not None:
            tls = self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.minimum_version = ssl.TLSVersion.TLSv1_2
            self.refresh()
            factory = lambda _config, _default: tls  # noqa: E731
        settings = uvicorn.Config(
            console_app(desk),
            http="h11",
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
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="console", daemon=True
        )

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host, port = self._listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"{'http' if self._certificate is None else 'https'}://{shown}:{port}"

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
        """Show the certificate that lies there now; a renewed one from the next visit on."""
        if self._tls is not None and self._certificate is not None:
            certificate, key = self._certificate
            self._tls.load_cert_chain(certificate, key)
