import ast

import pytest

from kiosk.trial.sentences import all_spoken, missing, spoken


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_every_sentence_of_the_screens_is_translated(language: str) -> None:
    assert missing(language) == []


def test_sentences_are_found_where_they_are_said() -> None:
    source = """
say("Issue {n}", n=2)
self.phrases.text("Back")
canvas.text("drawn", "title", "ink")
count("{n} parcel", "{n} parcels", 3)
phrases.count("{n} cell", "{n} cells", n)
n_("Marked")
say(variable)
Label(label="plain")
"""
    assert ast.parse(source)
    assert set(spoken(source)) == {
        ("Issue {n}",),
        ("Back",),
        ("{n} parcel", "{n} parcels"),
        ("{n} cell", "{n} cells"),
        ("Marked",),
    }


def test_there_is_something_to_translate() -> None:
    assert len(all_spoken()) > 90
