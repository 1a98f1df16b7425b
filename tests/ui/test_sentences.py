import string
from datetime import UTC

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentences import SENTENCES, refusal


def test_every_reason_has_a_sentence_and_a_next_step() -> None:
    assert set(SENTENCES) == set(Reason)


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_sentence_is_said_in_every_language_in_60_characters(language: str) -> None:
    phrases = Phrases(language, UTC)
    for reason, sentence in SENTENCES.items():
        for text in (sentence.what, sentence.step, sentence.exact):
            if text:
                assert len(phrases.text(text)) <= 60, (reason, language)
    assert not phrases.missing


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_a_translation_names_the_same_facts(language: str) -> object:
    phrases = Phrases(language, UTC)

    def named(text: str) -> object:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for sentence in SENTENCES.values():
        assert named(phrases.text(sentence.exact) if sentence.exact else "") == named(
            sentence.exact
        )


def test_facts_make_the_sentence_exact_and_their_lack_makes_it_plain() -> None:
    english = Phrases("en", UTC)
    full = Refused(Reason.CELL_FULL, {"cell": "B-03"})
    assert refusal(full, english) == ("Cell B-03 is full", "Choose another cell")
    assert refusal(Refused(Reason.CELL_FULL), english)[0] == "This cell is full"
