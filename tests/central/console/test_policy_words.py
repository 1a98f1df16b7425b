"""Every setting of a policy, and every choice of one, is called something in every language."""

from enum import Enum
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.central.console.phrases import Phrases
from kiosk.central.console.policy_words import CHOICES, SETTINGS, setting_value, setting_word
from kiosk.core.policy import Policy


def test_every_setting_and_every_choice_has_words() -> None:
    fields = msgspec.structs.fields(Policy)
    assert {*SETTINGS} == {one.encode_name for one in fields}
    choices = {
        f"{one.name}.{word.value}"
        for one in fields
        if isinstance(one.type, type) and issubclass(one.type, Enum)
        for word in one.type
    }
    assert {*CHOICES} == choices | {"damaged.keep", "damaged.reject"}


def test_two_settings_are_not_called_alike() -> None:
    for language in ("en", "ru", "pt"):
        phrases = Phrases(language, ZoneInfo("UTC"))
        told = [setting_word(name, phrases) for name in SETTINGS]
        assert len({*told}) == len(told), language


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_they_are_said_in_every_language(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    words = (*SETTINGS.values(), *CHOICES.values())
    assert [word for word in words if phrases.text(word) == word] == []


def test_values_are_said_as_people_do_and_the_rest_is_left_to_programs() -> None:
    ru = Phrases("ru", ZoneInfo("UTC"))
    told = {
        "pay_here": (True, "да"),
        "document": ("age", "когда важен возраст"),
        "journal_days": (1400, "1\N{NO-BREAK SPACE}400"),
        "warehouse": ("W-1", None),
        "bags": ([], None),
    }
    for name, (value, said) in told.items():
        assert setting_value(value, name, ru) == said, name


def test_a_setting_that_nobody_knows_is_its_own_name() -> None:
    assert setting_word("new_thing", Phrases("ru", ZoneInfo("UTC"))) == "new_thing"
