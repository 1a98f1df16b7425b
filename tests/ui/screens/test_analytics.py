"""The figures' screen: periods and views by touch, a strip, a file; nothing without the right."""

from tests.ui.screens.conftest import Room


def texts(room: Room) -> str:
    return " ".join(str(row["text"]) for row in room.loop.screen.tree())


def test_periods_and_views_change_by_touch(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    for key in ("span.day", "span.month", "span.year", "view.figures", "view.staff"):
        room.tap(key)
        assert room.loop.screen.name == "analytics"
    room.tap("span.week")
    room.tap("analytics.earlier")
    later = room.loop.screen.find("analytics.later")
    assert later is not None
    assert later.enabled
    room.tap("analytics.later")
    assert not room.loop.screen.find("analytics.later").enabled  # type: ignore[union-attr]


def test_whoever_has_no_right_is_told_who_grants_it(room: Room) -> None:
    counter = room.show.desk.counter
    counter.signed_in = "leila"
    room.open(room.show.office.doors.menu())
    barred = room.loop.screen.find("menu.analytics")
    assert barred is not None
    assert not barred.enabled
    assert barred.reason == room.loop.screen.phrases.text(
        "The owner grants it: Menu, Team, your name"
    )
    assert room.loop.screen.find("rail.analytics") is None
    room.open(room.show.office.doors.analytics())
    assert room.loop.screen.find("analytics.export") is None
    counter.signed_in = "anna"


def test_a_strip_is_queued(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    before = len(room.show.desk.prints.waiting())
    room.tap("analytics.print")
    assert len(room.show.desk.prints.waiting()) == before + 1


def test_a_box_that_writes_no_files_says_so(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    room.tap("analytics.export")
    assert room.loop.screen.stage.spoken is not None
