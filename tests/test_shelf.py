"""The shelf node: what it tells, what it shows, and what it does when it is cut off."""

import msgspec
import pytest

from kiosk.hw.ports import ButtonPressed, Colour, DeviceState, Lamp, Rhythm, Scan, Symbology, Tone
from kiosk.hw.shelf_mail import CellDown, LightsDown, NodeState, Out, ToneDown, pack
from tests.shelf_shop import CELLS, CODE, RED, TAKE, TOPICS, Shop


@pytest.fixture
def shop() -> Shop:
    return Shop().open()


def picture(run: str, n: int, *cells: str) -> Out:
    shown = {cell: CellDown(Colour.AMBER, Rhythm.TAKE) for cell in cells}
    return Out(TOPICS.lights, pack(LightsDown(run, n, shown)))


# -- linked ----------------------------------------------------------------------------------------


def test_a_scan_at_the_shelf_is_a_scan_of_the_counter(shop: Shop) -> None:
    shop.scan()
    shop.settle()
    assert shop.came == [Scan(CODE, Symbology.CODE128, "shelf", shop.clock.at)]
    assert (shop.shelf.tones, shop.shelf.plan) == ([], {})


def test_a_button_of_the_node_is_the_counters_button_for_that_cell(shop: Shop) -> None:
    shop.press("blue", held=True)
    shop.settle()
    assert shop.came == [ButtonPressed("row", held=True, at=shop.clock.at)]


def test_what_shall_shine_shines_at_the_shelf_in_all_its_colours(shop: Shop) -> None:
    both = Lamp((Colour.AMBER, Colour.BLUE), Rhythm.PUT)
    shop.lamps = {"B-01": both, "B-02": TAKE}
    shop.settle()
    assert shop.shelf.plan == {"B-01": both, "B-02": TAKE}
    shop.lamps = {}
    shop.settle()
    assert shop.shelf.plan == {}


def test_a_tone_of_the_counter_sounds_at_the_shelf(shop: Shop) -> None:
    shop.far.play(Tone.ATTENTION)
    shop.settle()
    assert shop.shelf.tones == [Tone.ATTENTION]


def test_an_answered_node_stays_silent(shop: Shop) -> None:
    shop.scan()
    shop.passes(20)
    assert (shop.shelf.tones, len(shop.came)) == ([], 1)


def test_it_tells_its_health_every_ten_seconds(shop: Shop) -> None:
    shop.ails("hand", DeviceState.ABSENT)
    before = len(shop.said(TOPICS.health))
    shop.passes(30)
    told = shop.said(TOPICS.health)[before:]
    assert len(told) == 3
    assert msgspec.json.decode(told[-1]) == {"devices": {"hand": "absent"}, "temp_c": 48.5}


def test_a_picture_that_came_late_is_ignored(shop: Shop) -> None:
    shop.bus.carry(picture("late", 8, "B-01"))
    shop.bus.carry(picture("late", 7, "B-02"))
    shop.turn_node()
    assert set(shop.shelf.plan) == {"B-01"}


def test_a_counter_that_started_anew_counts_from_one(shop: Shop) -> None:
    shop.bus.carry(picture("old", 900, "B-01"))
    shop.bus.carry(picture("new", 1, "B-02"))
    shop.turn_node()
    assert set(shop.shelf.plan) == {"B-02"}


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b'{"run":1}', b"[" * 10_000, b"{" * 200_000])
@pytest.mark.parametrize("topic", [TOPICS.lights, TOPICS.tone, "shelf/v1/left/down/other"])
def test_bytes_that_are_no_packet_change_nothing(shop: Shop, topic: str, raw: bytes) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    shop.bus.carry(Out(topic, raw))
    shop.settle()
    assert (shop.shelf.plan, shop.shelf.tones) == ({"B-01": TAKE}, [])


# -- cut off ---------------------------------------------------------------------------------------


def refused(shop: Shop) -> bool:
    """Whether it said no, by tone and by every lamp; takes the tone away."""
    tones, shop.shelf.tones[:] = list(shop.shelf.tones), []
    return (tones, shop.shelf.plan) == ([Tone.NO], dict.fromkeys(CELLS, RED))


def test_without_a_counter_since_the_start_it_says_no(shop: Shop) -> None:
    shop.start_node()
    shop.wire.open()
    shop.scan()
    shop.turn_node()
    assert refused(shop)
    assert shop.said(TOPICS.scan) == []


def test_without_a_link_it_says_no_and_sends_nothing_late(shop: Shop) -> None:
    shop.bus.cut()
    shop.scan()
    shop.press("blue")
    shop.turn_node()
    assert shop.shelf.tones[-1] is Tone.NO
    assert shop.shelf.plan == dict.fromkeys(CELLS, RED)
    shop.bus.mend()
    shop.clock.at += 1
    shop.open().passes(5)
    assert (shop.came, shop.said(TOPICS.scan)) == ([], [])


def test_the_red_ends_and_the_former_picture_is_back(shop: Shop) -> None:
    shop.lamps = {"B-02": TAKE}
    shop.settle()
    shop.scan(age_s=3.5)
    shop.turn_node()
    assert refused(shop)
    shop.passes(3)
    assert shop.shelf.plan == {"B-02": TAKE}


def test_an_answer_ends_the_red_of_the_scan_before(shop: Shop) -> None:
    shop.scan(age_s=3.5)
    shop.turn_node()
    shop.passes(1)
    assert refused(shop)  # still
    shop.scan()
    shop.lamps = {"B-02": TAKE}
    shop.settle()
    assert shop.shelf.plan == {"B-02": TAKE}


def test_a_scan_that_waited_too_long_in_the_node_is_dropped(shop: Shop) -> None:
    shop.scan(age_s=3.1)
    shop.settle()
    assert refused(shop)
    assert shop.said(TOPICS.scan) == []


def test_a_code_longer_than_the_wire_takes_is_refused_not_cut(shop: Shop) -> None:
    shop.scan("7" * 513)
    shop.settle()
    assert refused(shop)
    shop.scan("7" * 512)
    shop.settle()
    assert [signal.text for signal in shop.came] == ["7" * 512]  # type: ignore[union-attr]


def test_fifteen_seconds_without_a_picture_and_it_is_dark(shop: Shop) -> None:
    shop.lamps = {"B-01": TAKE}
    shop.settle()
    for seconds, shown in [(15, {"B-01": TAKE}), (0.1, {})]:
        shop.clock.at += seconds
        shop.turn_node()
        assert shop.shelf.plan == shown
    shop.scan()
    shop.turn_node()
    assert refused(shop)  # and it asks nobody


def test_a_scan_nobody_answers_ends_in_no(shop: Shop) -> None:
    shop.counter_end.vanish()  # the counter was killed: the broker takes the scan, nobody hears it
    shop.scan()
    shop.turn_node()
    assert shop.shelf.tones == []
    shop.clock.at += 3.1
    shop.turn_node()
    assert refused(shop)
    shop.clock.at += 4
    shop.turn_node()
    assert shop.shelf.tones == []  # said once


def test_a_counter_that_starts_anew_answers_no_scan_of_before(shop: Shop) -> None:
    shop.counter_end.vanish()
    shop.scan()
    shop.turn_node()
    shop.start_counter()
    shop.far.open()
    shop.settle()
    assert refused(shop)
    assert shop.came == []


def test_the_picture_of_a_renewed_link_answers_no_scan_that_nobody_heard(shop: Shop) -> None:
    shop.lamps = {"B-02": TAKE}
    shop.settle()
    shop.counter_end.vanish()
    shop.scan()
    shop.turn_node()
    shop.far.open()
    shop.settle()
    assert (shop.came, shop.shelf.tones) == ([], [])
    shop.clock.at += 3.1
    shop.turn_node()
    assert refused(shop)


def test_a_counter_that_does_not_tell_answers_with_any_picture(shop: Shop) -> None:
    shop.counter_end.vanish()
    shop.scan()
    shop.turn_node()
    shop.bus.carry(picture("run-0", 100, "B-01"))
    shop.turn_node()
    shop.clock.at += 3.1
    shop.turn_node()
    assert (shop.shelf.tones, set(shop.shelf.plan)) == ([], {"B-01"})


def test_a_node_without_lamps_and_buttons_still_says_no() -> None:
    shop = Shop()
    shop.node._lent = msgspec.structs.replace(shop.node._lent, lights=None, buttons={})
    shop.scan()
    shop.turn_node()
    assert (shop.shelf.tones, shop.shelf.plan) == ([Tone.NO], {})


# -- presence --------------------------------------------------------------------------------------


def states(shop: Shop) -> list[NodeState]:
    return [msgspec.json.decode(raw, type=NodeState) for raw in shop.said(TOPICS.state)]


def test_birth_will_and_farewell_speak_of_one_connection(shop: Shop) -> None:
    will = msgspec.json.decode(shop.node_end._will.payload, type=NodeState)  # type: ignore[union-attr]
    (birth,) = states(shop)
    assert (birth.online, will.online) == (True, False)
    assert birth.conn == will.conn
    shop.wire.close()
    assert states(shop)[-1] == will
    shop.wire.open()
    assert states(shop)[-1].conn != will.conn


def test_the_state_is_retained_and_nothing_else(shop: Shop) -> None:
    shop.scan()
    shop.press("blue")
    shop.far.play(Tone.OK)
    shop.passes(20)
    assert {out.topic for out in shop.bus.sent if out.retain} == {TOPICS.state}
    quick = {out.topic for out in shop.bus.sent if out.qos == 0}
    assert quick == {TOPICS.health, TOPICS.tone}


def test_a_red_blink_may_be_asked_for_by_the_counter(shop: Shop) -> None:
    shop.bus.carry(Out(TOPICS.tone, pack(ToneDown(Tone.NO, blink=True))))
    shop.turn_node()
    assert refused(shop)
