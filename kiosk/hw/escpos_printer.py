"""An ESC/POS printer over any line: asks how it is, sends a job, waits for its proof.

A line is opened for each job, so there is nothing to heal. The transports (network, USB, serial)
are ways to open one; what is asked, sent and believed is the same for all and stands here.
"""

from collections.abc import Callable
from typing import Protocol

from kiosk.hw import escpos_status
from kiosk.hw.ports import (
    DeviceFault,
    Facts,
    Fault,
    PrintDone,
    PrinterState,
    PrintOutcome,
)

_STATUS_S, _PROOF_S = 0.5, 15.0
_QUIET_S = 0.3  # after which no answer to an earlier job is still under way
_CHUNK = 4096
_ASK_PROOF = b"\x1dr\x01"
# Feed, cut and the request for proof end a job: without its last bytes the paper is all there.
_TAIL = 16
# As much as the widest and longest strip of a raster (printing.py): a printer that was left in the
# midst of one takes these for white dots, any other takes NUL for nothing.
ESCAPE = bytes(576 // 8 * 256)
_CANNOT_PRINT = {
    PrinterState.PAPER_OUT,
    PrinterState.COVER_OPEN,
    PrinterState.CUTTER,
    PrinterState.OFFLINE,
    PrinterState.GONE,
}


class Line(Protocol):
    """A way to a printer and back, open for one talk; OSError when it is dead."""

    def send(self, data: bytes) -> int:
        """Hand over some of `data` within 3 s, and return how much may have reached the printer."""

    def drain(self) -> None:
        """Wait until everything that was handed over has left this machine."""

    def read(self, wait_s: float) -> int | None:
        """Return the next byte that came, None for silence."""

    def close(self) -> None:
        """Hang up; twice is fine, never raises."""


class EscposPrinter:
    """Implements Printer.

    Args:
        name: in kiosk.toml, printer or label_printer.
        connect: opens the line; OSError or DeviceFault when there is none.
        facts: about the way to it, for the health screen.
        now: monotonic seconds.
    """

    def __init__(
        self, name: str, connect: Callable[[], Line], facts: Facts, now: Callable[[], float]
    ) -> None:
        self.name = name
        self._connect, self._facts, self._now = connect, facts, now
        self._proves: bool | None = None
        self._in_doubt = False

    def open(self) -> Facts:
        """Find the printer and whether it proves what it prints (see Device)."""
        facts = self.check()
        # a printer that cannot print does not come to the question: print() asks it later
        self._proves = None if facts["state"] in _CANNOT_PRINT else self._ask_proves()
        return {**facts, "proves": bool(self._proves)}

    def check(self) -> Facts:
        """Ask how it is (see Device); `degraded` when it cannot print."""
        state = self._look()
        if state is PrinterState.GONE:
            raise DeviceFault(self.name, Fault.ABSENT, "the printer does not answer")
        facts = {**self._facts, "state": state.value}
        if state in _CANNOT_PRINT or state is PrinterState.PAPER_LOW:
            facts["degraded"] = state.value
        return facts

    def close(self) -> None:
        """Nothing stays open between jobs (see Device)."""

    def status(self) -> PrinterState:
        """Ask DLE EOT 1 to 4 (see Printer)."""
        try:
            return self._look()
        except DeviceFault:
            return PrinterState.GONE

    def _look(self) -> PrinterState:
        try:
            line = self._connect()
        except OSError:
            return PrinterState.GONE
        try:
            return self._status(line)
        except OSError:
            return PrinterState.GONE
        finally:
            line.close()

    def _status(self, line: Line) -> PrinterState:
        answers: list[int | None] = []
        deadline = self._now() + _STATUS_S
        for question in escpos_status.ASK:
            _send(line, question)
            answers.append(line.read(deadline - self._now()))
        return escpos_status.state_of(answers)

    def _ask_proves(self) -> bool | None:
        try:
            line = self._connect()
        except (OSError, DeviceFault):
            return None
        try:
            return self._probe(line)
        except OSError:
            return False
        finally:
            line.close()

    def _probe(self, line: Line) -> bool:
        _send(line, _ASK_PROOF)
        return self._proof(line, _STATUS_S)

    def _proof(self, line: Line, wait_s: float) -> bool:
        """Wait for the answer to GS r; late answers to DLE EOT are passed over."""
        deadline = self._now() + wait_s
        while (left_s := deadline - self._now()) > 0:
            answer = line.read(left_s)
            if answer is None:
                return False
            if escpos_status.is_proof(answer):
                return True
        return False

    def print(self, job_id: str, blob: bytes) -> PrintDone:
        """Send a job and wait for the proof that the printer came to its end (see Printer)."""
        try:
            line = self._connect()
        except (OSError, DeviceFault):
            return self._done(job_id, PrintOutcome.NOT_STARTED)
        try:
            return self._print(line, job_id, blob)
        finally:
            line.close()

    def _print(self, line: Line, job_id: str, blob: bytes) -> PrintDone:
        sent = 0
        try:
            if self._status(line) in _CANNOT_PRINT or not self._is_settled(line):
                return self._done(job_id, PrintOutcome.NOT_STARTED)
            if self._proves is None:
                self._proves = self._probe(line)
            while sent < len(blob):
                sent += line.send(blob[sent : sent + _CHUNK])
            line.drain()
            return self._proved(job_id, line)
        except OSError:
            if sent == 0:
                return self._done(job_id, PrintOutcome.NOT_STARTED)
            if sent < len(blob) - _TAIL:
                return self._done(job_id, PrintOutcome.CUT_SHORT)
            return self._doubted(job_id)

    def _is_settled(self, line: Line) -> bool:
        """Whether the answer to come will be this job's, and not that of the one before.

        A job that ended in doubt may still be printed when the paper is back, and prove itself
        then. So the printer is asked for a proof first, and read until it falls silent.
        """
        if not self._in_doubt:
            return True
        _send(line, ESCAPE)
        line.drain()
        if self._proves and not self._probe(line):
            return False
        while self._proof(line, _QUIET_S):
            pass
        self._in_doubt = False
        return True

    def _proved(self, job_id: str, line: Line) -> PrintDone:
        if not self._proves:
            return PrintDone(job_id, PrintOutcome.PRINTED, self._now(), unproved=True)
        if not self._proof(line, _PROOF_S):
            return self._doubted(job_id)
        return self._done(job_id, PrintOutcome.PRINTED)

    def _doubted(self, job_id: str) -> PrintDone:
        self._in_doubt = True
        return self._done(job_id, PrintOutcome.UNCERTAIN)

    def _done(self, job_id: str, outcome: PrintOutcome) -> PrintDone:
        return PrintDone(job_id, outcome, self._now())


def _send(line: Line, data: bytes) -> None:
    while data:
        data = data[line.send(data) :]
