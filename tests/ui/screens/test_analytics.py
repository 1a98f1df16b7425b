"""The figures' screen: periods and views by touch, a strip, a file; nothing without the right."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from kiosk.core import tallies
from kiosk.core.facts.visits import CodeRejected
from kiosk.core.periods import Span
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Tick
from kiosk.store.counter_file import Books, reading
from kiosk.ui.screens.analytics import FRESH_S, AnalyticsScreen
from kiosk.workflows import analytics
from kiosk.workflows.inquiries import Counting, Report
from tests.ui.screens.conftest import Room
from tests.waiting import eventually


def texts(room: Room) -> str:
    return " ".join(str(row["text"]) for row in room.loop.screen.tree())


def test_periods_and_views_change_by_touch(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    for key in (
        "span.day",
        "span.month",
        "span.year",
        "view.figures",
        "view.reasons",
        "view.shelf",
        "view.staff",
    ):
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


def beside(room: Room, gate: Event) -> AnalyticsScreen:
    """Open the figures as the box has them: read by a worker, which waits at a gate."""

    @contextmanager
    def books() -> Iterator[Books]:
        assert gate.wait(30)
        with reading(room.show.folder / "counter.db", "kiosk-7731") as opened:
            yield opened

    room.show.desk.analytics._books = books
    room.open(room.show.office.doors.analytics())
    screen = room.loop.screen
    assert isinstance(screen, AnalyticsScreen)
    return screen


def told(room: Room, screen: AnalyticsScreen) -> Report:
    """Wait until the worker has answered."""
    eventually(lambda: room.stand.turn() or isinstance(screen.told, Report))
    assert isinstance(screen.told, Report)
    return screen.told


def test_the_screen_answers_while_the_figures_are_read(room: Room) -> None:
    gate = Event()
    screen = beside(room, gate)
    assert screen.told is None
    assert "The figures are being read" in room.words()
    assert not room.loop.screen.find("analytics.print").enabled  # type: ignore[union-attr]
    room.tap("view.shelf")
    room.tap("span.year")
    gate.set()
    assert told(room, screen).period.span is Span.YEAR
    assert room.loop.screen.find("analytics.shelf") is not None


def test_an_answer_for_days_that_were_left_is_dropped(room: Room) -> None:
    gate = Event()
    gate.set()
    screen = beside(room, gate)
    week = told(room, screen)
    gate.clear()
    room.tap("analytics.earlier")
    assert screen._answered((Span.WEEK, week.today), week) is None
    room.stand.turn()
    assert "The figures are being read" in room.words(), "the week before is still asked for"
    gate.set()
    eventually(lambda: room.stand.turn() or screen.told != week)
    assert isinstance(screen.told, Report)
    assert screen.told.period.last < week.period.first


def test_who_has_lost_the_right_meanwhile_sees_nothing(room: Room) -> None:
    gate = Event()
    screen = beside(room, gate)
    room.show.desk.counter.signed_in = "leila"
    gate.set()
    eventually(lambda: room.stand.turn() or screen.told is not None)
    room.show.desk.counter.signed_in = "anna"
    assert isinstance(screen.told, Refused)


def test_what_happens_today_is_read_now_and_then(room: Room) -> None:
    screen = beside(room, gate := Event())
    gate.set()
    first, counter = told(room, screen), room.show.desk.counter
    with counter.unit():
        counter.record(CodeRejected(1), actor="anna")
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()
    assert screen.told is first, "not at every tick"
    room.stand.time += FRESH_S
    room.stand.signals.append(Tick(room.stand.time))
    eventually(lambda: room.stand.turn() or screen.told is not first)
    assert isinstance(screen.told, Report)
    assert screen.told.seq == first.seq + 1


def test_the_tables_are_written_beside_the_counter(room: Room) -> None:
    gate, saved = Event(), list[str]()
    gate.set()
    screen = beside(room, gate)
    told(room, screen)
    room.show.desk.analytics._save = lambda name, _: saved.append(name) or f"/media/stick/{name}"
    room.tap("analytics.export")
    eventually(lambda: room.stand.turn() or not screen.writing)
    assert len(saved) == 2
    assert room.said == "The tables are written. /media/stick"


def test_a_journal_that_is_counted_still_is_asked_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analytics, "BEHIND", -1)
    room.open(room.show.office.doors.analytics())
    screen = room.loop.screen
    assert isinstance(screen, AnalyticsScreen)
    assert isinstance(screen.told, Counting)
    monkeypatch.setattr(analytics, "BEHIND", 10**6)
    room.stand.time += FRESH_S
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()
    assert isinstance(screen.told, Report)


def test_older_figures_say_how_far_those_of_today_are(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.show.desk.analytics.tick()
    zone = room.show.desk.analytics.zone
    with room.show.desk.counter.unit():
        room.show.desk.counter.store.tallies.count(zone)
    monkeypatch.setattr(tallies, "RULES", tallies.RULES + 1)
    room.open(room.show.office.doors.analytics())
    screen = room.loop.screen
    assert isinstance(screen, AnalyticsScreen)
    assert "Older figures, as counted before the update \u00b7 0 % recounted" in room.words()
    with room.show.desk.counter.unit():
        room.show.desk.counter.store.tallies.count(zone)
    room.stand.time += FRESH_S
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()
    assert room.loop.screen.find("analytics.older") is None, "without anybody asking"


def test_back_in_the_month_of_today_the_day_is_today(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    room.tap("span.month")
    for way in ("earlier", "earlier", "later", "later"):
        room.tap(f"analytics.{way}")
    room.tap("span.day")
    assert "Tue, 24 November, compared with 23 November" in room.words()


def test_the_days_compared_are_named(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    assert "23\u201329 November, compared with 16\u201317 November" in room.words()
    room.tap("span.year")
    assert "2026, compared with 1 January \u2013 24 November 2025" in room.words()
    room.tap("span.day")
    assert "Tue, 24 November, compared with 23 November" in room.words()
