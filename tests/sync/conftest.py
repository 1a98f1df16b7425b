"""Both ends of the mail on one machine: a counter's file, a broker, and a small central."""

import hashlib
import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.events import Event, type_of
from kiosk.core.facts.box import MessageDone
from kiosk.core.words import ClockQuality, Outcome
from kiosk.store.counter_file import CounterFile
from kiosk.sync.link import Link, LinkSettings, Received
from kiosk.trial.brokers import Broker, start_broker
from tests import blank
from tests.waiting import LONG_S

T0 = 1_780_000_000_000
DEVICE = "box-1"


def until(is_so: Callable[[], bool], *turns: Callable[[], object]) -> None:
    """Turn everybody until `is_so`; fail after a deadline."""
    end = time.monotonic() + LONG_S
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        for turn in turns:
            turn()


class Counter:
    """A counter's file that is written with one short event after another."""

    def __init__(self, path: Path, epoch: str = "a" * 16) -> None:
        self.path = path
        self._ids = itertools.count(1)
        self.file = CounterFile(blank.counter(path), DEVICE, epoch=epoch, at=T0)

    def happen(self, times: int = 1, unit: int = 10) -> None:
        for done in range(0, times, unit):
            with self.file.unit():
                told = [self._event() for _ in range(min(unit, times - done))]
                self.file.journal.record(told)

    def _event(self) -> Event:
        number = next(self._ids)
        fact = MessageDone(f"m{number}", Outcome.APPLIED)
        return Event(
            id=f"01900000-0000-7000-8000-{number:012x}",
            type=type_of(fact),
            tv=1,
            recorded_at=T0 + number,
            mono=number,
            boot="0123456789abcdef",
            clock=ClockQuality.NTP,
            actor="anna",
            facts=fact,
        )

    @property
    def rows(self) -> list[tuple[int, bytes]]:
        return [(row.seq, row.body) for row in self.file.journal.since(0, 100_000)]

    @property
    def chain(self) -> str:
        return self.file.journal.head().hash.hex()

    @property
    def root(self) -> str:
        return hashlib.sha256(DEVICE.encode()).hexdigest()


@pytest.fixture
def open_counter(tmp_path: Path) -> Iterator[Callable[..., Counter]]:
    """Open a counter's file; closed at the end."""
    opened: list[Counter] = []

    def _open(name: str = "counter.db", epoch: str = "a" * 16) -> Counter:
        opened.append(Counter(tmp_path / name, epoch))
        return opened[-1]

    yield _open
    for counter in opened:
        counter.file.abandon()


@pytest.fixture
def counter(open_counter: Callable[..., Counter]) -> Counter:
    """A new counter's file."""
    return open_counter()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A real Mosquitto of our own."""
    made = start_broker("mosquitto", tmp_path / "broker")
    yield made
    made.stop()


@pytest.fixture
def connect() -> Iterator[Callable[..., Link]]:
    """Make links to a broker; closed at the end. The pauses between tries are short."""
    made: list[Link] = []

    def _connect(broker: Broker, client_id: str, *subscribe: str, **more: object) -> Link:
        settings = LinkSettings(broker.host, broker.port, client_id, subscribe, **more)  # type: ignore[arg-type]
        link = Link(settings, time.monotonic, short)
        made.append(link)
        return link

    yield _connect
    for link in made:
        link.close()


def short() -> float:
    """Draw a jitter that makes three seconds thirty milliseconds."""
    return 0.01


def nonces(seed: int) -> Callable[[], str]:
    """Return a maker of 16 hex digits."""
    rng = random.Random(seed)
    return lambda: f"{rng.getrandbits(64):016x}"


def gather(link: Link, into: list[Received]) -> Callable[[], None]:
    """Return a turn of `link` that keeps what came."""
    return lambda: into.extend(link.turn(0.01))
