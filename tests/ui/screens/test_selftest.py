"""The self-test on the screen: it goes on by itself, can be cancelled, and its result stays."""

from kiosk.hw.ports import DeviceState, Tick
from tests.ui.screens.conftest import Room


def test_it_is_run_from_the_health_screen_and_its_result_stays(room: Room) -> None:
    room.open(room.show.office.doors.health())
    room.tap("health.selftest")
    assert room.screen == "selftest"
    assert "of 5 tried" in room.words()
    for _ in range(3):
        room.show.desk.tick(1.0)
        room.stand.signals.append(Tick(1.0))
        room.stand.turn()
    room.show.desk.selftest.cancel()
    room.open(room.show.office.doors.selftest())
    assert "Pictures come" in room.words()
    assert "Connected; its own page tries it by hand" in room.words()


def test_cancel_leaves_what_was_not_tried(room: Room) -> None:
    room.open(room.show.office.doors.health())
    room.tap("health.selftest")
    room.tap("selftest.cancel")
    assert "At 11:52: 5 devices not tried" in room.words()
    assert room.words().count("Not tried") == 5
    room.tap("selftest.run")
    assert room.show.desk.selftest.runs


def test_a_device_that_does_not_work_is_counted_and_told_what_to_do(room: Room) -> None:
    room.show.tell("hand", "scanner", DeviceState.ABSENT, "lost")
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    room.show.desk.selftest.begin()
    room.show.desk.selftest.tick()
    room.show.desk.lamps.end_walk()
    room.show.desk.selftest.tick()
    room.open(room.show.office.doors.selftest())
    assert "devices to look at" in room.words()
    assert "Put in a new roll" in room.words()


def test_a_clerk_sees_the_result_and_runs_nothing(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.selftest())
    room.tap("selftest.run")
    assert room.said.startswith("Your role may not do this")
    assert not room.show.desk.selftest.runs
