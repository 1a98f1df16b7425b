"""Listens on the wire for the central's acks, to tell how long a commit waited for one."""

import threading
import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.core import events
from kiosk.store.journal import Journal
from kiosk.sync.protocol import Ack, BadPacket, Topics, unpack
from kiosk.sync.tls import context
from kiosk.trial.brokers import Broker

_LONGEST_S = 2.0  # an ack later than this came after an outage, which is not what is measured


class Stopwatch:
    """Notes when each acknowledged number was acknowledged.

    Args:
        broker: to listen at.
        device: whose acks.
    """

    def __init__(self, broker: Broker, device: str) -> None:
        self._topic = Topics(device).events_ack
        self._acks: list[tuple[int, float]] = []
        self._lock = threading.Lock()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="stopwatch")
        self._client.on_connect = self._connected
        self._client.on_message = self._heard
        self._client.reconnect_delay_set(1, 2)
        port = broker.port
        if broker.service is not None:
            way = broker.service
            port = way.port
            self._client.tls_set_context(context(way.cafile, way.certfile, way.keyfile))
        self._client.connect_async(broker.host, port, keepalive=10)
        self._client.loop_start()

    def _connected(self, client: mqtt.Client, *_: object) -> None:
        client.subscribe(self._topic, 1)

    def _heard(self, _client: object, _userdata: object, message: mqtt.MQTTMessage) -> None:
        now = time.monotonic()
        try:
            ack = unpack(bytes(message.payload), Ack)
        except BadPacket:
            return
        with self._lock:
            self._acks.append((ack.upto, now))

    def stop(self) -> None:
        """Stop listening."""
        self._client.disconnect()
        self._client.loop_stop()

    def acked(self, journal: Journal) -> list[float]:
        """Return the seconds from each event's commit to its ack, outages left out."""
        with self._lock:
            acks = sorted(self._acks)
        out: list[float] = []
        place = 0
        for row in journal.since(0, 10**9):
            while place < len(acks) and acks[place][0] < row.seq:
                place += 1
            if place == len(acks):
                break
            waited = acks[place][1] - events.decode(row.body).mono / 1000
            if 0 <= waited < _LONGEST_S:
                out.append(waited)
        return out


def share(seconds: list[float]) -> dict[str, float]:
    """Return p50 and p95 of some durations, in milliseconds; zeros for none."""
    if not seconds:
        return {"p50": 0.0, "p95": 0.0, "n": 0}
    ranked = sorted(seconds)
    return {
        "p50": round(ranked[len(ranked) // 2] * 1000, 1),
        "p95": round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))] * 1000, 1),
        "n": len(ranked),
    }
