"""Frames as the standard has them, cut anywhere, and hostile bytes refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trial import mqtt_frames as mqtt
from kiosk.trial.mqtt_frames import Frame, Inflow, NotMqtt


def read(data: bytes) -> list[Frame]:
    return list(Inflow().frames(data))


def test_a_session_is_asked_for_as_the_standard_says() -> None:
    assert mqtt.connect("ab", 60) == b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02ab"
    assert mqtt.subscribe(7, "a/#") == b"\x82\x08\x00\x07\x00\x03a/#\x01"
    assert mqtt.puback(258) == b"\x40\x02\x01\x02"


def test_a_publish_comes_out_as_it_went_in() -> None:
    assert read(mqtt.publish(9, "a/b", b"x" * 300)) == [Frame(mqtt.PUBLISH, "a/b", 9, b"x" * 300)]


def test_a_publish_of_qos_0_has_no_number() -> None:
    assert read(b"\x30\x06\x00\x03a/bx") == [Frame(mqtt.PUBLISH, "a/b", 0, b"x")]


def test_answers_carry_their_number() -> None:
    assert read(b"\x20\x02\x00\x00\x90\x03\x00\x07\x01") == [
        Frame(mqtt.CONNACK),
        Frame(mqtt.SUBACK, mid=7),
    ]


@given(st.lists(st.integers(0, 900), max_size=6))
def test_frames_are_whole_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    data = b"".join(mqtt.publish(n, "t", b"y" * 140 * n) for n in range(1, 4)) + mqtt.puback(5)
    inflow, found, start = Inflow(), [], 0
    for cut in [*sorted(cuts), len(data)]:
        found += inflow.frames(data[start:cut])
        start = max(start, cut)
    assert [frame.mid for frame in found] == [1, 2, 3, 5]
    assert [len(frame.payload) for frame in found] == [140, 280, 420, 0]


@pytest.mark.parametrize(
    "data", [b"\x30\xff\xff\xff\xff\x01", b"\x30\xff\xff\xff\x7f", b"\x20\x02\x00\x05"]
)
def test_what_is_no_brokers_is_refused(data: bytes) -> None:
    with pytest.raises(NotMqtt):
        read(data)


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    try:
        read(data)
    except NotMqtt:
        return
