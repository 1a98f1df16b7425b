"""Periods, the one before each, and the bars between: no day is lost and none is in two."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import periods
from kiosk.core.periods import Period, Span

DAYS = st.dates(date(2001, 1, 1), date(2900, 1, 1))
WED = date(2026, 9, 30)


@given(st.sampled_from(Span), DAYS)
def test_periods_follow_each_other_without_a_gap(span: Span, day: date) -> None:
    period = periods.around(span, day)
    assert period.holds(day)
    assert periods.before(period).last + timedelta(days=1) == period.first
    assert periods.after(periods.before(period)) == period
    assert len(period.days) == (period.last - period.first).days + 1


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.DAY, WED, WED),
        (Span.WEEK, date(2026, 9, 28), date(2026, 10, 4)),
        (Span.MONTH, date(2026, 9, 1), WED),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_week_begins_on_monday_and_a_month_with_its_first(
    span: Span, first: date, last: date
) -> None:
    assert periods.around(span, WED) == Period(span, first, last)


def test_a_running_week_is_held_against_as_much_of_the_last_one() -> None:
    week = periods.around(Span.WEEK, WED)
    assert periods.compared(week, WED) == Period(Span.WEEK, date(2026, 9, 21), date(2026, 9, 23))
    assert periods.compared(week, date(2026, 10, 9)) == periods.before(week), "it is over"
    day = periods.around(Span.DAY, WED)
    assert periods.compared(day, WED) == periods.before(day)


def test_the_thirtieth_is_held_against_a_short_february() -> None:
    march = periods.around(Span.MONTH, date(2026, 3, 30))
    assert periods.compared(march, date(2026, 3, 30)).last == date(2026, 2, 28)


def test_bars_of_a_week_stand_beside_those_of_the_week_before() -> None:
    days = {"2026-09-28": {"issued": 7}, "2026-09-22": {"issued": 5}}
    bars = periods.bars(days, periods.around(Span.WEEK, WED), WED)
    assert [(bar.n, bar.before) for bar in bars[:3]] == [(7, 0), (0, 5), (0, 0)]
    assert [bar.is_ahead for bar in bars] == [False] * 3 + [True] * 4


def test_a_day_of_a_longer_month_has_nothing_before() -> None:
    bars = periods.bars({}, periods.around(Span.MONTH, date(2026, 3, 5)), WED)
    assert [bar.before for bar in bars[27:]] == [0, None, None, None]


def test_a_day_shows_the_hours_in_which_anything_was_issued() -> None:
    days = {"2026-09-30": {"issued@11": 4, "issued@18": 9}, "2026-09-29": {"issued@10": 1}}
    bars = periods.bars(days, periods.around(Span.DAY, WED), WED)
    assert [bar.hour for bar in bars] == list(range(10, 19))
    assert (bars[1].n, bars[0].before) == (4, 1)
    empty = periods.bars({}, periods.around(Span.DAY, WED), WED)
    assert [bar.hour for bar in empty] == list(range(9, 21)), "a chart all the same"


def test_a_year_adds_its_months_up() -> None:
    days = {"2026-02-01": {"issued": 2}, "2026-02-28": {"issued": 3}, "2025-12-31": {"issued": 9}}
    bars = periods.bars(days, periods.around(Span.YEAR, WED), WED)
    assert [bar.n for bar in bars[:3]] == [0, 5, 0]
    assert bars[11].before == 9


def test_the_heat_map_is_by_weekday_and_hour() -> None:
    days = {"2026-09-28": {"issued@18": 3}, "2026-10-04": {"issued@10": 2}}
    rows = periods.heat(days, periods.around(Span.WEEK, WED))
    assert (len(rows), len(rows[0])) == (7, 24)
    assert (rows[0][18], rows[6][10], sum(map(sum, rows))) == (3, 2, 5)


def test_only_the_days_of_a_period_are_added_up() -> None:
    days = {"2026-09-27": {"issued": 1}, "2026-09-28": {"issued": 2}, "2026-10-05": {"issued": 4}}
    assert periods.between(days, periods.around(Span.WEEK, WED)) == {"issued": 2}


def test_time_has_ends() -> None:
    first = periods.around(Span.YEAR, date(periods.FIRST_YEAR, 5, 5))
    last = periods.around(Span.DAY, date(periods.LAST_YEAR, 12, 31))
    assert (periods.before(first), periods.after(last)) == (first, last)
