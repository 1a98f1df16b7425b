"""The envelope: what was ever written is read for ever, and bad bytes are refused in known ways."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import events
from kiosk.core.events import (
    FACTS,
    MAX_EVENT_BYTES,
    Event,
    UnknownFact,
    decode,
    encode,
    readable,
    type_of,
)
from kiosk.core.facts.stockroom import ParcelExpected, ParcelStored
from kiosk.core.facts.visits import ParcelPutBack
from kiosk.core.words import Size

GOLDEN = Path(__file__).parents[1] / "golden" / "events"
BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, UnknownFact)
ENVELOPE = (
    b'{"id":"01900000-0000-7000-8000-000000000001","type":"%s","tv":%d,"recorded_at":1,"mono":1,'
    b'"boot":"0123456789abcdef","clock":"ntp","actor":"anna","facts":%s}'
)


@pytest.mark.parametrize("word", sorted(FACTS))
def test_every_form_ever_written_is_read_for_ever(word: str) -> None:
    written = (GOLDEN / f"{word}.1.json").read_bytes()
    event = decode(written)
    assert (event.type, type(event.facts)) == (word, FACTS[word])
    assert encode(event) == written


def test_no_form_that_was_written_is_forgotten() -> None:
    known = {f"{word}.1.json" for word in FACTS}
    assert {path.name for path in GOLDEN.iterdir()} == known


def test_a_fact_is_named_by_its_type() -> None:
    assert type_of(ParcelStored("P1", "A-01")) == "parcel.stored"
    assert type_of(ParcelPutBack("P1", "A-01")) == "parcel.put_back"


def test_an_event_comes_back_as_it_was(told: Callable[..., Event]) -> None:
    event = told(ParcelExpected("*Ab+/=9x", "D1", customer_ref="c1", size=Size.L))
    assert decode(encode(event)) == event


def test_what_is_set_travels_in_the_order_of_the_form(told: Callable[..., Event]) -> None:
    event = replace(told(ParcelStored("P1", "A-01")), seen=7, witness="igor", cause="m1", via="e1")
    raw = encode(event)
    assert raw.endswith(
        b'"facts":{"parcel":"P1","cell":"A-01"},"seen":7,"witness":"igor","cause":"m1","via":"e1"}'
    )
    assert decode(raw) == event


def test_what_is_not_needed_does_not_travel(told: Callable[..., Event]) -> None:
    raw = encode(told(ParcelStored("P1", "A-01")))
    assert b"witness" not in raw
    assert b"suggested" not in raw


@pytest.mark.parametrize(
    "raw",
    [
        ENVELOPE % (b"parcel.vanished", 1, b"{}"),
        ENVELOPE % (b"parcel.stored", 2, b'{"parcel":"P1","cell":"A-01"}'),
    ],
)
def test_a_form_not_known_here_is_told_from_a_bad_one(raw: bytes) -> None:
    with pytest.raises(UnknownFact):
        decode(raw)


@pytest.mark.parametrize(
    "facts",
    [
        b"{}",
        b'{"parcel":"P1","cell":7}',
        b'{"parcel":"P 1","cell":"A-01"}',
        b'{"parcel":"' + b"P" * 65 + b'","cell":"A-01"}',
        b'{"parcel":"P1","cell":NaN}',
        b"[]",
        b"[" * 100_000,
    ],
)
def test_bad_facts_are_refused(facts: bytes) -> None:
    with pytest.raises(BAD):
        decode(ENVELOPE % (b"parcel.stored", 1, facts))


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff\xfe{\x00", b"\xef\xbb\xbf{}", b"null", b"[1]"])
def test_a_bad_envelope_is_refused(raw: bytes) -> None:
    with pytest.raises(BAD):
        decode(raw)


def test_a_repeated_key_keeps_its_last_value() -> None:
    facts = b'{"parcel":"P1","parcel":"P2","cell":"A-01"}'
    assert decode(ENVELOPE % (b"parcel.stored", 1, facts)).facts == ParcelStored("P2", "A-01")


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    with pytest.raises(BAD):
        decode(raw)


def test_the_largest_fact_of_every_day_fits_an_event() -> None:
    largest = max(len(path.read_bytes()) for path in GOLDEN.iterdir())
    assert largest < MAX_EVENT_BYTES


def test_every_fact_of_the_house_is_in_the_catalogue() -> None:
    assert set(FACTS.values()) == set(events.Fact.__subclasses__())


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[" * 100_000, ENVELOPE % (b"cat.fed", 1, b"{}")])
def test_who_goes_on_past_bad_bytes_reads_nothing_in_them(raw: bytes) -> None:
    assert readable(raw) is None
    sound = ENVELOPE % (b"parcel.stored", 1, b'{"parcel":"P2","cell":"A-01"}')
    assert readable(sound) == decode(sound)
