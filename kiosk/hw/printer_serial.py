"""A printer on a serial port."""

import array
import errno
import fcntl
import termios
from collections.abc import Callable
from functools import partial

import serial

from kiosk.hw.escpos_printer import EscposPrinter, Line
from kiosk.hw.node_line import NodeLine
from kiosk.hw.ports import DeviceFault, Facts, Fault

_DENIED = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}  # another program's TIOCEXCL; its lock


def serial_printer(
    path: str, rate: int, now: Callable[[], float], name: str = "printer"
) -> EscposPrinter:
    """Return a printer on a serial port.

    Args:
        path: of the port, best one of /dev/serial/by-id.
        rate: baud.
        now: monotonic seconds.
        name: in kiosk.toml.
    """
    facts: Facts = {"driver": "serial", "path": path, "rate": rate}
    return EscposPrinter(name, partial(_connect, name, path, rate, now), facts, now)


def _connect(name: str, path: str, rate: int, now: Callable[[], float]) -> Line:
    try:
        # pyserial only sets the port up: its write cannot tell how much went out before a timeout
        port = serial.Serial(path, rate, timeout=0, exclusive=True)
    except (OSError, termios.error) as error:
        number = getattr(error, "errno", None)
        if number in _DENIED:
            detail = f"no permission for {path}; add the user to group dialout"
            raise DeviceFault(name, Fault.DENIED, detail, permanent=True) from error
        if number in _BUSY:
            raise DeviceFault(name, Fault.BUSY, f"another program holds {path}") from error
        raise DeviceFault(name, Fault.ABSENT, f"{path} cannot be opened") from error
    try:
        return NodeLine(port.fileno(), port.close, _unsent, now)
    except OSError:
        port.close()
        raise


def _unsent(node: int) -> int:
    """Ask the kernel how much of what it took has not gone out."""
    count = array.array("i", [0])
    fcntl.ioctl(node, termios.TIOCOUTQ, count)
    return count[0]
