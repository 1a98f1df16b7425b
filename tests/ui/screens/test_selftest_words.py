"""Words of a self-test: every verdict has one, and so has whatever a test can find."""

from datetime import UTC

import pytest

from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.selftest_words import found_words, verdict_word
from kiosk.workflows.selftest import CheckLine, Verdict

ENGLISH = Phrases("en", UTC)


def test_every_verdict_has_a_word() -> None:
    assert len({verdict_word(verdict, ENGLISH) for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("printed", "The test slip was printed"),
        ("paper_out", "Put in a new roll, then close the cover"),
        ("opening", "Starting"),
        ("", ""),
        ("never_heard_of", ""),
    ],
)
def test_what_was_found_is_told_or_what_to_do_about_it(what: str, words: str) -> None:
    assert found_words(CheckLine("x", "printer", Verdict.FAIL, what), ENGLISH) == words
