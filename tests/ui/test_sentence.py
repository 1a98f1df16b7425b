"""A sentence is written in English and marked for the catalogues."""

from kiosk.ui.sentence import Sentence, n_


def test_a_marked_sentence_stays_as_it_is() -> None:
    assert n_("This cell is full") == "This cell is full"


def test_a_sentence_without_facts_has_no_exact_form() -> None:
    assert Sentence("No", "Stop").exact == ""
