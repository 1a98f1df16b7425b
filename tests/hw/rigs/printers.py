"""Printers: over the emulator on loopback, and over a file."""

import time
from pathlib import Path
from typing import ClassVar

from kiosk.hw.ports import Fault, Printer, PrintOutcome
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import NetworkPrinter
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

    of, simulator, often = NetworkPrinter, SimPrinter, 40
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
        self.device = NetworkPrinter("127.0.0.1", self._printer.port, time.monotonic)
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
