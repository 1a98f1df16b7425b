"""How devices stand, in words."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.central.console.health_words import (
    ALARMS,
    DEVICES,
    STATES,
    TROUBLES,
    device_state,
    device_word,
)
from kiosk.central.console.phrases import Phrases
from kiosk.hw.ports import DeviceState, Fault


def test_every_state_and_every_fault_of_a_device_has_words() -> None:
    assert {*STATES} == {*DeviceState}
    assert {*Fault} <= {*TROUBLES}


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_they_are_said_in_every_language(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    for words in (ALARMS, DEVICES, STATES, TROUBLES):
        assert [word for word in words.values() if phrases.text(word) == word] == []


def test_what_a_newer_box_tells_is_told_as_it_is() -> None:
    ru = Phrases("ru", ZoneInfo("UTC"))
    assert (device_word("printer", ru), device_word("label-2", ru)) == ("принтер", "label-2")
    assert device_state("failed", "paper_out", ru) == "нет бумаги"
    assert device_state("failed", "", ru) == "не работает"
    assert device_state("asleep", "", ru) == "asleep"
    assert device_state("failed", "ink_out", ru) == "ink_out"
