"""A page of the settings leads to the test of what is set there."""

import pytest

from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.setting_tests import device_label, with_a_test
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
    assert with_a_test(room.loop.screen, page) == ()  # type: ignore[arg-type]


def test_of_several_each_is_named(room: Room) -> None:
    room.show.tell("label_printer", "printer", DeviceState.READY)
    room.open(SettingsScreen(room.show.office, "printer"))
    room.tap("settings.test.label_printer")
    assert room.loop.screen.device == "label_printer"  # type: ignore[attr-defined]
    phrases = room.loop.screen.phrases
    named = [device_label(one, phrases) for one in ("printer", "label_printer", "wall")]
    assert named == ["Receipt printer", "Label printer", "wall"]


def test_the_offer_to_undo_never_lies_over_a_test(room: Room) -> None:
    room.open(SettingsScreen(room.show.office, "lights"))
    room.tap("settings.lights.wall.brightness.less")
    find = room.loop.screen.find
    undo, test = find("settings.toast"), find("settings.test.lights")
    assert undo is not None
    assert test is not None
    assert test.rect.y + test.rect.h <= undo.rect.y


def test_a_clerk_has_no_page_and_no_test(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(SettingsScreen(room.show.office, "own"))
    assert room.loop.screen.find("settings.test.printer") is None
