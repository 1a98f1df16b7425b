"""The words of an opening, and the values that facts, letters and rules share."""

import msgspec
import pytest

from kiosk.core.opening_words import LocationRule, OpeningStage, RuleKind, ShotState
from kiosk.core.policy import parse
from tests.rules import POLICY


def test_the_stages_are_those_of_the_trade() -> None:
    assert [stage.value for stage in OpeningStage] == [
        *("draft", "submitted", "location_review", "location_approved", "location_rejected"),
        *("contract", "deposit", "fit_out", "fit_out_review", "rework", "equipment_check"),
        *("trial_delivery", "launched", "withdrawn", "expired"),
    ]
    assert next(iter(ShotState)) is ShotState.NEEDED


def test_a_rule_of_a_kind_that_is_not_known_yet_is_no_error() -> None:
    rule = msgspec.json.decode(b'{"kind":"ceiling_cm","limit":250}', type=LocationRule)
    assert rule.kind not in set(RuleKind)


def test_the_policy_says_which_pictures_and_which_place_are_wanted() -> None:
    raw = msgspec.json.encode(POLICY)
    assert [check.key for check in parse(raw).shots] == [
        *("facade", "sign", "entrance", "counter", "fitting_room"),
        *("shelves", "store", "camera_view", "floor_plan"),
    ]
    told = msgspec.to_builtins(POLICY) | {"location_rules": [{"kind": "area_m2", "limit": 25}]}
    rules = parse(msgspec.json.encode(told)).location_rules
    assert rules == (LocationRule("area_m2", 25),)


@pytest.mark.parametrize(
    "bad",
    [
        {"location_rules": [{"kind": "area_m2", "limit": 10_000_000}]},
        {"trial_parcels": 0},
        {"fit_out_days": -1},
        {"shots": [{}]},
    ],
)
def test_a_value_out_of_range_refuses_the_whole_policy(bad: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        parse(msgspec.json.encode(msgspec.to_builtins(POLICY) | bad))
