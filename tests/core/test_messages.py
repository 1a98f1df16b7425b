"""The letters of the central: old ones are read for ever, bad ones refused in known ways."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.messages import (
    LETTERS,
    Message,
    PolicySet,
    UnknownLetter,
    decode,
    encode,
    type_of,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, UnknownLetter)
ENVELOPE = (
    b'{"id":"01900000-0000-7000-8000-000000000001","type":"%s","tv":%d,"made_at":1,"by":"system",'
    b'"facts":%s}'
)


@pytest.mark.parametrize("word", sorted(LETTERS))
def test_every_form_ever_sent_is_read_for_ever(word: str) -> None:
    sent = (GOLDEN / f"{word}.1.json").read_bytes()
    message = decode(sent)
    assert (message.type, type(message.facts)) == (word, LETTERS[word])
    assert encode(message) == sent


def test_no_form_that_was_sent_is_forgotten() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{word}.1.json" for word in LETTERS}


def test_a_letter_is_named_by_its_type() -> None:
    letter = PolicySet(1, msgspec.Raw(b"{}"))
    assert type_of(letter) == "policy.set"
    assert decode(encode(Message("0" * 36, "policy.set", 1, 1, "system", letter))).facts == letter


@pytest.mark.parametrize(("word", "tv"), [(b"opening.area", 1), (b"policy.set", 9)])
def test_a_form_not_known_here_is_told_from_a_bad_one(word: bytes, tv: int) -> None:
    with pytest.raises(UnknownLetter):
        decode(ENVELOPE % (word, tv, b"{}"))


@pytest.mark.parametrize(
    ("word", "facts"),
    [
        (b"codes.set", b'{"customer_ref":"c1","codes":[{"digest":"xyz","from_at":1,"to_at":2}]}'),
        (b"codes.set", b'{"customer_ref":"c1","codes":[' + b"{}," * 40 + b"{}]}"),
        (b"staff.upsert", b'{"staff":"s1","name":"A\\nB","role":"clerk"}'),
        (b"staff.upsert", b'{"staff":"s1","name":"A","role":"king"}'),
        (b"storage.extended", b'{"parcel":"P1","until":-1}'),
        (b"storage.extended", b'{"parcel":"P1","until":true}'),
        (b"delivery.part", b"[" * 100_000),
    ],
)
def test_bad_letters_are_refused(word: bytes, facts: bytes) -> None:
    with pytest.raises(BAD):
        decode(ENVELOPE % (word, 1, facts))


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    with pytest.raises(BAD):
        decode(raw)
