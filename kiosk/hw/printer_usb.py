"""A printer on USB: the kernel's usblp node, found by what is plugged in, not by its number.

No pyusb: libusb takes the printer away from the kernel, and then nobody prints
(python-escpos#387).
"""

import errno
import os
import select
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct

from kiosk.hw.escpos_printer import EscposPrinter, Line
from kiosk.hw.node_line import NodeLine
from kiosk.hw.ports import DeviceFault, Fault

_DENIED = {errno.EACCES, errno.EPERM}
_MODE = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC

Open = Callable[[str, int], int]


class UsbMatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Which printer: `lsusb` shows vid:pid; the serial number tells two alike apart."""

    vid: int
    pid: int
    serial: str = ""

    def __str__(self) -> str:
        """Write it as lsusb does."""
        tail = f" {self.serial}" if self.serial else ""
        return f"{self.vid:04x}:{self.pid:04x}{tail}"


class Usb(Struct, frozen=True):
    """Where the kernel shows devices, and how a node is opened; tests have their own.

    Args:
        sysfs: usually /sys.
        dev: usually /dev.
        open: opens a node with flags and returns its descriptor.
    """

    sysfs: Path = Path("/sys")
    dev: Path = Path("/dev")
    open: Open = os.open


def usb_printer(
    match: UsbMatch, now: Callable[[], float], name: str = "printer", usb: Usb | None = None
) -> EscposPrinter:
    """Return a printer on USB.

    Args:
        match: which one.
        now: monotonic seconds.
        name: in kiosk.toml.
        usb: where to look, the machine's own when None.
    """
    connect = partial(_connect, name, match, usb or Usb(), now)
    return EscposPrinter(name, connect, {"driver": "usb", "match": str(match)}, now)


def node_of(name: str, match: UsbMatch, usb: Usb) -> Path:
    """Return the node of the printer that fits.

    Raises:
        DeviceFault: there is none (absent), or more than one (misconfigured).
    """
    fits = sorted(
        entry.name
        for entry in (usb.sysfs / "class" / "usbmisc").glob("lp*")
        if _is(match, (entry / "device").resolve().parent)
    )
    if len(fits) > 1:
        detail = f"{match} fits {' and '.join(fits)}; add serial to match"
        raise DeviceFault(name, Fault.MISCONFIGURED, detail, permanent=True)
    if not fits:
        raise DeviceFault(name, Fault.ABSENT, _why_none(match, usb))
    return usb.dev / "usb" / fits[0]


def _is(match: UsbMatch, device: Path) -> bool:
    wanted = {"idVendor": f"{match.vid:04x}", "idProduct": f"{match.pid:04x}"}
    if match.serial:
        wanted["serial"] = match.serial
    try:
        return all((device / key).read_text().strip() == want for key, want in wanted.items())
    except OSError:  # pulled out while we looked
        return False


def _why_none(match: UsbMatch, usb: Usb) -> str:
    plugged = any(_is(match, d) for d in (usb.sysfs / "bus" / "usb" / "devices").glob("*"))
    if plugged:
        return f"{match} is plugged in, but has no printer node; do: modprobe usblp"
    return f"no printer {match} is plugged in"


def _connect(name: str, match: UsbMatch, usb: Usb, now: Callable[[], float]) -> Line:
    path = node_of(name, match, usb)
    try:
        node = usb.open(str(path), _MODE)
    except OSError as error:
        if error.errno in _DENIED:
            detail = f"no permission for {path}; add the user to group lp"
            raise DeviceFault(name, Fault.DENIED, detail, permanent=True) from error
        if error.errno == errno.EBUSY:
            detail = f"another program holds {path}"
            raise DeviceFault(name, Fault.BUSY, detail) from error
        raise
    return NodeLine(node, partial(os.close, node), _unsent, now)


def _unsent(node: int) -> int:
    """Whether the last transfer is under way: until then usblp is not ready for another."""
    waiting = select.poll()
    waiting.register(node, select.POLLOUT)
    return 0 if waiting.poll(0) else 1
