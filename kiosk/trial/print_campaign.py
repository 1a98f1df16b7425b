"""Faults at random bytes of print jobs, through the real queue: nothing lost, nothing doubled."""

import os
import time
import tty
from itertools import pairwise
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.events import SYSTEM, Stamp
from kiosk.core.facts.people import StaffAdded
from kiosk.core.papers import Wording
from kiosk.core.prints import JobState
from kiosk.core.receipts import Cut, Doc, Qr, Rule, Text
from kiosk.core.words import ClockQuality, Role
from kiosk.hw.escpos_printer import EscposPrinter
from kiosk.hw.ports import PrintDone, PrinterState
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printer_serial import serial_printer
from kiosk.hw.printing import Paper, print_bytes, tear_off
from kiosk.hw.sim.printer import Condition, SimPrinter
from kiosk.store.counter_file import CounterFile
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.papers import Papers
from kiosk.workflows.prints import REST_MS, Press, Prints

# text, so that the emulator can say which papers are whole; the code between them is a raster
PAPER = Paper(width=384, mode="text", profile="TM-T20II")
_STATUS_BYTES, _TAIL_BYTES = 12, 24
_MOST_TURNS = 12
_DYING = 0.15  # of the jobs are forgotten by a counter that dies


class Tally(Struct, frozen=True):
    """What became of the jobs.

    Args:
        jobs: how many papers were owed.
        open: jobs that ended in nothing: not sent, not failed, not asked about.
        lost: papers said to be printed that are not whole on any paper.
        doubled: papers that are whole twice, and nobody asked.
        asked: how often a person had to say whether it was printed.
        again: how often a paper that was cut short was sent again.
    """

    jobs: int
    open: int
    lost: int
    doubled: int
    asked: int
    again: int


class _Far:
    """The emulator on loopback, or behind a node that a fault tears out."""

    def __init__(self, folder: Path, *, node: bool) -> None:
        self.sim = SimPrinter(folder / "papers", PAPER.width, time.sleep, PAPER.profile)
        self._path, self._slave, self._node = folder / "tty", -1, node
        if node:
            self._plug()
        self.printer: EscposPrinter = (
            serial_printer(str(self._path), 115200, time.monotonic)
            if node
            else network_printer("127.0.0.1", self.sim.port, time.monotonic)
        )

    def _plug(self) -> None:
        master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(os.ttyname(self._slave))
        self.sim.attach(master)

    def mend(self) -> None:
        """Let all be well again."""
        torn = self.sim.condition.reset_after is not None
        self.sim.set(Condition())
        if self._node and torn:
            os.close(self._slave)
            self._plug()

    def close(self) -> None:
        self.sim.close()
        if self._node:
            os.close(self._slave)


class _Desk:
    """The counter's file and its print queue, with a clock that a fault moves."""

    def __init__(self, folder: Path, far: _Far) -> None:
        self._stamp = Stamp(1_780_000_000_000, 1_000, "00000000000000aa", ClockQuality.NTP)
        self._ids, self._told = 0, list[PrintDone]()
        self._far = far
        self.file = CounterFile(folder / "counter.db", "campaign", epoch="0" * 16, at=0)
        self.counter = Counter(self.file, lambda: self._stamp, self._id, Keys(b"", b""))
        with self.counter.unit():
            self.counter.record(StaffAdded("anna", Role.CLERK), actor=SYSTEM)
        self.counter.signed_in = "anna"
        self.prints = self._prints()

    def _id(self) -> str:
        self._ids += 1
        return f"01900000-0000-7000-8000-{self._ids:012x}"

    def _prints(self) -> Prints:
        press = Press(lambda doc: print_bytes(doc, PAPER), self._hand_over, tear_off(PAPER))
        wording = Wording("7731", str, lambda minor, currency: f"{minor} {currency}", str)
        return Prints(self.counter, press, None, wording)

    def _hand_over(self, job: str, blob: bytes) -> bool:
        self._told.append(self._far.printer.print(job, blob))
        return True

    def owe(self, number: int) -> str:
        """Queue a paper that says its number at both ends."""
        with self.counter.unit():
            return Papers(self.counter).queue(_doc(number))

    def turn(self, *, dies: bool) -> None:
        """Print what is due; who dies in the midst forgets how it ended."""
        self._stamp = replace(self._stamp, mono=self._stamp.mono + REST_MS)
        if self.prints.pump():
            told = self._told.pop()
            if dies:
                self.prints = self._prints()
                self.prints.recover()
            else:
                self.prints.done(told)


def campaign(folder: Path, faults: int, seed: int, *, node: bool) -> Tally:
    """Owe a paper a fault, let the fault befall it, mend all, and look at what is on paper.

    Args:
        folder: empty.
        faults: how many.
        seed: the same faults again.
        node: through a device node, which keeps half a command between two jobs; else over TCP.
    """
    far = _Far(folder, node=node)
    desk, random = _Desk(folder, far), Random(seed)
    asked = again = 0
    try:
        for number in range(faults):
            job = desk.owe(number)
            far.sim.set(_befalls(random, _STATUS_BYTES + len(print_bytes(_doc(number), PAPER))))
            dies = random.random() < _DYING
            for turn in range(_MOST_TURNS):
                if not desk.prints.waiting() and desk.prints.uncertain() is None:
                    break
                desk.turn(dies=dies and turn == 0)
                far.mend()
                asked += _answered(desk, far, number)
            row = desk.file.prints.get(job)
            again += row.attempts - 1 if row and row.attempts else 0
        return _tally(desk, far, faults, asked, again)
    finally:
        far.close()
        desk.file.close()


def _doc(number: int) -> Doc:
    lines = (Text(f"begin {number}"), Qr(f"paper {number}"), Rule(), Text(f"end {number}"))
    return Doc("act", (*lines, Cut()))


def _befalls(random: Random, whole: int) -> Condition:
    match random.randrange(5):
        case 0:
            return random.choice(
                [Condition(paper=False), Condition(cover=True), Condition(offline=True)]
            )
        case 1:
            return Condition(reset_after=random.randint(0, _STATUS_BYTES))
        case 2:
            return Condition(reset_after=random.randint(whole - _TAIL_BYTES, whole))
        case _:
            return Condition(reset_after=random.randint(_STATUS_BYTES, whole))


def _whole(far: _Far, number: int) -> int:
    """Return how often a document stands on paper from its beginning to its end."""
    ends = (f"begin {number}", f"end {number}")
    stand = [
        [line for line in paper if line in ends]
        for paper in (*far.sim.paper_texts, far.sim.hanging)
    ]
    return sum(pair == ends for lines in stand for pair in pairwise(lines))


def _answered(desk: _Desk, far: _Far, number: int) -> int:
    """Say what a person at the printer would see; 1 if there was a question."""
    doubt = desk.prints.uncertain()
    if doubt is None:
        return 0
    _settled(far)
    desk.prints.answer(doubt.job_id, printed=_whole(far, number) > 0)
    return 1


def _settled(far: _Far) -> None:
    """Wait until the printer, which takes one talk at a time, is done with the last."""
    while far.printer.status() is not PrinterState.READY:
        time.sleep(0.01)


def _tally(desk: _Desk, far: _Far, jobs: int, asked: int, again: int) -> Tally:
    _settled(far)
    prints = desk.file.prints
    open_ = sum(len(prints.in_state(s)) for s in (JobState.QUEUED, JobState.SENDING))
    copies = [_whole(far, number) for number in range(jobs)]
    return Tally(jobs, open_, copies.count(0), sum(c > 1 for c in copies), asked, again)
