from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room


def test_a_device_in_trouble_says_what_to_do_and_can_be_tried_again(room: Room) -> None:
    tried: list[str] = []
    room.show.office.retry = tried.append
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    room.open(room.show.office.doors.health())
    assert "Put in a new roll" in room.words()
    room.tap("health.retry.printer")
    assert tried == ["printer"]


def test_what_is_in_trouble_stands_first(room: Room) -> None:
    room.show.tell("printer", "printer", DeviceState.ABSENT, "absent")
    room.open(room.show.office.doors.health())
    words = room.words()
    assert words.index("Not connected") < words.index("Works")


def test_the_mail_tells_how_many_events_wait(room: Room) -> None:
    unsent = room.show.desk.health.mail().unsent
    room.open(room.show.office.doors.health())
    assert f"{unsent} events wait" in room.words()


def test_a_device_has_a_name_only_beside_another_of_its_kind(room: Room) -> None:
    room.open(room.show.office.doors.health())
    assert "Scanner" in room.words().split(" | ")
    room.show.tell("desk", "scanner", DeviceState.READY)
    room.open(room.show.office.doors.health())
    assert {"Scanner · hand", "Scanner · desk"} <= set(room.words().split(" | "))


def test_a_stuck_button_and_a_silent_buzzer_are_told_in_words(room: Room) -> None:
    room.show.tell("buttons-gpio", "buttons", DeviceState.DEGRADED, "stuck")
    room.show.tell("buzzer", "buzzer", DeviceState.FAILED, "denied")
    room.open(room.show.office.doors.health())
    assert "Shelf buttons | A button is held down: free it" in room.words()
    assert "Buzzer | It may not be used; call the technician" in room.words()


def test_a_blurred_camera_is_told_with_what_to_do_and_works_on(room: Room) -> None:
    room.show.tell("camera", "camera", DeviceState.DEGRADED, "blurred")
    room.open(room.show.office.doors.health())
    assert "Camera | The picture is blurred: wipe the lens | Works in part" in room.words()
