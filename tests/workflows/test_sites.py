"""A place as it is filled in: judged by the policy, with the points the central told."""

import msgspec

from kiosk.core.geo import Spot
from kiosk.core.location_rules import Outcome
from kiosk.core.opening_letters import OpeningAround, OpeningInvited
from kiosk.core.opening_words import NearPoint
from tests.workflows.conftest import POLICY, T0, Point

HERE = Spot(55.75, 37.61)
RULES = [{"kind": "distance_m", "limit": 500}, {"kind": "area_m2", "limit": 25}]


def test_without_rules_and_points_a_place_is_only_land_or_sea(point: Point) -> None:
    plan = point.desk.sites.plan(HERE, {})
    assert (plan.verdicts, plan.neighbours, plan.is_told, plan.ring_m) == ((), (), False, 0)
    assert not plan.is_at_sea
    assert point.desk.sites.plan(Spot(40, -30), {}).is_at_sea


def test_a_place_is_judged_by_the_policy_and_the_points_around(point: Point) -> None:
    counter = point.counter
    with counter.unit():
        raw = msgspec.json.encode({**POLICY, "location_rules": RULES})
        counter.store.keep_rules("meridian", raw)
    plan = point.desk.sites.plan(HERE, {"area_m2": "30"})
    assert [one.outcome for one in plan.verdicts] == [Outcome.UNKNOWN, Outcome.KEPT]
    near = (NearPoint("7702", "Mira 4", 55_753_000, 37_610_000),)
    point.mail(OpeningInvited("O-1"), OpeningAround("O-1", T0, near))
    plan = point.desk.sites.plan(HERE, {"area_m2": "20"})
    assert [one.outcome for one in plan.verdicts] == [Outcome.BROKEN, Outcome.BROKEN]
    assert [(one.near.point, int(one.metres)) for one in plan.neighbours] == [("7702", 333)]
    assert (plan.is_told, plan.ring_m) == (True, 500)
