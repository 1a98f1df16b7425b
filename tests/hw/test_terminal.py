"""The thread's side of the terminal: what cannot be sent is said, what may have been is asked."""

from collections.abc import Iterator
from random import Random

import pytest

from kiosk.core.paywords import TerminalSaid
from kiosk.core.paywords import TerminalWord as Word
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceState, Signal
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.terminal import SimTerminal
from kiosk.hw.supervise import Clock, Supervisor
from kiosk.hw.terminal import TerminalThread
from tests.waiting import eventually


class Counter:
    """A terminal on its thread, and what it told."""

    def __init__(self, *faults: Fault) -> None:
        self.now = 100.0
        self.told: list[Signal] = []
        self.inbox = Queue(self._take)
        self.sim = SimTerminal(lambda: self.now, faults)
        clock = Clock(lambda: self.now, Random(3))
        self.supervisor = Supervisor(self.sim, "terminal", self.inbox, clock)
        self.line = TerminalThread(self.supervisor, self.sim, self.inbox)

    def _take(self) -> None:
        while (signal := self.inbox.get()) is not None:
            self.told.append(signal)

    def start(self) -> None:
        self.supervisor.start()
        eventually(self.line.is_there)

    def words(self) -> list[Word]:
        return [one.word for one in self.told if isinstance(one, TerminalSaid)]

    def stop(self) -> None:
        self.supervisor.ask_stop()
        self.supervisor.join()


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter(Fault(2, "charge", "cut"))
    yield made
    if made.supervisor.standing.state is not DeviceState.OFF:
        made.stop()


def test_one_that_is_not_there_takes_nothing(counter: Counter) -> None:
    line = counter.line
    asked = [line.charge("p1", 5, "RUB"), line.refund("p1", 5, "RUB"), line.cancel("p1")]
    assert [line.is_there(), *asked, line.ask("p1")] == [False] * 5


def test_what_it_says_comes_by_the_inbox(counter: Counter) -> None:
    counter.start()
    assert counter.line.charge("p1", 500, "RUB")
    eventually(lambda: counter.words() == [Word.APPROVED])
    assert counter.line.refund("p1", 500, "RUB")
    eventually(lambda: counter.words() == [Word.APPROVED, Word.REFUNDED])


def test_what_broke_in_the_middle_is_asked_for_when_it_is_back(counter: Counter) -> None:
    counter.start()
    counter.line.charge("p1", 500, "RUB")
    counter.line.charge("p2", 700, "RUB")
    eventually(lambda: counter.sim.net() == 1200)
    eventually(lambda: not counter.line.is_there())
    counter.now += 2.0
    counter.supervisor.retry()
    eventually(counter.line.is_there)
    assert counter.line.ask("p2")
    eventually(lambda: counter.words()[-1:] == [Word.APPROVED])
    assert counter.sim.charges == ["p1", "p2"]


def test_what_was_never_begun_is_said_not_to_have_been_sent(counter: Counter) -> None:
    counter.start()
    counter.line.charge("p1", 500, "RUB")
    counter.supervisor.offer(_break, lambda: None, lambda _: True)
    counter.line.charge("p2", 700, "RUB")
    eventually(lambda: Word.NOT_SENT in counter.words())
    assert counter.sim.charges == ["p1"]


def _break() -> None:
    raise OSError
