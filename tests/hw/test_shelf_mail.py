"""The words between counter and shelf node: what goes in comes out, within its bounds."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from kiosk.hw.ports import Colour, Rhythm, Symbology, Tone
from kiosk.hw.shelf_mail import (
    BadMail,
    CellDown,
    HealthUp,
    Heard,
    LightsDown,
    NodeState,
    PressUp,
    ScanUp,
    ToneDown,
    Topics,
    pack,
    unpack,
)

WORDS: list[Struct] = [
    ScanUp("i", "]C1 aЖ\x1d7", Symbology.GS1_128, "hand", 12, Heard("r", 7, 40)),
    PressUp("i", "B-01", "hold", 0),
    HealthUp({"hand": "ready"}, 48.5),
    NodeState(online=True, conn="c"),
    LightsDown("r", 7, {"B-01": CellDown(Colour.AMBER, Rhythm.PUT, (Colour.BLUE,))}),
    ToneDown(Tone.NO, blink=True),
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: type(words).__name__)
def test_words_come_out_as_they_went_in(words: Struct) -> None:
    assert unpack(pack(words), type(words)) == words


def test_on_the_wire_it_is_plain_json() -> None:
    lights = LightsDown("r", 7, {"B-01": CellDown(Colour.AMBER, Rhythm.TAKE)})
    assert msgspec.json.decode(pack(lights)) == {
        "run": "r",
        "n": 7,
        "cells": {"B-01": {"colour": "amber", "pattern": "take"}},
    }


def test_a_node_of_a_later_version_may_say_more() -> None:
    raw = b'{"id":"a","text":"x","symbology":"qr","source":"h","age_ms":0,"more":[1]}'
    assert unpack(raw, ScanUp).text == "x"


@given(st.binary(max_size=300))
def test_any_bytes_are_words_or_bad_mail(raw: bytes) -> None:
    for kind in map(type, WORDS):
        try:
            unpack(raw, kind)
        except BadMail:
            continue


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b'"' + b"a" * 200_000 + b'"', b'{"tone":"loud"}', b'{"tone":null}']
)
def test_too_deep_too_large_and_foreign_is_bad_mail(raw: bytes) -> None:
    with pytest.raises(BadMail):
        unpack(raw, ToneDown)


def test_a_shelf_of_two_thousand_lamps_fits() -> None:
    cells = {f"AB-{n:04d}": CellDown(Colour.VIOLET, Rhythm.LOOK) for n in range(2000)}
    lights = LightsDown("0123456789abcdef", 7, cells)
    assert unpack(pack(lights), LightsDown) == lights


def test_the_topics_are_those_of_the_protocol() -> None:
    topics = Topics("left")
    assert [topics.scan, topics.button, topics.health, topics.state] == [
        "shelf/v1/left/up/scan",
        "shelf/v1/left/up/button",
        "shelf/v1/left/up/health",
        "shelf/v1/left/state",
    ]
    assert [topics.lights, topics.tone] == ["shelf/v1/left/down/lights", "shelf/v1/left/down/tone"]
    assert topics.for_counter == ("shelf/v1/left/up/#", "shelf/v1/left/state")
    assert topics.for_node == ("shelf/v1/left/down/#",)
