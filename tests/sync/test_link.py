"""A link to a real broker: subscribes, carries, dies, and comes back by itself."""

import socket
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.sync.link import Link, LinkSettings, Received, Will
from kiosk.trial.brokers import Broker
from tests.sync.conftest import gather, short, until

Connect = Callable[..., Link]


def test_a_link_is_up_once_its_subscriptions_are_granted(broker: Broker, connect: Connect) -> None:
    link = connect(broker, "a", "t/#")
    assert not link.is_up
    until(lambda: link.is_up, lambda: link.turn(0.01))
    assert (link.connections, link.fault) == (1, "")


@pytest.mark.parametrize("version", [5, 4])
def test_what_one_publishes_another_receives_in_order(
    broker: Broker, connect: Connect, version: int
) -> None:
    one = connect(broker, "a", "nothing", version=version)
    two = connect(broker, "b", "t/#", version=version)
    until(lambda: one.is_up and two.is_up, lambda: one.turn(0.01), lambda: two.turn(0.01))
    came: list[Received] = []
    for n in range(50):
        assert one.publish("t/x", b"%d" % n)
    until(lambda: len(came) == 50, lambda: one.turn(0.01), gather(two, came))
    assert [packet.payload for packet in came] == [b"%d" % n for n in range(50)]
    assert {(packet.topic, packet.qos) for packet in came} == {("t/x", 1)}


def test_nothing_is_published_without_a_link(broker: Broker, connect: Connect) -> None:
    assert not connect(broker, "a", "t").publish("t", b"x")


def test_a_broker_that_is_not_there_is_no_failure(broker: Broker, connect: Connect) -> None:
    broker.kill()
    link = connect(broker, "a", "t")
    assert link.turn(0.01) == ()
    assert not link.is_up
    assert link.fault == "ConnectionRefusedError"


def test_without_a_broker_a_turn_takes_the_time_it_was_given(
    broker: Broker, connect: Connect
) -> None:
    broker.kill()
    link = connect(broker, "a", "t")
    turns, until_at = 0, time.monotonic() + 0.3
    while time.monotonic() < until_at:
        link.turn(0.1)
        turns += 1
    assert turns <= 4  # it spun some thousand times


def test_a_killed_broker_is_noticed_and_found_again(broker: Broker, connect: Connect) -> None:
    link = connect(broker, "a", "t")
    until(lambda: link.is_up, lambda: link.turn(0.01))
    broker.kill()
    until(lambda: not link.is_up, lambda: link.turn(0.01))
    assert link.fault
    broker.start()
    until(lambda: link.is_up, lambda: link.turn(0.01), link.retry_now)
    assert link.connections == 2


def test_a_link_that_is_renewed_connects_anew(broker: Broker, connect: Connect) -> None:
    link = connect(broker, "a", "t")
    until(lambda: link.is_up, lambda: link.turn(0.01))
    link.renew("no welcome")
    assert (link.is_up, link.fault) == (False, "no welcome")
    until(lambda: link.connections == 2, lambda: link.turn(0.01), link.retry_now)


def test_the_pauses_between_tries_grow(broker: Broker) -> None:
    broker.kill()
    now = [0.0]
    settings = LinkSettings(broker.host, broker.port, "a", ("t",))
    link = Link(settings, lambda: now[0], lambda: 1.0)
    tries = []
    for second in range(200):
        now[0] = float(second)
        link.fault = ""
        link.turn(0.0)
        if link.fault:
            tries.append(second)
    assert [after - before for before, after in pairwise(tries)] == [3, 6, 12, 24, 48, 60]
    link.close()


def test_a_retry_now_forgets_the_pause(broker: Broker, connect: Connect) -> None:
    broker.kill()
    link = connect(broker, "a", "t")
    link.turn(0.0)
    broker.start()
    link.retry_now()
    until(lambda: link.is_up, lambda: link.turn(0.01))


def test_a_vanished_link_leaves_its_will_and_a_closed_one_does_not(
    broker: Broker, connect: Connect
) -> None:
    watcher, came = connect(broker, "w", "state/#"), list[Received]()
    polite, rude = connect(broker, "p", "t"), connect(broker, "r", "t")
    polite.will = lambda: Will("state/p", b"gone")
    rude.will = lambda: Will("state/r", b"gone")
    links = (watcher, polite, rude)
    until(lambda: all(k.is_up for k in links), *(lambda k=k: k.turn(0.01) for k in links))
    polite.close()
    rude.renew("vanishes")
    until(lambda: bool(came), gather(watcher, came))
    assert [packet.topic for packet in came] == ["state/r"]


def test_a_will_is_asked_for_at_each_connection(broker: Broker, connect: Connect) -> None:
    link, asked = connect(broker, "a", "t"), list[int]()

    def will() -> Will:
        asked.append(1)
        return Will("state", b"gone")

    link.will = will
    until(lambda: link.is_up, lambda: link.turn(0.01))
    link.renew("again")
    until(lambda: link.connections == 2, lambda: link.turn(0.01), link.retry_now)
    assert len(asked) >= 2


def test_what_is_not_acked_comes_no_further_than_the_window(
    broker: Broker, connect: Connect
) -> None:
    one = connect(broker, "a", "nothing")
    two = connect(broker, "b", "t", manual_ack=True)
    until(lambda: one.is_up and two.is_up, lambda: one.turn(0.01), lambda: two.turn(0.01))
    for n in range(150):
        one.publish("t", b"%d" % n)
    came: list[Received] = []
    until(lambda: len(came) >= 100, lambda: one.turn(0.01), gather(two, came))
    for _ in range(5):
        gather(two, came)()
    assert len(came) == 100  # the broker's window, see kiosk.trial.brokers
    for packet in tuple(came):
        two.ack(packet)
    until(lambda: len(came) == 150, lambda: one.turn(0.01), gather(two, came))


def test_one_turn_takes_all_that_has_come(broker: Broker, connect: Connect) -> None:
    one, two = connect(broker, "a", "t"), connect(broker, "b", "t")
    until(lambda: one.is_up and two.is_up, lambda: one.turn(0.01), lambda: two.turn(0.01))
    for n in range(50):
        one.publish("t", b"%d" % n)
    echoes: list[Received] = []
    until(lambda: len(echoes) == 50, gather(one, echoes))  # so the other has them waiting, too
    assert len(two.turn(0.1)) >= 40


def test_what_was_published_does_not_end_the_next_wait(broker: Broker, connect: Connect) -> None:
    link = connect(broker, "a", "t")
    until(lambda: link.is_up, lambda: link.turn(0.01))
    link.turn(0.01)
    link.publish("elsewhere", b"x", qos=0)  # nobody answers it
    began = time.monotonic()
    link.turn(0.1)
    assert time.monotonic() - began >= 0.09


def test_a_stranger_who_is_no_broker_is_dropped() -> None:
    now = [0.0]
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = LinkSettings("127.0.0.1", server.getsockname()[1], "a", ("t",))
        link = Link(settings, lambda: now[0], short)
        link.turn(0.0)
        stranger, _ = server.accept()
        stranger.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        link.turn(0.05)
        now[0] = 11.0
        until(lambda: bool(link.fault), lambda: link.turn(0.0))
        assert not link.is_up
        stranger.close()
        link.close()


def test_a_broker_that_never_answers_is_given_up() -> None:
    now = [0.0]
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = LinkSettings("127.0.0.1", server.getsockname()[1], "a", ("t",))
        link = Link(settings, lambda: now[0], short)
        link.turn(0.0)
        now[0] = 11.0
        link.turn(0.0)
        assert link.fault == "no answer to subscribe"
        link.close()


def test_a_broker_on_this_machine_is_reached_by_its_socket(
    broker: Broker, tmp_path: Path, connect: Connect
) -> None:
    path = tmp_path / "mosquitto.sock"
    conf = tmp_path / "broker" / "mosquitto.conf"
    more = f"listener 0 {path}\nallow_anonymous true\n"
    conf.write_text(conf.read_text(encoding="utf-8") + more, encoding="utf-8")
    broker.kill()
    broker.start()
    near, far = connect(broker, "near", "t", socket=str(path)), connect(broker, "far", "x")
    until(lambda: near.is_up and far.is_up, lambda: near.turn(0.01), lambda: far.turn(0.01))
    far.publish("t", b"7")
    came: list[Received] = []
    until(lambda: bool(came), lambda: far.turn(0.01), gather(near, came))
    assert came[0].payload == b"7"
    near.publish("x", b"8")
    until(lambda: bool(far.turn(0.01)), lambda: near.turn(0.01))


# paho leaves a socket that could not connect to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_socket_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    settings = LinkSettings("ignored", 1, "a", ("t",), socket=str(tmp_path / "none.sock"))
    link = Link(settings, time.monotonic, short)
    link.turn(0.0)
    assert link.fault == "FileNotFoundError"


def test_closing_twice_is_fine(broker: Broker, connect: Connect) -> None:
    link = connect(broker, "a", "t")
    until(lambda: link.is_up, lambda: link.turn(0.01))
    link.close()
    link.close()
