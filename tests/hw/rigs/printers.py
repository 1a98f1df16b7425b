"""Printers: the emulator on loopback and behind a node, and a file."""

import os
import time
import tty
from pathlib import Path
from typing import ClassVar

import serial

from kiosk.hw.escpos_printer import EscposPrinter
from kiosk.hw.ports import Fault, Printer, PrintOutcome
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printer_serial import serial_printer
from kiosk.hw.printer_usb import Usb, UsbMatch, usb_printer
from kiosk.hw.sim.printer import Condition, SimPrinter
from tests.hw.rigs.rig import Rig

BLOB = b"\x1b@\x1dv0\x00\x08\x00\x10\x00" + bytes(8 * 16) + b"\x1bd\x02\x1dV\x00\x1dr\x01"


class _Paper(Rig):
    # each job opens the printer anew, so that open and close change nothing
    port, good, gone = Printer, PrintOutcome.PRINTED, PrintOutcome.NOT_STARTED
    closed, uses = (PrintOutcome.PRINTED, PrintOutcome.PRINTED), 1
    blob = BLOB

    def use(self) -> object:
        done = self.device.print("job-7", self.blob)
        assert done.job_id == "job-7"
        return done.outcome


class NetworkRig(_Paper):
    """The emulator on loopback."""

    of, simulator, often = EscposPrinter, SimPrinter, 40
    faults: ClassVar = {
        "paper": (Condition(paper=False), PrintOutcome.NOT_STARTED),
        "low": (Condition(low=True), PrintOutcome.PRINTED),
        "cover": (Condition(cover=True), PrintOutcome.NOT_STARTED),
        "cutter": (Condition(cutter=True), PrintOutcome.NOT_STARTED),
        "offline": (Condition(offline=True), PrintOutcome.NOT_STARTED),
        "silent": (Condition(silent=True), PrintOutcome.PRINTED),
        "slow": (Condition(slow_s=0.05), PrintOutcome.PRINTED),
        "nonsense": (Condition(nonsense=True), PrintOutcome.PRINTED),
        "refuse": (Condition(refuse=True), Fault.ABSENT),
        "reset_after": (Condition(reset_after=4000), PrintOutcome.CUT_SHORT),
        "switched off": (None, Fault.ABSENT),
    }
    lasting = frozenset({"switched off", "silent"})  # silence costs seconds

    def __init__(self, folder: Path, plan: Condition | str | None = "well") -> None:
        super().__init__(folder, plan)
        self._printer = SimPrinter(folder / "papers", 64, time.sleep)
        self.device = network_printer("127.0.0.1", self._printer.port, time.monotonic)
        if isinstance(plan, Condition):
            self._printer.set(plan)
            # more than the kernel keeps for a far side that does not read
            self.blob = BLOB + bytes(16 << 20) if plan.reset_after else BLOB
        elif plan is None:
            self._printer.close()

    def pull(self) -> None:
        self._printer.set(Condition(refuse=True))

    def plug(self) -> None:
        self._printer.set(Condition())

    def heal(self) -> None:
        self.plug()
        self.blob = BLOB

    def end(self) -> None:
        self._printer.close()


def plugged(sysfs: Path, node: str, vid: int, pid: int, serial: str = "") -> None:
    """Show a printer as the kernel does; an empty node for one that usblp did not take."""
    device = sysfs / "devices" / f"{vid:04x}-{pid:04x}-{serial}{node}"
    (device / "1-1:1.0").mkdir(parents=True)
    (device / "idVendor").write_text(f"{vid:04x}\n")
    (device / "idProduct").write_text(f"{pid:04x}\n")
    if serial:
        (device / "serial").write_text(f"{serial}\n")
    buses = sysfs / "bus" / "usb" / "devices"
    buses.mkdir(parents=True, exist_ok=True)
    (buses / device.name).symlink_to(device)
    if node:
        shown = sysfs / "class" / "usbmisc" / node
        shown.mkdir(parents=True)
        (shown / "device").symlink_to(device / "1-1:1.0")


class _NodeRig(_Paper):
    """The emulator behind a pty, which stands for the node; closing it is pulling the cable."""

    of, simulator, often = EscposPrinter, SimPrinter, 40
    faults: ClassVar = {
        "paper": (Condition(paper=False), PrintOutcome.NOT_STARTED),
        "silent": (Condition(silent=True), PrintOutcome.PRINTED),
        "reset_after": (Condition(reset_after=4000), PrintOutcome.CUT_SHORT),
        "denied": (PermissionError(13, "denied"), Fault.DENIED),
        "busy": (OSError(16, "busy"), Fault.BUSY),
    }
    lasting = frozenset({"silent"})  # silence costs seconds

    def __init__(self, folder: Path, plan: Condition | OSError | None = None) -> None:
        super().__init__(folder, plan)
        self.path = folder / "dev" / "usb" / "lp0"
        self.path.parent.mkdir(parents=True)
        self._printer = SimPrinter(folder / "papers", 64, time.sleep)
        self._kept = -1
        self.plug()
        self.refuses = plan if isinstance(plan, OSError) else None
        self.device = self.printer()
        if isinstance(plan, Condition):
            self._printer.set(plan)
            # more than a pty holds, so that the end is not handed over when the cable is pulled
            self.blob = BLOB + bytes(1 << 20) if plan.reset_after else BLOB

    def printer(self) -> EscposPrinter:
        """Make the printer over the node."""
        raise NotImplementedError

    def open(self, path: str, mode: int) -> int:
        """Open the node, or be refused."""
        if self.refuses is not None:
            raise self.refuses
        return os.open(path, mode | os.O_NOCTTY)

    def plug(self) -> None:
        master, self._kept = os.openpty()
        tty.setraw(self._kept)
        self.path.symlink_to(os.ttyname(self._kept))
        self._printer.set(Condition())
        self._printer.attach(master)

    def pull(self) -> None:
        self.path.unlink()
        self._printer.set(Condition(reset_after=0))  # the next byte ends it
        os.write(self._kept, b"\0")
        os.close(self._kept)
        self._kept = -1

    def heal(self) -> None:
        self.refuses, self.blob = None, BLOB
        if self._printer.condition.reset_after is not None:
            self.path.unlink()
            os.close(self._kept)
            self.plug()
        self._printer.set(Condition())

    def end(self) -> None:
        self._printer.close()
        if self._kept != -1:
            os.close(self._kept)


class UsbRig(_NodeRig):
    """A usblp node."""

    def printer(self) -> EscposPrinter:
        plugged(self.folder / "sys", "lp0", 0x04B8, 0x0E15)
        usb = Usb(self.folder / "sys", self.folder / "dev", self.open)
        return usb_printer(UsbMatch(0x04B8, 0x0E15), time.monotonic, usb=usb)


class SerialPrinterRig(_NodeRig):
    """A serial port; who may not open it is told by the kernel alone."""

    faults: ClassVar = {
        "paper": _NodeRig.faults["paper"],
        "reset_after": _NodeRig.faults["reset_after"],
        "denied": ("denied", Fault.DENIED),
        "busy": ("busy", Fault.BUSY),
    }
    lasting = frozenset({"denied"})

    def printer(self) -> EscposPrinter:
        # a file that not even root may write
        path = "/proc/sys/kernel/osrelease" if self.plan == "denied" else str(self.path)
        self._other = serial.Serial(path, exclusive=True) if self.plan == "busy" else None
        return serial_printer(path, 115200, time.monotonic)

    def heal(self) -> None:
        super().heal()
        if self._other is not None:
            self._other.close()

    def end(self) -> None:
        super().end()
        if self._other is not None:
            self._other.close()


class FileRig(_Paper):
    """A file; its folder is the far side."""

    of = FilePrinter
    faults: ClassVar = {
        "full": ("/dev/full", PrintOutcome.NOT_STARTED),
        "a folder": ("/", PrintOutcome.NOT_STARTED),
    }
    lasting = frozenset(faults)

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self.plug()
        path = Path(plan) if plan else folder / "papers" / "all.bin"
        self.device = FilePrinter(path, time.monotonic)

    def pull(self) -> None:
        (self.folder / "papers" / "all.bin").unlink(missing_ok=True)
        (self.folder / "papers").rmdir()

    def plug(self) -> None:
        (self.folder / "papers").mkdir()
