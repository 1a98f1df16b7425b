"""A wire keeps nothing for later, tells what it hears, and says its greeting and farewell."""

import time

import pytest

from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.shelf_mail import Out
from kiosk.hw.shelf_wire import Wire
from kiosk.hw.sim.shelf import Held, SimBus

WORD = Out("t", b"7")


@pytest.fixture
def bus() -> SimBus:
    return SimBus()


@pytest.fixture
def wire(bus: SimBus) -> Wire:
    return Wire("counter", bus.end("t"), time.monotonic)


def test_what_is_sent_goes_out_in_the_next_round(bus: SimBus, wire: Wire) -> None:
    wire.open()
    assert wire.send(WORD, WORD)
    assert bus.sent == []
    wire.turn(0.0)
    assert bus.sent == [WORD, WORD]


def test_without_a_link_words_are_forgotten(bus: SimBus, wire: Wire) -> None:
    assert not wire.send(WORD)
    wire.open()
    wire.send(WORD)
    bus.cut()
    with pytest.raises(DeviceFault) as lost:
        wire.turn(0.0)
    assert lost.value.what is Fault.LOST
    assert not wire.send(WORD)  # at once, not only when it was closed
    bus.mend()
    wire.open()
    wire.turn(0.0)
    assert bus.sent == []


def test_what_waits_when_it_closes_is_forgotten(bus: SimBus, wire: Wire) -> None:
    wire.open()
    wire.send(WORD)
    wire.close()
    wire.open()
    wire.turn(0.0)
    assert bus.sent == []


def test_it_greets_first_and_says_farewell_last(bus: SimBus, wire: Wire) -> None:
    wire.greeting = lambda: (Out("greeting", b""),)
    wire.farewell = lambda: (Out("farewell", b""),)
    for _ in range(2):
        wire.open()
        wire.send(WORD)
        wire.turn(0.0)
        wire.close()
        wire.close()
    assert [out.topic for out in bus.sent] == ["greeting", "t", "farewell"] * 2


def test_a_lost_link_gets_no_farewell(bus: SimBus, wire: Wire) -> None:
    wire.farewell = lambda: (WORD,)
    wire.open()
    bus.cut()
    wire.close()
    assert bus.sent == []


def test_what_was_retained_is_heard_when_it_opens(bus: SimBus, wire: Wire) -> None:
    bus.carry(Out("t", b"kept", retain=True))
    heard: list[tuple[str, bytes]] = []
    wire.heard = lambda topic, payload: heard.append((topic, payload))
    wire.open()
    wire.turn(0.0)
    assert heard == [("t", b"kept")]


def test_a_broker_that_is_not_there_is_told_in_words(bus: SimBus, wire: Wire) -> None:
    bus.cut()
    with pytest.raises(DeviceFault) as absent:
        wire.open()
    assert absent.value.what is Fault.ABSENT
    assert absent.value.detail == "the point's broker does not answer: the broker is gone"


class Deaf:
    """A broker that takes connections and never answers."""

    fault, is_up = "", False

    def __init__(self) -> None:
        self.at = 0.0

    def turn(self, wait_s: float) -> tuple[()]:
        self.at += wait_s
        return ()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        raise AssertionError(topic, payload, qos, retain)

    def retry_now(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to let go."""


class Eager(Deaf):
    """A broker that answers in the second round, and hands on in the same what it retained."""

    def turn(self, wait_s: float) -> tuple[Held, ...]:  # type: ignore[override]
        self.is_up = self.at > 0
        super().turn(wait_s)
        return (Held("t", b"kept"),) if self.is_up else ()


def test_what_comes_with_the_brokers_answer_is_heard() -> None:
    eager = Eager()
    wire = Wire("counter", eager, lambda: eager.at)
    heard: list[bytes] = []
    wire.heard = lambda _topic, payload: heard.append(payload)
    wire.open()
    assert heard == [b"kept"]


def test_a_broker_that_never_answers_is_given_up_in_time() -> None:
    deaf = Deaf()
    with pytest.raises(DeviceFault) as absent:
        Wire("counter", deaf, lambda: deaf.at).open()
    assert absent.value.detail == "the point's broker does not answer: silence"
    assert 3.0 < deaf.at < 5.0  # a device opens within 5 s
