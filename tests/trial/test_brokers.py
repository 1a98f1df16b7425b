"""Brokers of our own: they start, take mail, die and start again on the same port."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.sync.link import Link, LinkSettings, Received
from kiosk.trial.brokers import Broker, NoBroker, find_mosquitto, start_broker
from tests.waiting import LONG_S

KINDS = ("mosquitto", "amqtt")


@pytest.fixture(params=KINDS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    made = start_broker(request.param, tmp_path / "broker")
    yield made
    made.stop()


def is_listening(broker: Broker) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((broker.host, broker.port)) == 0


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not is_so():
        assert time.monotonic() < end


def carries(broker: Broker) -> bool:
    """Send a packet through the broker to ourselves."""
    settings = LinkSettings(broker.host, broker.port, "me", ("t",), version=broker.version)
    link, came = Link(settings, time.monotonic, lambda: 0.01), list[Received]()

    def turn() -> bool:
        came.extend(link.turn(0.01))
        return link.is_up

    wait_until(turn)
    link.publish("t", b"hello")
    wait_until(lambda: bool(turn() and came))
    link.close()
    return came[0].payload == b"hello"


def test_a_broker_carries_mail_after_a_kill_and_a_stop(broker: Broker) -> None:
    assert carries(broker)
    broker.kill()
    assert not is_listening(broker)
    broker.start()
    assert carries(broker)
    broker.stop()
    assert not is_listening(broker)
    broker.stop()


def test_the_version_to_speak_is_the_one_the_broker_knows(broker: Broker) -> None:
    assert broker.version == {"mosquitto": 5, "amqtt": 4}[broker.kind]


def test_auto_takes_mosquitto_where_it_is(tmp_path: Path) -> None:
    broker = start_broker("auto", tmp_path / "deep" / "folder")
    assert broker.kind == ("mosquitto" if find_mosquitto() else "amqtt")
    broker.stop()


def test_two_brokers_stand_side_by_side(tmp_path: Path) -> None:
    one, two = (start_broker("mosquitto", tmp_path / name) for name in "ab")
    assert one.port != two.port
    one.stop()
    assert is_listening(two)
    two.stop()


def test_a_broker_of_a_kind_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoBroker, match="apt install mosquitto"):
        start_broker("rabbit", tmp_path)


def test_a_stranger_at_its_port_is_not_taken_for_it(tmp_path: Path) -> None:
    broker = start_broker("mosquitto", tmp_path)
    broker.stop()
    stranger = socket.create_server((broker.host, broker.port))
    with stranger, pytest.raises(NoBroker, match="somebody else"):
        broker.start()


def test_a_program_that_ends_at_once_is_no_broker() -> None:
    with pytest.raises(NoBroker, match="did not start"):
        Broker("mosquitto", ["/bin/false"], 1)
