"""What is asked, sent and believed, whatever the line; its ends are told by a scripted far side."""

from collections.abc import Callable

import pytest

from kiosk.hw.escpos_printer import ESCAPE, EscposPrinter
from kiosk.hw.ports import DeviceFault, Fault, PrinterState, PrintOutcome

PROVE, TAIL = b"\x1dr\x01", b"\x1bd\x04\x1dV\x01\x1dr\x01"
BLOB = b"\x1b@" + b"x" * 10_000 + TAIL
READY = b"\x12"


class Script:
    """A far side that takes `room` bytes of everything sent, and answers as it was told to."""

    def __init__(self, room: int = 10**9, drains: bool = True) -> None:  # noqa: FBT001, FBT002
        self.came, self.room, self.drains = b"", room, drains
        self.proofs: list[bytes] = []  # the answers to each GS r 1; none are left: silence
        self.closed = 0
        self._told = b""
        self.now = 0.0

    def send(self, data: bytes) -> int:
        if not self.room:
            raise TimeoutError
        taken = data[: self.room]
        self.came, self.room = self.came + taken, self.room - len(taken)
        if taken[:2] == b"\x10\x04":
            self._told += READY
        elif taken.endswith(PROVE):
            self._told += self.proofs.pop(0) if self.proofs else b""
        return len(taken)

    def drain(self) -> None:
        if not self.drains:
            raise TimeoutError

    def read(self, wait_s: float) -> int | None:
        if not self._told:
            self.now += wait_s
            return None
        first, self._told = self._told[0], self._told[1:]
        return first

    def close(self) -> None:
        self.closed += 1


def printer_of(line: Script | Callable[[], Script]) -> EscposPrinter:
    def connect() -> Script:
        return line if isinstance(line, Script) else line()

    now = (lambda: line.now) if isinstance(line, Script) else (lambda: 0.0)
    return EscposPrinter("label_printer", connect, {"driver": "script"}, now)


def ended(line: Script, proves: bool = True) -> PrintOutcome:  # noqa: FBT001, FBT002
    line.proofs = [b"\x00"] * 2 if proves else []
    room, line.room = line.room, 10**9
    printer = printer_of(line)
    printer.open()
    line.room = room if room > 10**6 else room + 12
    return printer.print("a", BLOB).outcome


@pytest.mark.parametrize(
    ("taken", "outcome"),
    [
        (0, PrintOutcome.NOT_STARTED),
        (1, PrintOutcome.CUT_SHORT),
        (len(BLOB) - 17, PrintOutcome.CUT_SHORT),
        # the words are all on the paper: what lacks is the cut, and a second copy is no cure
        (len(BLOB) - 16, PrintOutcome.UNCERTAIN),
        (len(BLOB) - 1, PrintOutcome.UNCERTAIN),
        (len(BLOB), PrintOutcome.PRINTED),
    ],
)
def test_how_much_was_taken_says_how_a_job_ended(taken: int, outcome: PrintOutcome) -> None:
    assert ended(Script(taken)) is outcome


def test_what_stays_in_this_machine_is_not_printed() -> None:
    assert ended(Script(drains=False)) is PrintOutcome.UNCERTAIN
    assert ended(Script(drains=False), proves=False) is PrintOutcome.UNCERTAIN


def test_every_line_is_hung_up() -> None:
    line = Script()
    assert ended(line) is PrintOutcome.PRINTED
    assert line.closed == 3  # check, probe, job


def test_the_proof_of_a_job_in_doubt_is_not_taken_for_the_next() -> None:
    line = Script()
    line.proofs = [b"\x00", b""]  # the probe, and the job which proves nothing in time
    printer = printer_of(line)
    printer.open()
    assert printer.print("a", BLOB).outcome is PrintOutcome.UNCERTAIN
    line.proofs = [b"\x00\x00"]  # the paper is back: the first job's proof, and the question's
    assert printer.print("b", BLOB).outcome is PrintOutcome.UNCERTAIN
    assert line.came.endswith(ESCAPE + PROVE + BLOB)


def test_a_printer_still_busy_with_a_job_in_doubt_gets_no_other() -> None:
    line = Script()
    line.proofs = [b"\x00", b""]
    printer = printer_of(line)
    printer.open()
    printer.print("a", BLOB)
    assert printer.print("b", BLOB).outcome is PrintOutcome.NOT_STARTED
    line.proofs = [b"\x00", b"\x00"]
    assert printer.print("b", BLOB).outcome is PrintOutcome.PRINTED
    line.proofs = [b"\x00"]
    assert printer.print("c", BLOB).outcome is PrintOutcome.PRINTED  # no doubt, no question


def test_what_the_way_to_it_says_is_a_fault_of_the_check_and_no_status() -> None:
    def refuse() -> Script:
        raise DeviceFault("label_printer", Fault.DENIED, "no permission", permanent=True)

    printer = printer_of(refuse)
    assert printer.status() is PrinterState.GONE
    assert printer.print("a", BLOB).outcome is PrintOutcome.NOT_STARTED
    with pytest.raises(DeviceFault, match="label_printer: denied: no permission"):
        printer.open()
