"""The answers of ESC/POS printers, over all bytes there are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hw.escpos_status import is_proof, is_status, state_of
from kiosk.hw.ports import PrinterState as State

FINE = 0x12
SOUND = {byte for byte in range(256) if re.fullmatch("0..1..10", f"{byte:08b}")}
ANSWERS = st.none() | st.integers(0, 255) | st.sampled_from(sorted(SOUND))


def told(question: int) -> dict[State, set[int]]:
    """Return what every byte in answer to one question makes of a printer that is well."""
    found: dict[State, set[int]] = {}
    for byte in range(256):
        answers: list[int | None] = [FINE] * 4
        answers[question - 1] = byte
        found.setdefault(state_of(answers), set()).add(byte)
    return found


def where(*bits: int) -> set[int]:
    return {byte for byte in SOUND if all(byte & bit for bit in bits)}


def test_only_bytes_with_the_fixed_bits_count() -> None:
    assert {byte for byte in range(256) if is_status(byte)} == SOUND
    assert len(SOUND) == 16


def test_no_byte_is_a_status_and_a_proof() -> None:
    proofs = {byte for byte in range(256) if is_proof(byte)}
    assert proofs == {byte for byte in range(256) if re.fullmatch("0..0....", f"{byte:08b}")}
    assert proofs & SOUND == set()


def test_the_first_answer_tells_offline() -> None:
    offline = where(0x08)
    noise = set(range(256)) - SOUND
    assert told(1) == {
        State.OFFLINE: offline,
        State.READY: SOUND - offline,
        State.UNKNOWN: noise,
    }


def test_the_second_answer_tells_the_cover() -> None:
    is_open = where(0x04)
    assert told(2) == {State.COVER_OPEN: is_open, State.READY: set(range(256)) - is_open}


def test_the_third_answer_tells_the_cutter() -> None:
    jammed = where(0x08)
    assert told(3) == {State.CUTTER: jammed, State.READY: set(range(256)) - jammed}


def test_the_fourth_answer_tells_the_paper() -> None:
    out = where(0x20, 0x40)
    low = where(0x04, 0x08) - out
    assert told(4) == {
        State.PAPER_OUT: out,
        State.PAPER_LOW: low,
        State.READY: SOUND - out - low,
        State.UNKNOWN: set(range(256)) - SOUND,
    }


@pytest.mark.parametrize("answer", [None, 0x00, 0x02, 0x10, 0x92, 0x13, 0xFF])
def test_silence_and_nonsense_are_no_news(answer: int | None) -> None:
    assert state_of([answer] * 4) is State.UNKNOWN


def test_half_an_answer_is_not_paper_ok() -> None:
    assert state_of([FINE, FINE, FINE, None]) is State.UNKNOWN
    assert state_of([None, FINE, FINE, FINE]) is State.UNKNOWN


def test_bad_news_is_believed_beside_silence() -> None:
    assert state_of([0x1A, None, None, None]) is State.OFFLINE
    assert state_of([None, 0x16, None, None]) is State.COVER_OPEN
    assert state_of([None, None, 0x1A, None]) is State.CUTTER
    assert state_of([None, None, None, 0x7E]) is State.PAPER_OUT
    assert state_of([None, None, None, 0x1E]) is State.PAPER_LOW


def test_what_a_clerk_must_do_first_is_told_first() -> None:
    assert state_of([0x1A, 0x16, 0x1A, 0x7E]) is State.PAPER_OUT
    assert state_of([0x1A, 0x16, 0x1A, 0x1E]) is State.COVER_OPEN
    assert state_of([0x1A, FINE, 0x1A, 0x1E]) is State.CUTTER
    assert state_of([0x1A, FINE, FINE, 0x1E]) is State.OFFLINE
    assert state_of([FINE, FINE, FINE, 0x1E]) is State.PAPER_LOW


@given(st.lists(ANSWERS, min_size=4, max_size=4))
def test_ready_is_only_who_says_so(answers: list[int | None]) -> None:
    printer, _, _, paper = answers
    said = printer in SOUND and paper in SOUND
    assert state_of(answers) in set(State) - {State.GONE}
    assert said or state_of(answers) is not State.READY
