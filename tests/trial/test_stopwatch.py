"""The stopwatch: from a commit to the central's ack, heard on a real broker."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kiosk.core.events import Event, type_of
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile
from kiosk.sync.link import Link, LinkSettings
from kiosk.sync.protocol import Ack, Topics, pack
from kiosk.trial import stopwatch
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.stopwatch import Stopwatch, share
from tests.trial.leftovers import leftovers
from tests.waiting import eventually

DEVICE, EPOCH = "kiosk-7731", "a" * 16
_ids = count(1)


class World:
    """A counter's file, and a central that only acknowledges."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.file = CounterFile(folder / "counter.db", DEVICE, epoch=EPOCH, at=0)
        self.watch = Stopwatch(broker, DEVICE)
        self.link = Link(
            LinkSettings(broker.host, broker.port, "central", ("t",)), time.monotonic, short
        )
        eventually(self._is_heard)

    def _is_heard(self) -> bool:
        self.link.turn(0.01)
        self.say(0)  # no event has this number
        return bool(self.watch._acks)

    def say(self, upto: int, device: str = DEVICE) -> None:
        self.publish(pack(Ack(epoch=EPOCH, upto=upto)), device)

    def publish(self, payload: bytes, device: str = DEVICE) -> None:
        self.link.publish(Topics(device).events_ack, payload)

    def hears(self, upto: int) -> float:
        """Acknowledge; return when it was heard."""
        self.say(upto)
        eventually(lambda: self.link.turn(0.01) or self._heard(upto))
        return self._heard(upto)[0]

    def _heard(self, upto: int) -> list[float]:
        return [at for number, at in self.watch._acks if number == upto]

    def happen(self, ago_s: float = 0.0) -> Event:
        """Commit an event as if it were so many seconds ago."""
        number = next(_ids)
        fact = ParcelExpected(f"P{number}", "D-1")
        mono = time.monotonic_ns() // 1_000_000 - round(ago_s * 1000)
        id_ = f"01900000-0000-7000-8000-{number:012x}"
        happened = Event(
            id_, type_of(fact), 1, 1, mono, "0" * 16, ClockQuality.NTP, "central", fact
        )
        with self.file.unit():
            self.file.journal.record([happened])
        return happened

    @property
    def head(self) -> int:
        return self.file.journal.head().seq

    def acked(self) -> list[float]:
        return self.watch.acked(self.file.journal)


def short() -> float:
    return 0.01


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(stopwatch, "_LONGEST_S", 20.0)  # a busy machine is no outage
    broker = start_broker("mosquitto", tmp_path / "broker")
    made = World(tmp_path, broker)
    yield made
    made.watch.stop()
    made.link.close()
    made.file.close()
    broker.stop()


def test_each_event_is_measured_to_the_first_ack_that_covers_it(world: World) -> None:
    happened = [world.happen(ago_s=2.0), world.happen()]
    first = world.hears(world.head)
    happened.append(world.happen())
    second = world.hears(world.head)
    assert first < second
    moments = zip(happened, (first, first, second), strict=True)
    assert world.acked() == [at - event.mono / 1000 for event, at in moments]


def test_an_ack_that_is_said_again_changes_nothing(world: World) -> None:
    world.happen()
    world.hears(world.head)
    before = world.acked()
    heard = len(world.watch._acks)
    world.say(world.head)
    eventually(lambda: world.link.turn(0.01) or len(world.watch._acks) > heard)
    assert world.acked() == before != []


def test_an_event_without_an_ack_is_not_measured(world: World) -> None:
    world.happen()
    world.hears(world.head)
    world.happen()
    assert len(world.acked()) == 1


@pytest.mark.parametrize("ago_s", [60.0, -60.0])
def test_what_waited_for_an_outage_or_is_of_another_clock_is_left_out(
    world: World, ago_s: float
) -> None:
    world.happen(ago_s)
    fresh = world.happen()
    at = world.hears(world.head)
    assert world.acked() == [at - fresh.mono / 1000]


def test_other_devices_and_packets_that_are_none_are_not_heard(world: World) -> None:
    world.say(77, "kiosk-1")
    world.publish(b"\x00 no ack")
    world.hears(5)  # the broker keeps their order
    assert {upto for upto, _ in world.watch._acks} == {0, 5}


def test_a_stopped_watch_keeps_what_it_heard_and_leaves_no_thread(
    tmp_path: Path,
) -> None:
    broker = start_broker("mosquitto", tmp_path / "broker")
    with leftovers() as left:
        made = World(tmp_path, broker)
        made.happen()
        made.hears(made.head)
        made.watch.stop()
        made.watch.stop()
    assert (len(made.acked()), left) == (1, [])
    made.link.close()
    made.file.close()
    broker.stop()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ([], {"p50": 0.0, "p95": 0.0, "n": 0}),
        ([0.0123], {"p50": 12.3, "p95": 12.3, "n": 1}),
        ([0.002, 0.001], {"p50": 2.0, "p95": 2.0, "n": 2}),
        ([0.003, 0.001, 0.002], {"p50": 2.0, "p95": 3.0, "n": 3}),
        ([n / 1000 for n in range(100, 0, -1)], {"p50": 51.0, "p95": 96.0, "n": 100}),
        ([0.001] * 96 + [9.0] * 4, {"p50": 1.0, "p95": 1.0, "n": 100}),
        ([0.001] * 94 + [9.0] * 6, {"p50": 1.0, "p95": 9000.0, "n": 100}),
    ],
)
def test_half_and_nearly_all_of_few_and_of_many(
    seconds: list[float], said: dict[str, float]
) -> None:
    assert share(seconds) == said
