"""The controller that follows WLED's published interface, asked as any client would."""

import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import msgspec
import pytest

from kiosk.hw.sim.lights_wled import SimWled
from tests.hw.chains import Still
from tests.waiting import eventually

ORANGE = (255, 160, 0)


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
def wled(clock: Still) -> Iterator[SimWled]:
    made = SimWled(4, clock, time.sleep)
    yield made
    made.close()


def asked(wled: SimWled, verb: str, path: str, body: bytes = b"") -> dict[str, object]:
    link = HTTPConnection("127.0.0.1", wled.port, timeout=60)
    try:
        link.request(verb, path, body)
        answer = link.getresponse()
        assert (answer.status, answer.getheader("Content-Type")) == (200, "application/json")
        return msgspec.json.decode(answer.read(), type=dict[str, object])
    finally:
        link.close()


def send(wled: SimWled, *packets: bytes) -> None:
    before = len(wled.packets)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for packet in packets:
            udp.sendto(packet, ("127.0.0.1", wled.udp_port))
    eventually(lambda: len(wled.packets) == before + len(packets))


def test_it_tells_what_it_is(wled: SimWled) -> None:
    info = asked(wled, "GET", "/json/info")
    assert (info["brand"], info["udpport"], info["live"]) == ("WLED", wled.udp_port, False)
    leds = msgspec.convert(info["leds"], dict[str, int])
    assert leds["count"] == 4


def test_it_shows_its_own_light_until_it_is_told_not_to(wled: SimWled) -> None:
    assert wled.shown() == [ORANGE] * 4
    assert asked(wled, "POST", "/json/state", b'{"on":false}') == {"success": True}
    assert wled.shown() == [(0, 0, 0)] * 4
    asked(wled, "POST", "/json/state", b'{"lor":1}')
    assert (wled.on, wled.lor) == (False, 1)


def test_realtime_frames_shine_for_their_time(wled: SimWled, clock: Still) -> None:
    send(wled, bytes((4, 5, 0, 2, 9, 8, 7, 6, 5, 4, 3, 2, 1)))
    assert wled.shown() == [(0, 0, 0), (0, 0, 0), (9, 8, 7), (6, 5, 4)]
    assert asked(wled, "GET", "/json/info")["live"] is True
    clock.at += 5.1
    assert wled.shown() == [ORANGE] * 4
    send(wled, bytes((4, 5, 0, 0, 1, 1, 1)))
    assert wled.shown() == [(1, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    send(wled, bytes((4, 0)))
    assert wled.shown() == [ORANGE] * 4


@pytest.mark.parametrize("packet", [b"", b"\x04", b"\x04\x05\x00", b"\x02\x05\x01\x01\x01", b"hi"])
def test_a_packet_that_is_none_changes_nothing(wled: SimWled, packet: bytes) -> None:
    wled.on = False
    send(wled, packet)
    assert wled.shown() == [(0, 0, 0)] * 4


def test_somebody_at_its_page_overrides_frames(wled: SimWled) -> None:
    asked(wled, "POST", "/json/state", b'{"lor":2}')
    send(wled, bytes((4, 5, 0, 0, 1, 1, 1)))
    assert (wled.is_live, wled.shown()) == (False, [ORANGE] * 4)


def test_a_deaf_one_hears_no_frames(wled: SimWled) -> None:
    wled.set("deaf")
    send(wled, bytes((4, 5, 0, 0, 1, 1, 1)))
    assert not wled.is_live


def test_one_that_is_away_comes_back_at_its_ports(wled: SimWled) -> None:
    ports = wled.port, wled.udp_port
    wled.set("absent")
    wled.set("absent")
    with pytest.raises(ConnectionRefusedError):
        asked(wled, "GET", "/json/info")
    wled.set("")
    assert asked(wled, "GET", "/json/info")["brand"] == "WLED"
    assert (wled.port, wled.udp_port) == ports


def test_a_slow_one_drips_a_right_answer(clock: Still) -> None:
    slow = SimWled(4, clock, clock.sleep)
    slow.set("slow")
    assert asked(slow, "GET", "/json/info")["brand"] == "WLED"
    assert sum(clock.slept) > 1.0
    slow.close()
