"""A report read beside the counter: on a connection of its own, it says what the counter does."""

import threading
from datetime import date
from functools import partial

import pytest

from kiosk.core.facts.people import ShiftOpened
from kiosk.core.figure_reasons import Why
from kiosk.core.figures import Figure
from kiosk.core.periods import Span
from kiosk.store.counter_file import reading
from kiosk.workflows.analytics import Analytics
from kiosk.workflows.inquiries import Inquiry, Report, Takeout
from tests.workflows.conftest import HOUR_MS, Point

DAY = date(2026, 5, 28)  # of T0, UTC


def beside(point: Point) -> Analytics:
    """The figures as the box asks for them: read in another thread."""
    books = partial(reading, point.folder / "counter.db", point.device)
    return Analytics(
        point.counter, point.desk.health, point.wording, save=point.desk.analytics._save,
        books=books,
    )  # fmt: skip


def in_a_thread(asked: Inquiry) -> Report:
    found: list[Report] = []
    worker = threading.Thread(target=lambda: found.append(asked.read()))
    worker.start()
    worker.join(10)
    return found[0]


@pytest.mark.parametrize("span", Span)
def test_a_worker_reads_what_the_counter_reads(point: Point, span: Span) -> None:
    point.sign_in("anna")
    point.stock("c1", "P1", "P2")
    point.sign_in("olga")
    asked = beside(point).ask(span, DAY)
    own = point.desk.analytics.ask(span, DAY)
    assert isinstance(asked, Inquiry)
    assert isinstance(own, Inquiry)
    assert (asked.is_at_once, own.is_at_once) == (False, True)
    report = in_a_thread(asked)
    assert report == own.read()
    assert report.values[Figure.RECEIVED].value == 2


def test_a_worker_writes_the_tables(point: Point) -> None:
    point.sign_in("olga")
    takeout = beside(point).export(Span.MONTH, DAY)
    assert isinstance(takeout, Takeout)
    written: list[object] = []
    worker = threading.Thread(target=lambda: written.append(takeout.write()))
    worker.start()
    worker.join(10)
    assert written == [tuple(f"/media/stick/{name}" for name, _ in point.saved)]


def test_the_shelf_of_a_day_is_told_in_its_week(point: Point) -> None:
    point.sign_in("anna")
    point.stock("c1", "P1", "P2")
    point.sign_in("olga")
    asked = point.desk.analytics.ask(Span.DAY, DAY)
    assert isinstance(asked, Inquiry)
    report = asked.read()
    assert [bar.at.day for bar in report.shelf] == list(range(25, 32))
    taken = 100 * report.stock.units / report.stock.room
    assert [bar.n for bar in report.shelf][3] == round(taken)
    assert report.values[Figure.OCCUPANCY].value == report.stock.units / report.stock.room


def test_who_is_signed_in_is_at_work_already(point: Point) -> None:
    point.sign_in("olga")
    with point.counter.unit():
        point.counter.record(ShiftOpened("olga"), actor="olga")
    point.clock.pass_ms(HOUR_MS)
    asked = point.desk.analytics.ask(Span.DAY, DAY)
    assert isinstance(asked, Inquiry)
    assert asked.read().values[Figure.SHIFT].value == HOUR_MS


def test_reasons_stand_beside_those_of_before(point: Point) -> None:
    point.sign_in("olga")
    point.desk.issue.open(point.shown("c99"))
    asked = point.desk.analytics.ask(Span.DAY, DAY)
    assert isinstance(asked, Inquiry)
    report = asked.read()
    assert list(report.reasons) == [Why.TURNED_AWAY]
    assert report.reasons_were == {}
    assert sum(report.reasons[Why.TURNED_AWAY].values()) == 1
