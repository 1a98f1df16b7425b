"""How fast mail goes up, against MQTT's own way of delivering one message after another."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean, median

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion

from kiosk import moments, postal
from kiosk.central.wish_forms import PointWish
from kiosk.central.wishes import answer_at, leave
from kiosk.config import load
from kiosk.places import Place
from kiosk.store.counter_file import CounterFile
from kiosk.sync.loop import SyncLoop
from kiosk.trial import bench_fleet, bench_group, bench_wire
from kiosk.trial.bench_events import lives
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.figures import DISK, MEMORY, Row, at_least, at_most
from kiosk.trial.stage import DEVICE, POINT
from kiosk.trial.stage_clock import StageClock
from kiosk.workflows.counter import Keys

_EVENTS, _RAW, _SINGLE, _ACKS, _ROUNDS = 6_000, 3_000, 150, 60, 3
_QUIET_S = 1.0  # enough for the central to bring its log into its file
_PATIENCE_S = 60.0
_NAGLE_MS = 20.0  # an ack that takes longer has met Nagle and a delayed ACK (PROTOCOL.md 12)


def rows() -> tuple[Row, ...]:
    """Measure the mail whole: the way up, the wire, the group commit, and a fleet."""
    return (
        *_on_disk(),
        *_in_memory(),
        *bench_wire.rows(),
        *bench_group.rows(),
        *bench_fleet.rows(bench_fleet.FleetWish()),
    )


def _on_disk() -> tuple[Row, ...]:
    """Measure a drain through a real broker and both databases, and single commits."""
    with _at_work(DISK) as bench:
        bench.drain(_EVENTS)  # both sides warm
        pairs = [(_bare(bench.broker), bench.drain(_EVENTS)) for _ in range(_ROUNDS)]
        fast = median(drained.per_s / raw.per_s for raw, drained in pairs)
        cheap = median(drained.cpu_s / raw.cpu_s for raw, drained in pairs)
        drained = median(drained.per_s for _, drained in pairs)
        single = bench.single_per_s(_SINGLE)
        bench.rest(_QUIET_S)  # as between two scans
        acked, flush = bench.ack_and_flush_ms(_ACKS)
    return (
        at_least("drain / raw MQTT QoS 1 window 20", fast, 2.5),
        at_least("drain / one event a publish and commit", drained / single, 100.0),
        at_most("CPU of the carrier an event / raw paho's", cheap, 0.2),
        at_most("event to ack on disk / (3 flushes + 2 ms)", acked / (3 * flush + 2), 1.0),
        at_most("event to the central's ack on disk, p50 ms", acked, _NAGLE_MS),
    )


def _in_memory() -> tuple[Row, ...]:
    """Measure a single event where a flush costs nothing, against the broker's bare answer."""
    with _at_work(MEMORY) as bench:
        bench.ack_and_flush_ms(_ACKS)
        acked, bare = bench.ack_and_flush_ms(_ACKS)[0], _puback_ms(bench.broker)
    return (at_most("event to ack / publish to PUBACK, in memory", acked / bare, 10.0),)


@contextmanager
def _at_work(parent: str | None) -> Iterator["_Bench"]:
    """Give a counter, its carrier and a central, with their files in a kind of storage."""
    with tempfile.TemporaryDirectory(dir=parent) as name:
        broker = start_broker("auto", Path(name) / "broker")
        try:
            bench = _Bench(Path(name), broker)
            try:
                yield bench
            finally:
                bench.close()
        finally:
            broker.stop()


class Pace(Struct, frozen=True):
    """How fast events went, and what each cost the sender's processor."""

    per_s: float
    cpu_s: float


def _bare(broker: Broker) -> Pace:
    """Send single QoS 1 messages with a window of 20; return how many reach a subscriber a second.

    The far end is what counts: a PUBACK says only that the broker has it.
    """
    done = threading.Event()
    came = 0

    def heard(*_: object) -> None:
        nonlocal came
        came += 1
        if came == _RAW:
            done.set()

    receiver = _client(broker, "raw-to")
    ready = threading.Event()
    receiver.on_message = heard
    receiver.on_subscribe = lambda *_: ready.set()
    receiver.loop_start()
    receiver.subscribe("bench/raw", 1)
    _await(ready, "the broker grants no subscription")
    sender = _client(broker, "raw-from")
    network = threading.Thread(target=sender.loop_forever, name="raw-from")
    network.start()
    clock = time.pthread_getcpuclockid(network.ident or 0)
    payload = b"x" * 275  # an event's size (PROTOCOL.md 4)
    spent = time.clock_gettime(clock) + time.thread_time()
    began = time.monotonic()
    for _ in range(_RAW):
        sender.publish("bench/raw", payload, qos=1)
    _await(done, "the broker does not deliver")
    taken = time.monotonic() - began
    spent = time.clock_gettime(clock) + time.thread_time() - spent
    sender.disconnect()
    network.join()
    receiver.disconnect()
    receiver.loop_stop()
    return Pace(_RAW / taken, spent / _RAW)


def _puback_ms(broker: Broker) -> float:
    """Return the median milliseconds from a bare publish to the broker's PUBACK."""
    client, told = _client(broker, "raw-ack"), threading.Event()
    client.on_publish = lambda *_: told.set()
    client.loop_start()
    taken = []
    for _ in range(_ACKS):
        told.clear()
        began = time.monotonic()
        client.publish("bench/raw", b"x" * 275, qos=1)
        _await(told, "the broker does not answer")
        taken.append((time.monotonic() - began) * 1000)
    client.disconnect()
    client.loop_stop()
    return median(taken)


def _await(event: threading.Event, what: str) -> None:
    if not event.wait(_PATIENCE_S):
        raise TimeoutError(what)  # a figure of what never came would be a lie


def _client(broker: Broker, name: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name)
    client.max_inflight_messages_set(20)
    client.max_queued_messages_set(0)
    client.connect(broker.host, broker.port)
    return client


class _Bench:
    """A counter's file, the real carrier and the real central, both turned by this machine."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self._folder, self.broker = folder, broker
        for name in ("counter", "central"):
            (folder / name).mkdir()
        mqtt_lines = f'[mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\n'
        mqtt_lines += f"version = {broker.version}\n"
        point = f'[point]\nid = "{POINT}"\ndevice = "{DEVICE}"\n'
        (folder / "counter" / "kiosk.toml").write_text(point + mqtt_lines, encoding="utf-8")
        (folder / "central" / "kiosk.toml").write_text(mqtt_lines, encoding="utf-8")
        config = load(folder / "counter" / "kiosk.toml")
        place = Place(config, folder / "counter", StageClock().stamp, Keys(b"", b""))
        place.data.mkdir()
        self._events = lives(place.now, Random(7))
        self.file = CounterFile(place.data / "counter.db", DEVICE, epoch="a" * 16, at=0)
        self._central = self._start_central(folder / "central")
        self._loop: SyncLoop = postal.sync_at(place)
        try:
            self._until(lambda: self._loop.sender.is_open)
        except TimeoutError:
            self.close()
            raise

    def _start_central(self, folder: Path) -> "subprocess.Popen[bytes]":
        settings = str(folder / "kiosk.toml")
        wish = PointWish(POINT, "bench", DEVICE, "11" * 32)
        told = leave(folder / "wishes", wish, moments.new_id())
        child = subprocess.Popen([sys.executable, "-m", "kiosk", "central", "--config", settings])
        deadline = time.monotonic() + _PATIENCE_S
        while answer_at(told) is None and time.monotonic() < deadline:
            time.sleep(0.02)
        return child

    def close(self) -> None:
        self._loop.close()
        self._central.terminate()
        self._central.wait(10)
        self.file.close()

    def _until(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not met():
            if time.monotonic() > deadline:
                raise TimeoutError("the central does not answer")
            self._loop.turn(0.01)

    def _record(self) -> int:
        with self.file.unit():
            return self.file.journal.record([next(self._events)])[0]

    def _acked(self, seq: int) -> None:
        self._until(lambda: self._loop.sender.cursor >= seq)

    def drain(self, events: int) -> Pace:
        """Let a full journal go up; return its pace to the central's last ack."""
        with self.file.unit():
            last = self.file.journal.record(list(islice(self._events, events)))[-1]
        began, spent = time.monotonic(), time.thread_time()
        self._acked(last)
        taken, spent = time.monotonic() - began, time.thread_time() - spent
        return Pace(events / taken, spent / events)

    def rest(self, lasting_s: float) -> None:
        """Let the carrier turn with nothing to carry."""
        until = time.monotonic() + lasting_s
        while time.monotonic() < until:
            self._loop.turn(0.01)

    def single_per_s(self, events: int) -> float:
        """Return events a second when each is committed, published and acked by itself."""
        return 1000 / mean(self._one_ms() for _ in range(events))

    def ack_and_flush_ms(self, times: int) -> tuple[float, float]:
        """Return the median milliseconds of an event's way and of a flush, measured in turns.

        A flush is a page written and flushed where the files lie.
        """
        acks, flushes = [], []
        with (self._folder / "flushed").open("wb", buffering=0) as file:
            for _ in range(times):
                acks.append(self._one_ms())
                began = time.monotonic()
                file.write(bytes(4096))
                os.fsync(file.fileno())
                flushes.append((time.monotonic() - began) * 1000)
        return median(acks), median(flushes)

    def _one_ms(self) -> float:
        """Return the milliseconds from the beginning of an event's unit to the central's ack.

        Both commits count, and no wait for the carrier to look into the journal: how often it
        does is settled elsewhere (`sync.loop.TURN_S`), and says nothing of the way.
        """
        began = time.monotonic()
        seq = self._record()
        self._loop.turn(0.0)
        self._acked(seq)
        return (time.monotonic() - began) * 1000
