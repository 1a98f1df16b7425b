"""The fast look lets nothing through that the careful one refuses, and changes nothing it reads."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core import events
from kiosk.core.events import FACTS, Event, UnknownFact

GOLDEN = Path(__file__).parents[1] / "golden" / "events"
BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, UnknownFact)
WRITTEN = {word: json.loads((GOLDEN / f"{word}.1.json").read_bytes()) for word in sorted(FACTS)}
NASTY: tuple[object, ...] = (
    *("", " ", "\n", "a\n", "\nA-01", "P1\n", "a\x00", "\x1f", "\x7f", "é", "\u2028", "ı", "K"),
    *("P1 ", "a b", 'a"b', "a\\b", "x" * 64, "x" * 65, "x" * 200, "x" * 201, "None", "٣"),
    *("0" * 16, "0" * 17, "g" * 16, "0" * 32, "0" * 36, "0" * 37, "-" * 36, "A" * 36, "0" * 64),
    *(None, 0, -1, 1, 2, 2**53 - 1, 2**53, 10**7, 1.5, True, [], {}, [""], ["P1"], [["P1"]]),
    *("parcel.stored", "ntp", "S", "customer"),
)


def careful(raw: bytes) -> Event | str:
    """Return what the careful look says: an event, or the name of the fault."""
    return _said(events._decoded, raw)


def fast(raw: bytes) -> Event | str:
    """Return what is said of an event as it is read every day."""
    return _said(events.decode, raw)


def _said(look: object, raw: bytes) -> Event | str:
    assert callable(look)
    try:
        event = look(raw)
    except BAD as bad:
        return f"{type(bad).__name__}: {bad}"
    assert isinstance(event, Event)
    return event


def places(value: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value inside a JSON value."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for key, one in inside:
        yield (*above, key)
        yield from places(one, (*above, key))


def changed(word: str, way: tuple[str | int, ...], value: object) -> bytes:
    """Return an event of a type with another value in one place."""
    whole = json.loads(json.dumps(WRITTEN[word]))
    at = whole
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = value
    return json.dumps(whole).encode()


@pytest.mark.input
@pytest.mark.parametrize("word", WRITTEN)
def test_every_value_in_every_place_is_judged_as_the_careful_look_does(word: str) -> None:
    optional: list[tuple[str | int, ...]] = [
        (name,) for name in ("seen", "witness", "cause", "via", "more")
    ]
    optional += [("facts", field) for field in FACTS[word].__struct_fields__]
    for way in {*places(WRITTEN[word]), *optional}:
        for value in NASTY:
            raw = changed(word, way, value)
            assert fast(raw) == careful(raw), raw


@pytest.mark.input
@given(st.sampled_from(sorted(WRITTEN)), st.data())
@settings(max_examples=300)
def test_torn_bytes_are_judged_as_the_careful_look_does(word: str, data: st.DataObject) -> None:
    raw = bytearray(json.dumps(WRITTEN[word]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    assert fast(bytes(raw)) == careful(bytes(raw))


@pytest.mark.input
@pytest.mark.parametrize("bad", ["P 1", "", "x" * 65])
def test_of_a_repeated_key_no_unsound_value_comes_in(bad: str) -> None:
    bad_first = b'{"parcel":"%s","parcel":"P2","cell":"A-01"}' % bad.encode()
    bad_last = b'{"parcel":"P2","parcel":"%s","cell":"A-01"}' % bad.encode()
    good = json.dumps(WRITTEN["parcel.stored"] | {"facts": 0}).encode()
    read = fast(good.replace(b'"facts": 0', b'"facts": ' + bad_first))
    assert isinstance(read, str) or careful(events.encode(read)) == read
    assert isinstance(fast(good.replace(b'"facts": 0', b'"facts": ' + bad_last)), str)


@pytest.mark.parametrize("word", WRITTEN)
def test_what_was_ever_written_needs_no_careful_look(word: str) -> None:
    raw = (GOLDEN / f"{word}.1.json").read_bytes()
    assert events.decode_all([raw]) == [events._decoded(raw)]


def test_a_batch_is_opened_in_order() -> None:
    raws = [json.dumps(told).encode() for told in WRITTEN.values()]
    assert events.decode_all(raws) == [events._decoded(raw) for raw in raws]
    assert events.decode_all([]) == []


@pytest.mark.input
@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("id",), "g" * 36),
        (("boot",), "g" * 16),
        (("actor",), "a b"),
        (("tv",), 2),
        (("type",), "parcel.sung"),
        (("facts", "parcel"), "P 1"),
        (("facts", "session"), "s\n1"),
        (("facts", "proof"), "a\x7f"),
        (("facts", "proof"), "x" * 65),
    ],
)
def test_one_strange_event_leaves_the_whole_batch_to_the_careful_look(
    way: tuple[str, ...], value: object
) -> None:
    good = json.dumps(WRITTEN["parcel.issued"]).encode()
    strange = changed("parcel.issued", way, value)
    for batch in ([strange, good], [good, strange], [good, strange, good]):
        assert events.decode_all(batch) is None
    assert events.decode_all([good, good]) is not None


def test_a_look_that_knows_no_alphabet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "are_sound", lambda _text: True)
    raw = changed("parcel.stored", ("facts", "cell"), "A 01")
    assert fast(raw) != careful(raw)
