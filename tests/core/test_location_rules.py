"""Rules of a place: each kind is kept, broken and unknown, exactly at its limit."""

import pytest

from kiosk.core.geo import Spot
from kiosk.core.location_rules import (
    NO_NEIGHBOURS,
    Outcome,
    facts_of,
    judge,
    neighbours,
    ring_m,
)
from kiosk.core.opening_words import Entrance, LocationRule, NearPoint, PlaceFacts, RuleKind

HERE = Spot(55.75, 37.61)
NEAR = NearPoint("7702", "Mira 4", 55_753_000, 37_610_000)
FAR = NearPoint("7744", "Lesnaya 2", 55_760_000, 37_610_000)
FROM_STREET = LocationRule(RuleKind.ENTRANCE, what="street")
NO_BAR = LocationRule(RuleKind.NEIGHBOUR, what="bar")
KEPT, BROKEN, UNKNOWN = Outcome.KEPT, Outcome.BROKEN, Outcome.UNKNOWN


NOBODY_SAID = PlaceFacts()


def outcome(rule: LocationRule, facts: PlaceFacts = NOBODY_SAID) -> Outcome:
    (verdict,) = judge((rule,), HERE, facts, (NEAR, FAR))
    return verdict.outcome


@pytest.mark.parametrize(
    ("rule", "facts", "wanted"),
    [
        (LocationRule(RuleKind.AREA_M2, 25), PlaceFacts(area_m2=25), KEPT),
        (LocationRule(RuleKind.AREA_M2, 25), PlaceFacts(area_m2=24), BROKEN),
        (LocationRule(RuleKind.STORE_M2, 10), PlaceFacts(store_m2=10), KEPT),
        (LocationRule(RuleKind.STORE_M2, 10), PlaceFacts(store_m2=9), BROKEN),
        (LocationRule(RuleKind.WIDTH_CM, 200), PlaceFacts(width_cm=200), KEPT),
        (LocationRule(RuleKind.WIDTH_CM, 200), PlaceFacts(width_cm=199), BROKEN),
        (LocationRule(RuleKind.FLOOR, 1), PlaceFacts(floor=1), KEPT),
        (LocationRule(RuleKind.FLOOR, 1), PlaceFacts(floor=2), BROKEN),
        (FROM_STREET, PlaceFacts(entrance=Entrance.STREET), KEPT),
        (FROM_STREET, PlaceFacts(entrance=Entrance.YARD), BROKEN),
        (NO_BAR, PlaceFacts(neighbours=("bar",)), BROKEN),
        (NO_BAR, PlaceFacts(neighbours=("gym",)), KEPT),
        (NO_BAR, PlaceFacts(neighbours=(NO_NEIGHBOURS,)), KEPT),
    ],
)  # fmt: skip
def test_a_rule_of_rooms_is_kept_up_to_its_limit(
    rule: LocationRule, facts: PlaceFacts, wanted: Outcome
) -> None:
    assert outcome(rule, facts) is wanted


@pytest.mark.parametrize("kind", [kind for kind in RuleKind if kind is not RuleKind.DISTANCE_M])
def test_what_nobody_said_is_unknown(kind: RuleKind) -> None:
    assert outcome(LocationRule(kind, 1, "street")) is UNKNOWN


def test_a_rule_of_a_newer_kind_is_unknown() -> None:
    facts = PlaceFacts(area_m2=1000, floor=1)
    assert outcome(LocationRule("height_cm", 240), facts) is UNKNOWN


def test_the_nearest_point_decides_how_far_apart_points_are() -> None:
    rule = LocationRule(RuleKind.DISTANCE_M, 500)
    (verdict,) = judge((rule,), HERE, PlaceFacts(), (FAR, NEAR))
    assert (verdict.outcome, verdict.value, verdict.point) == (BROKEN, 333, "7702")
    assert outcome(LocationRule(RuleKind.DISTANCE_M, 333)) is KEPT
    assert outcome(LocationRule(RuleKind.DISTANCE_M, 334)) is BROKEN


def test_points_nobody_told_are_unknown_and_no_points_keep_the_rule() -> None:
    rules = (LocationRule(RuleKind.DISTANCE_M, 500),)
    assert judge(rules, HERE, PlaceFacts(), None)[0].outcome is UNKNOWN
    assert judge(rules, None, PlaceFacts(), (NEAR,))[0].outcome is UNKNOWN
    assert judge(rules, HERE, PlaceFacts(), ())[0].outcome is KEPT


def test_verdicts_come_in_the_order_of_the_rules() -> None:
    rules = (LocationRule(RuleKind.WIDTH_CM, 200), LocationRule(RuleKind.AREA_M2, 25))
    assert [v.rule for v in judge(rules, None, PlaceFacts(), None)] == list(rules)


def test_the_ring_is_the_farthest_any_rule_asks_for() -> None:
    rules = [LocationRule(RuleKind.DISTANCE_M, n) for n in (300, 500)]
    assert ring_m([*rules, LocationRule(RuleKind.AREA_M2, 900)]) == 500
    assert ring_m([LocationRule(RuleKind.AREA_M2, 900)]) == 0


def test_neighbours_come_nearest_first() -> None:
    found = neighbours(HERE, (FAR, NEAR))
    assert [one.near.point for one in found] == ["7702", "7744"]
    assert found[0].metres == pytest.approx(333.6, abs=0.1)


def test_a_form_is_read_as_facts() -> None:
    fields = {"area_m2": "32", "floor": "-1", "entrance": "yard", "neighbours": "bar,gym"}
    wanted = PlaceFacts(area_m2=32, floor=-1, entrance=Entrance.YARD, neighbours=("bar", "gym"))
    assert facts_of(fields | {"address": "Sadovaya 18", "lat": "55"}) == wanted


@pytest.mark.parametrize(
    "fields",
    [
        {"area_m2": ""},
        {"area_m2": "0"},
        {"area_m2": "10001"},
        {"area_m2": "9" * 30},
        {"area_m2": "3.5"},
        {"area_m2": "\u0663"},
        {"floor": "--1"},
        {"entrance": "roof"},
        {"neighbours": ",".join("x" * 30)},
        {"neighbours": "a\nb"},
    ],
)
def test_what_cannot_be_so_is_not_known(fields: dict[str, str]) -> None:
    assert facts_of(fields) == PlaceFacts()
