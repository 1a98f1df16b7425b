"""What was done at the console, in words."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.central.console import openings
from kiosk.central.console.deed_words import DEEDS, deed_word, outcome_word
from kiosk.central.console.phrases import LOCALES, Phrases

_CALLS = re.compile(
    r'(?:\.(?:note|do|grant)\(|_settle\(call, |_changed\(call, |address, )\s*"([a-z_.]+)"'
)


def test_everything_that_is_noted_has_words() -> None:
    source = [path.read_text() for path in Path(str(LOCALES)).parent.glob("*.py")]
    noted = {name for text in source for name in _CALLS.findall(text)}
    assert len(noted) > 20
    assert noted - {*DEEDS} == set()
    assert {f"opening.{action}" for action in openings.ACTIONS} - {*DEEDS} == set()


def test_what_another_version_did_is_told_by_its_name() -> None:
    ru = Phrases("ru", ZoneInfo("UTC"))
    assert deed_word("policy.send", ru) == "Правила отправлены"
    assert deed_word("moon.paint", ru) == "moon.paint"
    assert outcome_word("role", ru) == "мало прав"
    assert outcome_word("Готово.", ru) == "Готово."
