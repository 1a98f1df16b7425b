"""Periods of the figures: a day, a week from Monday, a month, a year; and the one before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from kiosk.core.day_counts import Counts, summed
from kiosk.core.figures import hours_of

_MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2000, 2999  # nobody looks further; dates stay dates


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Period(Struct, frozen=True):
    """Whole local days, both included."""

    span: Span
    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))

    def holds(self, day: date) -> bool:
        """Whether a day is one of its own."""
        return self.first <= day <= self.last


class Bar(Struct, frozen=True):
    """One bar of a chart: where it stands, what it says, and what it said the period before.

    Args:
        at: the first day of it; `hour` within that day, None for whole days.
        n: parcels issued.
        before: the period before, None where that had no such bar.
        is_ahead: nothing of it has happened yet.
    """

    at: date
    hour: int | None
    n: int
    before: int | None
    is_ahead: bool = False


def around(span: Span, day: date) -> Period:
    """Return the period that a day is of."""
    match span:
        case Span.DAY:
            return Period(span, day, day)
        case Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(span, monday, monday + timedelta(days=6))
        case Span.MONTH:
            return Period(span, day.replace(day=1), _next_month(day) - timedelta(days=1))
        case Span.YEAR:
            return Period(span, day.replace(month=1, day=1), day.replace(month=12, day=31))


def before(period: Period) -> Period:
    """Return the period that ends where this one begins."""
    if period.first.year <= FIRST_YEAR:
        return period
    return around(period.span, period.first - timedelta(days=1))


def after(period: Period) -> Period:
    """Return the period that begins where this one ends."""
    if period.last.year >= LAST_YEAR:
        return period
    return around(period.span, period.last + timedelta(days=1))


def compared(period: Period, today: date) -> Period:
    """Return what a period is compared with: as much of the one before as there is of this one.

    Three days of a week are not held against seven.
    """
    whole = before(period)
    if not period.holds(today) or period.span is Span.DAY:
        return whole
    gone = (today - period.first).days
    return Period(period.span, whole.first, min(whole.last, whole.first + timedelta(days=gone)))


def between(days: Mapping[str, Counts], period: Period) -> Counts:
    """Return the counts of a period's days, added up."""
    first, last = period.first.isoformat(), period.last.isoformat()
    return summed(counts for day, counts in days.items() if first <= day <= last)


def bars(days: Mapping[str, Counts], period: Period, today: date) -> tuple[Bar, ...]:
    """Return what was issued, hour by hour of a day, day by day, or month by month of a year.

    Args:
        days: counts by day, of this period and of the one before.
        period: whose.
        today: what comes after has not happened.
    """
    if period.span is Span.DAY:
        return _hours(days, period)
    if period.span is Span.YEAR:
        now, then = _by_month(days, period), _by_month(days, before(period))
        firsts = [date(period.first.year, month, 1) for month in range(1, _MONTHS + 1)]
    else:
        now, then = _by_day(days, period), _by_day(days, before(period))
        firsts = list(period.days)
    return tuple(
        Bar(first, None, now[n], then[n] if n < len(then) else None, is_ahead=first > today)
        for n, first in enumerate(firsts)
    )


def shelf(days: Mapping[str, Counts], period: Period, today: date) -> tuple[Bar, ...]:
    """Return how many percent of the room were taken, day by day, or month by month of a year.

    Args:
        days: counts by day, of this period and of the one before, whole weeks of them.
        period: whose; a day is shown in its week.
        today: what comes after has not happened.
    """
    if period.span is Span.DAY:
        period = around(Span.WEEK, period.first)
    if period.span is Span.YEAR:
        firsts = [date(period.first.year, month, 1) for month in range(1, _MONTHS + 1)]
        now = [_taken(days, around(Span.MONTH, first)) for first in firsts]
        then = [_taken(days, around(Span.MONTH, _year_before(first))) for first in firsts]
    else:
        firsts, back = list(period.days), before(period)
        now = [_taken(days, around(Span.DAY, day)) for day in firsts]
        then = [_taken(days, around(Span.DAY, day)) for day in back.days]
    return tuple(
        Bar(first, None, now[n] or 0, then[n] if n < len(then) else None, is_ahead=first > today)
        for n, first in enumerate(firsts)
    )


def _year_before(month: date) -> date:
    return month.replace(year=max(FIRST_YEAR, month.year - 1))


def _taken(days: Mapping[str, Counts], period: Period) -> int | None:
    """Return percent of the room taken, over all days of a period; None where nobody knows."""
    counts = between(days, period)
    room = counts.get("room", 0)
    return round(100 * counts.get("units", 0) / room) if room else None


def needed(period: Period) -> date:
    """Return the first day whose counts a period's report needs: of the one before, whole weeks."""
    if period.span is Span.DAY:
        period = around(Span.WEEK, period.first)
    return before(period).first


def _hours(days: Mapping[str, Counts], period: Period) -> tuple[Bar, ...]:
    day = period.first
    now = hours_of(days.get(day.isoformat(), {}))
    then = hours_of(days.get(before(period).first.isoformat(), {}))
    busy = [hour for hour in range(24) if now[hour] or then[hour]]
    shown = range(busy[0], busy[-1] + 1) if busy else range(9, 21)
    return tuple(Bar(day, hour, now[hour], then[hour]) for hour in shown)


def _by_day(days: Mapping[str, Counts], period: Period) -> Sequence[int]:
    return [days.get(day.isoformat(), {}).get("issued", 0) for day in period.days]


def _by_month(days: Mapping[str, Counts], period: Period) -> Sequence[int]:
    months = [0] * _MONTHS
    for day, counts in days.items():
        at = date.fromisoformat(day)
        if period.holds(at):
            months[at.month - 1] += counts.get("issued", 0)
    return months


def heat(days: Mapping[str, Counts], period: Period) -> tuple[tuple[int, ...], ...]:
    """Return what was issued by weekday, Monday first, and hour of the day."""
    rows = [[0] * 24 for _ in range(7)]
    for day in period.days:
        for hour, n in enumerate(hours_of(days.get(day.isoformat(), {}))):
            rows[day.weekday()][hour] += n
    return tuple(map(tuple, rows))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
