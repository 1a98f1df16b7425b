"""One MQTT connection at a time, turned by its owner: no thread, no reconnecting behind our back.

A new paho client for each connection; callbacks only append to a bounded list; everything else
happens in `turn` (PROTOCOL.md 12). The point's carrier and the central use the same class.
"""

import logging
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeAlias

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.sync.tls import context, word_of

log = logging.getLogger(__name__)

_MOST_RECEIVED = 2000
_FIRST_WAIT_S, _MOST_WAIT_S, _STEADY_S = 3.0, 60.0, 60.0
_SUBSCRIBE_TIMEOUT_S = 10.0
_MOST_A_TURN = 100  # packets: whoever turns us has other things to do, too
_Sock: TypeAlias = Any  # paho names the type for type checkers only


class LinkSettings(Struct, frozen=True):
    """Where the broker is and who we are.

    Args:
        version: 5, or 4 for brokers that speak 3.1.1 only.
        client_id: the device id, or a worker's name.
        window: publishes without a PUBACK.
        keepalive_s: a dead peer is noticed within twice this.
        subscribe: topic filters, QoS 1.
        manual_ack: the owner acks each packet once it is kept for good.
        cafile, certfile, keyfile: for TLS; all None on loopback.
        socket: of a broker on this machine, instead of host and port; empty for none.
        connect_s: how long to wait for a connection.
    """

    host: str
    port: int
    client_id: str
    subscribe: tuple[str, ...]
    version: int = 5
    window: int = 20
    keepalive_s: int = 30
    manual_ack: bool = False
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None
    socket: str = ""
    connect_s: float = 5.0


class Will(Struct, frozen=True):
    """What the broker says, retained, when we vanish."""

    topic: str
    payload: bytes


class Received(Struct, frozen=True):
    """A packet that came in."""

    topic: str
    payload: bytes
    mid: int
    qos: int


class Link:
    """The connection, made again with growing pauses until `close`.

    Args:
        settings: where and who.
        now: monotonic seconds.
        jitter: draws from 0.5..1.5.
    """

    def __init__(
        self,
        settings: LinkSettings,
        now: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self.settings = settings
        self._now, self._jitter = now, jitter
        self.will: Callable[[], Will] | None = None  # asked anew for each connection
        self._client: mqtt.Client | None = None
        self._received: deque[Received] = deque()
        self._is_subscribed = False
        self._trouble = ""
        self._connected_at = 0.0
        self._wait_s = _FIRST_WAIT_S
        self._try_at = 0.0
        self.fault = ""
        self.connections = 0

    @property
    def is_up(self) -> bool:
        """Whether the broker granted our subscriptions on the present connection."""
        return self._client is not None and self._is_subscribed

    def turn(self, wait_s: float) -> tuple[Received, ...]:
        """Move bytes for up to `wait_s`, connecting first where needed; return what came in."""
        if self._client is None:
            self._connect()
        if self._client is None:
            time.sleep(wait_s)  # whoever turns us does nothing else meanwhile, and must not spin
            return ()
        result = _move(self._client, wait_s)
        lost = result != MQTTErrorCode.MQTT_ERR_SUCCESS
        trouble = self._trouble or (mqtt.error_string(result) if lost else "")
        late = self._now() - self._connected_at > _SUBSCRIBE_TIMEOUT_S
        if trouble or (late and not self._is_subscribed):
            self._drop(trouble or "no answer to subscribe")
        elif self._is_subscribed and self._now() - self._connected_at > _STEADY_S:
            self._wait_s = _FIRST_WAIT_S
        came = tuple(self._received)
        self._received.clear()
        return came

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a packet to the broker; False when there is no link."""
        if self._client is None:
            return False
        told = self._client.publish(topic, payload, qos=qos, retain=retain)
        return told.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def ack(self, packet: Received) -> None:
        """Tell the broker that a packet is kept for good (manual_ack)."""
        if self._client is not None and packet.qos:
            self._client.ack(packet.mid, packet.qos)

    def renew(self, why: str) -> None:
        """Give this connection up and make another."""
        if self._client is not None:
            self._drop(why)

    def retry_now(self) -> None:
        """Forget the pause before the next try."""
        self._try_at = 0.0

    def close(self) -> None:
        """Say goodbye properly, so that no will is sent; twice is fine."""
        if self._client is not None:
            self._client.disconnect()
            _move(self._client, 0.05)
            self._drop("closed")

    def _drop(self, why: str) -> None:
        client, self._client = self._client, None
        self._is_subscribed, self._trouble, self.fault = False, "", why
        self._received.clear()
        self._try_at = self._now() + self._wait_s * self._jitter()
        self._wait_s = min(2 * self._wait_s, _MOST_WAIT_S)
        log.info("link down: %s", why)
        if client is not None and (sock := client.socket()) is not None:
            sock.close()

    def _connect(self) -> None:
        if self._now() < self._try_at:
            return
        client = self._new_client()
        try:
            self._secure(client)
            client.connect(
                self.settings.socket or self.settings.host,
                self.settings.port,
                keepalive=self.settings.keepalive_s,
                **self._clean(),
            )
        except (OSError, ValueError) as error:
            self._client = client
            self._drop(word_of(error) if isinstance(error, OSError) else type(error).__name__)
            return
        self._client, self._connected_at = client, self._now()
        self._is_subscribed, self._trouble, self.fault = False, "", ""

    def _secure(self, client: mqtt.Client) -> None:
        """Read the files anew for each connection: a renewed certificate is used from then on."""
        files = self.settings
        if files.cafile:
            client.tls_set_context(context(files.cafile, files.certfile, files.keyfile))

    def _clean(self) -> dict[str, Any]:
        if self.settings.version < MQTTProtocolVersion.MQTTv5:
            return {}
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 0
        return {"clean_start": True, "properties": properties}

    def _new_client(self) -> mqtt.Client:
        version = MQTTProtocolVersion(self.settings.version)
        clean = None if version is MQTTProtocolVersion.MQTTv5 else True
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self.settings.client_id,
            clean_session=clean,
            protocol=version,
            manual_ack=self.settings.manual_ack,
            transport="unix" if self.settings.socket else "tcp",
        )
        client.connect_timeout = self.settings.connect_s
        client.max_inflight_messages_set(self.settings.window)
        if self.will is not None:
            will = self.will()
            client.will_set(will.topic, will.payload, qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        if not self.settings.socket:
            client.on_socket_open = _no_delay
        return client

    # Callbacks only take notes: an exception in one would be raised out of loop().

    def _on_connect(
        self, client: mqtt.Client, _u: object, _f: object, code: ReasonCode, _p: object
    ) -> None:
        if code.is_failure:
            self._trouble = f"refused: {code}"
            return
        client.subscribe([(topic, 1) for topic in self.settings.subscribe])

    def _on_subscribe(
        self, _c: object, _u: object, _mid: int, codes: list[ReasonCode], _p: object
    ) -> None:
        if any(code.is_failure for code in codes):
            self._trouble = "subscription refused"
            return
        self._is_subscribed = True
        self.connections += 1

    def _on_message(self, _c: object, _u: object, message: mqtt.MQTTMessage) -> None:
        if len(self._received) >= _MOST_RECEIVED:
            self._trouble = "flooded"
            return
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._received.append(Received(topic, bytes(message.payload), message.mid, message.qos))

    def _on_disconnect(self, _c: object, _u: object, _f: object, code: object, _p: object) -> None:
        self._trouble = f"disconnected: {code}"


def _move(client: mqtt.Client, wait_s: float) -> MQTTErrorCode:
    """Wait until something can be moved, and move all there is.

    paho's own `loop` reads one packet a call, so that a group would be one packet; and it wakes
    itself from its next wait, through a pair of sockets, for whatever was published since.
    """
    for _ in range(_MOST_A_TURN):
        sock = client.socket()
        ready = 0 if sock is None else _ready(client, sock, wait_s)
        if not ready:
            break
        wait_s = 0.0
        result = client.loop_read() if ready & ~select.POLLOUT else MQTTErrorCode.MQTT_ERR_SUCCESS
        if result == MQTTErrorCode.MQTT_ERR_SUCCESS and ready & select.POLLOUT:
            result = client.loop_write()
        if result != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return result
    return client.loop_misc()


def _ready(client: mqtt.Client, sock: _Sock, wait_s: float) -> int:
    """Return what a socket is ready for, as `poll` tells it; 0 for nothing."""
    if getattr(sock, "pending", int)():  # TLS has read it from the socket already
        return select.POLLIN
    asked = select.poll()  # unlike select, it takes a file of any number
    asked.register(sock, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
    told = asked.poll(wait_s * 1000)
    return told[0][1] if told else 0


def _no_delay(_client: object, _userdata: object, sock: _Sock) -> None:
    # Without it on both sides a round trip takes 83 ms instead of 2 (PROTOCOL.md 12, measured).
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
