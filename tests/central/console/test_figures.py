"""Figures of the network in the console: numbers, drawing, file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.central.console.figures import RUNS, WORDS, change, charted, sheet
from kiosk.central.network_days import NetworkFigures, PointFigures, Span
from kiosk.central.users import Role
from kiosk.core.facts.day import DayClosed, Totals
from tests.central.conftest import Box
from tests.central.console.stand import Stand

WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))


def _told(stand: Stand, *issued: int) -> date:
    """Close so many days, the last of them yesterday, which is returned."""
    last = datetime.fromtimestamp(stand.at / 1000, UTC).date() - timedelta(1)
    box = Box()
    box.tell(
        *(
            DayClosed(str(last - timedelta(n)), Totals(issued=one), 4, "ab" * 32)
            for n, one in enumerate(reversed(issued))
        )
    )
    stand.central.take(box.hello(), box.batch(1))
    return last


def test_whoever_is_signed_in_sees_sums_beside_those_before(stand: Stand) -> None:
    _told(stand, *[100] * 7, *[110] * 7)
    page = stand.signed_in(Role.VIEWER).get("/figures?days=7").text
    assert "<b>770</b>" in page
    assert "+10%" in page
    assert page.count('class="bar"') == 7
    assert 'href="/points/p1"' in page


def test_a_day_nobody_told_is_drawn_as_none(stand: Stand) -> None:
    _told(stand, 5, 6)
    page = stand.signed_in(Role.VIEWER).get("/figures?days=7").text
    assert (page.count('class="bar"'), page.count("nobody told")) == (2, 5)


def test_before_any_day_is_closed_the_page_says_so(stand: Stand) -> None:
    page = stand.signed_in(Role.VIEWER).get("/figures").text
    assert "No point has told a closed day of these yet." in page
    assert "1 point told no closed day of these." in page
    assert "<svg viewBox" not in page


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_each_number_can_be_drawn_in_each_language(stand: Stand, word: str, language: str) -> None:
    _told(stand, 5)
    visitor = stand.signed_in(Role.VIEWER)
    visitor.client.cookies.set("language", language)
    assert visitor.get(f"/figures?by={word}").status_code == 200


@pytest.mark.input
@pytest.mark.parametrize("asked", ["days=x", "days=-7", "days=9999", "by=%3Cb%3E", "by=issued.x"])
def test_what_is_asked_strangely_is_answered_as_usual(stand: Stand, asked: str) -> None:
    visitor = stand.signed_in(Role.VIEWER)
    page = visitor.get(f"/figures?{asked}")
    assert page.status_code == 200
    assert f'href="/figures?days={RUNS[1]}&amp;by=issued" aria-current="true"' in page.text


def test_the_file_has_each_point_with_every_number(stand: Stand) -> None:
    last = _told(stand, 5, 6)
    got = stand.signed_in(Role.VIEWER).get("/figures.csv?days=7")
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    first = last - timedelta(6)
    wanted = f'attachment; filename="figures-{first}-{last}.csv"'
    assert got.headers["content-disposition"] == wanted
    (row,) = csv.DictReader(io.StringIO(got.text))
    assert (row["point"], row["days_told"], row["issued"], row["issued_before"]) == (
        *("p1", "2", "11", "0"),
    )


@pytest.mark.input
@pytest.mark.parametrize("name", ["=1+1", "+7", "-x", "@here", "\ttab"])
def test_no_name_becomes_a_formula(name: str) -> None:
    one = PointFigures("p1", name, 0, 0, Totals(), Totals(), 0)
    (row,) = csv.DictReader(io.StringIO(sheet([one])))
    assert row["name"] == f"'{name}"


def test_growth_beside_nothing_is_no_number() -> None:
    assert [change(3, 0), change(0, 4), change(5, 4), change(4, 4)] == [None, -100, 25, 0]


def test_the_tallest_day_fills_the_drawing() -> None:
    by_day = {day: Totals(issued=n) for n, day in enumerate(WEEK.days[:4])}
    chart = charted(NetworkFigures(WEEK, (), by_day, Totals(), Totals()), "issued")
    assert chart.most == 3
    assert [bar.number for bar in chart.bars] == [0, 1, 2, 3, None, None, None]
    assert (chart.bars[3].y, chart.bars[3].tall) == (12.0, 184.0)
    assert all(bar.y + bar.tall == pytest.approx(196, abs=0.2) for bar in chart.bars)
    assert chart.bars[-1].x + chart.bars[-1].wide <= 948


def test_days_of_nothing_are_flat() -> None:
    by_day = {day: Totals() for day in WEEK.days}
    chart = charted(NetworkFigures(WEEK, (), by_day, Totals(), Totals()), "issued")
    assert {bar.tall for bar in chart.bars} == {0.0}
