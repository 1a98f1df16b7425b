"""Keeps devices alive: one thread each, which alone touches the device and only puts signals.

The machine is pure (`after`): state and what happened in, state and the next try out. The thread
around it opens, checks, reads and closes (HARDWARE.md 2).
"""

import logging
import threading
from collections.abc import Callable
from random import Random
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.hw.ports import (
    ButtonPressed,
    Device,
    DeviceFault,
    DeviceHealth,
    DeviceState,
    Facts,
    Fault,
    Inbox,
    PrintDone,
    PrinterState,
    Scan,
    Signal,
)

log = logging.getLogger(__name__)

_BACKOFF_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_STEADY_S = 10.0
_FAILED_RETRY_S = 300.0
_FAULTS_TO_FAIL = 3
_READ_S = 0.2
_FLOOD, _FLOOD_S = 20, 3.0  # codes a second, for so long
_JOIN_S = 2.0


class Standing(Struct, frozen=True):
    """Where a device stands.

    Args:
        state: as on the health screen.
        what, detail: of the last fault; empty when all is well.
        faults: in a row, absences not counted.
        tries: openings in a row that failed.
        since: monotonic seconds of the last change of state.
        retry_at: monotonic seconds of the next opening, None for never or not needed.
        facts: what it told.
    """

    state: DeviceState
    what: str = ""
    detail: str = ""
    faults: int = 0
    tries: int = 0
    since: float = 0.0
    retry_at: float | None = None
    facts: Facts = {}


def opened(standing: Standing, facts: Facts, now: float) -> Standing:
    """Return the standing after `open` or `check` went well."""
    degraded = str(facts.get("degraded", ""))
    state = DeviceState.DEGRADED if degraded else DeviceState.READY
    same = standing.state is state and standing.what == degraded
    steady = standing.state is DeviceState.READY and now - standing.since > _STEADY_S
    return Standing(
        state,
        what=degraded,
        faults=0 if steady else standing.faults,
        tries=0 if steady else standing.tries,
        since=standing.since if same else now,
        facts=facts,
    )


def failed(standing: Standing, fault: DeviceFault, now: float, jitter: float) -> Standing:
    """Return the standing after a fault.

    Args:
        standing: before.
        fault: what the device raised.
        now: monotonic seconds.
        jitter: 0.8..1.2, so that devices do not retry in step.
    """
    gone = fault.what in {Fault.ABSENT, Fault.LOST}
    faults = standing.faults + (0 if fault.what is Fault.ABSENT else 1)
    flood = fault.what is Fault.FLOOD
    is_failed = fault.permanent or flood or (faults >= _FAULTS_TO_FAIL and not gone)
    wait_s = _BACKOFF_S[min(standing.tries, len(_BACKOFF_S) - 1)] * jitter
    if is_failed:
        wait_s = _FAILED_RETRY_S
    absent = DeviceState.ABSENT if gone else DeviceState.OPENING
    return Standing(
        DeviceState.FAILED if is_failed else absent,
        what=fault.what.value,
        detail=fault.detail,
        faults=faults,
        tries=standing.tries + 1,
        since=now,
        retry_at=None if fault.permanent else now + wait_s,
    )


class Readable(Protocol):
    """A device that has something to say by itself."""

    def read(self, timeout_s: float) -> tuple[Signal, ...]:
        """Return the signals that came within `timeout_s`."""


class Clock(Struct, frozen=True):
    """Time and chance, given by the composition root."""

    now: Callable[[], float]
    random: Random


class Supervisor:
    """Keeps one device alive.

    Args:
        device: touched by this thread only; a `read` method is pumped into the inbox.
        kind: camera, scanner, printer, lights, buttons or buzzer.
        inbox: where signals go.
        clock: time and chance.
        check_s: pause between two checks when idle.
    """

    def __init__(
        self, device: Device, kind: str, inbox: Inbox, clock: Clock, check_s: float = 5.0
    ) -> None:
        self.device, self.kind = device, kind
        self._inbox, self._clock, self._check_s = inbox, clock, check_s
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._standing = Standing(DeviceState.OFF, since=clock.now())
        self._checked_at = 0.0
        self._burst: list[float] = []
        self._work: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"dev-{device.name}", daemon=True)

    @property
    def standing(self) -> Standing:
        """Where the device stands now."""
        return self._standing

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def ask_stop(self) -> None:
        """Say that the end is near; returns at once."""
        self._stop.set()
        self._wake.set()

    def join(self) -> None:
        """Wait for the thread; one that hangs in its device is left behind, being a daemon."""
        self._thread.join(_JOIN_S)
        if self._thread.is_alive():
            log.warning("%s did not end", self.device.name)

    def retry(self) -> None:
        """Try again now: somebody has changed something."""
        self._standing = replace(self._standing, retry_at=self._clock.now(), tries=0)
        self._wake.set()

    def do(self, work: Callable[[], None]) -> None:
        """Run `work` on the device's thread once the device is open; returns at once."""
        with self._lock:
            self._work.append(work)
        self._wake.set()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._turn()
        finally:
            self.device.close()

    def _turn(self) -> None:
        try:
            if self._standing.state in {DeviceState.READY, DeviceState.DEGRADED}:
                self._serve()
            else:
                self._reopen()
        except DeviceFault as fault:
            self._fail(fault)
        except Exception as error:
            # One of the three places where anything may be caught: a driver's bug must not take
            # the counter down.
            log.exception("%s: unexpected", self.device.name)
            name = type(error).__name__
            self._fail(DeviceFault(self.device.name, Fault.PROTOCOL, name))

    def _reopen(self) -> None:
        retry_at, now = self._standing.retry_at, self._clock.now()
        if self._standing.state is not DeviceState.OFF and (retry_at is None or now < retry_at):
            pause = 1.0 if retry_at is None else min(1.0, retry_at - now)
            self._wake.wait(pause)
            self._wake.clear()
            return
        if self._standing.state is DeviceState.OFF:
            self._change(Standing(DeviceState.OPENING, since=now))
        facts = self.device.open()
        self._checked_at = self._clock.now()
        self._change(opened(self._standing, facts, self._clock.now()))

    def _serve(self) -> None:
        while work := self._next_work():
            work()
        read = getattr(self.device, "read", None)
        if read is not None:
            for signal in read(_READ_S):
                self._count(signal)
                self._inbox.put(signal)
        else:
            self._wake.wait(_READ_S)
            self._wake.clear()
        now = self._clock.now()
        if now - self._checked_at >= self._check_s:
            self._checked_at = now
            self._change(opened(self._standing, self.device.check(), now))

    def _next_work(self) -> Callable[[], None] | None:
        with self._lock:
            return self._work.pop(0) if self._work else None

    def _count(self, signal: Signal) -> None:
        if not isinstance(signal, Scan | ButtonPressed):
            return
        now = self._clock.now()
        self._burst = [at for at in self._burst if now - at < _FLOOD_S] + [now]
        if len(self._burst) > _FLOOD * _FLOOD_S:
            self._burst = []
            raise DeviceFault(self.device.name, Fault.FLOOD, "more than 20 codes a second")

    def _fail(self, fault: DeviceFault) -> None:
        self.device.close()
        jitter = self._clock.random.uniform(0.8, 1.2)
        self._change(failed(self._standing, fault, self._clock.now(), jitter))

    def _change(self, after: Standing) -> None:
        before, self._standing = self._standing, after
        if (before.state, before.what) == (after.state, after.what):
            return
        log.info("%s is %s %s %s", self.device.name, after.state, after.what, after.detail)
        self._inbox.put(
            DeviceHealth(
                self.device.name,
                self.kind,
                after.state,
                after.what,
                after.detail,
                after.since,
                after.retry_at,
                after.facts,
            )
        )


class PrinterThread:
    """Prints finished jobs on the printer's own thread.

    Args:
        supervisor: of the printer.
        print_job: prints one job and says how it ended.
        inbox: told PrintDone.
    """

    def __init__(
        self, supervisor: Supervisor, print_job: Callable[[str, bytes], PrintDone], inbox: Inbox
    ) -> None:
        self._supervisor, self._print, self._inbox = supervisor, print_job, inbox

    def hand_over(self, job_id: str, blob: bytes) -> bool:
        """Print a job soon; the answer is a PrintDone signal. Returns at once.

        Returns:
            False when the printer cannot print now; the job stays with the caller.
        """
        standing = self._supervisor.standing
        can_print = standing.state is DeviceState.READY or (
            standing.state is DeviceState.DEGRADED and standing.what == PrinterState.PAPER_LOW
        )
        if can_print:
            self._supervisor.do(lambda: self._inbox.put(self._print(job_id, blob)))
        return can_print
