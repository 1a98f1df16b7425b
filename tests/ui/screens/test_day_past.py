"""Days that are over: for whoever may see figures, each printed again."""

from kiosk.core.facts.day import DayClosed, Totals
from tests.ui.screens.conftest import Room


def test_a_day_that_is_over_is_printed_again(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(DayClosed("2026-11-23", Totals(issued=471), 9, "ab" * 32))
    before = len(room.show.file.prints.in_state("queued"))
    room.open(room.show.office.doors.day_past())
    assert "Issued: 471" in room.words()
    room.tap("past.print.2026-11-23")
    assert len(room.show.file.prints.in_state("queued")) == before + 1


def test_who_may_see_no_figures_sees_no_days(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.day_past())
    assert "Your role may not do this" in room.words()
