"""Every answer of the network has words, and no name of a network shows a hole."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.core.wifi import NetFault, Reach
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.network_words import fault_words, reach_words, shown_name, signal_word


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_all(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    assert all(fault_words(fault, phrases) for fault in NetFault)
    assert all(reach_words(reach, phrases) for reach in Reach)
    assert len({signal_word(n, phrases) for n in (0, 29, 30, 59, 60, 100)}) == 3


def test_signs_without_a_glyph_are_question_marks() -> None:
    assert shown_name("Кафе \U0001f4e6 Ω ok\u202e") == "Кафе ? ? ok?"
