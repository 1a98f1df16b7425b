"""The figures: made of counts, defined in docs/analytics.md each and all, silent of few cases."""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import figures
from kiosk.core.day_counts import Counts, step, summed
from kiosk.core.figures import BETTER_LESS, BETTER_MORE, OF_PEOPLE, UNITS, Figure, Unit

PAGE = Path(__file__).parents[2] / "docs" / "analytics.md"
TIMES = st.lists(st.integers(0, 300_000), min_size=5, max_size=60)


def value(figure: Figure, counts: Counts) -> float | None:
    return figures.figures(counts)[figure].value


def test_every_figure_is_defined_on_the_page_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9_]+)` \| (yes)? ?\| (.{4,}) \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _, _ in rows] == [figure.value for figure in Figure]
    assert {name for name, yes, _ in rows if yes} == {figure.value for figure in OF_PEOPLE}


def test_every_figure_has_a_unit_and_may_be_better_one_way_only() -> None:
    assert set(UNITS) == set(Figure)
    assert BETTER_MORE.isdisjoint(BETTER_LESS)


def test_nothing_counted_is_nothing_or_silence() -> None:
    for figure, one in figures.figures({}).items():
        is_said = UNITS[figure] is Unit.COUNT or figure in {Figure.OFFLINE, Figure.SHIFT}
        assert one.value == (0 if is_said else None), figure


@pytest.mark.parametrize("cases", [4, 5])
def test_a_time_or_a_share_of_under_five_cases_is_silent(cases: int) -> None:
    counts = {
        "issue_ms:41000": cases,
        "items_taken": cases,
        "received_on": cases,
        "receiving_ms": 60_000,
        "picked": cases,
        "expected": cases,
        "issued": cases,
    }
    shown = (Figure.ISSUE_P50, Figure.REFUSALS, Figure.ACCEPT_SPEED, Figure.NOT_FOUND_SHARE)
    for figure in (*shown, Figure.DIFFERENCES, Figure.UNCLAIMED_SHARE):
        assert (value(figure, counts) is None) == (cases < 5), figure


@given(TIMES)
def test_times_are_the_steps_of_the_nearest_rank(times: list[int]) -> None:
    counts: Counts = {}
    for ms in times:
        counts[f"issue_ms:{step(ms)}"] = counts.get(f"issue_ms:{step(ms)}", 0) + 1
    ordered = sorted(times)
    assert value(Figure.ISSUE_P50, counts) == step(ordered[(len(times) + 1) // 2 - 1])
    assert value(Figure.ISSUE_P95, counts) == step(ordered[-(-len(times) * 95 // 100) - 1])


def test_shares_and_rates_are_of_their_cases() -> None:
    counts = {
        "items_taken": 90,
        "items_refused": 7,
        "items_defect": 3,
        "missing": 1,
        "surplus": 1,
        "damaged": 2,
        "expected": 40,
        "picked": 49,
        "not_found": 1,
        "issued": 98,
        "cancelled:unclaimed": 2,
        "received_on": 30,
        "receiving_ms": 600_000,
    }
    assert value(Figure.REFUSALS, counts) == 0.1
    assert value(Figure.DEFECTS, counts) == 3
    assert value(Figure.DIFFERENCES, counts) == 0.1
    assert value(Figure.NOT_FOUND_SHARE, counts) == 0.02
    assert value(Figure.NOT_FOUND_SHARE, {"not_found": 9, "picked": 1}) == 0.9, "never over 100 %"
    assert value(Figure.UNCLAIMED_SHARE, counts) == 0.02
    assert value(Figure.ACCEPT_SPEED, counts) == 180


def test_the_queue_is_the_most_that_were_open() -> None:
    assert value(Figure.VISITS_AT_ONCE, {"visits_open:1": 40, "visits_open:3": 2}) == 3


def test_a_persons_figures_are_apart_from_the_points() -> None:
    counts = {
        "issued": 30,
        "issued/anna": 20,
        "issued/igor": 10,
        "issue_ms:40000": 6,
        "issue_ms/anna:40000": 6,
        "shift_ms/anna": 2 * 3_600_000,
        "shift_ms/igor": 3_600_000,
    }
    people = figures.of_people(counts)
    assert list(people) == ["anna", "igor"]
    assert set(people["anna"]) == set(OF_PEOPLE)
    assert people["anna"][Figure.PER_SHIFT_HOUR].value == 10
    assert people["anna"][Figure.ISSUE_P50].value == 40_000
    assert people["igor"][Figure.ISSUE_P50].value is None
    whole = figures.figures(counts)
    assert (whole[Figure.ISSUED].value, whole[Figure.SHIFT].value) == (30, 3 * 3_600_000)
    assert whole[Figure.PER_SHIFT_HOUR].value == 10


def test_hours_and_money_are_read_out_of_the_keys() -> None:
    counts = {"issued@09": 3, "issued@18": 7, "paid_cash:RUB": 10_000, "paid_card:RUB": 5}
    hours = figures.hours_of(counts)
    assert (len(hours), hours[9], hours[18], sum(hours)) == (24, 3, 7, 10)
    assert figures.money_of(counts) == {("card", "RUB"): 5, ("cash", "RUB"): 10_000}


def test_days_add_up_in_any_order() -> None:
    random = Random(1)
    days = [{f"k{random.randint(0, 9)}": random.randint(-2, 5) for _ in range(6)} for _ in range(9)]
    total = summed(days)
    random.shuffle(days)
    assert summed(days) == total
    assert 0 not in total.values()
