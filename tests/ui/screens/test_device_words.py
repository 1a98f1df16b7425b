"""Devices in words: everything that may be told has a word in every language."""

from datetime import UTC

import pytest

from kiosk.hw.ports import DeviceState, Fault, PrinterState
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.device_words import (
    ICONS,
    device_name,
    fact_lines,
    kind_name,
    state_words,
    todo_words,
)
from tests.ui.screens.conftest import Room

EN = Phrases("en", UTC)
_WELL = {PrinterState.READY, PrinterState.GONE, PrinterState.UNKNOWN}


@pytest.mark.parametrize("fault", [*Fault, *(s for s in PrinterState if s not in _WELL)])
def test_every_fault_says_what_to_do(fault: str) -> None:
    assert todo_words(str(fault), EN)


def test_what_nobody_foresaw_says_nothing_wrong() -> None:
    assert todo_words("quite new", EN) == ""
    assert list(fact_lines({"quite_new": 1}, EN)) == []


@pytest.mark.parametrize("state", DeviceState)
def test_every_state_has_a_word(state: DeviceState) -> None:
    assert state_words(state, EN)


@pytest.mark.parametrize("kind", ICONS)
def test_every_kind_has_a_name(kind: str) -> None:
    assert kind_name(kind, EN) != kind


def test_facts_are_told_as_people_write_them() -> None:
    facts = {"fps": 19.96, "proves": False, "leds": 40, "driver": "usb", "path": ""}
    assert list(fact_lines(facts, EN)) == [
        ("Pictures a second", "19.96"),
        ("Proves its prints", "No"),
        ("Lamps", "40"),
        ("Connected by", "usb"),
    ]


def test_a_device_is_named_where_there_are_two_of_its_kind(room: Room) -> None:
    assert device_name("hand", "scanner", room.show.desk, EN) == "Scanner"
    room.show.tell("desk", "scanner", DeviceState.READY)
    assert device_name("hand", "scanner", room.show.desk, EN) == "Scanner · hand"
