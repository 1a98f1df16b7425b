"""The thread around the machine, over simulators; the clock moves by hand."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kiosk.hw import supervise
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import (
    Device,
    DeviceHealth,
    DeviceState,
    Facts,
    PrintDone,
    PrintOutcome,
    Scan,
    Signal,
)
from kiosk.hw.printer_network import network_printer
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.printer import Condition, SimPrinter
from kiosk.hw.sim.scanner import SimScanner
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from tests.waiting import eventually


class World:
    """Supervisors, what they told, and a clock that moves by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.inbox = Queue(self._take)
        self.told: list[Signal] = []
        self.running: list[Supervisor] = []

    def _take(self) -> None:
        while (signal := self.inbox.get()) is not None:
            self.told.append(signal)

    def scanner(self, *faults: Planned) -> SimScanner:
        return SimScanner("hand", lambda: self.now, faults)

    def supervised(
        self, device: Device, now: Callable[[], float] | None = None, check_s: float = 5.0
    ) -> Supervisor:
        clock = Clock(now or (lambda: self.now), Random(3))
        self.running.append(Supervisor(device, "scanner", self.inbox, clock, check_s))
        return self.running[-1]

    def healths(self) -> list[tuple[DeviceState, str]]:
        return [(s.state, s.what) for s in self.told if isinstance(s, DeviceHealth)]

    def texts(self) -> list[str]:
        return [s.text for s in self.told if isinstance(s, Scan)]

    def printed(self) -> list[PrintDone]:
        return [s for s in self.told if isinstance(s, PrintDone)]

    def reaches(self, state: DeviceState, what: str = "") -> None:
        """Wait until the last health told is so."""
        eventually(lambda: self.healths()[-1:] == [(state, what)])


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for supervisor in made.running:
        supervisor.ask_stop()
        supervisor.join()


def test_codes_and_changes_of_state_reach_the_inbox(world: World) -> None:
    scanner = world.scanner()
    world.supervised(scanner).start()
    world.reaches(DeviceState.READY)
    scanner.scan("A-07")
    eventually(world.texts)
    opening = DeviceHealth("hand", "scanner", DeviceState.OPENING, "", "", 100.0)
    ready = DeviceHealth(
        "hand", "scanner", DeviceState.READY, "", "", 100.0, facts={"driver": "sim"}
    )
    assert world.told[:2] == [opening, ready]
    assert world.texts() == ["A-07"]


def test_an_absent_device_is_told_once_with_its_next_try(world: World) -> None:
    scanner = world.scanner()
    scanner.plugged = False
    supervisor = world.supervised(scanner)
    supervisor.start()
    world.reaches(DeviceState.ABSENT, "absent")
    assert world.told[-1] == DeviceHealth(
        "hand",
        "scanner",
        DeviceState.ABSENT,
        "absent",
        "no scanner is connected",
        100.0,
        100.0 + 0.5 * Random(3).uniform(0.8, 1.2),
    )
    for now in (101.0, 102.0):  # the button begins the pauses anew
        world.now = now
        supervisor.retry()
        eventually(lambda now=now: world.told[-1].retry_at >= now + 0.4)
        assert supervisor.standing.tries == 1
    absent = [s for s in world.told if s.state is DeviceState.ABSENT]
    assert [s.since for s in absent] == [100.0] * 3
    assert len({s.retry_at for s in absent}) == 3


def test_a_device_that_is_plugged_in_again_is_ready_by_itself(world: World) -> None:
    scanner = world.scanner(Planned(1, "read", "unplug"))
    world.supervised(scanner, time.monotonic).start()
    eventually(lambda: world.healths()[2:] and world.healths()[-1] == (DeviceState.READY, ""))
    assert world.healths() == [
        (DeviceState.OPENING, ""),
        (DeviceState.READY, ""),
        (DeviceState.ABSENT, "lost"),
        (DeviceState.READY, ""),
    ]


def test_a_permanent_fault_waits_for_the_button(world: World) -> None:
    path = "/proc/sys/kernel/osrelease"  # not even root may write it
    desk = SerialScanner("desk", path, 9600, lambda: world.now, by_silence=False)
    supervisor = world.supervised(desk)
    supervisor.start()
    world.reaches(DeviceState.FAILED, "denied")
    before, world.now = supervisor.standing, 100_000.0
    assert before.retry_at is None
    supervisor.retry()
    eventually(lambda: supervisor.standing.retry_at is None and supervisor.standing is not before)
    assert supervisor.standing.since == 100.0
    assert world.healths() == [(DeviceState.OPENING, ""), (DeviceState.FAILED, "denied")]


class Faulty(SimScanner):
    """A driver whose opening may be held back, and which may have a bug."""

    def __init__(self, gate: threading.Event | None = None, bugs: int = 0) -> None:
        super().__init__("hand", lambda: 0.0)
        self.gate, self.bugs, self.closed = gate, bugs, threading.Event()

    def open(self) -> Facts:
        if self.gate is not None:
            self.gate.wait(20.0)  # gives in, so that a test that fails ends
        self.bugs -= 1
        if self.bugs >= 0:
            raise KeyError("a driver's bug")
        return super().open()

    def close(self) -> None:
        super().close()
        self.closed.set()


def test_an_opening_that_hangs_holds_up_neither_start_nor_stop(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervise, "_JOIN_S", 0.05)
    stuck = Faulty(threading.Event())
    hanging = world.supervised(stuck)
    hanging.start()
    world.reaches(DeviceState.OPENING)
    world.supervised(world.scanner()).start()
    world.reaches(DeviceState.READY)
    hanging.ask_stop()
    hanging.join()
    assert "hand did not end" in caplog.text
    assert stuck.gate is not None
    assert not stuck.closed.is_set()
    stuck.gate.set()
    assert stuck.closed.wait(10.0)  # left behind, it closes its device when it comes back


def test_a_drivers_bug_is_a_fault_and_the_thread_goes_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    device = Faulty(bugs=1)
    supervisor = world.supervised(device)
    supervisor.start()
    world.reaches(DeviceState.OPENING, "protocol")
    assert device.closed.is_set()
    assert supervisor.standing.detail == "KeyError"
    supervisor.retry()
    world.reaches(DeviceState.READY)
    assert "a driver's bug" in caplog.text


def test_stopping_closes_the_device(world: World) -> None:
    device = Faulty()
    supervisor = world.supervised(device)
    supervisor.start()
    world.reaches(DeviceState.READY)
    assert not device.closed.is_set()
    supervisor.ask_stop()
    supervisor.join()
    assert device.closed.is_set()


def test_sixty_codes_in_three_seconds_pass_and_one_more_is_a_flood(world: World) -> None:
    scanner = world.scanner(Planned(1, "scan", "flood"))
    supervisor = world.supervised(scanner)
    supervisor.start()
    scanner.scan("A-07")  # fifty times
    for _ in range(10):
        scanner.scan("A-08")
    eventually(lambda: len(world.texts()) == 60)
    assert supervisor.standing.state is DeviceState.READY
    world.now += 3.0
    for _ in range(60):
        scanner.scan("A-09")
    eventually(lambda: len(world.texts()) == 120)
    assert supervisor.standing.state is DeviceState.READY
    scanner.scan("A-10")
    world.reaches(DeviceState.FAILED, "flood")
    assert "A-10" not in world.texts()
    assert supervisor.standing.retry_at == world.now + 300.0
    supervisor.retry()
    world.reaches(DeviceState.READY)
    scanner.scan("A-11")
    eventually(lambda: "A-11" in world.texts())


def test_work_is_done_in_order_on_the_devices_own_thread_once_it_is_open(world: World) -> None:
    scanner = world.scanner()
    scanner.plugged = False
    supervisor = world.supervised(scanner)
    done: list[tuple[int, str]] = []
    for number in range(3):
        supervisor.do(lambda n=number: done.append((n, threading.current_thread().name)))
    supervisor.start()
    world.reaches(DeviceState.ABSENT, "absent")
    assert done == []
    scanner.plugged = True
    supervisor.retry()
    eventually(lambda: len(done) == 3)
    assert done == [(n, "dev-hand") for n in range(3)]


# -- the printer's thread --------------------------------------------------------------------------


def test_jobs_are_printed_while_the_printer_can_and_refused_while_not(
    world: World, tmp_path: Path
) -> None:
    blob = b"\x1b@\x1dr\x01"  # reset, and the proof that it came so far
    paper = SimPrinter(tmp_path, 384, time.sleep)
    printer = network_printer("127.0.0.1", paper.port, lambda: world.now)
    supervisor = world.supervised(printer, time.monotonic, check_s=0.01)
    press = PrinterThread(supervisor, printer.print, world.inbox)
    assert not press.hand_over("j0", blob)
    supervisor.start()
    world.reaches(DeviceState.READY)
    assert press.hand_over("j1", blob)
    paper.set(Condition(low=True))
    world.reaches(DeviceState.DEGRADED, "paper_low")
    assert press.hand_over("j2", blob)
    eventually(lambda: len(world.printed()) == 2)
    paper.set(Condition(paper=False))
    world.reaches(DeviceState.DEGRADED, "paper_out")
    assert not press.hand_over("j3", blob)
    paper.set(Condition())
    world.reaches(DeviceState.READY)
    supervisor.ask_stop()
    supervisor.join()
    paper.close()
    assert world.printed() == [PrintDone(j, PrintOutcome.PRINTED, 100.0) for j in ("j1", "j2")]
