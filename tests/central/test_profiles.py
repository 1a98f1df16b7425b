"""The policies that come with the central."""

import msgspec
import pytest

from kiosk.central.profiles import profile, profiles
from kiosk.core import policy
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
