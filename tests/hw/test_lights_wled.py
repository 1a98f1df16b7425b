"""The WLED driver over a controller on loopback that keeps its packets and shows its strip."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.hw.cellmap import Led
from kiosk.hw.lights import PALETTE, Chain, LightEngine
from kiosk.hw.lights_wled import WledStrip
from kiosk.hw.ports import Colour, DeviceFault, Fault, Lamp, Rhythm
from kiosk.hw.sim.lights_wled import SimWled
from tests.hw.chains import Still
from tests.waiting import eventually

AMBER = PALETTE[Colour.AMBER]


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
def wled(clock: Still) -> Iterator[SimWled]:
    made = SimWled(1000, clock, time.sleep)
    yield made
    made.close()


@pytest.fixture
def strip(wled: SimWled, clock: Still) -> Iterator[WledStrip]:
    made = driver(wled, clock)
    yield made
    made.close()


def driver(wled: SimWled, clock: Still, count: int = 1000) -> WledStrip:
    return WledStrip("far", ("127.0.0.1", wled.port), count, clock, open_s=0.3)


def frame(count: int, *lit: int) -> bytes:
    return b"".join(bytes(AMBER) if n in lit else bytes(3) for n in range(count))


def came(wled: SimWled, packets: int) -> list[bytes]:
    """Wait for so many packets, and take them."""
    eventually(lambda: len(wled.packets) >= packets)
    taken, wled.packets = wled.packets, []
    return taken


def lit(wled: SimWled) -> dict[int, tuple[int, int, int]]:
    return {number: rgb for number, rgb in enumerate(wled.shown()) if any(rgb)}


# -- frames ----------------------------------------------------------------------------------------


def test_a_frame_is_dnrgb_for_five_seconds_byte_for_byte(wled: SimWled, clock: Still) -> None:
    strip = driver(wled, clock, 3)
    strip.open()
    came(wled, 1)
    strip.write(bytes((1, 2, 3, 4, 5, 6, 7, 8, 9)))
    assert came(wled, 1) == [bytes((4, 5, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))]
    strip.close()


def test_a_thousand_leds_are_three_packets_that_say_where_they_begin(
    wled: SimWled, strip: WledStrip
) -> None:
    strip.open()
    came(wled, 3)
    strip.write(frame(1000, 0, 488, 489, 977, 978, 999))
    sent = came(wled, 3)
    assert [packet[:4] for packet in sent] == [
        bytes((4, 5, 0, 0)),
        bytes((4, 5, 1, 233)),  # 489
        bytes((4, 5, 3, 210)),  # 978
    ]
    assert [(len(packet) - 4) // 3 for packet in sent] == [489, 489, 22]
    assert max(map(len, sent)) <= 1472  # what an Ethernet frame takes, and WLED reads
    eventually(lambda: lit(wled) == dict.fromkeys((0, 488, 489, 977, 978, 999), AMBER))


def test_a_strip_may_be_longer_than_what_is_used(wled: SimWled, clock: Still) -> None:
    strip = driver(wled, clock, 4)
    strip.open()
    strip.write(frame(4, 3))
    eventually(lambda: lit(wled) == {3: AMBER})
    strip.close()


# -- darkness --------------------------------------------------------------------------------------


def test_opening_puts_out_what_it_shows_by_itself(wled: SimWled, strip: WledStrip) -> None:
    assert len(lit(wled)) == 1000
    strip.open()
    eventually(lambda: wled.is_live)
    assert (lit(wled), wled.on) == ({}, False)


def test_closing_darkens_and_twice_is_fine(wled: SimWled, strip: WledStrip) -> None:
    strip.open()
    strip.write(frame(1000, 7))
    came(wled, 6)
    strip.close()
    came(wled, 3)
    strip.close()
    assert (lit(wled), wled.packets) == ({}, [])


def test_five_seconds_after_the_counter_died_it_is_dark(
    wled: SimWled, strip: WledStrip, clock: Still
) -> None:
    strip.open()
    strip.write(frame(1000, 7))
    eventually(lambda: lit(wled) == {7: AMBER})
    clock.at += 4.9
    assert lit(wled) == {7: AMBER}
    clock.at += 0.2
    assert lit(wled) == {}


def test_the_engine_refreshes_before_the_five_seconds_are_over(
    wled: SimWled, strip: WledStrip, clock: Still
) -> None:
    chains, leds = {"far": Chain(strip, 8)}, {"A-01": Led("far", 7, 2)}
    engine = LightEngine(chains, leds, frozenset(), clock)
    engine.open()
    engine.show({"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE)})
    shining = []
    for _ in range(60):
        clock.at += 0.2
        wled.packets = []
        engine.read(0)
        eventually(lambda: lit(wled) == {7: AMBER, 8: AMBER})
        shining.append(len(lit(wled)))
    assert shining == [2] * 60
    engine.close()


def test_a_counter_that_comes_back_at_once_takes_its_own_frames_away(
    wled: SimWled, strip: WledStrip, clock: Still
) -> None:
    crashed = driver(wled, clock)
    crashed.open()
    crashed.write(frame(1000, 7))
    eventually(lambda: lit(wled) == {7: AMBER})
    came(wled, 6)
    strip.open()
    assert came(wled, 4)[0] == bytes((4, 0))
    assert lit(wled) == {}
    crashed.close()


def test_frames_are_not_held_up_by_somebody_at_its_own_page(
    wled: SimWled, strip: WledStrip
) -> None:
    wled.lor = 2  # "override until reboot"
    strip.open()
    strip.write(frame(1000, 1))
    eventually(lambda: lit(wled) == {1: AMBER})


# -- what it is ------------------------------------------------------------------------------------


def test_it_is_known_by_its_firmware(wled: SimWled, strip: WledStrip) -> None:
    told = {"driver": "wled", "leds": 1000, "firmware": "0.15.0"}
    assert strip.open() == told
    eventually(lambda: wled.is_live)
    assert strip.check() == told


def test_more_leds_than_it_has_are_told_with_what_to_write(wled: SimWled, clock: Still) -> None:
    strip = driver(wled, clock, 1001)
    with pytest.raises(DeviceFault, match="it has 1000 LEDs; write count = 1000 or less") as fault:
        strip.open()
    assert (fault.value.what, fault.value.permanent) == (Fault.MISCONFIGURED, True)


@pytest.mark.parametrize(
    ("fault", "what", "said"),
    [
        ("absent", Fault.ABSENT, " is not there"),
        ("silent", Fault.TIMEOUT, " does not answer in time"),
        ("slow", Fault.TIMEOUT, " does not answer in time"),
        ("nonsense", Fault.PROTOCOL, "what answers there is no WLED"),
        ("other", Fault.PROTOCOL, "what answers there is no WLED"),
        ("refuse", Fault.PROTOCOL, "/json/info: HTTP 503"),
    ],
)
def test_why_it_does_not_open_is_told(wled: SimWled, fault: str, what: Fault, said: str) -> None:
    wled.set(fault)
    strip = WledStrip("far", ("127.0.0.1", wled.port), 1000, time.monotonic, open_s=0.3)
    with pytest.raises(DeviceFault) as told:
        strip.open()
    assert (told.value.what, told.value.permanent) == (what, False)
    assert told.value.detail.endswith(said)
    wled.set("")
    strip.open()
    strip.close()


def test_a_name_nobody_knows_is_absent(clock: Still) -> None:
    with pytest.raises(DeviceFault, match=r"far: absent: nowhere\.invalid:80 is not there"):
        WledStrip("far", ("nowhere.invalid", 80), 8, clock).open()


GOOD = b'{"brand":"WLED","leds":{"count":8}}'


@contextmanager
def answering(raw: bytes) -> Iterator[tuple[str, int]]:
    """Serve one client with these bytes; gives the address."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        link, _ = server.accept()
        with link:
            link.recv(4096)
            link.sendall(raw)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()
    server.close()
    thread.join(60)


def test_an_answer_without_end_is_cut_off(clock: Still) -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 70_000 + GOOD
    with answering(endless) as address:
        strip = WledStrip("far", address, 8, clock, open_s=0.5)
        with pytest.raises(DeviceFault, match="protocol: what answers there is no WLED"):
            strip.open()


def test_an_answer_that_never_pauses_has_its_time_too() -> None:
    ticks = itertools.count()
    steady = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 20_000 + GOOD
    with answering(steady) as address:
        strip = WledStrip("far", address, 8, lambda: next(ticks), open_s=2.5)
        with pytest.raises(DeviceFault, match=r"far: timeout: .* does not answer in time"):
            strip.open()


# -- while it is open ------------------------------------------------------------------------------


def test_one_that_ignores_frames_is_degraded_with_what_to_do(
    wled: SimWled, strip: WledStrip, clock: Still
) -> None:
    wled.set("deaf")
    strip.open()
    assert "degraded" not in strip.check(), "it may not have heard yet"
    clock.at += 2.0
    told = strip.check()
    assert told["degraded"] == "deaf"
    assert told["hint"] == "it ignores frames: switch on Receive UDP realtime in its Sync settings"
    wled.set("")
    strip.write(frame(1000))
    eventually(lambda: wled.is_live)
    assert "degraded" not in strip.check()


def test_one_answer_too_late_is_forgiven_and_two_in_a_row_are_not(
    wled: SimWled, strip: WledStrip
) -> None:
    strip.open()
    wled.set("silent")
    assert strip.check() == {"driver": "wled", "leds": 1000}
    wled.set("")
    strip.check()
    wled.set("silent")
    strip.check()
    with pytest.raises(DeviceFault, match="far: lost: it answers no more"):
        strip.check()


def test_one_that_is_switched_off_is_lost_and_comes_back(wled: SimWled, strip: WledStrip) -> None:
    strip.open()
    wled.set("absent")
    with pytest.raises(DeviceFault, match="far: lost: it is gone"):
        strip.check()
    with pytest.raises(DeviceFault, match="far: lost: it takes no frames"):
        strip.write(frame(1000, 1))  # the first of its packets does not hear that nobody is there
    strip.close()
    wled.set("")
    strip.open()
    strip.write(frame(1000, 1))
    eventually(lambda: lit(wled) == {1: AMBER})


def test_a_closed_strip_is_lost(strip: WledStrip) -> None:
    for act in (strip.check, lambda: strip.write(bytes(3000))):
        with pytest.raises(DeviceFault, match="far: lost: closed"):
            act()


@pytest.mark.parametrize("count", [0, 1025])
def test_a_strip_has_1_to_1024_leds(count: int, clock: Still) -> None:
    with pytest.raises(ValueError, match=f"^{count} LEDs; a strip has 1 to 1024$"):
        WledStrip("far", ("127.0.0.1", 80), count, clock)
