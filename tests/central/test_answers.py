"""Every answer is a sentence, in every language."""

import re
from zoneinfo import ZoneInfo

import pytest

from kiosk.central.answers import ANSWERS, Answer
from kiosk.central.console.phrases import Phrases


@pytest.mark.parametrize("language", ["ru", "pt"])
@pytest.mark.parametrize("key", ANSWERS)
def test_it_is_said_in_every_language(key: str, language: str) -> None:
    values: dict[str, str | int] = dict.fromkeys(re.findall(r"%\((\w+)\)s", ANSWERS[key]), "x-7")
    told = Answer(key, values)
    said = told.said(Phrases(language, ZoneInfo("UTC")).text)
    assert said != told.said()
    assert said.count("x-7") == told.said().count("x-7") == len(values)
