"""The central in several processes: they share the load, and die without a loss."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk import office
from kiosk.admissions import CentralHouse, Doorway
from kiosk.central.metrics import CELLS
from kiosk.central.metrics_door import DoorTaken, MetricsDoor
from kiosk.central.questions import Questions
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy
from kiosk.central.store_postgres import PostgresStore, open_questions
from kiosk.central.wish_forms import DeliveryWish, PointWish
from kiosk.central.wishes import leave
from kiosk.cli_options import begin_beside
from kiosk.config import Config
from kiosk.config_tables_central import CentralTable, MetricsTable
from kiosk.trial.brokers import Broker, free_port, start_broker
from tests.central.conftest import POINT_KEY, life
from tests.central.test_killed import Carrier
from tests.central.test_wishes import MANIFEST
from tests.postgres import Cluster
from tests.waiting import eventually

BOXES = ("pk-1", "pk-2", "pk-3")
ROLES = ("desk", "worker-1", "worker-2")
LONG_S = 60.0


def no_door(listening: socket.socket, *_: object) -> Doorway:
    listening.close()
    raise AssertionError("nobody asked for a door")


BEGIN = partial(begin_beside, "WARNING")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A real Mosquitto, for only it shares a subscription."""
    broker = start_broker("mosquitto", tmp_path / "broker")
    yield broker
    broker.stop()


class Running:
    """`kiosk central` with workers, as systemd starts it."""

    def __init__(self, folder: Path, broker: Broker, store: str, workers: int = 2) -> None:
        self.port = free_port()
        (folder / "kiosk.toml").write_text(
            f'[mqtt]\nport = {broker.port}\n[metrics]\nlisten = "127.0.0.1:{self.port}"\n',
            encoding="utf-8",
        )
        self._told = folder / "told.log"
        with self._told.open("wb") as told:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "central", "--config", folder / "kiosk.toml",
                 "--store", store, "--workers", str(workers)],
                stderr=told,
            )  # fmt: skip

    def pids(self, role: str) -> list[int]:
        """Return the numbers of the processes that had a part, the present one last."""
        told = self._told.read_text(encoding="utf-8")
        return [int(pid) for pid in re.findall(rf"{role} is process (\d+)", told)]

    def kill(self, role: str) -> None:
        """Pull the plug of one process."""
        os.kill(self.pids(role)[-1], signal.SIGKILL)

    def metric(self, name: str) -> float:
        """Ask as Prometheus does; return the sum of a metric over all parts."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        return sum(
            float(n) for n in re.findall(rf"^kiosk_{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE)
        )

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.child.terminate()
        return self.child.wait(30)


@pytest.fixture
def start(tmp_path: Path, broker: Broker) -> Iterator[Callable[[str], Running]]:
    """Start a central; it is gone afterwards, whatever happened."""
    started: list[Running] = []

    def begin(store: str) -> Running:
        started.append(Running(tmp_path, broker, store))
        return started[-1]

    yield begin
    for running in started:
        if running.child.poll() is None:
            running.child.kill()
            running.child.wait(10)


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


class Traffic:
    """Boxes that send what 120 parcels each went through, and obey their letters."""

    def __init__(self, broker: Broker) -> None:
        self.carriers = [Carrier(broker, box) for box in BOXES]
        for carrier in self.carriers:
            for n in range(120):
                carrier.box.tell(*life(f"P{n}-{carrier.box.device}"))

    def until(self, met: Callable[[], bool]) -> None:
        """Let mail travel until something is so."""
        eventually(lambda: self._turned(met), LONG_S)

    def _turned(self, met: Callable[[], bool]) -> bool:
        for carrier in self.carriers:
            carrier.turn()
        return met()

    def reach(self, share: float) -> None:
        """Let mail travel until every box is rid of a share of its events."""
        boxes = self.carriers
        self.until(lambda: all(c.sender.cursor >= int(share * c.box.head) for c in boxes))

    def close(self) -> None:
        """Leave."""
        for carrier in self.carriers:
            carrier.close()


def _each_once(books: Questions, carrier: Carrier) -> None:
    device = carrier.box.device
    assert books.event_ids(device) == list(enumerate(carrier.box.ids, start=1))
    counts = books.counts(f"p-{device}")
    assert (counts.lost, counts.conflicts, counts.quarantined) == (0, 0, 0)
    assert counts.issued == 120
    letters = [letter.id for letter in carrier.letters]
    assert letters == [sent.id for sent in books.sent(f"p-{device}")], "each once, in order"


@pytest.mark.cut
@pytest.mark.slow
def test_workers_and_desk_killed_under_traffic_lose_and_double_nothing(
    tmp_path: Path, broker: Broker, cluster: Cluster, start: Callable[[str], Running]
) -> None:
    store = cluster.fresh()
    for box in BOXES:
        leave(tmp_path / "wishes", PointWish(f"p-{box}", "Shop", box, POINT_KEY.hex()), f"w-{box}")
    running = start(store)
    traffic = Traffic(broker)
    for dies, share in (("worker-1", 0.1), ("worker-2", 0.3), ("desk", 0.5)):
        traffic.reach(share)
        lives = len(running.pids(dies))
        running.kill(dies)
        if dies == "desk":  # a wish that finds nobody at the desk
            leave(tmp_path / "wishes", DeliveryWish("p-pk-1", MANIFEST), "w-z")
        traffic.until(lambda: len(running.pids(dies)) > lives)  # noqa: B023
    traffic.reach(1.0)
    books = open_questions(store)
    traffic.until(lambda: books.counts("p-pk-1").messages == {"applied": 5})
    traffic.reach(1.0)
    assert running.metric("store_up") == 1
    assert running.metric("group_size_count") > 0
    assert running.metric("devices") == len(BOXES)
    traffic.close()
    everybody = [running.pids(role)[-1] for role in ROLES]
    assert running.stop() == 0
    assert all(_is_gone(pid) for pid in everybody)
    for carrier in traffic.carriers:
        _each_once(books, carrier)
    books.close()


@pytest.mark.slow
@pytest.mark.cut
def test_all_processes_end_when_the_first_is_killed(
    cluster: Cluster, start: Callable[[str], Running]
) -> None:
    running = start(cluster.fresh())
    eventually(lambda: all(running.pids(role) for role in ROLES), LONG_S)
    running.child.kill()
    running.child.wait(10)
    eventually(lambda: all(_is_gone(running.pids(role)[-1]) for role in ROLES), LONG_S)


def test_a_desk_stands_by_while_another_leads(tmp_path: Path, cluster: Cluster) -> None:
    store = cluster.fresh()
    leader = PostgresStore(store, str, str)
    config = Config(central=CentralTable(store=store))
    with pytest.raises(StoreBusy, match="another central"):
        office.run(config, tmp_path, threading.Event(), BEGIN, no_door)
    post = office._Post(config, tmp_path, office.DESK, no_door)
    opened: list[object] = []
    stop = threading.Event()
    waiting = threading.Thread(
        target=lambda: opened.append(office._opened(post, [0.0] * CELLS, stop))
    )
    waiting.start()
    stop.set()
    waiting.join(10)
    assert opened == [None]
    leader.close()
    house = office._opened(post, [0.0] * CELLS, threading.Event())
    assert isinstance(house, CentralHouse)
    house.app.store.close()


def test_what_is_wrong_with_the_books_is_told_before_a_process_is_started(
    tmp_path: Path, cluster: Cluster
) -> None:
    stop = threading.Event()
    away = f"postgresql:///none?host={tmp_path}"
    for workers in (1, 2):
        config = Config(central=CentralTable(store=away, workers=workers))
        with pytest.raises(CannotOpenStore, match="cannot be reached"):
            office.run(config, tmp_path, stop, BEGIN, no_door)
    store = cluster.fresh()
    newer = PostgresStore(store, str, str)
    newer._conn.execute("INSERT INTO schema_version (version) VALUES (99)")
    newer.close()
    newer_config = replace(config, central=replace(config.central, store=store))
    with pytest.raises(NewerStore):
        office.run(newer_config, tmp_path, stop, BEGIN, no_door)


def test_without_a_door_for_prometheus_nothing_is_started(tmp_path: Path) -> None:
    taken = MetricsDoor("127.0.0.1", 0, lambda: "")
    config = Config(metrics=MetricsTable(listen=f"127.0.0.1:{taken.port}"))
    with pytest.raises(DoorTaken, match="Address already in use"):
        office.run(config, tmp_path, threading.Event(), BEGIN, no_door)
    taken.close()
    assert not (tmp_path / "central.db").exists()
