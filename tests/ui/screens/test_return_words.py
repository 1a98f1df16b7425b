"""Every word of returns is said; the network's own words come first, its key last."""

from datetime import UTC

import pytest

from kiosk.core.policy import Check
from kiosk.core.words import Condition, RejectReason
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.return_words import (
    check_word,
    condition_word,
    forbidden_word,
    reject_word,
)


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_reason_and_condition_has_a_word_of_its_own(language: str) -> None:
    phrases = Phrases(language, UTC)
    words = [reject_word(reason, phrases) for reason in RejectReason]
    words += [condition_word(condition, phrases) for condition in Condition]
    assert len(set(words)) == len(words)
    assert phrases.missing == set()


def test_the_networks_words_go_before_ours_and_a_key_is_the_last_resort() -> None:
    ru, pt = Phrases("ru", UTC), Phrases("pt", UTC)
    own = Check("soles", {"ru": "Подошва чистая", "en": "The soles are clean"})
    assert check_word(own, ru) == "Подошва чистая"
    assert check_word(own, pt) == "The soles are clean"
    assert check_word(Check("complete"), ru) == "Комплект полный"
    assert check_word(Check("soles"), ru) == forbidden_word(Check("soles"), ru) == "soles"
    assert forbidden_word(Check("weapons"), ru) == "оружие"
