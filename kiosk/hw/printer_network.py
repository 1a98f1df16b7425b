"""A printer on the network: one TCP connection a job, so there is nothing to heal."""

import socket
from collections.abc import Callable

from kiosk.hw import escpos_status
from kiosk.hw.ports import (
    DeviceFault,
    Facts,
    Fault,
    PrintDone,
    PrinterState,
    PrintOutcome,
)

_CONNECT_S, _STATUS_S, _SEND_S, _PROOF_S = 3.0, 0.5, 3.0, 15.0
_CHUNK = 4096
_ASK_PROOF = b"\x1dr\x01"
_CANNOT_PRINT = {
    PrinterState.PAPER_OUT,
    PrinterState.COVER_OPEN,
    PrinterState.CUTTER,
    PrinterState.OFFLINE,
    PrinterState.GONE,
}


class NetworkPrinter:
    """Implements Printer over raw TCP, usually port 9100.

    Args:
        host, port: of the printer.
        now: monotonic seconds.
    """

    name = "printer"

    def __init__(self, host: str, port: int, now: Callable[[], float]) -> None:
        self._address = (host, port)
        self._now = now
        self._proves: bool | None = None

    def open(self) -> Facts:
        """Find the printer and whether it proves what it prints (see Device)."""
        facts = self.check()
        # a printer that cannot print does not come to the question: print() asks it later
        self._proves = None if facts["state"] in _CANNOT_PRINT else self._ask_proves()
        return {**facts, "proves": bool(self._proves)}

    def check(self) -> Facts:
        """Ask how it is (see Device); `degraded` when it cannot print."""
        state = self.status()
        if state is PrinterState.GONE:
            raise DeviceFault(self.name, Fault.ABSENT, "the printer does not answer")
        facts: dict[str, str | int | float | bool] = {"driver": "network", "state": state.value}
        if state in _CANNOT_PRINT or state is PrinterState.PAPER_LOW:
            facts["degraded"] = state.value
        return facts

    def close(self) -> None:
        """Nothing stays open between jobs (see Device)."""

    def status(self) -> PrinterState:
        """Ask DLE EOT 1 to 4 (see Printer)."""
        try:
            with socket.create_connection(self._address, timeout=_CONNECT_S) as line:
                return self._status(line)
        except OSError:
            return PrinterState.GONE

    def _status(self, line: socket.socket) -> PrinterState:
        answers: list[int | None] = []
        deadline = self._now() + _STATUS_S
        for question in escpos_status.ASK:
            line.sendall(question)
            answers.append(self._byte(line, deadline - self._now()))
        return escpos_status.state_of(answers)

    def _byte(self, line: socket.socket, wait_s: float) -> int | None:
        line.settimeout(max(0.01, wait_s))
        try:
            got = line.recv(1)
        except TimeoutError:
            return None
        if not got:
            raise ConnectionResetError
        return got[0]

    def _ask_proves(self) -> bool:
        try:
            with socket.create_connection(self._address, timeout=_CONNECT_S) as line:
                return self._probe(line)
        except OSError:
            return False

    def _probe(self, line: socket.socket) -> bool:
        line.sendall(_ASK_PROOF)
        return self._proof(line, _STATUS_S)

    def _proof(self, line: socket.socket, wait_s: float) -> bool:
        """Wait for the answer to GS r; late answers to DLE EOT are passed over."""
        deadline = self._now() + wait_s
        while (left_s := deadline - self._now()) > 0:
            answer = self._byte(line, left_s)
            if answer is None:
                return False
            if escpos_status.is_proof(answer):
                return True
        return False

    def print(self, job_id: str, blob: bytes) -> PrintDone:
        """Send a job and wait for the proof that the printer came to its end (see Printer)."""
        sent = 0
        try:
            with socket.create_connection(self._address, timeout=_CONNECT_S) as line:
                if self._status(line) in _CANNOT_PRINT:
                    return self._done(job_id, PrintOutcome.NOT_STARTED)
                if self._proves is None:
                    self._proves = self._probe(line)
                line.settimeout(_SEND_S)
                while sent < len(blob):
                    sent += line.send(blob[sent : sent + _CHUNK])
                return self._proved(job_id, line)
        except OSError:
            if sent == 0:
                return self._done(job_id, PrintOutcome.NOT_STARTED)
            if sent < len(blob):
                return self._done(job_id, PrintOutcome.CUT_SHORT)
            return self._done(job_id, PrintOutcome.UNCERTAIN)

    def _proved(self, job_id: str, line: socket.socket) -> PrintDone:
        if not self._proves:
            return PrintDone(job_id, PrintOutcome.PRINTED, self._now(), unproved=True)
        proved = self._proof(line, _PROOF_S)
        return self._done(job_id, PrintOutcome.PRINTED if proved else PrintOutcome.UNCERTAIN)

    def _done(self, job_id: str, outcome: PrintOutcome) -> PrintDone:
        return PrintDone(job_id, outcome, self._now())
