"""A shelf node as the counter sees it: old words are dropped, lamps repeated, presence followed."""

import msgspec
import pytest

from kiosk.hw.ports import ButtonPressed, DeviceState, Scan, Symbology, Tone
from kiosk.hw.shelf_far import FarNames
from kiosk.hw.shelf_mail import (
    HealthUp,
    Heard,
    LightsDown,
    NodeState,
    Out,
    PressUp,
    ScanUp,
    ToneDown,
    pack,
)
from kiosk.hw.sim.faults import Fault
from tests.shelf_shop import CODE, TAKE, TOPICS, Shop


@pytest.fixture
def shop() -> Shop:
    return Shop().open()


def pictures(shop: Shop) -> list[LightsDown]:
    return [msgspec.json.decode(raw, type=LightsDown) for raw in shop.said(TOPICS.lights)]


def spoken(age_ms: int = 0, heard: Heard | None = None, id_: str = "x") -> Out:
    up = ScanUp(id_, CODE, Symbology.QR, "hand", age_ms, heard)
    return Out(TOPICS.scan, pack(up))


def tones(shop: Shop) -> list[ToneDown]:
    return [msgspec.json.decode(raw, type=ToneDown) for raw in shop.said(TOPICS.tone)]


# -- lamps -----------------------------------------------------------------------------------------


def test_the_whole_picture_goes_out_on_change_and_every_five_seconds(shop: Shop) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    before = len(pictures(shop))
    shop.lamps = {"B-01": TAKE, "B-02": TAKE}
    shop.settle()
    assert [set(p.cells) for p in pictures(shop)[before:]] == [{"B-01", "B-02"}]
    shop.passes(10)
    later = pictures(shop)[before:]
    assert [set(p.cells) for p in later] == [{"B-01", "B-02"}] * 3
    assert [p.n - later[0].n for p in later] == [0, 1, 2]
    assert {p.run for p in later} == {"run-0"}


def test_a_node_that_is_born_gets_the_picture_at_once(shop: Shop) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    shop.node_end.vanish()
    shop.turn_counter()
    shop.start_node()
    shop.wire.open()
    shop.settle()
    assert shop.shelf.plan == {"B-01": TAKE}


def test_a_counter_that_starts_finds_the_node_by_its_retained_state(shop: Shop) -> None:
    shop.counter_end.vanish()
    shop.start_counter()
    shop.lamps = {"B-03": TAKE}
    shop.far.open()
    shop.settle()
    assert shop.far.is_there()
    assert shop.shelf.plan == {"B-03": TAKE}


def test_a_counter_that_leaves_leaves_darkness(shop: Shop) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    shop.far.close()
    shop.turn_node()
    assert shop.shelf.plan == {}


# -- presence --------------------------------------------------------------------------------------


def test_a_node_is_there_until_its_will_says_otherwise(shop: Shop) -> None:
    assert shop.far.is_there()
    assert "degraded" not in shop.far.check()
    shop.node_end.vanish()
    shop.turn_counter()
    assert not shop.far.is_there()
    assert shop.far.check()["degraded"] == "absent"


def test_a_late_will_of_an_older_connection_means_nothing(shop: Shop) -> None:
    shop.bus.carry(Out(TOPICS.state, pack(NodeState(online=False, conn="older"))))
    shop.turn_counter()
    assert shop.far.is_there()


def test_a_killed_broker_sends_no_wills_so_silence_counts(shop: Shop) -> None:
    shop.clock.at += 24.9
    assert shop.far.is_there()
    shop.clock.at += 0.2
    assert not shop.far.is_there()


def test_without_a_link_nobody_is_there(shop: Shop) -> None:
    shop.far.close()
    assert not shop.far.is_there()


def test_the_nodes_devices_are_among_its_facts(shop: Shop) -> None:
    shop.bus.carry(Out(TOPICS.health, pack(HealthUp({"hand": "failed", "wall": "ready"}, 61.0))))
    shop.turn_counter()
    facts = shop.far.check()
    assert facts["degraded"] == DeviceState.FAILED
    assert (facts["node_hand"], facts["node_wall"], facts["temp_c"]) == ("failed", "ready", 61.0)


# -- old, doubled and foreign words ----------------------------------------------------------------


@pytest.mark.parametrize(("age_ms", "comes"), [(0, True), (3000, True), (3001, False)])
def test_what_was_old_when_it_was_said_is_dropped(shop: Shop, age_ms: int, *, comes: bool) -> None:
    shop.bus.carry(spoken(age_ms))
    shop.settle()
    at = shop.clock.at - age_ms / 1000
    assert shop.came == ([Scan(CODE, Symbology.QR, "shelf", at)] if comes else [])
    assert tones(shop) == ([] if comes else [ToneDown(Tone.NO, blink=True)])
    assert shop.shelf.tones == ([] if comes else [Tone.NO])


@pytest.mark.parametrize(("held_s", "comes"), [(2.5, True), (3.5, False)])
def test_what_a_broker_held_too_long_is_dropped(held_s: float, *, comes: bool) -> None:
    first = Shop().open()
    first.scan()
    first.turn_node()
    call = next(n for n, out in enumerate(first.bus.sent, 1) if out.topic == TOPICS.scan)
    shop = Shop([Fault(call, "carry", "late")]).open()
    shop.scan()
    shop.turn_node()
    assert shop.said(TOPICS.scan)
    shop.clock.at += held_s  # the broker stands still: nobody's clock tells the node's age
    shop.bus.let_go()
    shop.settle()
    assert len(shop.came) == comes


def test_who_heard_another_run_of_the_counter_is_dropped(shop: Shop) -> None:
    shop.bus.carry(spoken(0, Heard("run-9", 1, 0)))
    shop.settle()
    assert (shop.came, shop.shelf.tones) == ([], [Tone.NO])


def test_a_refusal_is_an_answer_so_no_comes_once(shop: Shop) -> None:
    shop.press("red")
    shop.settle().passes(4)
    assert (shop.came, shop.shelf.tones) == ([], [Tone.NO])


def test_a_packet_that_comes_twice_is_one_scan(shop: Shop) -> None:
    for _ in range(2):
        shop.bus.carry(spoken())
        shop.bus.carry(Out(TOPICS.button, pack(PressUp("y", "B-01", "press", 0))))
    shop.settle()
    assert [type(signal) for signal in shop.came] == [Scan, ButtonPressed]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff{",
        b"null",
        b"[" * 10_000,
        b'{"id":"a","text":"","symbology":"qr","source":"h","age_ms":0}',
        b'{"id":"a","text":"x","symbology":"qr","source":"h","age_ms":-1}',
        b'{"id":"a","text":"x","symbology":"aztec","source":"h","age_ms":0}',
        b'{"id":"","text":"x","symbology":"qr","source":"h","age_ms":0}',
        b'{"id":"a","text":"' + b"x" * 513 + b'","symbology":"qr","source":"h","age_ms":0}',
        b'{"id":"a","text":"x","symbology":"qr","source":"h","age_ms":0}' + b" " * 200_000,
    ],
)
def test_bytes_that_are_no_packet_are_counted_and_no_signal(shop: Shop, raw: bytes) -> None:
    for topic in (TOPICS.scan, TOPICS.button, TOPICS.health, TOPICS.state):
        shop.bus.carry(Out(topic, raw))
    shop.settle()
    assert (shop.came, shop.far.check()["dropped"]) == ([], 4)


def test_a_button_nobody_named_is_refused(shop: Shop) -> None:
    shop.press("red")
    shop.settle()
    assert (shop.came, shop.shelf.tones) == ([], [Tone.NO])


def test_scans_of_a_node_that_lends_no_scanner_are_refused() -> None:
    shop = Shop(names=FarNames("left")).open()
    shop.scan()
    shop.settle()
    assert (shop.came, shop.shelf.tones) == ([], [Tone.NO])
    assert shop.far.names.sources == frozenset()


def test_its_signals_come_under_the_counters_names(shop: Shop) -> None:
    assert shop.far.names.sources == {"shelf", "row"}


# -- restarts --------------------------------------------------------------------------------------


def test_a_broker_that_died_and_came_back_carries_on(shop: Shop) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    shop.bus.cut()
    shop.settle()
    assert not shop.far.is_there()
    shop.bus.mend()
    shop.open()
    shop.scan()
    shop.settle()
    assert shop.far.is_there()
    assert len(shop.came) == 1
    assert shop.shelf.plan == {"B-01": TAKE}
