"""Every answer of the network has words, and no name of a network shows a hole."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.core.wifi import NetFault, Reach, Standing
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.network_words import (
    fault_words,
    place_words,
    reach_words,
    shown_name,
    signal_word,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_all(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    assert all(fault_words(fault, phrases) for fault in NetFault)
    assert all(reach_words(reach, phrases) for reach in Reach)
    assert len({signal_word(n, phrases) for n in (0, 29, 30, 59, 60, 100)}) == 3


def test_signs_without_a_glyph_are_question_marks() -> None:
    assert shown_name("Кафе \U0001f4e6 Ω ok\u202e") == "Кафе ? ? ok?"


@pytest.mark.parametrize(
    ("before", "standing", "said"),
    [
        ("Home", Standing("Home"), "The box is where it was before"),
        ("", Standing(wired=True), "The box is where it was before"),
        ("Home", Standing("Old"), "The box is in Old"),
        ("Home", Standing(wired=True), "A cable connects the box"),
        ("Home", Standing(), "The box is in no network now"),
        ("", Standing(), "The box is in no network now"),
        ("Home", None, ""),
    ],
)
def test_where_the_box_is_is_told_as_it_is(
    before: str, standing: Standing | None, said: str
) -> None:
    assert place_words(before, standing, Phrases("en", ZoneInfo("UTC"))) == said
