"""A release on its way over a real broker: offered, installed, told of, and the next ring's turn.

Central and boxes are the real ones, each with its files; only the installing is played.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.central.consumer import Consumer
from kiosk.central.rollout_book import Rollout, RolloutBook, State
from kiosk.central.rollout_wishes import RingWish, RolloutStartWish, RolloutWishes
from kiosk.central.store import Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Wishes, leave
from kiosk.core.update_words import Cause, Ring, Step
from kiosk.hw.sim.updater import SimUpdater
from kiosk.sync.link import Link, LinkSettings, Received
from kiosk.sync.loop import Host, Identity, SyncLoop, Times
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import CENTRAL_TOPICS, Topics
from kiosk.trial.brokers import Broker, start_broker
from kiosk.workflows.updates import Updates
from tests import blank
from tests.central.rolling import release
from tests.waiting import LONG_S
from tests.workflows.conftest import HOUR_MS, T0
from tests.workflows.conftest import Point as Counter

RINGS = {"box-1": Ring.CANARY, "box-2": Ring.EARLY, "box-3": Ring.ALL}
FOLLOWED_UP_S = 5.0  # it does so every two, and the mail takes its time
SPEED = 20  # all waits of the mail pass as fast, or a ring would take half a minute


def fast() -> float:
    """Return monotonic seconds that pass quickly."""
    return time.monotonic() * SPEED


def jitter() -> float:
    """Draw one that makes pauses short."""
    return 0.5


class Box:
    """A counter at a point of its own, its carrier, and what would install a release."""

    def __init__(self, folder: Path, broker: Broker, device: str, fault: Cause | None) -> None:
        folder.mkdir()
        self.counter = Counter(folder, device)
        self.counter.counter.signed_in = None
        self.updates = Updates(self.counter.counter, SimUpdater(fast, "1.0.0", 1.0, fault))
        settings = LinkSettings(broker.host, broker.port, device, (Topics(device).down,))
        seeds = random.Random(device)
        self.loop = SyncLoop(
            Link(settings, fast, jitter),
            Outbox(folder / "counter.db", device),
            self.counter.mailbox,
            Identity(device, f"p{device[-1]}", "1.0.0", f"{device[-1] * 16}"),
            Times(fast, lambda: T0, lambda: "ntp", lambda: f"{seeds.getrandbits(64):016x}", jitter),
            Host(),
        )

    def turn(self) -> None:
        self.loop.turn(0.002)
        self.counter.desk.mailroom.slice()
        self.updates.tick()

    @property
    def told(self) -> list[str]:
        """What its journal holds of updates."""
        return [event.type for event in self.counter.events("update.")]

    def close(self) -> None:
        self.loop.close()
        self.counter.close()


class Network:
    """A broker, a central and three boxes in three rings; one thread turns them all.

    Attributes:
        at: the central's clock, ms UTC.
    """

    def __init__(self, folder: Path, faults: dict[str, Cause]) -> None:
        self.at, self._ids, self._wishes = T0, itertools.count(1), itertools.count(1)
        self._spool = folder / "wishes"
        self.broker = start_broker("mosquitto", folder / "broker")
        self.store = SqliteStore(blank.central(folder / "central.db"), self._id, self._nonce)
        for device in RINGS:
            with self.store.unit():
                point = f"p{device[-1]}"
                self.store.register(Point(point, point, b"p" * 32, "ozon_like"), device)
        settings = LinkSettings(
            self.broker.host, self.broker.port, "central", CENTRAL_TOPICS, manual_ack=True
        )
        self._link = Link(settings, fast, jitter)
        self.central: Consumer[Received] = Consumer(
            self._link,
            self.store,
            Wishes(self._spool, self.store, lambda: bytes(32)),
            fast,
            lambda: self.at,
            jitter,
        )
        self.boxes = {
            device: Box(folder / device, self.broker, device, faults.get(device))
            for device in RINGS
        }
        self.wish(*(RingWish(f"p{device[-1]}", ring) for device, ring in RINGS.items()), release())

    def _id(self) -> str:
        return f"01900000-0000-7000-9000-{next(self._ids):012x}"

    def _nonce(self) -> str:
        return f"{next(self._ids):016x}"

    def wish(self, *wishes: RolloutWishes) -> None:
        """Leave wishes as the command line does, until each is granted."""
        answers = [leave(self._spool, wish, f"w{next(self._wishes):04}") for wish in wishes]
        self.until(lambda: all(answer.exists() for answer in answers))

    def until(self, is_so: Callable[[], bool]) -> None:
        """Turn everybody until something is so."""
        end = time.monotonic() + LONG_S
        while not is_so():
            assert time.monotonic() < end, "it never came about"
            self.central.turn(0.002)
            for box in self.boxes.values():
                box.turn()

    def look_again(self) -> None:
        """Let the central follow up once more, whatever comes of it."""
        seen = fast() + FOLLOWED_UP_S
        self.until(lambda: fast() > seen)

    def now(self) -> Rollout:
        """Return the roll-out as the central's books have it."""
        found = RolloutBook(self.store._conn).get("r1")
        assert found is not None
        return found

    def step(self, device: str) -> Step | None:
        """Return how far a box is by the central's books."""
        return next((box.step for box in self.now().boxes if box.device == device), None)

    def close(self) -> None:
        for box in self.boxes.values():
            box.close()
        self._link.close()
        self.store.close()
        self.broker.stop()


@pytest.fixture
def network(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Network]:
    made = Network(tmp_path, getattr(request, "param", {}))
    yield made
    made.close()


START = RolloutStartWish("r1", "2.0.0", soak_h=24, from_min=0, to_min=1440)
HELD = ["update.begun", "update.installed", "update.confirmed"]


def test_a_release_goes_from_ring_to_ring_by_itself(network: Network) -> None:
    network.wish(START)
    for device, ring in RINGS.items():
        network.until(lambda box=device: network.step(box) is Step.CONFIRMED)  # type: ignore[misc]
        network.at += 24 * HOUR_MS - 1
        network.look_again()
        assert network.now().ring is ring  # and no further, before its day is over
        network.at += 1
    assert network.now().state is State.RUNNING
    assert {device: box.told for device, box in network.boxes.items()} == dict.fromkeys(RINGS, HELD)


@pytest.mark.parametrize("network", [{"box-2": Cause.CRASHED}], indirect=True)
def test_a_box_that_goes_back_halts_it_before_the_last_ring(network: Network) -> None:
    network.wish(START)
    network.until(lambda: network.step("box-1") is Step.CONFIRMED)
    network.at += 24 * HOUR_MS
    network.until(lambda: network.now().state is State.HALTED)
    assert network.step("box-2") is Step.ROLLED_BACK
    assert network.boxes["box-2"].told[-1] == "update.rolled_back"
    network.at += 24 * HOUR_MS
    network.look_again()
    assert network.now().ring is Ring.EARLY
    assert network.boxes["box-3"].told == []
    assert network.boxes["box-3"].updates.offer() is None
