"""The policies that come with the central."""

import msgspec
import pytest

from kiosk.central.profiles import profile, profiles
from kiosk.core import policy
from kiosk.core.opening_words import LocationRule, RuleKind
from kiosk.core.policy import DocumentRule, PickupCodeKind


def test_there_are_four_and_each_has_its_own_name() -> None:
    assert list(profiles()) == ["ozon_like", "wb_like", "pudo_eu", "amazon_like"]
    assert all(name == rules.policy for name, rules in profiles().items())
    assert profile("nobody_like") is None


@pytest.mark.parametrize("name", ["ozon_like", "wb_like", "pudo_eu", "amazon_like"])
def test_the_point_takes_it_as_it_is_sent(name: str) -> None:
    rules = profile(name)
    assert rules
    assert policy.parse(msgspec.json.encode(rules)) == rules


def test_they_differ_where_the_networks_do() -> None:
    ozon, wb, eu, amazon = profiles().values()
    assert [p.storage_days for p in (ozon, wb, eu, amazon)] == [7, 14, 7, 7]
    assert [p.pickup_code for p in (ozon, wb, eu, amazon)] == [
        PickupCodeKind.LONG,
        PickupCodeKind.LAST4_6,
        PickupCodeKind.LAST4_6,
        PickupCodeKind.ORDER_6,
    ]
    assert [p.document for p in (ozon, eu, amazon)] == [
        DocumentRule.AGE,
        DocumentRule.ALWAYS,
        DocumentRule.NEVER,
    ]


def test_a_place_must_be_as_large_as_the_network_asks_and_is_fitted_out_in_its_time() -> None:
    rules = profiles().values()
    asked = [
        (LocationRule(RuleKind.DISTANCE_M, apart), LocationRule(RuleKind.AREA_M2, area))
        for apart, area in ((300, 25), (200, 20))
    ]
    asked += [(LocationRule(RuleKind.AREA_M2, area),) for area in (4, 2)]  # lockers: side by side
    assert [one.location_rules for one in rules] == asked
    assert [one.fit_out_days for one in rules] == [28, 28, 0, 0]
