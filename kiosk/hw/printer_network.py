"""A printer on the network: one TCP connection a job."""

import socket
from collections.abc import Callable

from kiosk.hw.escpos_printer import EscposPrinter

_CONNECT_S, _SEND_S = 3.0, 3.0


def network_printer(
    host: str, port: int, now: Callable[[], float], name: str = "printer"
) -> EscposPrinter:
    """Return a printer over raw TCP, usually port 9100.

    Args:
        host: of the printer.
        port: of its raw printing.
        now: monotonic seconds.
        name: in kiosk.toml.
    """
    return EscposPrinter(name, lambda: TcpLine(host, port), {"driver": "network"}, now)


class TcpLine:
    """Implements Line over a connection."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=_CONNECT_S)

    def send(self, data: bytes) -> int:
        """Send some (see Line)."""
        self._socket.settimeout(_SEND_S)
        return self._socket.send(data)

    def drain(self) -> None:
        """The kernel keeps what it took and sends it, also after the close (see Line)."""

    def read(self, wait_s: float) -> int | None:
        """Wait for a byte (see Line)."""
        self._socket.settimeout(max(0.01, wait_s))
        try:
            got = self._socket.recv(1)
        except TimeoutError:
            return None
        if not got:
            raise ConnectionResetError
        return got[0]

    def close(self) -> None:
        """Hang up (see Line)."""
        self._socket.close()
