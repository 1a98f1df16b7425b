"""The table of topics is whole, and what each of them ever carried is read for ever."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest

from kiosk.sync import asyncapi
from kiosk.sync.protocol import (
    Ack,
    Action,
    Batch,
    DeviceWord,
    DownMark,
    DownState,
    Health,
    Hello,
    PhotoAck,
    PhotoLine,
    Skip,
    SkipWhy,
    State,
    TailMark,
    Topics,
    UpMark,
    UpState,
    Welcome,
    pack,
    unpack,
)
from kiosk.sync.roads import ROADS, Road

GOLDEN = Path(__file__).parents[1] / "golden"
A, B, C = "a" * 16, "b" * 16, "c" * 64
AT = 1_780_000_000_000
ID = "01900000-0000-7000-8000-000000000001"
EVENT = (GOLDEN / "events" / "parcel.stored.1.json").read_bytes()
LETTER = (GOLDEN / "letters" / "storage.extended.1.json").read_bytes()

# Whatever is published on a road, with every field set; a road needs one at least.
SAMPLES: dict[str, msgspec.Struct] = {
    "hello.1": Hello(
        sent_at=AT,
        nonce=A,
        point="7731",
        app="1.0",
        boot=B,
        up=UpMark(A, 1, 5, 3),
        down=DownMark(B, 2, 1),
        tail=(TailMark(5, ID), TailMark(4, ID)),
        schema=2,
        hw="hw-1",
        clock="ntp",
    ),
    "hello.1-new": Hello(
        nonce=A, point="7731", app="1.0", boot=B, up=UpMark(A, 0, 0, 0), down=DownMark(None, 0, 0)
    ),
    "welcome.1": Welcome(
        sent_at=AT,
        nonce=A,
        up=UpState(A, 3),
        down=DownState(B, 1, 9),
        action=Action.NEW_EPOCH,
        from_seq=4,
        reason="history_parted",
        min_schema=2,
    ),
    "events.1": Batch(sent_at=AT, epoch=A, first=4, items=(msgspec.Raw(EVENT),), prev=C),
    "events.1-skip": Batch(epoch=A, first=4, skip=Skip(9, SkipWhy.UNSENDABLE, ID, C)),
    "events_ack.1": Ack(sent_at=AT, epoch=A, upto=9, need=4, split=True, hello=True, quarantined=2),
    "messages.1": Batch(sent_at=AT, epoch=B, first=1, items=(msgspec.Raw(LETTER),)),
    "messages_ack.1": Ack(epoch=B, upto=1),
    "health.1": Health(
        sent_at=AT,
        unsent=3,
        oldest_at=AT,
        messages=1,
        photos=2,
        parked=1,
        disk_free_mb=900,
        temp_c=48.5,
        devices={"printer": DeviceWord("degraded", "paper_low")},
    ),
    "state.1": State(sent_at=AT, online=True, conn=A, boot=B, app="1.0"),
    "photo.1": PhotoLine(sent_at=AT, sha256=C, size=70_000, offset=30_720, mime="image/jpeg"),
    "photo.1-attachment": PhotoLine(sha256=C, size=900, offset=0, mime="application/json"),
    "photo_ack.1": PhotoAck(sent_at=AT, sha256=C, have=61_440),
    "photo_ack.1-refused": PhotoAck(sent_at=AT, sha256=C, state="refused", reason="too_large"),
    "picture.1": PhotoLine(sent_at=AT, sha256=C, size=9_000, offset=0, mime="image/webp"),
    "picture_ack.1": PhotoAck(sent_at=AT, sha256=C),
}


def road_of(name: str) -> Road:
    return next(road for road in ROADS if road.name == name.partition(".")[0])


def test_every_topic_of_a_device_has_its_line() -> None:
    topics = Topics("box-1")
    names = {name for name, kept in vars(Topics).items() if isinstance(kept, property)} - {"down"}
    assert {road.name for road in ROADS} == names
    for road in ROADS:
        assert getattr(topics, road.name) == road.address.replace("{device}", "box-1")
        assert road.up != road.rest.startswith("down/")


def test_every_answer_is_a_road_back() -> None:
    answered = [(road, road_of(road.answer)) for road in ROADS if road.answer]
    assert all(road.up != back.up for road, back in answered)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_packet_ever_sent_is_read_for_ever(
    name: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"packets/{name}.json", msgspec.json.encode(SAMPLES[name]).decode())
    sent = (GOLDEN / "packets" / f"{name}.json").read_bytes()
    kind = road_of(name).packet
    assert unpack(sent, kind) == unpack(zlib.compress(sent), kind) == SAMPLES[name]
    assert unpack(pack(SAMPLES[name]), kind) == SAMPLES[name]


def test_every_road_has_its_golden_bytes() -> None:
    assert {name.partition(".")[0] for name in SAMPLES} == {road.name for road in ROADS}
    assert {path.stem for path in GOLDEN.glob("packets/*")} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_packet_ever_sent_is_valid_by_the_document(name: str) -> None:
    told = json.loads(asyncapi.document())
    channel = told["channels"][name.partition(".")[0]]
    (message,) = (told["components"]["messages"][key] for key in channel["messages"])
    root = {"allOf": [message["payload"]], "components": told["components"]}
    packet = json.loads((GOLDEN / "packets" / f"{name}.json").read_bytes())
    jsonschema.Draft7Validator(root).validate(packet)
    required = next(iter(packet))
    assert not jsonschema.Draft7Validator(root).is_valid(packet | {required: [None]})
