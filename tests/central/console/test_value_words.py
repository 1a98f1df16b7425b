"""Every word that stands for a choice is said in every language."""

from collections.abc import Iterator
from enum import Enum
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.central.console.phrases import Phrases
from kiosk.central.console.value_words import VALUES
from kiosk.core.books import KINDS
from kiosk.core.events import FACTS
from kiosk.core.words import Size


def _choices(form: object) -> Iterator[str]:
    if isinstance(form, type) and issubclass(form, Enum):
        yield from (str(one.value) for one in form)
    for part in get_args(form):
        yield from _choices(part)


def test_every_choice_of_a_fact_or_a_row_has_words() -> None:
    fields = (msgspec.structs.fields(form) for form in (*FACTS.values(), *KINDS.values()))
    words = {word for several in fields for one in several for word in _choices(one.type)}
    assert {*VALUES} == words - {*Size}, "a size is a size"


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_they_are_said_in_every_language(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    alike = {word for word in VALUES.values() if phrases.text(word) == word}
    assert alike <= {"normal"}, "of both languages"
