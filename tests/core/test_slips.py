"""Slips of the fingers: every word one letter off, and the other layout's letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import slips

WORDS = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя"), min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("gbnth", "питер"), ("ьфкшф", "maria"), (";er", "жук"), ("`;br", "ёжик"), ("123", "123")],
)
def test_the_same_keys_write_the_other_layout_s_letters(typed: str, meant: str) -> None:
    assert slips.other_layout(typed) == meant


@given(WORDS, st.data())
def test_a_slip_is_undone_by_a_slip(word: str, data: st.DataObject) -> None:
    near = data.draw(st.sampled_from(sorted(slips.variants(word))))
    assert near != word
    assert word in slips.variants(near)


@pytest.mark.parametrize(
    "near", ["чайнек", "чайнк", "чайнник", "чйаник", "айник", "чайни", "чайника"]
)
def test_one_letter_wrong_missing_more_or_swapped_is_near(near: str) -> None:
    assert near in slips.variants("чайник")


@pytest.mark.parametrize(
    "word", ["", "чай", "12345", "ча1ник", "чaйник", "x" * 21, "école", "\0\0\0\0", "ab'cd"]
)
def test_short_words_numbers_and_mixed_scripts_are_left_alone(word: str) -> None:
    assert slips.variants(word) == frozenset()


def test_nothing_shorter_than_a_word_is_guessed() -> None:
    assert min(map(len, slips.variants("лупа"))) == slips.LEAST
