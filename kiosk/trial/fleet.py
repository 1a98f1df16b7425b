"""Thousands of simulated kiosks in one process, each with a link, a journal and a day's work.

They greet, send what happens to their parcels in small batches, and wait for the central's ack as
the real carrier does; the broker and the central at the other end are real.
"""

import asyncio
import time
from collections.abc import Callable
from random import Random

from msgspec import Struct

from kiosk.core.events import Stamp
from kiosk.sync.protocol import Ack, Action, BadPacket, Topics, Welcome, pack, unpack
from kiosk.trial import mqtt_frames as mqtt
from kiosk.trial.bench_events import Journal

_EVENTS = 4  # a batch: what a scan or two leave behind
_KEEPALIVE_S = 60
_LOOK_S = 0.02
_GREET_AGAIN_S, _GREET_MOST_S, _RESEND_S = 3.0, 60.0, 10.0
_ALONGSIDE = 100  # connections begun at a time: a broker's backlog is finite


class Load(Struct, frozen=True):
    """What the fleet does.

    Args:
        kiosks: how many.
        every_s: between two batches of a kiosk, on average.
        lasting_s: how long the work goes on, once all are welcomed.
    """

    kiosks: int
    every_s: float
    lasting_s: float


class Measured(Struct, frozen=True):
    """What the fleet has seen.

    Args:
        welcomed_s: until the last kiosk was welcomed.
        events: acknowledged; unacked: sent, and not acknowledged in the end.
        lasted_s: how long they were sent.
        acks_ms: from a batch's publish to its ack, in order of size.
        resent: batches sent again; reconnected: links lost and made anew.
    """

    welcomed_s: float
    events: int
    unacked: int
    lasted_s: float
    acks_ms: tuple[float, ...]
    resent: int
    reconnected: int

    def ack_ms(self, share: float) -> float:
        """Return the milliseconds within which a share of the acks came; nan for none."""
        if not self.acks_ms:
            return float("nan")
        return self.acks_ms[min(len(self.acks_ms) - 1, int(share * len(self.acks_ms)))]


def device_name(number: int) -> str:
    """Return the id of a simulated kiosk."""
    return f"fleet-{number:06d}"


class _Kiosk(asyncio.Protocol):
    """One box: its journal, its link, and the batch that waits for an ack."""

    def __init__(self, journal: Journal, note: "_Notes") -> None:
        self.journal, self._note = journal, note
        self._topics = Topics(journal.device)
        self._inflow = mqtt.Inflow()
        self._transport: asyncio.Transport | None = None
        self._mid = self._upto = 0
        self._nonce = ""
        self._waiting: bytes | None = None
        self._sent_at = self._spoke_at = self._greet_at = 0.0
        self._greet_wait_s = _GREET_AGAIN_S
        self.is_welcomed = False

    # -- the link --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a session."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP connection's
        self._transport, self._inflow = transport, mqtt.Inflow()
        self._say(mqtt.connect(self.journal.device, _KEEPALIVE_S))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Remember to come back."""
        self._transport, self.is_welcomed = None, False

    @property
    def is_linked(self) -> bool:
        """Whether there is a connection."""
        return self._transport is not None

    def data_received(self, data: bytes) -> None:
        """Take what the broker sends."""
        for frame in self._inflow.frames(data):
            if frame.kind == mqtt.CONNACK:
                self._say(mqtt.subscribe(1, self._topics.down))
            elif frame.kind == mqtt.SUBACK:
                self._greet()
            elif frame.kind == mqtt.PUBLISH:
                if frame.mid:
                    self._say(mqtt.puback(frame.mid))
                self._take(frame)

    def _say(self, frame: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame)
            self._spoke_at = time.monotonic()

    def _publish(self, topic: str, payload: bytes) -> None:
        self._mid = self._mid % 65_535 + 1
        self._say(mqtt.publish(self._mid, topic, payload))

    # -- the mail --------------------------------------------------------------------------------

    def _greet(self) -> None:
        hello = self.journal.hello()
        self._nonce = hello.nonce
        # as the real carrier: each time later, and not all at once
        self._greet_at = time.monotonic() + self._greet_wait_s * self._note.random.uniform(0.5, 1.5)
        self._greet_wait_s = min(2 * self._greet_wait_s, _GREET_MOST_S)
        self._publish(self._topics.hello, pack(hello))

    def _take(self, frame: mqtt.Frame) -> None:
        try:
            if frame.topic == self._topics.welcome:
                self._welcomed(unpack(frame.payload, Welcome))
            elif frame.topic == self._topics.events_ack:
                self._acked(unpack(frame.payload, Ack))
        except BadPacket:
            self._note.bad += 1

    def _welcomed(self, welcome: Welcome) -> None:
        if welcome.nonce == self._nonce and welcome.action is Action.NONE:
            self.is_welcomed, self._upto = True, welcome.up.upto
            self._greet_wait_s = _GREET_AGAIN_S
            self._settle()

    def _acked(self, ack: Ack) -> None:
        if ack.hello:
            self._greet()
        elif ack.epoch == self.journal.epoch and ack.upto > self._upto:
            self._upto = ack.upto
            self._settle()

    def _settle(self) -> None:
        """Note what the central has of the batch in flight."""
        if self._waiting is not None and self._upto >= self.journal.seq:
            self._note.acks_ms.append(1000 * (time.monotonic() - self._sent_at))
            self._note.events += _EVENTS
            self._waiting = None

    def work(self) -> None:
        """Let something happen here, unless the last batch still waits for its ack."""
        if self.is_welcomed and self._waiting is None:
            self._waiting = pack(self.journal.batch(_EVENTS))
            self._sent_at = time.monotonic()
            self._publish(self._topics.events, self._waiting)

    def look(self, now: float) -> None:
        """Do what is due: greet or send again, or say that the link is alive."""
        if self._transport is None:
            return
        if not self.is_welcomed and self._nonce and now > self._greet_at:
            self._greet()
        elif self._waiting is not None and now - self._spoke_at > _RESEND_S:
            self._note.resent += 1
            self._publish(self._topics.events, self._waiting)
        elif now - self._spoke_at > _KEEPALIVE_S / 2:
            self._say(mqtt.PINGREQ)

    @property
    def unacked(self) -> int:
        """How many events the central has not acknowledged."""
        return self.journal.seq - self._upto

    def close(self) -> None:
        """Leave properly."""
        if self._transport is not None:
            self._transport.write(mqtt.DISCONNECT)
            self._transport.close()


class _Notes:
    """What all kiosks of a fleet count together."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.acks_ms: list[float] = []
        self.events = self.resent = self.reconnected = self.bad = 0


class Fleet:
    """Simulated kiosks at one broker.

    Args:
        host, port: of the broker.
        load: what they do.
        stamp: tells the moment of their events.
        random: draws who works when, and on what.
    """

    def __init__(
        self, host: str, port: int, load: Load, stamp: Callable[[], Stamp], random: Random
    ) -> None:
        self._host, self._port, self._load, self._random = host, port, load, random
        self._notes = _Notes(random)
        self._kiosks = [
            _Kiosk(Journal(device_name(n), stamp, random), self._notes) for n in range(load.kiosks)
        ]

    def run(self, at_full_strength: Callable[[], None], patience_s: float) -> Measured:
        """Connect all, let them work, and say what they saw.

        Args:
            at_full_strength: called at the end of the work, while every link is held.
            patience_s: how long the greetings may take, and the last acks.

        Raises:
            TimeoutError: not every kiosk was welcomed.
        """
        return asyncio.run(self._run(at_full_strength, patience_s))

    async def _run(self, at_full_strength: Callable[[], None], patience_s: float) -> Measured:
        began = time.monotonic()
        upkeep: asyncio.Task[None] | None = None
        try:
            await self._connect_all()
            # Not before: it takes who has no link yet for one who has lost it, and of two links
            # under one name the broker ends the older, again and again.
            upkeep = asyncio.create_task(self._upkeep())
            if not await self._comes(
                lambda: all(one.is_welcomed for one in self._kiosks), patience_s
            ):
                raise TimeoutError("not every kiosk was welcomed")
            welcomed_s = time.monotonic() - began
            self._notes.acks_ms.clear()
            working = time.monotonic()
            await self._work()
            lasted_s = time.monotonic() - working
            at_full_strength()
            await self._comes(lambda: not any(one.unacked for one in self._kiosks), patience_s)
        finally:
            if upkeep is not None:
                upkeep.cancel()
            for one in self._kiosks:
                one.close()
        return Measured(
            welcomed_s=welcomed_s,
            events=self._notes.events,
            unacked=sum(one.unacked for one in self._kiosks),
            lasted_s=lasted_s,
            acks_ms=tuple(sorted(self._notes.acks_ms)),
            resent=self._notes.resent,
            reconnected=self._notes.reconnected,
        )

    async def _connect_all(self) -> None:
        for start in range(0, len(self._kiosks), _ALONGSIDE):
            some = self._kiosks[start : start + _ALONGSIDE]
            await asyncio.gather(*(self._connect(one) for one in some))

    async def _connect(self, kiosk: _Kiosk) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: kiosk, self._host, self._port)

    async def _comes(self, met: Callable[[], bool], patience_s: float) -> bool:
        """Wait until something is so; return whether it came about."""
        for _ in range(int(patience_s / _LOOK_S)):
            if met():
                return True
            await asyncio.sleep(_LOOK_S)
        return met()

    async def _work(self) -> None:
        """Let a kiosk drawn by lot work, again and again, as often as the load says."""
        gap_s = self._load.every_s / len(self._kiosks)
        end = due = time.monotonic()
        end += self._load.lasting_s
        while due < end:
            due += self._random.expovariate(1 / gap_s)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._random.choice(self._kiosks).work()

    async def _upkeep(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            now = time.monotonic()
            for one in self._kiosks:
                one.look(now)
            for one in [one for one in self._kiosks if not one.is_linked]:
                self._notes.reconnected += 1
                try:
                    await self._connect(one)
                except OSError:
                    break  # the broker is away: in a second again
