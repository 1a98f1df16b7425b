"""The policies that come with the central."""

import json
from hashlib import sha256
from importlib.resources import files

import msgspec
import pytest

from kiosk.central.profiles import profile, profiles
from kiosk.core import policy
from kiosk.core.opening_words import LocationRule, RuleKind
from kiosk.core.policy import DocumentRule, PickupCodeKind

_FILE = files("kiosk.central").joinpath("profiles.json")


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


def test_whoever_changes_rules_raises_their_version_or_no_box_is_sent_them() -> None:
    """A box that has a version is not sent it again: a change goes with a new line here."""
    told = {}
    for name, rules in json.loads(_FILE.read_bytes()).items():
        version = rules.pop("version")
        told[name, version] = sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:16]
    assert told == {
        ("ozon_like", 3): "f9a85c7a52949879",
        ("wb_like", 3): "f423ab5e6a8f9848",
        ("pudo_eu", 2): "4528f6c5cd938e2b",
        ("amazon_like", 2): "fea407b64f82a205",
    }
