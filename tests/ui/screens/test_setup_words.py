"""Why a box was not let in: each word of enrolment has its sentence."""

from datetime import UTC

import pytest

from kiosk.cli_enrol import _SAID
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.setup_words import field_of_setup, not_let_in
from kiosk.workflows.setup import MISTYPED

OWN = {MISTYPED, "code_refused", "too_many", "no_network", "clock", "not_trusted", "later"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_says_something_of_its_own(language: str) -> None:
    phrases = Phrases(language, UTC)
    assert len({not_let_in(word, phrases) for word in OWN}) == len(OWN)
    for word in set(_SAID) - OWN:
        assert word in not_let_in(word, phrases), "whoever is asked for help can look it up"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_field_has_a_name(language: str) -> None:
    phrases = Phrases(language, UTC)
    names = {field_of_setup(one, phrases) for one in ("code", "server", "fingerprint")}
    assert len(names) == 3
