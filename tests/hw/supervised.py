"""Supervisors under test, what they told, and a clock that moves by hand."""

from collections.abc import Callable
from random import Random

from kiosk.hw.inbox import Queue
from kiosk.hw.ports import (
    Device,
    DeviceHealth,
    DeviceState,
    PrintDone,
    PrintOutcome,
    Scan,
)
from kiosk.hw.supervise import Clock, Supervisor
from tests.waiting import eventually


class Room:
    """Supervisors and what they told."""

    def __init__(self) -> None:
        self.at = 100.0
        self.inbox = Queue(self._take)
        self.health = DeviceHealth("", "", DeviceState.OFF, "", "", 0.0)  # the last one told
        self.printed: dict[str, PrintOutcome] = {}
        self.texts: list[str] = []
        self.tries = 0  # openings that failed, each told with its next try
        self.running: list[Supervisor] = []

    def _take(self) -> None:
        match self.inbox.get():
            case DeviceHealth() as health:
                self.health = health
                self.tries += health.state is DeviceState.ABSENT
            case PrintDone(job_id=job, outcome=outcome):
                assert job not in self.printed
                self.printed[job] = outcome
            case Scan(text=text):
                self.texts.append(text)

    def now(self) -> float:
        return self.at

    def supervised(
        self, device: Device, nodes: Callable[[], frozenset[str]] = frozenset
    ) -> Supervisor:
        clock = Clock(self.now, Random(3), nodes)
        self.running.append(Supervisor(device, "printer", self.inbox, clock))
        return self.running[-1]

    def reaches(self, state: DeviceState, what: str = "") -> None:
        eventually(lambda: (self.health.state, self.health.what) == (state, what))

    def stop(self) -> None:
        for supervisor in self.running:
            supervisor.ask_stop()
        for supervisor in self.running:
            supervisor.join()
        self.running.clear()
