"""Counts of a day: steps of a time, days of a zone, sums that leave no zero."""

from datetime import UTC
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.day_counts import Change, Counts, added, changed, day_of, spent, step
from kiosk.core.facts.visits import CodeRejected
from tests.core.counting import DAY, HOUR, T0, event


@given(st.integers(-10, 10_000_000))
def test_a_step_is_never_above_its_time_and_never_far_below(ms: int) -> None:
    at = step(ms)
    assert at <= max(0, ms)
    assert ms >= 7_200_000 or max(0, ms) - at < max(500, ms // 10)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3)), st.integers(0, 5))
def test_what_comes_to_nothing_is_gone(counts: Counts, n: int) -> None:
    total = added({"a": n}, counts)
    assert 0 not in total.values()
    assert total.get("a", 0) == n + counts.get("a", 0)


def test_a_day_begins_at_the_points_midnight() -> None:
    assert day_of(T0, UTC) == DAY
    assert day_of(T0, ZoneInfo("Asia/Vladivostok")) == "2026-05-29"


@given(st.integers(-HOUR, 70 * HOUR))
def test_a_span_falls_on_its_days_whole(ms: int) -> None:
    spans = spent("x", T0, T0 + ms, ZoneInfo("Europe/Lisbon"))
    assert sum(one.n for one in spans) == max(0, ms)
    assert len({one.day for one in spans}) == len(spans) <= 4


def test_what_is_counted_for_a_person_keeps_its_step_last() -> None:
    keys = [one.key for one in changed(event(CodeRejected(1)), UTC, {"a:5": 1}, by_person=True)]
    assert keys == ["a:5", "a/anna:5"]
    assert changed(event(CodeRejected(1)), UTC, {"a": 0}) == ()
    assert changed(event(CodeRejected(1)), UTC, {"a": 2}) == (Change(DAY, "a", 2),)
