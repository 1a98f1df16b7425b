"""A line of the central is short, safe to show, and over when its time is."""

import msgspec
import pytest

from kiosk.core.notice_words import Level
from kiosk.core.posts import MOST_POSTS, MessagePosted, is_over, why_not

LINE = MessagePosted("m1", Level.INFO, 1_000, ru=("Привет",), en=("Hello", "you"))


def test_it_speaks_the_readers_language_else_english_else_any() -> None:
    assert LINE.lines("ru") == ("Привет",)
    assert LINE.lines("pt") == LINE.lines("xx") == ("Hello", "you")
    assert MessagePosted("m1", Level.INFO, 1, pt=("Olá",)).lines("ru") == ("Olá",)


@pytest.mark.input
def test_a_hostile_line_is_shown_without_what_harms() -> None:
    nasty = MessagePosted("m1", Level.ACT, 1, en=("\u202egnp.exe\u200b", "\u200b\u202e", "a\u0301"))
    assert nasty.lines("en") == ("gnp.exe", "á")


@pytest.mark.input
@pytest.mark.parametrize(
    "facts",
    [
        {"post": "", "level": "info", "until": 1},
        {"post": "m 1", "level": "info", "until": 1},
        {"post": "m1", "level": "loud", "until": 1},
        {"post": "m1", "level": "info", "until": -1},
        {"post": "m1", "level": "info", "until": 1, "en": ["x" * 201]},
        {"post": "m1", "level": "info", "until": 1, "en": ["x"] * 6},
        {"post": "m1", "level": "info", "until": 1, "en": ["\x1b@"]},
        {"post": "m1", "level": "info", "until": 1, "en": ["a\nb"]},
        {"post": "m1", "level": "info", "until": 1, "right": "all"},
    ],
)
def test_a_letter_out_of_its_bounds_is_none(facts: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(facts, MessagePosted)


def test_so_many_stand_and_no_more_but_a_known_one_is_said_anew() -> None:
    assert why_not(LINE, MOST_POSTS - 1, is_known=False) == ""
    assert why_not(LINE, MOST_POSTS, is_known=False) == "too_many"
    assert why_not(LINE, MOST_POSTS, is_known=True) == ""
    assert why_not(MessagePosted("m1", Level.INFO, 1), 0, is_known=False) == "bad_value"


def test_it_is_over_at_its_moment_by_a_clock_that_is_sure() -> None:
    assert not is_over(LINE, 999, sure=True)
    assert is_over(LINE, 1_000, sure=True)
    assert not is_over(LINE, 2_000, sure=False)
