"""The mail's words: packed and unpacked alike; hostile bytes are BadPacket and nothing else."""

import zlib
from contextlib import suppress

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.sync.protocol import (
    CENTRAL_TOPICS,
    DESK_TOPICS,
    MAX_EVENTS,
    MAX_INFLATED,
    MOST_DEVICES,
    MOST_LABEL,
    WORKER_TOPICS,
    Ack,
    Action,
    BadPacket,
    Batch,
    DeviceWord,
    DownMark,
    DownState,
    Header,
    Health,
    Hello,
    PhotoAck,
    Skip,
    SkipWhy,
    State,
    TailMark,
    Topics,
    UpMark,
    UpState,
    Welcome,
    pack,
    read,
    split_topic,
    unpack,
)

A, B = "a" * 16, "b" * 16
ID = "01900000-0000-7000-8000-000000000001"
PACKETS = (
    Hello(
        nonce=A,
        point="7731",
        app="1.0",
        boot=B,
        up=UpMark(A, 1, 5, 3),
        down=DownMark(None, 0, 0),
        tail=(TailMark(5, ID), TailMark(4, ID)),
    ),
    Welcome(nonce=A, up=UpState(A, 3), down=DownState(B, 1, 9), action=Action.NONE),
    Batch(epoch=A, first=4, items=(msgspec.Raw(b'{"id":1}'), msgspec.Raw(b"2")), prev="c" * 64),
    Batch(epoch=A, first=4, skip=Skip(9, SkipWhy.HOLE, hash="c" * 64)),
    Ack(epoch=A, upto=9),
    Ack(epoch=A, upto=9, need=4, split=True, hello=True, quarantined=2),
    State(online=True, conn=A, boot=B, app="1.0"),
    Health(
        unsent=3,
        photos=2,
        temp_c=48.5,
        devices={"printer": DeviceWord("degraded", "paper_out"), "shelf left": DeviceWord("ready")},
    ),
    PhotoAck(sha256="c" * 64, have=30720),
    PhotoAck(sha256="c" * 64, state="refused", reason="too_large"),
)
KINDS = (Hello, Welcome, Batch, Ack, State, Health, Header, PhotoAck)
ACK = b'{"epoch":"aaaaaaaaaaaaaaaa","upto":%s}'


@pytest.mark.parametrize("packet", PACKETS, ids=range(len(PACKETS)))
def test_a_packet_comes_out_as_it_went_in(packet: msgspec.Struct) -> None:
    assert unpack(pack(packet), type(packet)) == packet


def test_large_packets_are_compressed_and_small_ones_are_not() -> None:
    items = tuple(msgspec.Raw(b'{"n":%d}' % n) for n in range(MAX_EVENTS))
    large = pack(Batch(epoch=A, first=1, items=items))
    assert len(large) < 1500
    assert unpack(large, Batch).items == items
    assert pack(Ack(epoch=A, upto=1)).startswith(b"{")


def test_the_last_number_of_a_batch_is_its_items_or_its_skips() -> None:
    assert [packet.last for packet in PACKETS if isinstance(packet, Batch)] == [5, 9]


def test_unknown_fields_are_passed_over() -> None:
    assert unpack(b'{"epoch":"aaaaaaaaaaaaaaaa","upto":1,"new":[{}]}', Ack).upto == 1


def bomb(size: int) -> bytes:
    return zlib.compress(b'"' + b"a" * size + b'"', 9)


HOSTILE = {
    "nothing": b"",
    "a number": b"7",
    "null": b"null",
    "NaN": ACK % b"NaN",
    "infinity": ACK % b"1e999",
    "a fraction": ACK % b"1.5",
    "a negative": ACK % b"-1",
    "over 53 bits": ACK % str(2**53).encode(),
    "over 64 bits": ACK % b"99999999999999999999999",
    "a true for a number": ACK % b"true",
    "a text for a number": ACK % b'"1"',
    "a list": b"[" + ACK % b"1" + b"]",
    "a missing field": b'{"upto":1}',
    "UTF-16": (ACK % b"1").decode().encode("utf-16"),
    "a BOM": b"\xef\xbb\xbf" + ACK % b"1",
    "broken UTF-8": b'{"epoch":"\xff\xfeaaaaaaaaaaaaaa","upto":1}',
    "a lone surrogate": b'{"epoch":"\\ud800","upto":1}',
    "two packets": ACK % b"1" + ACK % b"1",
    "half a packet": (ACK % b"1")[:-4],
    "deep nesting": b'{"x":' * 100_000,
    "deep lists": b'{"epoch":"aaaaaaaaaaaaaaaa","upto":1,"x":' + b"[" * 200_000,
    "2 MB": b'{"x":"' + b"a" * 2_000_000 + b'"}',
    "another version": b'{"v":2,"epoch":"aaaaaaaaaaaaaaaa","upto":1}',
    "a short epoch": b'{"epoch":"aaa","upto":1}',
    "capital hex": b'{"epoch":"AAAAAAAAAAAAAAAA","upto":1}',
    "a line feed after the epoch": b'{"epoch":"aaaaaaaaaaaaaaaa\\n","upto":1}',
    "zlib, cut": zlib.compress(ACK % b"1")[:-3],
    "zlib, rubbish": b"\x78\x9c" + b"rubbish" * 10,
    "zlib, its mark only": b"\x78",
    "zlib, of nothing": zlib.compress(b""),
    "a zip bomb": bomb(50_000_000),
    "a byte over the limit": zlib.compress(b" " * (MAX_INFLATED + 1)),
    "a bomb in a bomb": zlib.compress(bomb(1_000_000)),
    "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 20,
}


@pytest.mark.input
@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_bytes_are_a_bad_packet_of_any_kind(
    kind: type[msgspec.Struct], payload: bytes
) -> None:
    with pytest.raises(BadPacket):
        unpack(payload, kind)


@pytest.mark.input
@pytest.mark.parametrize(
    "wrong",
    [
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":0}',
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":1,"items":{}}',
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":1,"items":[' + b"1," * MAX_EVENTS + b"1]}",
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":1,"skip":{"to":4,"why":"bored"}}',
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":1,"prev":"' + b"c" * 63 + b'"}',
        b'{"epoch":"aaaaaaaaaaaaaaaa","first":1,"items":[' + b"[" * 100_000 + b"]}",
    ],
    ids=[
        "number 0",
        "items as an object",
        "too many",
        "an unknown why",
        "a short hash",
        "too deep",
    ],
)
def test_a_batch_out_of_bounds_is_a_bad_packet(wrong: bytes) -> None:
    with pytest.raises(BadPacket):
        unpack(wrong, Batch)


@pytest.mark.input
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(payload=st.binary(max_size=300) | st.binary(max_size=200).map(zlib.compress))
@example(payload=b"\x78\x9c")
@example(payload=b'{"id":"\xed\xa0\x80"}')
def test_random_bytes_are_a_packet_or_a_bad_one(kind: type[msgspec.Struct], payload: bytes) -> None:
    with suppress(BadPacket):
        assert isinstance(unpack(payload, kind), kind)


@pytest.mark.input
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_sound_packet_with_one_wrong_byte_is_a_packet_or_a_bad_one(given_: st.DataObject) -> None:
    packet = given_.draw(st.sampled_from(PACKETS))
    payload = bytearray(pack(packet))
    payload[given_.draw(st.integers(0, len(payload) - 1))] = given_.draw(st.integers(0, 255))
    with suppress(BadPacket):
        assert isinstance(unpack(bytes(payload), type(packet)), type(packet))


def _devices(count: int) -> str:
    return ",".join(f'"d{n}":{{"state":"ready"}}' for n in range(count))


@pytest.mark.input
@pytest.mark.parametrize(
    "wrong",
    [
        '{"devices":{"printer":{"state":"ready"}}}',
        '{"unsent":-1}',
        '{"unsent":0,"temp_c":"hot"}',
        '{"unsent":0,"temp_c":1e6}',
        '{"unsent":0,"disk_free_mb":-1}',
        '{"unsent":0,"photos":1.5}',
        '{"unsent":0,"devices":["printer"]}',
        f'{{"unsent":0,"devices":{{{_devices(MOST_DEVICES + 1)}}}}}',
        f'{{"unsent":0,"devices":{{{_devices(20_000)}}}}}',
        '{"unsent":0,"devices":{"":{"state":"ready"}}}',
        '{"unsent":0,"devices":{"%s":{"state":"ready"}}}' % ("p" * (MOST_LABEL + 1)),
        '{"unsent":0,"devices":{"printer\\n":{"state":"ready"}}}',
        '{"unsent":0,"devices":{"<b>":{"state":"ready"}}}',
        '{"unsent":0,"devices":{"printer":"ready"}}',
        '{"unsent":0,"devices":{"printer":{"what":"paper_out"}}}',
        '{"unsent":0,"devices":{"printer":{"state":"\\u001b[2J"}}}',
        '{"unsent":0,"devices":{"printer":{"state":"ready","what":"%s"}}}' % ("x" * 2000),
        '{"unsent":0,"devices":{"printer":{"state":{"a":1}}}}',
    ],
)
def test_a_health_out_of_bounds_is_a_bad_packet(wrong: str) -> None:
    with pytest.raises(BadPacket):
        unpack(wrong.encode(), Health)


def test_as_many_devices_as_travel_are_taken() -> None:
    told = f'{{"unsent":0,"devices":{{{_devices(MOST_DEVICES)}}}}}'
    assert len(unpack(told.encode(), Health).devices) == MOST_DEVICES


@pytest.mark.parametrize(
    ("word", "ill"),
    [
        (DeviceWord("ready"), False),
        (DeviceWord("off"), False),
        (DeviceWord("opening"), False),
        (DeviceWord("opening", "protocol"), True),
        (DeviceWord("degraded", "paper_low"), True),
        (DeviceWord("absent"), True),
        (DeviceWord("failed", "denied"), True),
    ],
)
def test_what_somebody_should_look_at_is_ill(word: DeviceWord, *, ill: bool) -> None:
    assert word.is_ill is ill


def test_a_header_reads_only_what_the_carrier_needs() -> None:
    header = read(b'{"id":"%s","type":"codes.set","facts":{"x":[1]}}' % ID.encode(), Header)
    assert (header.id, header.type, header.expires_at) == (ID, "codes.set", None)


def test_the_topics_of_a_device_are_its_own() -> None:
    topics = Topics("box-1")
    assert topics.hello == "pvz/v1/d/box-1/up/hello"
    assert topics.down == "pvz/v1/d/box-1/down/#"
    assert {topics.welcome, topics.events_ack, topics.messages} == {
        "pvz/v1/d/box-1/down/welcome",
        "pvz/v1/d/box-1/down/ack",
        "pvz/v1/d/box-1/down/messages",
    }
    assert {topics.events, topics.messages_ack, topics.health, topics.state} == {
        "pvz/v1/d/box-1/up/events",
        "pvz/v1/d/box-1/up/ack",
        "pvz/v1/d/box-1/up/health",
        "pvz/v1/d/box-1/state",
    }
    assert CENTRAL_TOPICS == ("pvz/v1/d/+/up/#", "pvz/v1/d/+/state")


def test_in_several_processes_every_road_is_heard_and_none_twice() -> None:
    topics = Topics("box-1")
    for_all = [
        filter_.removeprefix("$share/central/") for filter_ in (*WORKER_TOPICS, *DESK_TOPICS)
    ]
    heard = [filter_.replace("+", "box-1") for filter_ in for_all]
    assert sorted(heard) == sorted({*heard})
    roads = {topics.hello, topics.events, topics.messages_ack, topics.health, topics.state}
    assert roads <= {*heard}
    assert all(filter_.startswith("$share/central/") for filter_ in WORKER_TOPICS)


@pytest.mark.parametrize("device", ["", "+", "box/1", "#", "box+1", "a#"])
def test_a_device_id_that_reaches_further_is_refused(device: str) -> None:
    with pytest.raises(ValueError, match="not a device id"):
        Topics(device)


@pytest.mark.parametrize(
    ("topic", "parts"),
    [
        ("pvz/v1/d/box-1/up/hello", ("box-1", "up/hello")),
        ("pvz/v1/d/box-1/state", ("box-1", "state")),
        ("pvz/v1/d/box-1", None),
        ("pvz/v1/d/box-1/", None),
        ("pvz/v1/d//state", None),
        ("pvz/v2/d/box-1/state", None),
        ("$SYS/broker", None),
        ("", None),
    ],
)
def test_a_topic_is_split_into_device_and_rest(topic: str, parts: tuple[str, str] | None) -> None:
    assert split_topic(topic) == parts
