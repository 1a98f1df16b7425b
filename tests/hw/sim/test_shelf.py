"""The broker in memory behaves as a real one where the wire's ends can tell."""

from kiosk.hw.shelf_mail import Out
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.shelf import BusEnd, SimBus


def payloads(end: BusEnd) -> list[bytes]:
    return [packet.payload for packet in end.turn(0.0)]


def ends(bus: SimBus) -> tuple[BusEnd, BusEnd]:
    one, two = bus.end("up/#", "state"), bus.end("down/x")
    assert (one.turn(0.0), two.turn(0.0)) == ((), ())
    return one, two


def test_packets_come_to_whoever_subscribed() -> None:
    one, two = ends(SimBus())
    for topic in ("up/a", "up/b/c", "state", "down/x", "down/y", "upper"):
        two.publish(topic, topic.encode())
    assert payloads(one) == [b"up/a", b"up/b/c", b"state"]
    assert payloads(two) == [b"down/x"]


def test_what_is_retained_comes_to_who_comes_later_until_the_broker_dies() -> None:
    bus = SimBus()
    _, two = ends(bus)
    two.publish("state", b"on", retain=True)
    assert payloads(bus.end("state")) == [b"on"]
    bus.cut()
    bus.mend()
    assert payloads(bus.end("state")) == []


def test_who_vanishes_leaves_a_will_and_who_says_goodbye_does_not() -> None:
    bus = SimBus()
    one, _ = ends(bus)
    for leave in (BusEnd.close, BusEnd.vanish):
        end = bus.end("x", will=lambda: Out("state", b"gone"))
        end.turn(0.0)
        leave(end)
    assert payloads(one) == [b"gone"]


def test_a_cut_end_stays_down_until_it_is_told_to_try_again() -> None:
    bus = SimBus()
    one, _ = ends(bus)
    bus.cut()
    assert (one.is_up, one.publish("up/a", b"")) == (False, False)
    bus.mend()
    assert (one.turn(0.0), one.is_up) == ((), False)
    one.retry_now()
    assert (one.turn(0.0), one.is_up) == ((), True)


def test_planned_faults_befall_packets() -> None:
    effects = ("late", "twice", "garbage", "lose")
    bus = SimBus([Fault(n, "carry", effect) for n, effect in enumerate(effects, 1)])
    one, two = ends(bus)
    came = []
    for n in range(5):
        two.publish("up/a", b"%d" % n)
        came.append(payloads(one))
    bus.let_go()
    assert came == [[], [b"1", b"1"], [b"\xff{"], [], [b"4"]]
    assert payloads(one) == [b"0"]
