"""Who else comes on a planned day: as many as asked, in the hours, known to the central or not."""

from random import Random

import pytest

from kiosk.central.announcements import Announcements, faults_of
from kiosk.core.messages import CustomerLine
from kiosk.core.words import Size
from kiosk.trial import day
from kiosk.trial.callers import drop_offs_of, returns_of
from kiosk.trial.sizes import FULL, SHORT

HOURS = range(600, 1260)
MARIA = (CustomerLine("c1", "Maria S.", "4821"),)


@pytest.mark.parametrize("seed", range(10))
def test_they_come_in_turn_while_the_point_is_open(seed: int) -> None:
    random = Random(seed)
    back = returns_of(MARIA, 24, HOURS, "pt", {}, random)
    dropped = drop_offs_of(89, HOURS, random)
    for callers in (back, dropped):
        minutes = [one.minute for one in callers]
        assert minutes == sorted(minutes)
        assert set(minutes) <= set(HOURS)
    assert (len(back), len(dropped)) == (24, 89)
    told = Announcements(tuple(r.told for r in back), tuple(d.told for d in dropped))
    assert faults_of(told) == []
    assert {one.told.size for one in (*back, *dropped)} <= {Size.S, Size.M, Size.L}
    assert {one.told.language for one in back} == {"pt"}


def test_some_of_what_is_dropped_off_nobody_announced() -> None:
    known = [one.is_announced for one in drop_offs_of(89, HOURS, Random(1))]
    assert 0 < known.count(False) < known.count(True)


def test_the_demos_day_has_them_and_their_codes_clash_with_nothing() -> None:
    for sizes in (SHORT, FULL):
        plan = day.plan(sizes, 20260928, "en", {})
        assert (len(plan.returns), len(plan.dropoffs)) == (sizes.returns, sizes.dropoffs)
        lines = [line.parcel for t in (plan.stock, *plan.trucks) for line in t.lines]
        assert not {drop.told.parcel for drop in plan.dropoffs} & set(lines)
