"""What was done at the console, in words."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.central.answers import Answer, Words
from kiosk.central.console.deed_words import DEEDS, deed_word, outcome_word
from kiosk.central.console.opening_words import ACTIONS
from kiosk.central.console.phrases import LOCALES, Phrases
from kiosk.central.users import Deed

_CALLS = re.compile(
    r'(?:\.(?:note|do|grant)\(|_settle\(call, |_changed\(call, |address, )\s*"([a-z_.]+)"'
)


def test_everything_that_is_noted_has_words() -> None:
    source = [path.read_text() for path in Path(str(LOCALES)).parent.glob("*.py")]
    noted = {name for text in source for name in _CALLS.findall(text)}
    assert len(noted) > 20
    assert noted - {*DEEDS} == set()
    assert {f"opening.{action}" for action in ACTIONS} - {*DEEDS} == set()


def test_what_another_version_did_is_told_by_its_name() -> None:
    ru = Phrases("ru", ZoneInfo("UTC"))
    assert deed_word("policy.send", ru) == "Правила отправлены"
    assert deed_word("moon.paint", ru) == "moon.paint"
    assert outcome_word(_deed("role"), ru) == "мало прав"
    assert outcome_word(_deed("Готово."), ru) == "Готово."


def test_why_something_was_refused_is_read_in_each_language() -> None:
    told = (Answer("no_box", {"device": "box-9"}),)
    deed = _deed("there is no box 'box-9'", told)
    said = [outcome_word(deed, Phrases(language, ZoneInfo("UTC"))) for language in ("ru", "en")]
    assert said == ["нет терминала «box-9»", deed.outcome]


@pytest.mark.input
@pytest.mark.parametrize(
    "told",
    [
        Answer("no_box", {"box": "b"}),
        Answer("%(when)s", {"when": Words("when", ("soon",))}),
        Answer("50 %", {"n": 1}),
    ],
)
def test_a_reason_of_another_version_is_read_as_it_was_told(told: Answer) -> None:
    assert outcome_word(_deed("as told", (told,)), Phrases("ru", ZoneInfo("UTC"))) == "as told"


def _deed(outcome: str, told: tuple[Answer, ...] = ()) -> Deed:
    return Deed(0, "anna", "::1", "device.block", "box-9", outcome, told)
