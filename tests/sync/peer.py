"""A small central: greets, takes events in, sends letters out; its disk is two lists."""

import hashlib

import msgspec

from kiosk.sync.link import Link, Received
from kiosk.sync.protocol import (
    Ack,
    Action,
    Batch,
    DownState,
    Health,
    Hello,
    State,
    Topics,
    UpState,
    Welcome,
    pack,
    unpack,
)
from kiosk.sync.streams import Need, SeqReceiver, SeqSender, Stretch

DOWN = "d" * 16


class Peer:
    """The other end of one device's mail.

    `action` and `reason` are what the next greeting is answered with; `deaf` takes nothing in.
    """

    def __init__(self, link: Link, device: str) -> None:
        self.link, self.topics = link, Topics(device)
        self.events: list[tuple[int, bytes]] = []
        self.chain = hashlib.sha256(device.encode())
        self.letters: list[bytes] = []
        self.hellos: list[Hello] = []
        self.states: list[State] = []
        self.healths: list[Health] = []
        self.acked = 0
        self.deaf = False
        self.action, self.reason = Action.NONE, ""
        self.raw: list[Received] = []
        self._up: SeqReceiver | None = None
        self._down = SeqSender(self, lambda: 1.0, 8)
        self._turns = 0.0

    def turn(self) -> None:
        """Do one round."""
        self._turns += 0.02  # seconds enough for the sender's patience
        for packet in self.link.turn(0.005):
            self.raw.append(packet)
            if not self.deaf:
                self._take(packet)
        if self.link.is_up and not self.deaf:
            batch = self._down.poll(self._turns)
            if isinstance(batch, Batch):
                self.link.publish(self.topics.messages, pack(batch))
            self._ask_to_greet(batch)

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        """Return the letters after `seq`."""
        assert most_bytes > 0
        items = tuple(self.letters[seq : seq + most])
        return Stretch(seq + 1, items) if items else None

    def identity(self, seq: int) -> tuple[str, str | None]:
        """Return the name of a letter."""
        return f"letter-{seq}", None

    def forget(self, upto: int) -> None:
        """Be restored from a backup that knew less."""
        self.events, self._up = [e for e in self.events if e[0] <= upto], None

    def _take(self, packet: Received) -> None:
        topics = self.topics
        if packet.topic == topics.hello:
            self._greet(unpack(packet.payload, Hello))
        elif packet.topic == topics.events:
            self._events(unpack(packet.payload, Batch))
        elif packet.topic == topics.messages_ack:
            ack = unpack(packet.payload, Ack)
            self.acked = max(self.acked, ack.upto)
            self._ask_to_greet(self._down.acked(ack, self._turns))
        elif packet.topic == topics.state:
            self.states.append(unpack(packet.payload, State))
        elif packet.topic == topics.health:
            self.healths.append(unpack(packet.payload, Health))

    def _ask_to_greet(self, wanted: object) -> None:
        if wanted is Need.HELLO:
            ack = Ack(epoch="0" * 16, upto=0, hello=True)
            self.link.publish(self.topics.events_ack, pack(ack))

    def _greet(self, hello: Hello) -> None:
        self.hellos.append(hello)
        upto = self.events[-1][0] if self.events else 0
        welcome = Welcome(
            nonce=hello.nonce,
            up=UpState(hello.up.epoch, upto),
            down=DownState(DOWN, 1, len(self.letters)),
            action=self.action,
            reason=self.reason,
        )
        if self.action in {Action.NONE, Action.UPGRADE}:
            self._up = SeqReceiver(hello.up.epoch, upto)
        if self.action is Action.NONE:
            self._down.start(DOWN, hello.down.upto)
        self.link.publish(self.topics.welcome, pack(welcome))

    def _events(self, batch: Batch) -> None:
        if self._up is None:
            ack = Ack(epoch=batch.epoch, upto=0, hello=True)
        else:
            found = self._up.sort(batch)
            self.events += [(number, bytes(msgspec.Raw(raw))) for number, raw in found.fresh]
            if found.skip is not None:
                self._up.keep(found.skip.to)
            elif found.fresh:
                self._up.keep(found.fresh[-1][0])
            ack = self._up.ack(found)
        self.link.publish(self.topics.events_ack, pack(ack))
