"""A printer that is a file: appends every job, for a device node or for keeping papers."""

from collections.abc import Callable
from pathlib import Path

from kiosk.hw.ports import DeviceFault, Facts, Fault, PrintDone, PrinterState, PrintOutcome


class FilePrinter:
    """Implements Printer over a file or a device node.

    Args:
        path: appended to; its folder must be there.
        now: monotonic seconds.
        name: in kiosk.toml, printer or label_printer.
    """

    def __init__(self, path: Path, now: Callable[[], float], name: str = "printer") -> None:
        self.name = name
        self._path, self._now = path, now

    def open(self) -> Facts:
        """See whether it can be written (see Device)."""
        return self.check()

    def check(self) -> Facts:
        """See whether it can be written (see Device)."""
        if self.status() is PrinterState.GONE:
            raise DeviceFault(self.name, Fault.ABSENT, f"{self._path.parent} is not there")
        return {"driver": "file", "path": str(self._path)}

    def close(self) -> None:
        """Nothing stays open between jobs (see Device)."""

    def status(self) -> PrinterState:
        """A file tells nothing: it is there, or its folder is gone (see Printer)."""
        return PrinterState.READY if self._path.parent.is_dir() else PrinterState.GONE

    def print(self, job_id: str, blob: bytes) -> PrintDone:
        """Append a job (see Printer)."""
        sent = 0
        try:
            # unbuffered: how much went out is known when the disk fills or the cable is pulled
            with self._path.open("ab", buffering=0) as file:
                while sent < len(blob):
                    sent += file.write(blob[sent:])
        except OSError:
            outcome = PrintOutcome.CUT_SHORT if sent else PrintOutcome.NOT_STARTED
            return PrintDone(job_id, outcome, self._now())
        return PrintDone(job_id, PrintOutcome.PRINTED, self._now(), unproved=True)
