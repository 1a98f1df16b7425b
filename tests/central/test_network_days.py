"""Figures of all points: sums of closed days, each told once, beside those before."""

from datetime import date

import pytest

from kiosk.central.network_days import COUNTS, MOST_DAYS, NetworkFigures, Span, summed
from kiosk.core.facts.day import DayClosed, DayOpened, DayReopened, Totals
from tests.central.conftest import Box, Central

HEAD = "ab" * 32
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))


def closed(day: str, totals: Totals, *, untended: bool = False) -> DayClosed:
    return DayClosed(day, totals, 4, HEAD, untended=untended)


def asked(central: Central, span: Span = WEEK) -> NetworkFigures:
    reader = central.beside()
    try:
        return reader.figures(span)
    finally:
        reader.close()


def test_a_span_knows_its_days_and_the_run_before() -> None:
    assert WEEK.long == 7
    assert WEEK.days[0], WEEK.days[-1] == (WEEK.first, WEEK.last)
    assert WEEK.before == Span(date(2026, 11, 9), date(2026, 11, 15))
    assert Span(WEEK.first, WEEK.first).before.last == date(2026, 11, 15)


def test_closed_days_of_all_points_add_up(central: Central, box: Box) -> None:
    central.register("box-2", "p2")
    second = Box("box-2")
    box.tell(
        closed("2026-11-15", Totals(issued=5)),
        closed("2026-11-16", Totals(issued=7, received=9, offline_ms=60_000)),
        closed("2026-11-22", Totals(issued=1), untended=True),
        closed("2026-11-23", Totals(issued=100)),
    )
    second.tell(closed("2026-11-16", Totals(issued=30, returns=2)))
    central.take(box.batch(1), second.hello(), second.batch(1))
    found = asked(central)
    assert (found.totals.issued, found.before.issued) == (38, 5)
    assert (found.totals.received, found.totals.returns, found.totals.offline_ms) == (9, 2, 60_000)
    assert {day: one.issued for day, one in found.by_day.items()} == {
        date(2026, 11, 16): 37,
        date(2026, 11, 22): 1,
    }
    first, other = found.points
    assert (first.point, first.told, first.untended, first.told_before) == ("p1", 2, 1, 1)
    assert (first.totals.issued, first.before.issued) == (8, 5)
    assert (other.point, other.told, other.totals.issued) == ("p2", 1, 30)


def test_a_day_that_goes_on_again_counts_once_it_is_closed_anew(central: Central, box: Box) -> None:
    box.tell(closed("2026-11-16", Totals(issued=7)), DayReopened("2026-11-16"))
    central.take(box.batch(1))
    assert asked(central).totals.issued == 0
    box.tell(closed("2026-11-16", Totals(issued=9)))
    central.take(box.batch(3))
    assert asked(central).totals.issued == 9


def test_boxes_that_share_a_point_are_one_point(central: Central, box: Box) -> None:
    central.share()
    central.register("box-2")
    second = Box("box-2")
    box.tell(closed("2026-11-16:box-1", Totals(issued=7)), DayOpened("2026-11-17:box-1"))
    second.tell(closed("2026-11-16:box-2", Totals(issued=3)))
    central.take(box.batch(1), second.hello(), second.batch(1))
    (point,) = asked(central).points
    assert (point.told, point.totals.issued) == (1, 10)


@pytest.mark.input
def test_a_day_of_no_calendar_is_left_out(central: Central, box: Box) -> None:
    box.tell(closed("2026-11-31", Totals(issued=7)))
    central.take(box.batch(1))
    found = asked(central, Span(date(2026, 11, 1), date(2026, 12, 2)))
    assert (found.totals.issued, found.points[0].told) == (0, 0)


def test_nobody_told_anything(central: Central, box: Box) -> None:
    del box
    found = asked(central)
    assert (found.by_day, found.totals) == ({}, Totals())
    assert [(one.point, one.told) for one in found.points] == [("p1", 0)]


@pytest.mark.input
@pytest.mark.parametrize("long", [0, MOST_DAYS + 1])
def test_a_run_too_long_is_refused(central: Central, box: Box, long: int) -> None:
    del box
    last = date(2026, 11, 22)
    span = Span(date.fromordinal(last.toordinal() - long + 1), last)
    with pytest.raises(ValueError, match="days"):
        asked(central, span)


def test_what_adds_up_is_every_number_of_a_day_but_the_middles() -> None:
    assert {*COUNTS, "issue_p50_ms", "search_p50_ms", "paid"} == set(Totals.__struct_fields__)
    two = [Totals(**dict.fromkeys(COUNTS, n), issue_p50_ms=9) for n in (1, 2)]
    assert summed(two) == Totals(**dict.fromkeys(COUNTS, 3))
