"""The network's rules: taken whole, or refused whole."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.core.events import Event
from kiosk.core.facts.box import PolicyApplied
from kiosk.core.facts.people import PinSet
from kiosk.core.policy import Policy, PolicyInForce, evolve, parse


def test_a_policy_comes_back_as_it_was(policy: Policy) -> None:
    assert parse(msgspec.json.encode(policy)) == policy


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("storage_days", 0),
        ("undo_s", -1),
        ("sessions_max", 5),
        ("sessions_max", 0),
        ("document", "sometimes"),
        ("damaged", "burn"),
        ("damage_kinds", [{"key": "wet"}] * 13),
        ("damage_kinds", ["wet"]),
        ("pickup_code", None),
        ("policy", "a\nb"),
        ("version", True),
    ],
)
def test_one_bad_value_refuses_all_of_it(policy: Policy, field: str, value: object) -> None:
    body = msgspec.to_builtins(policy) | {field: value}
    with pytest.raises(msgspec.ValidationError):
        parse(msgspec.json.encode(body))


def test_rules_of_a_later_program_are_not_a_fault(policy: Policy) -> None:
    body = msgspec.to_builtins(policy) | {"tea_at_four": True}
    assert parse(msgspec.json.encode(body)) == policy


def test_the_version_in_force_is_known(told: Callable[..., Event]) -> None:
    assert evolve(told(PolicyApplied("meridian", 4), at=9)) == PolicyInForce("meridian", 4, 9)
    with pytest.raises(TypeError):
        evolve(told(PinSet("anna")))
