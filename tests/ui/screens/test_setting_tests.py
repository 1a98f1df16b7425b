"""A page of the settings leads to the test of what is set there."""

import pytest

from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.setting_tests import named_test, ways_to_test
from kiosk.ui.screens.settings import SettingsScreen
from tests.ui.screens.conftest import Room


@pytest.mark.parametrize(
    ("page", "device"), [("printer", "printer"), ("lights", "lights"), ("camera", "camera")]
)
def test_each_device_has_its_test_on_its_page(room: Room, page: str, device: str) -> None:
    room.open(SettingsScreen(room.show.office, page))
    room.tap(f"settings.test.{device}")
    assert room.screen == "device"
    assert room.loop.screen.device == device  # type: ignore[attr-defined]
    room.tap("bar.back")
    assert room.screen == "settings"


@pytest.mark.parametrize("page", ["own", "sound", "before"])
def test_what_is_no_device_has_none(room: Room, page: str) -> None:
    room.open(SettingsScreen(room.show.office, page))
    assert ways_to_test(room.loop.screen, page) == []  # type: ignore[arg-type]


def test_of_several_each_is_named(room: Room) -> None:
    room.show.tell("label_printer", "printer", DeviceState.READY)
    room.open(SettingsScreen(room.show.office, "printer"))
    assert "Test print · Receipt printer" in room.words()
    assert "Test print · Label printer" in room.words()
    phrases = room.loop.screen.phrases
    assert named_test("lights", "wall", phrases, is_alone=False) == "Test the lights · wall"


def test_a_clerk_has_no_page_and_no_test(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(SettingsScreen(room.show.office, "own"))
    assert room.loop.screen.find("settings.test.printer") is None
