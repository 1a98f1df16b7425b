"""Every figure of random days is what docs/analytics.md says, counted a second time and plainly."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta, tzinfo
from random import Random
from zoneinfo import ZoneInfo

import pytest

from kiosk.core import tallies, tallies_shelf
from kiosk.core.day_counts import Counts, added, summed
from kiosk.core.events import Event
from kiosk.core.figures import Figure, Value, figures, of_people
from tests.core.counting import T0, told_of
from tests.core.plain_figures import Plain, people_of
from tests.core.random_days import DAY_MS, journal

SEEDS = range(8)  # found all there was to find; hundreds more found nothing
DAYS = 3
MIDNIGHT = T0 // DAY_MS * DAY_MS
NOW = MIDNIGHT + (DAYS + 3) * DAY_MS + 7_000
ZONES = (UTC, ZoneInfo("Asia/Vladivostok"), ZoneInfo("America/Sao_Paulo"))


def test_every_figure_is_counted_plainly() -> None:
    plain = Plain([], UTC, NOW)
    assert {*plain.whole([]), "occupancy_share"} == {figure.value for figure in Figure}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figures_of_random_days_are_those_counted_plainly(seed: int) -> None:
    happened = journal(Random(seed), MIDNIGHT, DAYS, parcels=14)
    zone = ZONES[seed % len(ZONES)]
    days, plain = counted(happened, zone), Plain(happened, zone, NOW)
    everyone = people_of(happened)
    for period in ([], *([day] for day in days), [*days]):
        counts = summed(days[day] for day in period)
        told = plainly(figures(counts))
        occupancy = told.pop("occupancy_share")
        assert told == pytest.approx(plain.whole(period)), period
        if len(period) == 1:
            assert occupancy == pytest.approx(plain.occupancy(*period)), period
        people = of_people(counts)
        for who in everyone:
            mine = plainly(people.get(who, {}))
            none = dict.fromkeys(mine) if mine else {}
            assert mine == (pytest.approx(plain.person(who, period)) if mine else none), who


def plainly(values: Mapping[Figure, Value]) -> dict[str, float | None]:
    return {figure.value: value.value for figure, value in values.items()}


def counted(happened: list[Event], zone: tzinfo) -> dict[str, Counts]:
    """The days as the store tells them: what has happened, and what is under way."""
    running, days = told_of(happened, zone)
    for one in tallies.so_far(running, NOW, zone):
        days[one.day] = added(days.get(one.day, {}), {one.key: one.n})
    first = date.fromisoformat(min(days))
    last = first + timedelta(days=DAYS + 4)
    level = (tallies_shelf.taken(running.shelf), tallies_shelf.roomy(running.shelf))
    return tallies_shelf.filled(days, first, last, level, {})
