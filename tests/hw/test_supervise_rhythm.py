"""How often a device is asked how it is: a printer seldom, except when somebody waits for it."""

import threading
from collections.abc import Iterator
from random import Random

import pytest

from kiosk import devices
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceHealth, DeviceState, Facts, PrintDone, PrintOutcome, Signal
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from tests.waiting import eventually


class Paper:
    """A printer whose paper a test takes out; counts how often it is asked."""

    name = "printer"

    def __init__(self) -> None:
        self.trouble, self.asked, self.turns = "", 0, 0
        self.unproved = False
        self._pause = threading.Event()

    def open(self) -> Facts:
        return self._facts()

    def check(self) -> Facts:
        self.asked += 1
        return self._facts()

    def _facts(self) -> Facts:
        return {"degraded": self.trouble} if self.trouble else {}

    def read(self, _timeout_s: float) -> tuple[Signal, ...]:
        self.turns += 1
        self._pause.wait(0.005)
        return ()

    def print(self, job_id: str, _blob: bytes) -> PrintDone:
        self.trouble = "paper_low"
        return PrintDone(job_id, PrintOutcome.PRINTED, 0.0, unproved=self.unproved)

    def close(self) -> None:
        pass


class Desk:
    """One printer under its supervisor, and a clock that moves by hand."""

    def __init__(self) -> None:
        self.now, self.nodes = 100.0, frozenset({"lp0"})
        self.paper = Paper()
        self.inbox = Queue(lambda: None)
        clock = Clock(lambda: self.now, Random(3), lambda: self.nodes)
        self.supervisor = Supervisor(
            self.paper, "printer", self.inbox, clock, devices._PRINTER_CHECK_S
        )
        self.press = PrinterThread(self.supervisor, self.paper.print, self.inbox)
        self.supervisor.start()
        self.stands(DeviceState.READY)

    def after(self, seconds: float) -> int:
        """Let time pass, and return how often the printer was asked in the turns after."""
        before = self.paper.asked
        self.now += seconds
        self.turn()
        return self.paper.asked - before

    def turn(self) -> None:
        """Wait until a whole turn has passed, whatever one is under way."""
        turns = self.paper.turns
        eventually(lambda: self.paper.turns >= turns + 3)

    def stands(self, state: DeviceState) -> None:
        eventually(lambda: self.supervisor.standing.state is state)

    def healths(self) -> list[tuple[DeviceState, str]]:
        told = iter(self.inbox.get, None)
        return [(s.state, s.what) for s in told if isinstance(s, DeviceHealth)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.supervisor.ask_stop()
    made.supervisor.join()


def test_a_printer_that_is_well_is_asked_every_half_minute(desk: Desk) -> None:
    assert desk.after(29.9) == 0
    assert desk.after(0.2) == 1
    assert desk.after(29.0) == 0
    assert desk.after(1.1) == 1


def test_new_paper_is_noticed_within_five_seconds(desk: Desk) -> None:
    desk.paper.trouble = "paper_out"
    desk.after(30.1)
    desk.stands(DeviceState.DEGRADED)
    assert desk.after(4.9) == 0
    desk.paper.trouble = ""
    assert desk.after(0.2) == 1
    desk.stands(DeviceState.READY)
    assert desk.after(6) == 0
    assert desk.healths()[-2:] == [(DeviceState.DEGRADED, "paper_out"), (DeviceState.READY, "")]


def test_what_a_print_did_to_the_paper_shows_at_once(desk: Desk) -> None:
    assert desk.press.hand_over("j1", b"")
    desk.stands(DeviceState.DEGRADED)
    assert desk.now == 100.0


def test_a_printer_that_proves_nothing_is_left_alone_while_it_prints(desk: Desk) -> None:
    desk.paper.unproved = True
    assert desk.press.hand_over("j1", b"")
    eventually(lambda: desk.paper.trouble == "paper_low")
    assert desk.after(4.9) == 0
    assert desk.after(0.2) == 1


@pytest.mark.parametrize("nodes", [frozenset(), frozenset({"lp0", "ttyACM0"})])
def test_a_cable_pulled_or_plugged_is_followed_by_a_look(desk: Desk, nodes: frozenset[str]) -> None:
    desk.nodes = nodes
    assert desk.after(1.1) == 1
    assert desk.after(1.1) == 0


def test_try_again_asks_at_once(desk: Desk) -> None:
    before = desk.paper.asked
    desk.supervisor.retry()
    eventually(lambda: desk.paper.asked == before + 1)
