"""Where Prometheus asks: `GET /metrics` on an address of this machine or its own network."""

import logging
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

log = logging.getLogger(__name__)

_PATIENCE_S = 5.0  # for one who asks slowly
_LOOK_S = 0.1  # how soon it sees that it is to close
_FORM = "text/plain; version=0.0.4; charset=utf-8"


class DoorTaken(Exception):
    """The address is somebody else's, or not of this machine."""


class MetricsDoor:
    """Answers until it is closed, from a thread of its own.

    Args:
        host, port: where; port 0 for a free one.
        told: makes the answer; called by one thread at a time.

    Raises:
        DoorTaken: nobody can be answered there.
    """

    def __init__(self, host: str, port: int, told: Callable[[], str]) -> None:
        lock = threading.Lock()

        def answer() -> bytes:
            with lock:
                return told().encode()

        class Answer(BaseHTTPRequestHandler):
            timeout = _PATIENCE_S

            def do_GET(self) -> None:
                if self.path.partition("?")[0] != "/metrics":
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                body = answer()
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", _FORM)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 its own name
                log.debug(format, *args)

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            daemon_threads = True

        try:
            self._server = Server((host, port), Answer)
        except OSError as error:
            raise DoorTaken(f"{host} port {port} cannot be opened: {error.strerror}") from error
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_LOOK_S,), name="metrics"
        )
        self._thread.start()

    def close(self) -> None:
        """Answer no more; twice is fine."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
