"""Every answer is a sentence, in every language."""

import re
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.central.answers import ANSWERS, Answer, NotDone, Value, Words
from kiosk.central.console.phrases import Phrases


@pytest.mark.parametrize("language", ["ru", "pt"])
@pytest.mark.parametrize("key", ANSWERS)
def test_it_is_said_in_every_language(key: str, language: str) -> None:
    values: dict[str, Value] = dict.fromkeys(re.findall(r"%\((\w+)\)s", ANSWERS[key]), "x-7")
    told = Answer(key, values)
    said = told.said(Phrases(language, ZoneInfo("UTC")).text)
    has_words = re.search(r"[a-z]", re.sub(r"%\(\w+\)s", "", ANSWERS[key]))
    assert (said != told.said()) is bool(has_words)
    assert said.count("x-7") == told.said().count("x-7") == len(values)


def test_a_word_of_messages_is_read_by_whoever_says_it() -> None:
    rights = Words("right", ("analytics", "override"))
    told = Answer("role_with", {"role": Words("role", ("clerk",)), "rights": rights})
    person = {"name": "Igor", "staff": "igor", "point": "p1", "how": told}
    answer = Answer("person", person)
    assert answer.said() == "Igor (igor) of point p1: clerk with analytics, override"
    read = answer.said(read=lambda kind, word: f"{kind}-{word.upper()}")
    assert read.endswith("p1: role-CLERK with right-ANALYTICS, right-OVERRIDE")
    raw = msgspec.json.encode(answer)
    assert msgspec.json.decode(raw, type=Answer) == answer


def test_a_sentence_of_the_consoles_own_is_its_own_key() -> None:
    assert Answer("It is %(who)s.", {"who": "anna"}).said() == "It is anna."


def test_who_is_refused_hears_why_in_english() -> None:
    assert str(NotDone("no_box", device="box-9")) == "there is no box 'box-9'"
