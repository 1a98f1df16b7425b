"""What a person did: the newest first, by part of the work, older ones on demand."""

from kiosk.core.words import Right, Role
from tests.ui.screens.conftest import Room


def test_the_newest_deed_stands_first_with_whom_it_was_about(room: Room) -> None:
    room.show.desk.team.change("igor", Role.CLERK, frozenset({Right.ANALYTICS}))
    room.open(room.show.office.doors.person("anna"))
    room.tap("person.history")
    words = room.words()
    assert "Granted a right" in words
    assert "ИС · Access to analytics" in words
    room.tap("history.work.shelves")
    words = room.words()
    assert "Granted a right" not in words
    assert "Put away" in words


def test_older_ones_come_on_demand_and_a_parcel_opens(room: Room) -> None:
    room.open(room.show.office.doors.person_history("anna"))
    before = len(room.loop.screen.deeds.rows)  # type: ignore[attr-defined]
    assert before == 50
    room.tap("history.more")
    rows = room.loop.screen.deeds.rows  # type: ignore[attr-defined]
    assert len(rows) > before
    assert [row.seq for row in rows] == sorted((row.seq for row in rows), reverse=True)
    stored = next(row.seq for row in rows[:5] if hasattr(row.event.facts, "parcel"))
    room.tap(f"history.{stored}")
    assert room.screen == "parcel"


def test_one_who_did_nothing_is_told_so(room: Room) -> None:
    room.open(room.show.office.doors.person_history("igor"))
    assert room.loop.screen.deeds.rows == ()  # type: ignore[attr-defined]
    assert room.loop.screen.find("history.more") is None


def test_only_who_runs_the_team_reads_it(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.person_history("anna"))
    assert "Your role may not do this" in room.words()
