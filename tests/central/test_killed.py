"""A real broker and a central that is killed in the middle of its work: the count is exact."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kiosk.central.store_sqlite import open_questions
from kiosk.central.wish_forms import DeliveryWish, PointWish
from kiosk.central.wishes import leave
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import DeliveryAnnounced
from kiosk.core.words import Outcome
from kiosk.sync.link import Link, LinkSettings
from kiosk.sync.protocol import Ack, Batch, State, Topics, Welcome, pack, unpack
from kiosk.sync.streams import Need, SeqReceiver, SeqSender
from kiosk.trial.brokers import Broker, start_broker
from tests.central.conftest import POINT_KEY, Box, life
from tests.central.test_wishes import MANIFEST

DEADLINE_S = 90.0
PROGRAM = Path(__file__).with_name("central_process.py")


class Carrier:
    """A box's mail on a real link: events up, letters down, each letter answered by an event."""

    def __init__(self, broker: Broker, device: str = "pk-7731") -> None:
        self.box = Box(device)
        self.sender = SeqSender(self.box, lambda: 0.5, most=8)
        self.receiver = SeqReceiver(None, 0)
        self.letters: list[messages.Message] = []
        self._topics = Topics(device)
        settings = LinkSettings(broker.host, broker.port, device, (self._topics.down,))
        self._link = Link(settings, time.monotonic, lambda: 0.5)
        self._hello_at, self._births = 0.0, 0

    def turn(self) -> None:
        """Move everything once."""
        for packet in self._link.turn(0.01):
            if packet.topic == self._topics.welcome:
                self._welcomed(unpack(packet.payload, Welcome))
            elif packet.topic == self._topics.events_ack:
                self.sender.acked(unpack(packet.payload, Ack), time.monotonic())
            elif packet.topic == self._topics.messages:
                self._letters(unpack(packet.payload, Batch))
        if not self._link.is_up:
            return
        if self._births < self._link.connections:
            self._births = self._link.connections
            born = State(online=True, conn=f"{self._births:016x}", boot="0" * 16, app="1")
            self._link.publish(self._topics.state, pack(born), retain=True)
        now = time.monotonic()
        wanted = self.sender.poll(now)
        if isinstance(wanted, Batch):
            self._link.publish(self._topics.events, pack(wanted))
        if (wanted is Need.HELLO or not self.sender.is_open) and now >= self._hello_at:
            self._hello_at = now + 0.3
            down = (self.receiver.epoch, self.receiver.upto)
            hello = self.box.hello(down=down).body
            assert hello
            self._link.publish(self._topics.hello, pack(hello))

    def _welcomed(self, welcome: Welcome) -> None:
        if welcome.reason:
            return
        self.sender.start(welcome.up.epoch, welcome.up.upto)
        if self.receiver.epoch != welcome.down.epoch:
            self.receiver = SeqReceiver(welcome.down.epoch, 0)

    def _letters(self, batch: Batch) -> None:
        found = self.receiver.sort(batch)
        for seq, raw in found.fresh:
            message = messages.decode(raw)
            self.letters.append(message)
            self.box.tell(MessageDone(message.id, Outcome.APPLIED))
            self.receiver.keep(seq)
        self._link.publish(self._topics.messages_ack, pack(self.receiver.ack(found)))

    def close(self) -> None:
        """Leave."""
        self._link.close()


class Child:
    """The central's process."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.folder = folder
        self._command = [sys.executable, str(PROGRAM), str(folder), broker.host, str(broker.port)]
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin."""
        self._child = subprocess.Popen(self._command)

    def kill(self) -> None:
        """Pull the plug."""
        assert self._child
        self._child.kill()
        self._child.wait(60)

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        assert self._child
        self._child.terminate()
        return self._child.wait(60)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A real Mosquitto."""
    broker = start_broker("mosquitto", tmp_path / "broker")
    yield broker
    broker.stop()


@pytest.fixture
def child(tmp_path: Path, broker: Broker) -> Iterator[Child]:
    """A central that may die."""
    child = Child(tmp_path, broker)
    yield child
    if child._child and child._child.poll() is None:
        child.kill()


def _until(carrier: Carrier, is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not is_done():
        assert time.monotonic() < deadline, "it never came"
        carrier.turn()


@pytest.mark.cut
def test_a_central_killed_again_and_again_has_each_event_once(
    tmp_path: Path, broker: Broker, child: Child
) -> None:
    leave(tmp_path / "wishes", PointWish("7731", "Lesnaya 12", "pk-7731", POINT_KEY.hex()), "w1")
    child.start()
    carrier, random = Carrier(broker), Random(7)
    for n in range(400):
        carrier.box.tell(*life(f"P{n}"))
    for kill in range(3):
        reached = carrier.sender.cursor + random.randint(100, 500)
        _until(carrier, lambda: carrier.sender.cursor >= reached)  # noqa: B023
        child.kill()
        if kill == 1:  # a wish that finds nobody at home
            leave(tmp_path / "wishes", DeliveryWish("7731", MANIFEST), "w2")
        child.start()
    applied = {"applied": 5}
    books = open_questions(tmp_path / "central.db")
    _until(carrier, lambda: carrier.sender.cursor == carrier.box.head)
    _until(carrier, lambda: books.counts("7731").messages == applied)
    _until(carrier, lambda: carrier.sender.cursor == carrier.box.head)
    carrier.close()
    assert child.stop() == 0
    counts = books.counts("7731")
    assert (counts.lost, counts.conflicts, counts.quarantined) == (0, 0, 0)
    assert (counts.upto, counts.events) == (carrier.box.head, carrier.box.head)
    assert books.event_ids("pk-7731") == list(enumerate(carrier.box.ids, start=1))
    assert counts.issued == 400
    letters = [message.id for message in carrier.letters]
    assert letters == [sent.id for sent in books.sent("7731")], "each once, in order"
    assert isinstance(carrier.letters[1].facts, DeliveryAnnounced)
    books.close()


@pytest.mark.cut
def test_a_killed_broker_costs_nothing(tmp_path: Path, broker: Broker, child: Child) -> None:
    leave(tmp_path / "wishes", PointWish("7731", "Lesnaya 12", "pk-7731", POINT_KEY.hex()), "w1")
    child.start()
    carrier = Carrier(broker)
    for n in range(100):
        carrier.box.tell(*life(f"P{n}"))
    _until(carrier, lambda: carrier.sender.cursor >= 100)
    broker.kill()
    carrier.turn()
    broker.start()
    _until(carrier, lambda: carrier.sender.cursor == carrier.box.head == 601)
    books = open_questions(tmp_path / "central.db")
    counts = books.counts("7731")
    assert (counts.upto, counts.events, counts.lost) == (601, 601, 0)
    books.close()
    carrier.close()
    assert child.stop() == 0
