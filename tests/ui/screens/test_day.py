"""The day: opened from the reminder, taken up, closed, taken back."""

from kiosk.core.daywords import CarryReason, DayState
from kiosk.core.refusals import Refused
from kiosk.trial.showroom_day import day_views
from kiosk.workflows.days import Counted
from tests.ui.screens.conftest import Room


def shut(room: Room) -> None:
    """Close the day with all that is open."""
    days = room.show.desk.days
    found = days.unfinished(is_counted=True)
    assert not isinstance(found, Refused)
    assert not isinstance(
        days.close_day(dict.fromkeys(found, CarryReason.NO_TIME), Counted(0)), Refused
    )


def test_who_never_opened_a_day_is_not_reminded_and_finds_it_in_the_menu(room: Room) -> None:
    room.open(room.show.office.doors.home())
    assert "The day is not open" not in room.words()
    room.open(room.show.office.doors.menu())
    room.tap("menu.day")
    assert room.screen == "day"
    room.tap("day.open")
    assert (room.screen, room.said) == ("home", "The day is open. ")
    assert room.show.desk.days.standing().is_open


def test_the_money_is_counted_before_the_day_opens(room: Room) -> None:
    room.open(room.show.office.doors.day())
    room.tap("day.count")
    room.tap("drawer.pad.enter")
    assert room.show.desk.days.standing().day is None, "nothing typed is no count"
    room.type("drawer.pad", "250000")
    assert "2,500.00" in room.words()
    room.tap("drawer.pad.enter")
    day = room.show.desk.days.standing().day
    assert day is not None
    assert day.opening is not None
    assert day.opening.counted_minor == 250_000


def test_a_closing_is_printed_again_and_taken_back(room: Room) -> None:
    shut(room)
    before = len(room.show.file.prints.in_state("queued"))
    room.open(room.show.office.doors.day())
    assert "The day is closed" in room.words()
    room.tap("day.print")
    assert room.said.startswith("The day is being printed")
    assert len(room.show.file.prints.in_state("queued")) == before + 1
    room.tap("day.undo")
    assert room.said.startswith("The day is open again")
    day = room.show.desk.days.standing().day
    assert day is not None
    assert day.state is DayState.OPEN


def test_who_serves_nobody_sees_the_day_and_changes_nothing(room: Room) -> None:
    room.show.desk.counter.signed_in = None
    room.open(room.show.office.doors.day())
    assert "day.open" not in {str(row["id"]) for row in room.loop.screen.tree()}


def test_the_reminder_leads_to_the_opening_and_stops_no_work(room: Room) -> None:
    for name, _ in day_views(room.show.office):
        if name == "home_day":  # two days are behind this point
            break
    room.open(room.show.office.doors.home())
    room.tap("home.day")
    assert room.screen == "day"
    assert "Nobody closed Monday" in room.words()
