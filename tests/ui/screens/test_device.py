"""One device's screen: how it is, and its test, played by touches, scans and presses."""

import pytest

from kiosk.core.prints import JobState
from kiosk.hw.ports import ButtonPressed, DeviceHealth, DeviceState
from kiosk.ui.screens.device import slip_words
from kiosk.workflows.prints import Press
from tests.ui.screens.conftest import Room


def opened(room: Room, device: str, kind: str, state: DeviceState = DeviceState.READY) -> None:
    what = "" if state is DeviceState.READY else "absent"
    facts = {"driver": "usb", "proves": True, "secret_key": "x"}
    health = DeviceHealth(device, kind, state, what, "in its own words", 1.0, facts=facts)
    room.show.desk.health.note(health)
    room.open(room.show.office.doors.health())
    room.tap(f"health.open.{device}")
    assert room.screen == "device"


def test_a_row_of_the_health_screen_opens_its_device(room: Room) -> None:
    opened(room, "printer", "printer", DeviceState.ABSENT)
    words = room.words()
    assert "Not connected | Since " in words
    assert "Check the cable and the power | in its own words" in words
    assert "Proves its prints | Yes" in words
    assert "secret_key" not in words
    tried: list[str] = []
    room.show.office.retry = tried.append
    room.tap("device.retry")
    assert tried == ["printer"]


@pytest.mark.parametrize("staff", ["igor", "leila"])
def test_who_may_not_touch_the_hardware_stays_on_the_list(room: Room, staff: str) -> None:
    room.show.desk.counter.signed_in = staff
    room.open(room.show.office.doors.health())
    room.tap("health.open.printer")
    assert room.screen == "health"
    assert room.said.startswith("Your role may not do this")
    room.tap("health.selftest")
    assert room.screen == "health"


def test_a_device_that_the_role_may_not_see_says_so_instead(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.device("printer"))
    assert "Your role may not do this" in room.words()
    assert room.loop.screen.find("device.slip") is None


def test_the_scanner_shows_what_kind_of_code_it_read_and_does_nothing(room: Room) -> None:
    opened(room, "hand", "scanner")
    assert "Nothing has come yet." in room.words()
    room.scan("CELL:A-05")
    assert room.screen == "device"
    assert room.said == "It works. A cell's label"
    assert "A cell's label | at 11:52 · 1 so far" in room.words()
    room.scan("https://example.org/secret")
    assert "A code of somebody else | at 11:52 · 2 so far" in room.words()
    assert "secret" not in room.words()


def test_what_another_scanner_reads_means_what_it_always_means(room: Room) -> None:
    opened(room, "hand", "scanner")
    room.scan("CELL:A-05", source="desk")
    assert room.screen == "cell"


def test_a_command_card_is_seen_and_still_obeyed(room: Room) -> None:
    opened(room, "hand", "scanner")
    room.scan("CMD:home")
    assert room.screen == "home"


def test_the_camera_reads_here_without_acting(room: Room) -> None:
    opened(room, "camera", "camera")
    room.scan("12345678-0001-1", source="camera")
    assert room.screen == "device"
    assert room.said.startswith("It works")


def test_the_button_that_was_pressed_is_named(room: Room) -> None:
    opened(room, "buttons-gpio", "buttons")
    room.stand.signals.append(ButtonPressed("section-a", held=False, at=1.0))
    room.stand.turn()
    assert room.said == "It works. Button section-a"
    assert "Button section-a | at 11:52 · 1 so far" in room.words()


def test_a_press_on_another_devices_screen_means_what_it_always_means(room: Room) -> None:
    opened(room, "printer", "printer")
    room.stand.signals.append(ButtonPressed("section-a", held=False, at=1.0))
    room.stand.turn()
    assert "No lamp is lit at this button" in room.said


@pytest.mark.parametrize(("device", "kind"), [("buzzer", "buzzer"), ("shelf left", "shelf")])
def test_the_buzzer_and_a_node_sound(room: Room, device: str, kind: str) -> None:
    opened(room, device, kind)
    room.tap("device.sound")
    assert room.said.startswith("It should have sounded")


def test_a_printer_without_a_way_to_it_refuses_the_slip(room: Room) -> None:
    opened(room, "printer", "printer")
    room.tap("device.slip")
    assert room.said.startswith("There is no such device here now")


def test_a_slip_that_waits_is_not_asked_for_twice(room: Room) -> None:
    room.show.desk.prints._main.press = Press(lambda _: b"", lambda *_: False)
    opened(room, "printer", "printer")
    room.tap("device.slip")
    assert "The slip waits for the printer." in room.words()
    room.tap("device.slip")
    assert room.said.startswith("A test slip waits for the printer")
    slips = [job for job in room.show.desk.prints.waiting() if job.kind == "slip"]
    assert len(slips) == 1


@pytest.mark.parametrize("state", JobState)
def test_every_end_of_a_slip_has_its_words(room: Room, state: JobState) -> None:
    said = {slip_words(state, detail, room.stand.skin.phrases) for detail in ("", "unproved")}
    assert all(said)
    assert len(said) == (2 if state is JobState.SENT else 1)


def test_wrong_settings_have_nothing_to_try(room: Room) -> None:
    opened(room, "settings", "settings", DeviceState.FAILED)
    assert "There is nothing to try here" in room.words()
