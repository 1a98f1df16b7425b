"""Figures of the whole network: what the closed days of all points come to, beside those before.

Each box tells its day's totals when the day is closed, by hand or by the clock (decisions/0040), so
that nothing is counted twice here. What no closing told yet is in no figure, and is said.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.sql import Sql
from kiosk.core.days import Day
from kiosk.core.daywords import DayState
from kiosk.core.facts.day import Totals

COUNTS = (
    "issued",
    "sessions",
    "received",
    "returns",
    "dropoffs",
    "shipped",
    "given_back",
    "parcels_refused",
    "unclaimed",
    "not_found",
    "missing",
    "surplus",
    "damaged",
    "turned_away",
    "wrong_codes",
    "offline_ms",
)
"""The totals of a day that add up; times of which only the middle was told do not."""
MOST_DAYS = 400
_day: "msgspec.json.Decoder[Day]" = msgspec.json.Decoder(Day)


class Span(Struct, frozen=True):
    """A run of days, both ends in it."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Each of them."""
        return tuple(self.first + timedelta(n) for n in range(self.long))

    @property
    def long(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """The run just before it, of the same length."""
        return Span(self.first - timedelta(self.long), self.first - timedelta(1))


class PointFigures(Struct, frozen=True):
    """A point in a run of days.

    Args:
        told: days of which a box of it told the totals.
        untended: days among them that nobody closed; the clock did.
        totals, before: sums of it, and of the run before.
        told_before: days told of the run before.
    """

    point: str
    name: str
    told: int
    untended: int
    totals: Totals
    before: Totals
    told_before: int


class NetworkFigures(Struct, frozen=True):
    """All points in a run of days.

    Args:
        points: all there are, those that told nothing too, by id.
        by_day: sums over all points by day; a day of which nobody told has none.
        totals, before: sums of all, and of the run before.
    """

    span: Span
    points: tuple[PointFigures, ...]
    by_day: dict[date, Totals]
    totals: Totals
    before: Totals


def figures(conn: Sql, span: Span) -> NetworkFigures:
    """Return the figures of a run of days.

    Args:
        conn: of the store, or of a reader of it.
        span: at most `MOST_DAYS` long.

    Raises:
        ValueError: it is longer.
    """
    if not 0 < span.long <= MOST_DAYS:
        raise ValueError(f"1 to {MOST_DAYS} days")
    names = conn.execute("SELECT point, name FROM point ORDER BY point").fetchall()
    now, then = _by_point(conn, span), _by_point(conn, span.before)
    points = tuple(
        _figures(str(point), str(name), now.get(str(point), []), then.get(str(point), []))
        for point, name in names
    )
    by_day: dict[date, list[Totals]] = {}
    for days in now.values():
        for day in days:
            by_day.setdefault(day.date, []).append(day.totals)
    return NetworkFigures(
        span,
        points,
        {day: summed(told) for day, told in sorted(by_day.items())},
        summed(one.totals for one in points),
        summed(one.before for one in points),
    )


def summed(many: Iterable[Totals]) -> Totals:
    """Return the sums of what adds up; nothing of the rest."""
    sums = dict.fromkeys(COUNTS, 0)
    for totals in many:
        for name in COUNTS:
            sums[name] += getattr(totals, name)
    return replace(Totals(), **sums)


def _figures(point: str, name: str, now: list[Day], then: list[Day]) -> PointFigures:
    return PointFigures(
        point=point,
        name=name,
        told=len({day.date for day in now}),
        untended=len({day.date for day in now if day.untended}),
        totals=summed(day.totals for day in now),
        before=summed(day.totals for day in then),
        told_before=len({day.date for day in then}),
    )


def _by_point(conn: Sql, span: Span) -> dict[str, list[Day]]:
    """Return the closed days of a run by point, of each of its boxes."""
    # an id is the day, and behind a colon the box where several share the point
    rows = conn.execute(
        "SELECT point.point, book.body FROM point JOIN book ON book.point = point.point"
        " AND book.kind = 'day' AND book.id >= ? AND book.id < ?",
        [span.first.isoformat(), (span.last + timedelta(1)).isoformat()],
    ).fetchall()
    found: dict[str, list[Day]] = {}
    for point, day in _closed(rows):
        found.setdefault(point, []).append(day)
    return found


def _closed(rows: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Day]]:
    for point, body in rows:
        day = _day.decode(body)
        if day.state is DayState.CLOSED and _is_real(day):
            yield point, day


def _is_real(day: Day) -> bool:
    """Whether there is such a day in the calendar; a box may write 31 November."""
    try:
        return bool(day.date)
    except ValueError:
        return False
