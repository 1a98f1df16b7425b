"""A printer on the network, against the emulator: what it says, and how every job ends."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from kiosk.core.receipts import Cut, Doc, Qr, Rule, Space, Text
from kiosk.hw import escpos_status
from kiosk.hw.escpos_printer import EscposPrinter
from kiosk.hw.ports import DeviceFault, Fault, PrinterState, PrintOutcome
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printing import Paper, print_bytes
from kiosk.hw.sim.printer import Condition, SimPrinter
from tests.hw.held import held, no_more_than
from tests.waiting import eventually

STATUS_BYTES, PROOF_BYTES = 12, 3
ASKED, PROVE = b"\x10\x04", b"\x1dr\x01"
DOC = Doc("receipt", (Text("Выдано", "14:02"), Space(600), Qr("41234567*8301"), Rule(), Cut()))
JOB = print_bytes(DOC, Paper())
HUGE = b"\x1b@" * 12_000_000  # more than all buffers between two sockets of one machine
STOPPED = {
    PrinterState.PAPER_OUT: Condition(paper=False),
    PrinterState.COVER_OPEN: Condition(cover=True),
    PrinterState.CUTTER: Condition(cutter=True),
    PrinterState.OFFLINE: Condition(offline=True),
}
CONDITIONS = [
    *STOPPED.items(),
    (PrinterState.READY, Condition()),
    (PrinterState.PAPER_LOW, Condition(low=True)),
    (PrinterState.GONE, Condition(refuse=True)),
    (PrinterState.UNKNOWN, Condition(nonsense=True)),
]


class Emulator(SimPrinter):
    """The emulator, and what happens to it between two strips of a slow paper."""

    def __init__(self, folder: Path) -> None:
        self.midway: Callable[[], object] = lambda: None
        super().__init__(folder, 576, lambda _: self.midway())

    def becomes(self, condition: Condition, strip: int = 1) -> None:
        """Print slowly from now on, and come into a condition at a strip of the paper."""
        left = iter(range(strip - 1, -1, -1))
        self.midway = lambda: next(left, None) == 0 and self.set(condition)
        self.set(Condition(slow_s=0.01))


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Emulator]:
    made = Emulator(tmp_path / "papers")
    yield made
    made.close()


@pytest.fixture
def printer(sim: Emulator) -> EscposPrinter:
    made = network_printer("127.0.0.1", sim.port, time.monotonic)
    made.open()
    return made


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a busy machine be no silent printer."""
    monkeypatch.setattr("kiosk.hw.escpos_printer._STATUS_S", 8.0)
    monkeypatch.setattr("kiosk.hw.escpos_printer._QUIET_S", 0.02)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hw.escpos_printer._PROOF_S", 0.1)
    monkeypatch.setattr("kiosk.hw.printer_network._SEND_S", 0.1)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer for answers that never come."""
    monkeypatch.setattr("kiosk.hw.escpos_printer._STATUS_S", 0.05)


def ended(printer: EscposPrinter, blob: bytes = JOB) -> tuple[PrintOutcome, bool]:
    done = printer.print("a", blob)
    assert done.job_id == "a"
    return done.outcome, done.unproved


class Line(NamedTuple):
    """One connection: what is answered once this was asked, and when it hangs up by itself."""

    asked: bytes
    told: bytes
    hangs_up_at: bytes | None = None


@contextlib.contextmanager
def far_side(*lines: Line) -> Iterator[EscposPrinter]:
    """Answer what the emulator never would, one line after the other."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        for asked, told, hangs_up_at in lines:
            line, _ = server.accept()
            with line:
                came = b""
                while part := line.recv(65536):
                    came += part
                    if hangs_up_at is not None and hangs_up_at in came:
                        break
                    line.sendall(told if asked in came else b"")

    answering = threading.Thread(target=answer, daemon=True)
    answering.start()
    with server:
        yield network_printer(*server.getsockname(), time.monotonic)
        answering.join(60)


# -- what it says ----------------------------------------------------------------------------------


def test_every_state_is_shown_by_a_condition() -> None:
    assert {state for state, _ in CONDITIONS} == set(PrinterState)


def test_silence_is_no_state(sim: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    sim.set(Condition(silent=True))
    silent = network_printer("127.0.0.1", sim.port, time.monotonic)
    assert silent.status() is PrinterState.UNKNOWN
    assert silent.check() == {"driver": "network", "state": "unknown"}


@pytest.mark.parametrize(("state", "condition"), CONDITIONS)
def test_a_condition_is_a_state(
    sim: Emulator, printer: EscposPrinter, state: PrinterState, condition: Condition
) -> None:
    sim.set(condition)
    assert printer.status() is state
    sim.set(Condition())
    assert printer.status() is PrinterState.READY


def test_a_well_printer_tells_its_facts(printer: EscposPrinter) -> None:
    assert printer.open() == {"driver": "network", "state": "ready", "proves": True}
    assert printer.check() == {"driver": "network", "state": "ready"}


@pytest.mark.parametrize("state", [*STOPPED, PrinterState.PAPER_LOW])
def test_a_printer_with_a_loss_is_degraded(
    sim: Emulator, printer: EscposPrinter, state: PrinterState
) -> None:
    sim.set(dict(CONDITIONS)[state])
    told = {"driver": "network", "state": state.value, "degraded": state.value}
    assert printer.check() == told
    assert printer.open() == {**told, "proves": state is PrinterState.PAPER_LOW}


def test_a_printer_that_is_not_there_is_absent(sim: Emulator, printer: EscposPrinter) -> None:
    sim.set(Condition(refuse=True))
    for ask in (printer.open, printer.check):
        with pytest.raises(DeviceFault) as caught:
            ask()
        assert (caught.value.what, caught.value.permanent) == (Fault.ABSENT, False)


def test_opening_again_and_again_leaves_nothing_behind(printer: EscposPrinter) -> None:
    before = held()
    for _ in range(100):
        printer.open()
        printer.close()
        printer.close()
    eventually(lambda: no_more_than(before))


# -- how a job ends --------------------------------------------------------------------------------


def test_a_proved_paper_is_printed(sim: Emulator, printer: EscposPrinter) -> None:
    assert ended(printer) == (PrintOutcome.PRINTED, False)
    assert (len(sim.papers), sim.unknown) == (1, [])


def test_a_printer_that_never_proves_is_believed_and_noted(
    sim: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    sim.set(Condition(silent=True))
    printer = network_printer("127.0.0.1", sim.port, time.monotonic)
    assert printer.open() == {"driver": "network", "state": "unknown", "proves": False}
    assert ended(printer) == (PrintOutcome.PRINTED, True)
    eventually(lambda: len(sim.papers) == 1)


@pytest.mark.parametrize("condition", [*STOPPED.values(), Condition(refuse=True)])
def test_who_cannot_print_is_sent_nothing_until_it_can(
    sim: Emulator, printer: EscposPrinter, condition: Condition
) -> None:
    sim.set(condition)
    assert ended(printer) == (PrintOutcome.NOT_STARTED, False)
    assert (sim.papers, sim.unknown) == ([], [])
    sim.set(Condition())
    assert ended(printer) == (PrintOutcome.PRINTED, False)


@pytest.mark.parametrize("condition", STOPPED.values())
def test_who_was_opened_while_it_could_not_print_still_proves(
    sim: Emulator, condition: Condition
) -> None:
    sim.set(condition)
    printer = network_printer("127.0.0.1", sim.port, time.monotonic)
    printer.open()
    sim.set(Condition())
    assert ended(printer) == (PrintOutcome.PRINTED, False)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("condition", [*STOPPED.values(), Condition(silent=True)])
def test_what_stops_amid_a_receipt_is_uncertain(
    sim: Emulator, printer: EscposPrinter, condition: Condition
) -> None:
    sim.becomes(condition)
    assert ended(printer) == (PrintOutcome.UNCERTAIN, False)


@pytest.mark.parametrize("obeyed", [0, 1, STATUS_BYTES - 1])
def test_a_line_that_dies_before_the_job_has_not_started(
    sim: Emulator, printer: EscposPrinter, obeyed: int
) -> None:
    sim.set(Condition(reset_after=obeyed))
    assert ended(printer) == (PrintOutcome.NOT_STARTED, False)


def test_a_line_that_dies_amid_the_job_cuts_it_short(sim: Emulator, printer: EscposPrinter) -> None:
    sim.set(Condition(reset_after=1000))
    assert ended(printer, HUGE) == (PrintOutcome.CUT_SHORT, False)


@pytest.mark.usefixtures("impatient")
def test_a_printer_that_takes_no_more_cuts_it_short(sim: Emulator, printer: EscposPrinter) -> None:
    freed = threading.Event()
    sim.midway = freed.wait
    sim.set(Condition(slow_s=0.01))
    outcome = ended(printer, JOB + HUGE)
    sim.set(Condition(reset_after=0))
    freed.set()
    assert outcome == (PrintOutcome.CUT_SHORT, False)


def test_a_line_that_dies_after_the_cut_is_uncertain(sim: Emulator, printer: EscposPrinter) -> None:
    blob = print_bytes(Doc("slip", (Rule(), Cut())), Paper())
    sim.set(Condition(reset_after=STATUS_BYTES + len(blob) - PROOF_BYTES))
    assert ended(printer, blob) == (PrintOutcome.UNCERTAIN, False)
    assert len(sim.papers) == 1


@pytest.mark.parametrize(
    ("late", "proof_s", "outcome"),
    [
        (b"\x12" * 4, 0.1, PrintOutcome.UNCERTAIN),
        (b"\x12" * 4 + b"\x00", 15.0, PrintOutcome.PRINTED),
    ],
)
def test_a_late_answer_about_the_state_is_no_proof(
    late: bytes, proof_s: float, outcome: PrintOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.hw.escpos_printer._PROOF_S", proof_s)
    well = Line(ASKED, b"\x12"), Line(PROVE, b"\x00")
    with far_side(*well, Line(JOB, late)) as printer:
        assert printer.open()["proves"] is True
        hurry(monkeypatch)
        assert ended(printer) == (outcome, False)


@pytest.mark.parametrize("question", escpos_status.ASK)
def test_who_hangs_up_at_a_question_is_gone(question: bytes) -> None:
    line = Line(ASKED, b"\x12", hangs_up_at=question)
    with far_side(line, line) as printer:
        assert printer.status() is PrinterState.GONE
        assert ended(printer) == (PrintOutcome.NOT_STARTED, False)


# -- a campaign ------------------------------------------------------------------------------------


def befall(sim: Emulator, random: Random) -> None:
    """Let one fault happen to the printer, at a random byte or strip."""
    last = STATUS_BYTES + len(JOB)
    match random.randrange(5):
        case 0:
            condition = random.choice([*STOPPED.values(), Condition(silent=True)])
            sim.becomes(condition, random.randint(1, 4))
        case 1:
            ill = [*STOPPED.values(), Condition(refuse=True), Condition(low=True)]
            sim.set(random.choice(ill))
        case 2:
            sim.set(Condition(reset_after=random.randint(0, STATUS_BYTES)))
        case 3:
            sim.set(Condition(reset_after=random.randint(STATUS_BYTES, last)))
        case _:
            sim.set(Condition(reset_after=random.randint(last - 2 * PROOF_BYTES, last)))


@pytest.mark.usefixtures("impatient")
def test_every_fault_ends_in_an_outcome_that_is_true(sim: Emulator, printer: EscposPrinter) -> None:
    random, met = Random(20), set()
    for _ in range(50):
        before = len(sim.papers)
        sim._rows.clear()
        befall(sim, random)
        outcome, unproved = ended(printer)
        # the printer takes one line at a time: when it answers, it is done with the job
        eventually(lambda: sim.set(Condition()) or printer.status() is PrinterState.READY)
        whole = len(sim.papers) > before
        met.add((outcome, "whole" if whole else "torn" if sim._rows else "nothing"))
        assert not unproved
    out = PrintOutcome
    assert {outcome for outcome, paper in met if paper == "whole"} <= {out.PRINTED, out.UNCERTAIN}
    assert {outcome for outcome, paper in met if paper == "torn"} <= {out.UNCERTAIN, out.CUT_SHORT}
    assert (out.PRINTED, "nothing") not in met
    assert {paper for _, paper in met} == {"whole", "torn", "nothing"}
    assert sim.unknown == []
