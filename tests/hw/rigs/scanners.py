"""Hand scanners: serial over a pty, evdev over key events, the simulator. All hear the same."""

import errno
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import serial

from kiosk.hw.ports import Fault, Scanner
from kiosk.hw.scanner_evdev import EvdevScanner
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.scanner import SimScanner
from tests.hw.keyboards import Box, scanner_node, typing
from tests.hw.rigs.rig import Rig
from tests.waiting import eventually

CODE, LAST = "P:PK1", "end"
RAW = {  # what a hand scanner sends for CODE when something goes wrong
    "half": b"P:\r",
    "no_end": b"P:PK1",
    "long": b"7" * 10_000 + b"\r",
    "garbage": b"\xff\xfe\x00P:PK1\r",
    "flood": b"P:PK1\r" * 50,
}
HEARD: Mapping[str, object] = {  # with LAST scanned after it; driver and simulator must agree
    "": (CODE, LAST),
    "half": ("P:", LAST),
    "no_end": (CODE + LAST,),
    "long": (LAST,),
    "garbage": ("\ufffd\ufffd\x00" + CODE, LAST),
    "flood": (*[CODE] * 50, LAST),
}


class _Hand(Rig):
    port, good, uses = Scanner, HEARD[""], 1

    def scan(self, text: str) -> None:
        """Read a code with the scanner."""
        raise NotImplementedError

    def touch(self) -> object:
        return self.device.read(0.01)

    def use(self) -> object:
        self.scan(CODE)
        self.scan(LAST)
        texts: list[str] = []

        def came() -> bool:
            scans = self.device.read(0.5)
            assert {scan.source for scan in scans} <= {self.device.name}
            texts.extend(scan.text for scan in scans)
            return "".join(texts).endswith(LAST)

        eventually(came)
        return tuple(texts)


class SerialRig(_Hand):
    """A pty: closing the master is pulling the cable (measured)."""

    of = SerialScanner
    faults: ClassVar = {
        "unplug": ("unplug", Fault.LOST),
        "busy": ("busy", Fault.BUSY),
        "denied": ("denied", Fault.DENIED),
        **{effect: (effect, heard) for effect, heard in HEARD.items() if effect},
    }
    lasting = frozenset({"denied"})

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self._path, self._master = folder / "scanner", -1
        self._effect = plan or ""
        self.plug()
        # a file that not even root may write
        path = "/proc/sys/kernel/osrelease" if plan == "denied" else str(self._path)
        rate = 115200
        self.device = SerialScanner("hand", path, rate, time.monotonic, by_silence=False)
        self._other = serial.Serial(path, exclusive=True) if plan == "busy" else None

    def plug(self) -> None:
        self._master, slave = os.openpty()
        self._path.symlink_to(os.ttyname(slave))
        os.close(slave)

    def pull(self) -> None:
        self._path.unlink()
        os.close(self._master)
        self._master = -1

    def scan(self, text: str) -> None:
        effect, self._effect = self._effect, ""
        if effect == "unplug":
            self.pull()
        if self._master != -1:
            os.write(self._master, RAW.get(effect, text.encode() + b"\r"))

    def heal(self) -> None:
        if self._other is not None:
            self._other.close()
        if self._master == -1:
            self.plug()

    def end(self) -> None:
        if self._other is not None:
            self._other.close()
        if self._master != -1:
            self.pull()


class SimScannerRig(_Hand):
    """The simulator is its own far side."""

    of, simulator = SimScanner, SimScanner
    faults: ClassVar = {
        "unplug at open": (Planned(1, "open", "unplug"), Fault.ABSENT),
        "unplug": (Planned(1, "read", "unplug"), Fault.LOST),
        **{e: (Planned(1, "scan", e), heard) for e, heard in HEARD.items() if e},
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = SimScanner("hand", time.monotonic, [plan] if plan else [])
        self.scan = self.device.scan

    def pull(self) -> None:
        self.device.plugged = False

    def plug(self) -> None:
        self.device.plugged = True


class EvdevRig(_Hand):
    """A scanner that plays keyboard, in a box of its own."""

    of = EvdevScanner
    faults: ClassVar = {
        "unplug": ("unplug", Fault.LOST),
        "busy": ("busy", Fault.BUSY),
        "denied": ("denied", Fault.DENIED),
        "two alike": ("alike", Fault.MISCONFIGURED),
        "no library": ("library", Fault.MISSING_LIBRARY),
        # a keyboard has no garbage: what is no US key has no sign
        **{e: (e, heard) for e, heard in HEARD.items() if e not in {"", "garbage"}},
    }

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self.box, self.node, self._effect = Box(time.monotonic), scanner_node(1), plan or ""
        self.plug()
        if plan == "alike":
            self.box.plug(scanner_node(2))
        if plan == "denied":
            self.box.refuse[self.node.path] = errno.EACCES
        self.box.has_library = plan != "library"
        where = (self.node.vid, self.node.pid)
        inputs, now = self.box.inputs, time.monotonic
        self.device = EvdevScanner("hand", where, "enter", inputs, now)
        self._other = EvdevScanner("other", where, "enter", inputs, now)
        if plan == "busy":
            self._other.open()

    def plug(self) -> None:
        if not self.box.plugged:
            self.box.plug(self.node)

    def pull(self) -> None:
        self.box.pull(self.node)

    def scan(self, text: str) -> None:
        effect, self._effect = self._effect, ""
        if effect == "unplug":
            self.pull()
        raw = RAW[effect].decode() if effect in RAW else text + "\r"
        self.box.type(self.node, typing(raw))

    def heal(self) -> None:
        self._other.close()
        self.box.refuse.clear()
        self.box.has_library = True
        self.box.plugged = [self.node]

    def end(self) -> None:
        self._other.close()
