"""What hangs, breaks its word or is stopped: the thread where the simulators behave too well."""

import threading
from collections.abc import Iterator

import pytest

from kiosk.hw import supervise
from kiosk.hw.ports import DeviceFault, DeviceState, Facts, Fault, PrintDone, PrintOutcome
from kiosk.hw.supervise import PrinterThread, Supervisor
from tests.hw.supervised import Room
from tests.waiting import eventually

JOBS = {"j1": PrintOutcome.NOT_STARTED, "j2": PrintOutcome.NOT_STARTED}


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.stop()


class Gate(threading.Event):
    """Holds a device's thread back until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()

    def pass_through(self) -> None:
        self.reached.set()
        self.wait(20.0)  # gives in, so that a test that fails ends


class Odd:
    """A printer whose parts hang or raise as a test wants."""

    name = "printer"

    def __init__(self) -> None:
        self.at_open: Gate | None = None
        self.at_print: Gate | None = None
        self.opens = 0
        self.opening: Exception | None = None
        self.checking: DeviceFault | None = None
        self.printing: Exception | None = None
        self.closing: Exception | None = None

    def open(self) -> Facts:
        self.opens += 1
        if self.at_open is not None:
            self.at_open.pass_through()
        if self.opening is not None:
            raise self.opening
        return {"driver": "odd"}

    def check(self) -> Facts:
        if self.checking is not None:
            raise self.checking
        return {"driver": "odd"}

    def close(self) -> None:
        if self.closing is not None:
            raise self.closing

    def print(self, job_id: str, _blob: bytes) -> PrintDone:
        if self.at_print is not None:
            self.at_print.pass_through()
        if self.printing is not None:
            raise self.printing
        return PrintDone(job_id, PrintOutcome.PRINTED, 0.0)


# -- an opening that hangs -------------------------------------------------------------------------


@pytest.fixture
def hung(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Odd, Supervisor]]:
    """A device whose opening is given up while it still hangs."""
    monkeypatch.setattr(supervise, "_OPEN_S", 0.02)
    monkeypatch.setattr(supervise, "_LOOK_S", 0.01)
    device, gate = Odd(), Gate()
    device.at_open = gate
    supervisor = room.supervised(device)
    supervisor.start()
    room.reaches(DeviceState.FAILED, "timeout")
    yield device, supervisor
    gate.set()


def test_an_opening_that_hangs_is_told_and_no_second_one_is_begun(
    room: Room, hung: tuple[Odd, Supervisor]
) -> None:
    device, supervisor = hung
    assert room.health.retry_at is None
    assert "does not come back" in room.health.detail
    room.at += 1000.0
    supervisor.retry()
    assert not PrinterThread(supervisor, device.print, room.inbox).hand_over("j1", b"")
    assert device.opens == 1


def test_an_opening_that_comes_back_late_is_ready(room: Room, hung: tuple[Odd, Supervisor]) -> None:
    device, _ = hung
    assert device.at_open is not None
    device.at_open.set()
    room.reaches(DeviceState.READY)
    assert device.opens == 1


def test_an_opening_that_fails_late_is_tried_again(
    room: Room, hung: tuple[Odd, Supervisor]
) -> None:
    device, supervisor = hung
    device.opening = DeviceFault("printer", Fault.BUSY, "somebody has it")
    assert device.at_open is not None
    device.at_open.set()
    room.reaches(DeviceState.OPENING, "busy")
    device.opening = None
    supervisor.retry()
    room.reaches(DeviceState.READY)


def test_an_opening_in_time_is_never_given_up(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "_OPEN_S", 0.02)
    supervisor = room.supervised(Odd())
    supervisor.start()
    room.reaches(DeviceState.READY)
    supervisor._give_up()  # its watch, had it not been called off
    assert supervisor.standing.state is DeviceState.READY


# -- a driver that breaks its word -----------------------------------------------------------------


def test_a_close_that_raises_does_not_end_the_thread(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    device = Odd()
    device.closing = RuntimeError("cannot be closed")
    device.opening = DeviceFault("printer", Fault.ABSENT, "no cable")
    supervisor = room.supervised(device)
    supervisor.start()
    room.reaches(DeviceState.ABSENT, "absent")
    device.opening = None
    supervisor.retry()
    room.reaches(DeviceState.READY)
    assert "printer: cannot be closed" in caplog.text


# -- print work ------------------------------------------------------------------------------------


@pytest.fixture
def press(room: Room) -> Iterator[tuple[Odd, Supervisor, PrinterThread]]:
    """A printer that is ready and holds its first job, j0, in its hands; j1 and j2 wait."""
    device, gate = Odd(), Gate()
    device.at_print = gate
    supervisor = room.supervised(device)
    thread = PrinterThread(supervisor, device.print, room.inbox)
    supervisor.start()
    room.reaches(DeviceState.READY)
    assert [thread.hand_over(job, b"") for job in ("j0", *JOBS)] == [True] * 3
    assert gate.reached.wait(10.0)
    yield device, supervisor, thread
    gate.set()


def test_a_print_that_raises_is_uncertain_and_the_jobs_behind_it_were_not_begun(
    room: Room, press: tuple[Odd, Supervisor, PrinterThread]
) -> None:
    device, supervisor, thread = press
    device.printing = KeyError("a driver's bug")
    assert device.at_print is not None
    device.at_print.set()
    eventually(lambda: len(room.printed) == 3)
    assert room.printed == {"j0": PrintOutcome.UNCERTAIN, **JOBS}
    room.reaches(DeviceState.OPENING, "protocol")
    assert not thread.hand_over("j3", b"")
    device.printing = None
    supervisor.retry()
    room.reaches(DeviceState.READY)
    assert thread.hand_over("j4", b"")
    eventually(lambda: room.printed.get("j4") is PrintOutcome.PRINTED)


def test_a_print_that_ends_in_a_fault_is_uncertain_too(
    room: Room, press: tuple[Odd, Supervisor, PrinterThread]
) -> None:
    device, _, _ = press
    device.printing = DeviceFault("printer", Fault.LOST, "the cable was pulled")
    assert device.at_print is not None
    device.at_print.set()
    room.reaches(DeviceState.ABSENT, "lost")
    eventually(lambda: room.printed == {"j0": PrintOutcome.UNCERTAIN, **JOBS})


def test_jobs_that_were_not_begun_when_the_counter_stops_come_back(
    room: Room, press: tuple[Odd, Supervisor, PrinterThread]
) -> None:
    device, supervisor, thread = press
    supervisor.ask_stop()
    assert device.at_print is not None
    device.at_print.set()
    supervisor.join()
    assert room.printed == {"j0": PrintOutcome.PRINTED, **JOBS}
    assert not thread.hand_over("j3", b"")


def test_jobs_behind_a_printer_that_hangs_come_back_when_the_counter_stops(
    room: Room, press: tuple[Odd, Supervisor, PrinterThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "_JOIN_S", 0.02)
    device, supervisor, _ = press
    supervisor.ask_stop()
    supervisor.join()
    assert room.printed == JOBS
    assert device.at_print is not None
    device.at_print.set()
    eventually(lambda: room.printed.get("j0") is PrintOutcome.PRINTED)


def test_a_job_handed_over_before_a_check_fails_comes_back(room: Room) -> None:
    device = Odd()
    supervisor = room.supervised(device)
    thread = PrinterThread(supervisor, device.print, room.inbox)
    accepted: list[bool] = []

    def check() -> Facts:
        accepted.append(thread.hand_over("j1", b""))
        raise DeviceFault("printer", Fault.ABSENT, "it does not answer")

    device.check = check  # type: ignore[method-assign]
    supervisor.start()
    room.reaches(DeviceState.READY)
    room.at += 60.0
    room.reaches(DeviceState.ABSENT, "absent")
    eventually(lambda: room.printed)
    assert (accepted, room.printed) == ([True], {"j1": PrintOutcome.NOT_STARTED})
