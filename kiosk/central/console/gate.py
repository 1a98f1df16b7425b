"""Connections before anything is asked: whose certificate they see, how long and how many they are.

A server that waits for whoever says nothing is shut by a few hundred of them.
"""

import asyncio
import logging
import ssl
from collections import Counter
from pathlib import Path
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.central.tries import net_of

log = logging.getLogger(__name__)

HEAD_S = 10.0  # until a request's head must be whole; a handshake has as long
MOST_OF_ONE = 80  # connections from one address: an office has one for all its people


class Shown:
    """The certificate that visitors see: the one that lies there, also after it was renewed.

    Args:
        certificate, key: its files.

    Attributes:
        tls: for a server.

    Raises:
        OSError, ssl.SSLError: they are not there, or do not fit.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self._mark = self._marked()
        self._now = self._loaded()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.tls.load_cert_chain(*self._files)
        self.tls.sni_callback = self._show  # called for each visitor, whatever name they ask for

    def refresh(self) -> None:
        """Look at the files; what does not fit, such as half of a new pair, changes nothing."""
        mark = self._marked()
        if mark == self._mark:
            return
        try:
            self._now = self._loaded()
        except (OSError, ssl.SSLError) as misfit:
            log.warning("the new certificate cannot be shown: %s", misfit)
        self._mark = mark

    def _show(self, line: ssl.SSLObject, _name: str | None, _tls: ssl.SSLContext) -> None:
        self.refresh()
        line.context = self._now

    def _loaded(self) -> ssl.SSLContext:
        # into a context of its own: a pair that does not fit would spoil the one in use
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.load_cert_chain(*self._files)
        return made

    def _marked(self) -> tuple[tuple[int, int, int], ...]:
        marks = []
        for path in self._files:
            try:
                found = path.stat()
            except OSError:
                marks.append((0, 0, 0))
            else:
                marks.append((found.st_mtime_ns, found.st_ino, found.st_size))
        return tuple(marks)


class Gate:
    """Counts connections by address.

    Args:
        most: from one address.
    """

    def __init__(self, most: int = MOST_OF_ONE) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def enter(self, net: str) -> bool:
        """Count a connection; return whether there is room for it."""
        self._open[net] += 1
        return self._open[net] <= self._most

    def leave(self, net: str) -> None:
        """Count it no more."""
        self._open[net] -= 1
        if self._open[net] <= 0:
            del self._open[net]


class Line(H11Protocol):
    """One connection, which ends where its visitor says nothing, or has too many.

    `gate` and `head_s` are set by a class of the server's own: uvicorn makes lines itself.
    """

    gate: Gate
    head_s = HEAD_S
    _net = ""
    _waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._idle = self.conn.their_state  # that of a connection without half a request
        self._net = net_of(self.client[0] if self.client else "")
        if not self.gate.enter(self._net):
            transport.abort()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        super().connection_lost(exc)
        self._wait_no_more()
        self.gate.leave(self._net)

    def data_received(self, data: bytes) -> None:
        """Take what came; half of a request's head must become a whole one soon."""
        super().data_received(data)
        if self.conn.their_state is self._idle and not self.transport.is_closing():
            self._wait()
        else:
            self._wait_no_more()

    def _wait(self) -> None:
        if self._waits is None:
            self._waits = self.loop.call_later(self.head_s, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose servers do not wait a minute for a handshake."""

    async def create_server(self, *where: Any, **more: Any) -> asyncio.Server:  # noqa: ANN401 as asyncio
        """Return a server (see `asyncio.loop.create_server`)."""
        if more.get("ssl") is not None:
            more.setdefault("ssl_handshake_timeout", HEAD_S)
        return await super().create_server(*where, **more)
