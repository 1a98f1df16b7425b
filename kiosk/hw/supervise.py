"""Keeps devices alive: one thread each, which alone touches the device and only puts signals.

The machine in standing.py is pure; the thread around it opens, checks, reads and closes
(HARDWARE.md 2).
"""

import logging
import threading
from collections.abc import Callable
from functools import partial
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
    PrintOutcome,
    Scan,
    Signal,
)
from kiosk.hw.standing import Standing, asked_again, failed, looked, opened, overdue

log = logging.getLogger(__name__)

_READ_S = 0.2
CHECK_S = 5.0  # between two checks of an idle device
_LOOK_S = 1.0  # between two looks at what is plugged in
_OPEN_S = 5.0  # HARDWARE.md 1
_FLOOD, _FLOOD_S = 20, 3.0  # codes a second, for so long
_JOIN_S = 2.0


class Readable(Protocol):
    """A device that has something to say by itself."""

    def read(self, timeout_s: float) -> tuple[Signal, ...]:
        """Return the signals that came within `timeout_s`."""


class Clock(Struct, frozen=True):
    """Time, chance and what is plugged in, given by the composition root.

    Args:
        now: monotonic seconds.
        random: spreads retries.
        nodes: names of the device nodes there are; a change ends the wait of an absent device.
    """

    now: Callable[[], float]
    random: Random
    nodes: Callable[[], frozenset[str]] = frozenset


class _Work(Struct, frozen=True):
    """Something to do on the device's thread.

    Args:
        run: does it.
        drop: told instead when the device failed before; None: it waits for the device to be back.
    """

    run: Callable[[], None]
    drop: Callable[[], None] | None = None


class Supervisor:
    """Keeps one device alive.

    Args:
        device: touched by this thread only; a `read` method is pumped into the inbox.
        kind: camera, scanner, printer, lights, buttons or buzzer.
        inbox: where signals go.
        clock: time, chance and what is plugged in.
        check_s: pause between two checks when idle and well. A longer one than usual ends when
            something is plugged in or out, and is the usual one while the device is degraded.
    """

    def __init__(
        self, device: Device, kind: str, inbox: Inbox, clock: Clock, check_s: float = CHECK_S
    ) -> None:
        self.device, self.kind = device, kind
        self._inbox, self._clock, self._check_s = inbox, clock, check_s
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._again = threading.Event()
        self._standing = Standing(DeviceState.OFF, since=clock.now())
        self._told: tuple[object, ...] = ()
        self._check_at = self._look_at = 0.0
        self._burst: list[float] = []
        self._work: list[_Work] = []
        self._lock = threading.RLock()  # of the standing, the work, and of `_opening`
        self._opening = self._ended = False
        self._thread = threading.Thread(target=self._run, name=f"dev-{device.name}", daemon=True)

    @property
    def standing(self) -> Standing:
        """Where the device stands now."""
        return self._standing

    def now(self) -> float:
        """Return monotonic seconds."""
        return self._clock.now()

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
            self._drop_work(ended=True)

    def retry(self) -> None:
        """Try again now: somebody has changed something."""
        self._again.set()
        self._wake.set()

    def do(self, work: Callable[[], None]) -> None:
        """Run `work` on the device's thread once the device is open; returns at once."""
        with self._lock:
            self._work.append(_Work(work))
        self._wake.set()

    def offer(
        self, run: Callable[[], None], drop: Callable[[], None], can: Callable[[Standing], bool]
    ) -> bool:
        """Run something on the device's thread soon; returns at once.

        Args:
            run: does it.
            drop: called instead when the device fails or the supervisor stops before it was begun.
            can: whether a device that stands so can do it.

        Returns:
            False when it cannot: neither will be called.
        """
        with self._lock:
            if self._ended or not can(self._standing):
                return False
            self._work.append(_Work(run, drop))
        self._wake.set()
        return True

    def check_within(self, pause_s: float) -> None:
        """Check the device earlier than it would be; from its own thread."""
        self._check_at = min(self._check_at, self._clock.now() + pause_s)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._turn()
        finally:
            self._shut()
            self._drop_work(ended=True)

    def _turn(self) -> None:
        try:
            if self._standing.state in {DeviceState.READY, DeviceState.DEGRADED}:
                self._serve()
            elif self._is_due():
                self._reopen()
        except DeviceFault as fault:
            self._fail(fault)
        except Exception as error:
            # One of the three places where anything may be caught: a driver's bug must not take
            # the counter down.
            log.exception("%s: unexpected", self.device.name)
            name = type(error).__name__
            self._fail(DeviceFault(self.device.name, Fault.PROTOCOL, name))

    def _is_due(self) -> bool:
        """Tell whether to open the device now; if not, wait a little."""
        now, standing = self._clock.now(), self._standing
        if standing.state is DeviceState.OFF:
            return True
        if self._again.is_set():
            self._again.clear()
            standing = asked_again(standing, now)
        self._standing = standing = looked(standing, self._clock.nodes(), now)
        if standing.retry_at is not None and now >= standing.retry_at:
            return True
        wait_s = _LOOK_S if standing.retry_at is None else min(_LOOK_S, standing.retry_at - now)
        self._wake.wait(wait_s)
        self._wake.clear()
        return False

    def _reopen(self) -> None:
        # looked at before it is opened: what is plugged in meanwhile is a change
        self._standing = replace(self._standing, nodes=self._clock.nodes())
        if self._standing.state is DeviceState.OFF:
            self._change(replace(self._standing, state=DeviceState.OPENING, since=self.now()))
        facts = self._open()
        self._well(facts)

    def _well(self, facts: Facts) -> None:
        """Take in what `open` or `check` told, and say when to check next."""
        now = self._clock.now()
        self._change(opened(self._standing, facts, now))
        # who has just put in paper waits for the screen to notice
        is_ready = self._standing.state is DeviceState.READY
        self._check_at = now + (self._check_s if is_ready else min(self._check_s, CHECK_S))

    def _open(self) -> Facts:
        """Open the device; when it hangs there somebody else must say so."""
        watch = threading.Timer(_OPEN_S, self._give_up)
        watch.daemon = True
        self._opening = True
        watch.start()
        try:
            return self.device.open()
        finally:
            with self._lock:
                self._opening = False
            watch.cancel()

    def _give_up(self) -> None:
        """Tell that `open` does not come back; its thread may still do so, and goes on then."""
        with self._lock:
            if self._opening:
                self._change(overdue(self._standing, self._clock.now()))

    def _serve(self) -> None:
        if self._again.is_set():
            self._again.clear()
            self.check_within(0.0)
        while not self._stop.is_set() and (work := self._next_work()):
            work.run()
        read = getattr(self.device, "read", None)
        if read is not None:
            for signal in read(_READ_S):
                self._count(signal)
                self._inbox.put(signal)
        else:
            self._wake.wait(_READ_S)
            self._wake.clear()
        if self._clock.now() >= self._check_at or self._is_replugged():
            self._well(self.device.check())

    def _is_replugged(self) -> bool:
        """Whether something was plugged in or out, for a device that is checked seldom."""
        now = self._clock.now()
        if self._check_s <= CHECK_S or now < self._look_at:
            return False
        self._look_at = now + _LOOK_S
        nodes, before = self._clock.nodes(), self._standing.nodes
        self._standing = replace(self._standing, nodes=nodes)
        return nodes != before

    def _next_work(self) -> _Work | None:
        with self._lock:
            return self._work.pop(0) if self._work else None

    def _drop_work(self, *, ended: bool) -> None:
        """Tell of all work that was not begun and must not wait for the device to be back."""
        with self._lock:
            self._ended = self._ended or ended
            dropped = [work.drop for work in self._work if work.drop is not None]
            self._work = [work for work in self._work if work.drop is None]
        for drop in dropped:
            drop()

    def _count(self, signal: Signal) -> None:
        if not isinstance(signal, Scan | ButtonPressed):
            return
        now = self._clock.now()
        self._burst = [at for at in self._burst if now - at < _FLOOD_S] + [now]
        if len(self._burst) > _FLOOD * _FLOOD_S:
            self._burst = []
            raise DeviceFault(self.device.name, Fault.FLOOD, "more than 20 codes a second")

    def _fail(self, fault: DeviceFault) -> None:
        self._shut()
        standing = self._standing
        if standing.state in {DeviceState.READY, DeviceState.DEGRADED}:
            standing = replace(standing, nodes=self._clock.nodes())
        jitter = self._clock.random.uniform(0.8, 1.2)
        self._change(failed(standing, fault, self._clock.now(), jitter))
        self._drop_work(ended=False)

    def _shut(self) -> None:
        try:
            self.device.close()
        except Exception:
            # a driver that breaks its word, "never raises", must not end this thread
            log.exception("%s: cannot be closed", self.device.name)

    def _change(self, after: Standing) -> None:
        with self._lock:
            before, self._standing = self._told, after
            # told afresh when one of these changes; facts alone are not
            self._told = (after.state, after.what, after.detail, after.since, after.retry_at)
            if self._told == before:
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
        """Print a job soon; the answer is one PrintDone signal, whatever happens.

        It is NOT_STARTED when the printer failed or the counter stops before its turn came.

        Returns:
            False, at once, when the printer cannot print now; the job stays with the caller.
        """
        return self._supervisor.offer(
            partial(self._do, job_id, blob),
            partial(self._tell, job_id, PrintOutcome.NOT_STARTED),
            _can_print,
        )

    def _do(self, job_id: str, blob: bytes) -> None:
        try:
            done = self._print(job_id, blob)
        except Exception:
            # a driver that breaks its word: nobody knows how far it came
            self._tell(job_id, PrintOutcome.UNCERTAIN)
            raise
        self._inbox.put(done)
        # paper ends while it prints; one that proves nothing may still be at it, and answer nobody
        self._supervisor.check_within(CHECK_S if done.unproved else 0.0)

    def _tell(self, job_id: str, outcome: PrintOutcome) -> None:
        self._inbox.put(PrintDone(job_id, outcome, self._supervisor.now()))


def _can_print(standing: Standing) -> bool:
    is_low = standing.what == PrinterState.PAPER_LOW
    return standing.state is DeviceState.READY or (
        standing.state is DeviceState.DEGRADED and is_low
    )
