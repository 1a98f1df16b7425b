"""The central at work: packets in, one commit a group, acks out, letters down.

One thread. What is there is drained, never waited for: waiting for a full group behind the broker's
window would stall for ever (PROTOCOL.md 6, measured).
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from kiosk.central.store import Opened, Packet, Store, StoreTrouble, Taken
from kiosk.central.wishes import Wishes
from kiosk.sync.protocol import (
    MAX_MESSAGES,
    Ack,
    BadPacket,
    Batch,
    Health,
    Hello,
    State,
    Topics,
    Welcome,
    pack,
    split_topic,
    unpack,
)
from kiosk.sync.streams import Need, SeqSender, Stretch

log = logging.getLogger(__name__)

TURN_S = 0.05
_GROUP = 64  # packets a commit (PROTOCOL.md 6)
_KEPT = 200
_PAUSE_LEAST_S, _PAUSE_MOST_S = 1.0, 30.0
_KINDS: dict[str, type[Hello | Batch | Ack | Health | State]] = {
    "up/hello": Hello,
    "up/events": Batch,
    "up/ack": Ack,
    "up/health": Health,
    "state": State,
}


# A packet as the link gives it: has a topic and a payload, and only the link can ack it.
Incoming: TypeAlias = Any


class Link(Protocol):
    """The connection, given by the composition root (`sync.link.Link`)."""

    def turn(self, wait_s: float) -> Sequence[Incoming]:
        """Move bytes; return what came in."""

    def publish(self, topic: str, payload: bytes) -> bool:
        """Hand a packet to the broker."""

    def ack(self, packet: Incoming) -> None:
        """Tell the broker that a packet is kept for good."""

    def renew(self, why: str) -> None:
        """Give this connection up and make another."""

    def close(self) -> None:
        """Say goodbye."""


class _Letters:
    """A device's queued letters as the source of its down stream."""

    def __init__(self, store: Store, device: str) -> None:
        self._store, self._device = store, device

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        first, raws = self._store.above(self._device, seq, most, most_bytes)
        return Stretch(first, tuple(raws)) if raws else None

    def identity(self, seq: int) -> tuple[str, str | None]:
        return (self._store.message_id(self._device, seq), None)


class Consumer:
    """Takes the points' mail and sends theirs, until told to stop.

    Args:
        link: the connection.
        store: the books.
        wishes: what the console and the command line ask for.
        now: monotonic seconds.
        wall: milliseconds UTC.
        jitter: draws from 0.5..1.5.
    """

    def __init__(
        self,
        link: Link,
        store: Store,
        wishes: Wishes,
        now: Callable[[], float],
        wall: Callable[[], int],
        jitter: Callable[[], float],
    ) -> None:
        self._link, self._store, self._wishes = link, store, wishes
        self._now, self._wall, self._jitter = now, wall, jitter
        self._senders: dict[str, SeqSender] = {}
        self._pause_s = _PAUSE_LEAST_S
        self._wishes_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set."""
        while not stop.is_set():
            try:
                self.turn(TURN_S)
                self._pause_s = _PAUSE_LEAST_S
            except StoreTrouble as trouble:
                log.error("the store is in trouble, nothing was taken: %s", trouble)  # noqa: TRY400
                self._recover(stop, "store")
            except Exception:
                # One of the three places where anything may be caught: one bad packet of one
                # device must not silence all the others.
                log.exception("a turn failed; unacknowledged packets come again")
                self._recover(stop, "fault")
        self._link.close()

    def _recover(self, stop: threading.Event, why: str) -> None:
        self._senders.clear()
        self._link.renew(why)
        stop.wait(self._pause_s)
        self._pause_s = min(2 * self._pause_s, _PAUSE_MOST_S)

    def turn(self, wait_s: float) -> None:
        """Do one round of everything; waits at most `wait_s` for the network."""
        came = self._link.turn(wait_s)
        for start in range(0, len(came), _GROUP):
            self._take(came[start : start + _GROUP])
        now = self._now()
        if now >= self._wishes_at:
            self._wishes_at = now + 0.5
            self._wishes.grant(self._wall())
        self._send(now)

    def _take(self, group: Sequence[Incoming]) -> None:
        packets = []
        for packet in group:
            typed = typed_packet(packet.topic, packet.payload)
            if typed is None:
                continue
            if isinstance(typed.body, Ack):
                self._acked(typed.device, typed.body)
            else:
                packets.append(typed)
        taken = self._store.take(packets, self._wall()) if packets else Taken()
        for reply in taken.replies:
            topics = Topics(reply.device)
            is_welcome = isinstance(reply.body, Welcome)
            self._link.publish(
                topics.welcome if is_welcome else topics.events_ack, pack(reply.body)
            )
        for opened in taken.opened:
            self._open(opened)
        for packet in group:  # only now: the broker may forget what we have committed
            self._link.ack(packet)

    def _open(self, opened: Opened) -> None:
        source = _Letters(self._store, opened.device)
        sender = self._senders.setdefault(
            opened.device, SeqSender(source, self._jitter, MAX_MESSAGES)
        )
        sender.start(opened.epoch, opened.upto)

    def _acked(self, device: str, ack: Ack) -> None:
        sender = self._senders.get(device)
        if sender is None:
            return
        before = sender.cursor
        sender.acked(ack, self._now())
        if sender.cursor > before:
            self._store.note_sent(device, sender.cursor)

    def _send(self, now: float) -> None:
        for device, sender in self._senders.items():
            wanted = sender.poll(now)
            if isinstance(wanted, Batch):
                self._link.publish(Topics(device).messages, pack(wanted))
            elif wanted is Need.HELLO:
                log.info("%s does not answer; it is asked to greet anew", device)
                again = Ack(epoch="0" * 16, upto=0, hello=True)
                self._link.publish(Topics(device).events_ack, pack(again))


def typed_packet(topic: str, payload: bytes) -> Packet | None:
    """Return a packet as typed as it can be made; None for a topic that is nobody's.

    Args:
        topic: as published.
        payload: any bytes.
    """
    where = split_topic(topic)
    if where is None or where[1] not in _KINDS or not payload:
        return None
    device, rest = where
    try:
        return Packet(device, rest, unpack(payload, _KINDS[rest]))
    except BadPacket as bad:
        log.warning("%s: packet of %d bytes refused: %s", rest, len(payload), bad)
        digest = hashlib.sha256(payload).hexdigest()
        return Packet(device, rest, None, payload[:_KEPT], str(bad), digest)
