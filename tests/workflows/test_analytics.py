"""The figures for whoever has the right: read, printed, taken along; without it nothing is told."""

import csv
import io
from datetime import date

import pytest

from kiosk.core import messages, papers_figures, tallies
from kiosk.core.figures import Figure
from kiosk.core.periods import Span
from kiosk.core.receipts import Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BlockReason, Right, Role
from kiosk.workflows import analytics
from kiosk.workflows.inquiries import BOM, Counting, Inquiry, Report, Takeout
from kiosk.workflows.issue import Issued
from tests.workflows.conftest import DAY_MS, T0, Point

DAY = date(2026, 5, 28)  # of T0, UTC


def report(point: Point, span: Span = Span.WEEK, day: date = DAY) -> Report:
    asked = point.desk.analytics.ask(span, day)
    assert isinstance(asked, Inquiry)
    return asked.read()


def serve(point: Point, customer: str, *parcels: str) -> None:
    """Issue parcels to their customer, as Anna."""
    point.sign_in("anna")
    point.stock(customer, *parcels)
    card = point.desk.issue.open(point.shown(customer))
    session = card.session.session  # type: ignore[union-attr]
    for parcel in parcels:
        point.clock.pass_ms(8_000)
        point.desk.issue.pick(session, parcel)
    assert isinstance(point.desk.issue.complete(session), Issued)
    point.sign_in("olga")


@pytest.fixture
def busy(point: Point) -> Point:
    """Six parcels issued to two customers; the owner is signed in."""
    serve(point, "c1", "P1", "P2", "P3")
    serve(point, "c2", "P4", "P5", "P6")
    point.take_papers()
    return point


def test_what_was_issued_is_told_by_the_day_the_hour_and_the_person(busy: Point) -> None:
    week = report(busy)
    assert week.values[Figure.ISSUED].value == 6
    assert week.values[Figure.SESSIONS].value == 2
    assert week.values[Figure.ISSUE_P50].value is None, "two visits say nothing"
    assert [bar.n for bar in week.bars] == [0, 0, 0, 6, 0, 0, 0]
    assert sum(map(sum, week.heat)) == week.heat[3][20] == 6
    anna = week.people[0]
    assert (anna.name, anna.initials, anna.values[Figure.ISSUED].value) == ("Anna K.", "AK", 6)


def test_the_week_after_has_it_as_the_week_before(busy: Point) -> None:
    busy.clock.pass_ms(7 * DAY_MS)
    week = report(busy, day=date(2026, 6, 4))
    assert (week.values[Figure.ISSUED].value, week.was[Figure.ISSUED].value) == (0, 6)


def test_the_shelf_is_told_as_it_is_now(busy: Point) -> None:
    busy.sign_in("anna")
    busy.stock("c3", "P7", "P8")
    busy.clock.pass_ms(3 * DAY_MS)
    busy.stock("c4", "P9", cell="B-01")
    busy.sign_in("olga")
    stock = report(busy).stock
    assert (stock.on_hand, stock.ages) == (3, (1, 2, 0, 0, 0))
    assert (stock.units, stock.room) == (3, 4 * 4 + 3 * 16 + 3 * 32)


def test_a_blocked_cell_is_no_room(busy: Point) -> None:
    before = report(busy).stock.room
    busy.desk.cellcare.block("B-02", BlockReason.BROKEN)
    assert report(busy).stock.room == before - 16


@pytest.mark.parametrize("staff", ["anna", "igor", "leila", "oleg"])
def test_without_the_right_nothing_is_told(busy: Point, staff: str) -> None:
    known = report(busy)
    busy.sign_in(staff)
    no = Refused(Reason.NOT_ALLOWED, {"right": "analytics"})
    actions = busy.desk.analytics
    assert actions.ask(Span.DAY, DAY) == no
    assert actions.print(known) == no
    assert actions.export(Span.DAY, DAY) == no
    assert not actions.may
    assert busy.take_papers() == []


def test_a_grant_opens_them_and_its_end_closes_them(busy: Point) -> None:
    busy.sign_in("anna")
    for granted, opens in (((Right.ANALYTICS,), True), ((), False)):
        busy.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK, granted))
        assert busy.desk.analytics.may is opens
        assert isinstance(busy.desk.analytics.ask(Span.DAY, DAY), Inquiry) is opens
        assert isinstance(busy.desk.analytics.export(Span.DAY, DAY), Takeout) is opens
    busy.sign_in("igor")
    assert not busy.desk.analytics.may, "a grant is one person's"


def test_ticks_count_in_slices_and_rest_when_there_is_nothing_new(
    busy: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analytics, "A_TICK", 10)
    head = busy.store.journal.head().seq
    for _ in range(head // 10 + 1):
        busy.desk.analytics.tick()
    tallies = busy.store.tallies
    assert tallies.counted(busy.desk.analytics.zone) == head
    changes = busy.store.db.conn.total_changes
    busy.desk.analytics.tick()
    assert busy.store.db.conn.total_changes == changes


def test_far_behind_it_says_how_far(busy: Point, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics, "BEHIND", 5)
    head = busy.store.journal.head().seq
    assert busy.desk.analytics.ask(Span.DAY, DAY) == Counting(0, head)
    assert busy.desk.analytics.export(Span.DAY, DAY) == Counting(0, head)
    busy.desk.analytics.tick()
    assert report(busy, Span.DAY).values[Figure.ISSUED].value == 6


def test_counted_otherwise_it_tells_the_older_figures_until_all_is_counted_anew(
    busy: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.desk.analytics.tick()
    monkeypatch.setattr(tallies, "RULES", tallies.RULES + 1)
    monkeypatch.setattr(analytics, "A_TICK", 10)
    monkeypatch.setattr(analytics, "BEHIND", 5)
    busy.desk.analytics._counted = -1  # as after the start that an update makes
    head, actions = busy.store.journal.head().seq, busy.desk.analytics
    for done in range(0, head, 10):
        older = report(busy)
        assert older.anew == Counting(done, head)
        assert older.values[Figure.ISSUED].value == 6
        assert actions.export(Span.DAY, DAY) == Counting(done, head), "no file of older figures"
        actions.tick()
    assert report(busy).anew is None
    assert isinstance(actions.export(Span.DAY, DAY), Takeout)
    actions.print(older)
    assert papers_figures.OLDER in str(busy.take_papers())


def test_the_strip_tells_the_figures_and_nobodys_name(busy: Point) -> None:
    assert busy.desk.analytics.print(report(busy)) is None
    (doc,) = busy.take_papers()
    lines = {e.left: e.right for e in doc.elements if isinstance(e, Text)}
    assert lines["Issued"] == "6 (0)"
    assert "In brackets: 2026-05-18 \u2013 2026-05-21" in lines
    assert "Anna" not in str(doc)
    assert "Time of a visit, half of them" in lines


def test_the_tables_are_written_where_people_find_them(busy: Point) -> None:
    takeout = busy.desk.analytics.export(Span.WEEK, DAY)
    assert isinstance(takeout, Takeout)
    names = ("kiosk-7731-2026-05-25-2026-05-28.csv", "kiosk-7731-2026-05-25-2026-05-28-reasons.csv")
    assert takeout.write() == tuple(f"/media/stick/{name}" for name in names), "no day to come"
    assert tuple(name for name, _ in busy.saved) == names
    table, parts = (rows(data) for _, data in busy.saved)
    assert [row["issued"] for row in table if row["day"] == str(DAY)] == ["6", "6"]
    assert {"day": str(DAY), "of": "issued_at", "what": "20", "n": "6"} in parts


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode().removeprefix(BOM))))


def test_a_stick_that_fails_is_said_so(busy: Point) -> None:
    busy.stick_is_bad = True
    takeout = busy.desk.analytics.export(Span.DAY, DAY)
    assert isinstance(takeout, Takeout)
    refused = takeout.write()
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_SAVED
    assert refused.facts["why"] == "No space left on device"


def test_a_box_that_may_write_no_file_says_so(busy: Point) -> None:
    bare = analytics.Analytics(busy.counter, busy.desk.health, busy.wording)
    assert bare.export(Span.DAY, DAY) == Refused(Reason.NO_FILES)


def test_a_report_is_old_once_something_happened(busy: Point) -> None:
    known = report(busy)
    assert not busy.desk.analytics.is_old(known)
    busy.stock("c3", "P7")
    assert busy.desk.analytics.is_old(known)


def test_the_day_is_the_points_own(busy: Point) -> None:
    assert busy.desk.analytics.today() == DAY
    busy.clock.pass_ms(T0 % DAY_MS)
    assert busy.desk.analytics.today() > DAY
