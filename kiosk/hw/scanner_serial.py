"""A hand scanner on a serial port (USB CDC)."""

import errno
import termios
from collections.abc import Callable

import serial

from kiosk.hw.framing import ENDS, Framer
from kiosk.hw.ports import DeviceFault, Facts, Fault, Scan, Symbology

_PIECE = 256
_DENIED = {errno.EACCES, errno.EPERM}
_BUSY = {errno.EBUSY, errno.EAGAIN}  # another program's TIOCEXCL; its lock
# pyserial lets the kernel's errors through beside its own SerialException, which is an OSError
_ERRORS = (OSError, termios.error)


class SerialScanner:
    """Implements Scanner.

    Args:
        name: in kiosk.toml.
        path: of the port, best one of /dev/serial/by-id.
        rate: baud.
        now: monotonic seconds.
        by_silence, ends: see Framer.
    """

    def __init__(
        self,
        name: str,
        path: str,
        rate: int,
        now: Callable[[], float],
        *,
        by_silence: bool,
        ends: bytes = ENDS,
    ) -> None:
        self.name = name
        self._path, self._rate, self._now = path, rate, now
        self._framer = Framer(by_silence=by_silence, ends=ends)
        self._port: serial.Serial | None = None

    def open(self) -> Facts:
        """Open the port (see Device)."""
        self.close()
        try:
            self._port = serial.Serial(self._path, self._rate, timeout=0.2, exclusive=True)
        except _ERRORS as error:
            raise self._fault(getattr(error, "errno", None)) from error
        self._framer.reset()
        return {"driver": "serial", "path": self._path, "rate": self._rate}

    def _fault(self, number: int | None) -> DeviceFault:
        if number in _DENIED:
            detail = "no permission; add the user to group dialout"
            return DeviceFault(self.name, Fault.DENIED, detail, permanent=True)
        what = Fault.BUSY if number in _BUSY else Fault.ABSENT
        return DeviceFault(self.name, what, f"{self._path} cannot be opened")

    def check(self) -> Facts:
        """Say how much had to be dropped (see Device)."""
        return {"driver": "serial", "path": self._path, "dropped": self._framer.dropped}

    def close(self) -> None:
        """Close the port (see Device)."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def read(self, timeout_s: float) -> tuple[Scan, ...]:
        """Return the codes that came (see Scanner)."""
        if self._port is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            self._port.timeout = self._framer.patience(timeout_s)
            data = self._port.read(1)
            waiting = min(self._port.in_waiting, _PIECE) if data else 0
            data += self._port.read(waiting) if waiting else b""
        except (*_ERRORS, TypeError) as error:
            # a port pulled out while it is read raises TypeError in pyserial
            raise DeviceFault(self.name, Fault.LOST, "the scanner was unplugged") from error
        at = self._now()
        texts = self._framer.feed(data, at)
        return tuple(Scan(text, Symbology.UNKNOWN, self.name, at) for text in texts)
