"""Every event and every field has words, in every language."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.central.console.fact_words import EVENTS, FIELDS
from kiosk.central.console.phrases import Phrases
from kiosk.core.books import KINDS
from kiosk.core.events import FACTS


def test_every_event_and_every_field_is_called_something() -> None:
    forms = (*FACTS.values(), *KINDS.values())
    fields = {one.encode_name for form in forms for one in msgspec.structs.fields(form)}
    assert {*EVENTS} == {*FACTS}
    assert {*FIELDS} == fields


@pytest.mark.parametrize("language", ["ru", "pt"])
@pytest.mark.parametrize("words", [EVENTS, FIELDS], ids=["events", "fields"])
def test_they_are_called_so_in_every_language(language: str, words: Mapping[str, str]) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    alike = {word for word in words.values() if phrases.text(word) == word}
    assert alike <= {"item", "latitude", "longitude", "total"}, "of both languages"


def test_two_events_are_not_called_alike() -> None:
    for language in ("en", "ru", "pt"):
        phrases = Phrases(language, ZoneInfo("UTC"))
        assert len({phrases.text(word) for word in EVENTS.values()}) == len(EVENTS)
