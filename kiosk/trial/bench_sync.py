"""How fast mail goes up, against MQTT's own way of delivering one message after another."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from kiosk import moments, postal
from kiosk.central.wishes import PointWish, answer_at, leave
from kiosk.config import load
from kiosk.core.events import Event, type_of
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.places import Place
from kiosk.store.counter_file import CounterFile
from kiosk.sync.loop import SyncLoop
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.figures import Row, at_least, at_most
from kiosk.trial.stage import DEVICE, POINT, StageClock
from kiosk.workflows.counter import Keys

_EVENTS, _RAW, _SINGLE, _ACKS = 6_000, 3_000, 150, 40
_PATIENCE_S = 60.0


def rows() -> tuple[Row, ...]:
    """Measure a drain through a real broker and both databases, and single commits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = start_broker("auto", folder / "broker")
        try:
            bench = _Bench(folder, broker)
            try:
                bench.drain_per_s(_EVENTS)  # both sides warm
                pairs = [(_raw_per_s(broker), bench.drain_per_s(_EVENTS)) for _ in range(3)]
                raw, drained = (median(side) for side in zip(*pairs, strict=True))
                acked = bench.ack_ms(_ACKS)
                single = bench.single_per_s(_SINGLE)
            finally:
                bench.close()
        finally:
            broker.stop()
    return (
        at_least("drain / raw MQTT QoS 1 window 20", drained / raw, 2.0),
        at_least("drain / one event a publish and commit", drained / single, 50.0),
        at_most("commit to the central's ack, p50 ms", acked, 20.0),
    )


def _raw_per_s(broker: Broker) -> float:
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
    receiver.subscribe("bench/raw", 1)
    _await(ready, "the broker grants no subscription")
    sender = _client(broker, "raw-from")
    payload = b"x" * 275  # an event's size (PROTOCOL.md 4)
    began = time.monotonic()
    for _ in range(_RAW):
        sender.publish("bench/raw", payload, qos=1)
    _await(done, "the broker does not deliver")
    taken = time.monotonic() - began
    for client in (sender, receiver):
        client.disconnect()
        client.loop_stop()
    return _RAW / taken


def _await(event: threading.Event, what: str) -> None:
    if not event.wait(_PATIENCE_S):
        raise TimeoutError(what)  # a figure of what never came would be a lie


def _client(broker: Broker, name: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name)
    client.max_inflight_messages_set(20)
    client.max_queued_messages_set(0)
    client.connect(broker.host, broker.port)
    client.loop_start()
    return client


class _Bench:
    """A counter's file, the real carrier and the real central, both turned by this machine."""

    def __init__(self, folder: Path, broker: Broker) -> None:
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
        self._stamp, self._made = place.now, 0
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

    def _record(self, number: int) -> int:
        with self.file.unit():
            return self.file.journal.record([self._event(number)])[0]

    def _acked(self, seq: int) -> None:
        self._until(lambda: self._loop.sender.cursor >= seq)

    def drain_per_s(self, events: int) -> float:
        """Return events a second from a full journal to the central's last ack."""
        with self.file.unit():
            made = [self._event(self._made + n) for n in range(events)]
            self._made += events
            last = self.file.journal.record(made)[-1]
        began = time.monotonic()
        self._acked(last)
        return events / (time.monotonic() - began)

    def _event(self, number: int) -> Event:
        fact = ParcelExpected(f"47{number:06d}-0001-1", "D-1", customer_ref="c1")
        moment = self._stamp()
        return Event(
            moments.new_id(), type_of(fact), 1, moment.at, moment.mono, moment.boot, moment.clock,
            "central", fact,
        )  # fmt: skip

    def single_per_s(self, events: int) -> float:
        """Return events a second when each is committed, published and acked by itself."""
        began = time.monotonic()
        for number in range(events):
            self._acked(self._record(500_000 + number))
        return events / (time.monotonic() - began)

    def ack_ms(self, events: int) -> float:
        """Return the median milliseconds from a commit to the central's ack."""
        taken = []
        for number in range(events):
            seq = self._record(600_000 + number)
            began = time.monotonic()
            self._acked(seq)
            taken.append((time.monotonic() - began) * 1000)
        return median(taken)
