"""The central at work: packets in, one commit a group, acks out, letters down.

One thread. What is there is drained, never waited for: waiting for a full group behind the broker's
window would stall for ever (PROTOCOL.md 6, measured).
"""

import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec.structs import replace

from kiosk.central.around import renew_around
from kiosk.central.fresh_codes import renew_codes
from kiosk.central.metrics import Meters
from kiosk.central.photo_room import PhotoRoom
from kiosk.central.store import Opened, Packet, Store, StoreTrouble, Taken
from kiosk.central.wishes import Wishes
from kiosk.sync.photo_packets import PhotoChunk, pack_chunk, unpack_chunk
from kiosk.sync.protocol import (
    MAX_MESSAGES,
    Ack,
    BadPacket,
    Batch,
    Health,
    Hello,
    PhotoAck,
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
_KEPT_OF_BAD = 200  # bytes of an undecodable packet worth keeping (PROTOCOL.md 6)
_PAUSE_LEAST_S, _PAUSE_MOST_S = 1.0, 30.0
_WISHES_S = 0.5
_QUIET_S = 0.5  # without a packet, before upkeep: longer than a drain waits for its next batch
_RENEW_S = 3600.0
_LOOK_S = 2.0  # for letters that another process queued
_ASK_AGAIN_S = 10.0  # between two wishes that a device should greet
PLEASE_GREET = pack(Ack(epoch="0" * 16, upto=0, hello=True))
_PHOTO = "up/photo"  # the only packet that is not JSON alone
_KINDS: dict[str, type[Hello | Batch | Ack | Health | State | PhotoAck]] = {
    "up/hello": Hello,
    "up/events": Batch,
    "up/ack": Ack,
    "up/photo_ack": PhotoAck,
    "up/health": Health,
    "state": State,
}


class Incoming(Protocol):
    """A packet as the link gives it."""

    @property
    def topic(self) -> str:
        """Where it was published."""

    @property
    def payload(self) -> bytes:
        """Its bytes."""


P = TypeVar("P", bound=Incoming)


class Link(Protocol[P]):
    """The connection, given by the composition root (`sync.link.Link`)."""

    def turn(self, wait_s: float) -> Sequence[P]:
        """Move bytes; return what came in."""

    def publish(self, topic: str, payload: bytes) -> bool:
        """Hand a packet to the broker."""

    def ack(self, packet: P) -> None:
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
        """Return what comes after `seq`."""
        first, raws = self._store.above(self._device, seq, most, most_bytes)
        return Stretch(first, tuple(raws)) if raws else None

    def identity(self, seq: int) -> tuple[str, str | None]:
        """Return the id of a letter; letters are not chained."""
        return (self._store.message_id(self._device, seq), None)


class Consumer(Generic[P]):
    """Takes the points' mail and sends theirs, until told to stop.

    Args:
        link: the connection.
        store: the books.
        wishes: what the console and the command line ask for; None in a worker, which takes events
            alone: greetings, letters and wishes are the desk's.
        now: monotonic seconds.
        wall: milliseconds UTC.
        jitter: draws from 0.5..1.5.

    Attributes:
        meters: what it measures of its own work; the composition root may give shared ones.
        photos: of the points, and pictures for them; the composition root gives it.
    """

    def __init__(
        self,
        link: Link[P],
        store: Store,
        wishes: Wishes | None,
        now: Callable[[], float],
        wall: Callable[[], int],
        jitter: Callable[[], float],
    ) -> None:
        self._link, self._store, self._wishes = link, store, wishes
        self.photos: PhotoRoom | None = None
        self._now, self._wall, self._jitter = now, wall, jitter
        self.meters = Meters()
        self._senders: dict[str, SeqSender] = {}
        self._busy: set[str] = set()  # devices whose sender has something to do
        self._ask_at: dict[str, float] = {}
        self.upkeep: Callable[[], None] = lambda: None  # what else this thread does between turns
        self._pause_s = _PAUSE_LEAST_S
        self._wishes_at = self._renew_at = self._look_at = float("-inf")
        self._tidy_at = float("inf")

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set; a group that was begun is finished first."""
        while not stop.is_set():
            try:
                self.turn(TURN_S)
                self._pause_s = _PAUSE_LEAST_S
            except StoreTrouble as trouble:
                log.error("the store is in trouble, nothing was taken: %s", trouble)  # noqa: TRY400
                self._recover(stop, "store")
            except Exception:
                # Here and below is one of the three places where anything may be caught: what is
                # wrong with one device must not silence all the others.
                log.exception("a turn failed; what was not acknowledged comes again")
                self._recover(stop, "fault")
        self._link.close()

    def _recover(self, stop: threading.Event, why: str) -> None:
        # A clean session forgets what we did not acknowledge; the devices send it again.
        self._link.renew(why)
        self._senders.clear()
        self._busy.clear()
        stop.wait(self._pause_s)
        self._pause_s = min(2 * self._pause_s, _PAUSE_MOST_S)

    def turn(self, wait_s: float) -> None:
        """Do one round of everything; waits at most `wait_s` for the network."""
        came = self._link.turn(wait_s)
        for start in range(0, len(came), _GROUP):
            self._take(came[start : start + _GROUP])
        now = self._now()
        if self._wishes is not None:
            self._desk(self._wishes, now)
        self._keep_up()
        if came:
            self._tidy_at = now + _QUIET_S
        elif now >= self._tidy_at:
            self._tidy_at = float("inf")
            self._store.tidy()
            self._store.about.catch_up()

    def _desk(self, wishes: Wishes, now: float) -> None:
        """Grant, renew and send: what one process does for the whole network."""
        if now >= self._wishes_at:
            self._wishes_at = now + _WISHES_S
            self._grant(wishes)
        if now >= self._renew_at:
            self._renew_at = now + _RENEW_S
            self._store.forget_letters(self._wall())
            if renew_codes(self._store, self._wall()):
                self._busy.update(self._senders)
            self._store.retention.keep_terms(self._wall())
            wishes.sweep(self._wall())
            self._tidy_at = min(self._tidy_at, now + _QUIET_S)
            self._store.has_moved = True  # a partner may have given up, which no wish tells
        if self._store.has_moved:
            renew_around(self._store, self._wall())
        if now >= self._look_at:
            self._look_at = now + _LOOK_S
            self._store.rollouts.tend(self._wall())
            if self.photos is not None:
                self.photos.clear()
            self._busy.update(self._senders.keys() & set(self._store.waiting()))
        self._send(now)

    def _keep_up(self) -> None:
        try:
            self.upkeep()
        except StoreTrouble:
            raise
        except Exception:
            log.exception("something beside the mail failed")  # which goes on

    # -- packets in ------------------------------------------------------------------------------

    def _take(self, group: Sequence[P]) -> None:
        packets = [
            packet
            for came in group
            if (packet := typed_packet(came.topic, came.payload)) is not None
        ]
        let_in: set[str] = set()
        for taken in self._taken(packets):
            let_in.update(taken.heard)
            for reply in taken.replies:
                self._reply(reply.device, reply.body)
            for opened in taken.opened:
                self._open(opened)
            self._busy.update(device for device in taken.queued if device in self._senders)
            for device in taken.heard if self._wishes is not None else ():
                self._ask_to_greet(device)
        for packet in packets:
            if isinstance(packet.body, Ack):
                self._acked(packet.device, packet.body)
            elif packet.device in let_in and isinstance(packet.body, PhotoChunk | PhotoAck):
                self._photo(packet.device, packet.body)
        for came in group:  # only now: the broker may forget what we have committed
            self._link.ack(came)

    def _taken(self, packets: Sequence[Packet]) -> Iterable[Taken]:
        """Commit a group; if a packet breaks it, each by itself, and that one to quarantine."""
        if not packets:
            return ()
        at, begun = self._wall(), self._now()
        try:
            taken = self._store.take(packets, at)
        except StoreTrouble:
            raise
        except Exception:
            log.exception("a group of %d packets failed", len(packets))
        else:
            self.meters.group_size.observe(len(packets))
            self.meters.commit_seconds.observe(self._now() - begun)
            return (taken,)
        if len(packets) > 1:
            return [taken for packet in packets for taken in self._taken([packet])]
        return self._set_aside(packets[0], at)

    def _set_aside(self, packet: Packet, at: int) -> Iterable[Taken]:
        """Keep a packet that broke the store in quarantine; its box is asked for it in pieces."""
        sha256 = hashlib.sha256(pack(packet)).hexdigest()
        fault = replace(packet, body=None, why="fault", sha256=sha256)
        try:
            return (self._store.take([fault], at),)
        except StoreTrouble:
            raise
        except Exception:
            # Dropped, not acknowledged: the box keeps it and sends it again.
            log.exception("%s: a packet cannot even be set aside", packet.device)
            return ()

    def _reply(self, device: str, body: Welcome | Ack) -> None:
        topics = Topics(device)
        topic = topics.welcome if isinstance(body, Welcome) else topics.events_ack
        self._link.publish(topic, pack(body))

    def _photo(self, device: str, body: PhotoChunk | PhotoAck) -> None:
        """Take a piece of a photo in, or hand out one of a picture that a device asks for."""
        if self.photos is None:
            return
        topics = Topics(device)
        if isinstance(body, PhotoChunk):
            answer: PhotoChunk | PhotoAck | None = self.photos.take(device, body, self._wall())
        else:
            answer = self.photos.hand(body)
        if isinstance(answer, PhotoChunk):
            self._link.publish(topics.picture, pack_chunk(answer))
        elif answer is not None:
            self._link.publish(topics.photo_ack, pack(answer))

    # -- letters down ----------------------------------------------------------------------------

    def _open(self, opened: Opened) -> None:
        sender = self._senders.get(opened.device)
        if sender is None:
            source = _Letters(self._store, opened.device)
            sender = SeqSender(source, self._jitter, MAX_MESSAGES)
            self._senders[opened.device] = sender
        sender.start(opened.epoch, opened.upto)
        self._busy.add(opened.device)

    def _ask_to_greet(self, device: str) -> None:
        """Ask a device that is there, but has not greeted since we started, to greet.

        It cannot know that we were away; without a greeting its letters would wait for its next
        connection.
        """
        sender, now = self._senders.get(device), self._now()
        if (sender is None or not sender.is_open) and now >= self._ask_at.get(device, now):
            self._ask_at[device] = now + _ASK_AGAIN_S * self._jitter()
            self._link.publish(Topics(device).events_ack, PLEASE_GREET)

    def _acked(self, device: str, ack: Ack) -> None:
        sender = self._senders.get(device)
        if sender is not None and sender.acked(ack, self._now()) is Need.HELLO:
            self._ask_to_greet(device)  # it may be long until we hear of it by itself

    def _send(self, now: float) -> None:
        for device in sorted(self._busy):
            sender = self._senders[device]
            wanted = sender.poll(now)
            if isinstance(wanted, Batch):
                self._link.publish(Topics(device).messages, pack(wanted))
            elif wanted is Need.HELLO:
                log.info("%s does not answer; it is asked to greet anew", device)
                self._link.publish(Topics(device).events_ack, PLEASE_GREET)
            if sender.is_idle:
                self._busy.discard(device)

    # -- wishes ----------------------------------------------------------------------------------

    def _grant(self, wishes: Wishes) -> None:
        for path in wishes.waiting():
            try:
                granted = wishes.grant(path, self._wall())
            except StoreTrouble:
                raise
            except Exception:
                log.exception("a wish failed")
                wishes.give_up(path)
                continue
            if granted.letters:
                self._busy.update(self._senders)
            self._tidy_at = min(self._tidy_at, self._now() + _QUIET_S)


def typed_packet(topic: str, payload: bytes) -> Packet | None:
    """Return a packet as typed as it can be made; None for a topic that is nobody's.

    Args:
        topic: as published.
        payload: any bytes.
    """
    where = split_topic(topic)
    if where is None or not payload or where[1] not in {_PHOTO, *_KINDS}:
        return None
    device, rest = where
    if not re.fullmatch(r"(?!central)[a-z0-9-]{3,40}", device):
        return None
    try:
        body = unpack_chunk(payload) if rest == _PHOTO else unpack(payload, _KINDS[rest])
        return Packet(device, rest, body)
    except BadPacket as bad:
        digest = hashlib.sha256(payload).hexdigest()
        return Packet(device, rest, None, payload[:_KEPT_OF_BAD], str(bad), digest)
