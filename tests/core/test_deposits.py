"""The deposit: its sum is the policy's, and that it has come is the network's word."""

import msgspec
import pytest

from kiosk.central import profiles
from kiosk.core.deposits import Deposit, deposit
from kiosk.core.opening_words import OpeningStage as S
from kiosk.core.openings import Opening, Step
from kiosk.core.policy import Policy

RULES = profiles.profiles()["ozon_like"]
NONE = profiles.profiles()["pudo_eu"]


def through(*stages: S) -> Opening:
    steps = tuple(Step(stage, 100 + n, "central") for n, stage in enumerate(stages))
    return Opening("o1", stages[-1], steps=steps)


@pytest.mark.parametrize(
    ("stages", "asked_at", "paid_at"),
    [
        ((S.DRAFT,), 0, 0),
        ((S.CONTRACT, S.DEPOSIT), 101, 0),
        ((S.CONTRACT, S.DEPOSIT, S.WITHDRAWN), 101, 0),
        ((S.CONTRACT, S.DEPOSIT, S.FIT_OUT, S.FIT_OUT_REVIEW), 101, 102),
    ],
)
def test_it_is_asked_for_and_then_noted(stages: tuple[S, ...], asked_at: int, paid_at: int) -> None:
    assert deposit(through(*stages), RULES) == Deposit(3_000_000, "RUB", asked_at, paid_at)


def test_a_network_without_one_asks_for_none_and_one_let_off_owes_none() -> None:
    assert deposit(through(S.CONTRACT), NONE) is None
    assert deposit(through(S.CONTRACT), None) is None
    assert deposit(through(S.CONTRACT, S.FIT_OUT), RULES) is None


def test_one_that_is_asked_for_without_a_sum_is_shown_without_one() -> None:
    assert deposit(through(S.CONTRACT, S.DEPOSIT), NONE) == Deposit(asked_at=101)


@pytest.mark.parametrize(
    ("field", "value"),
    [("deposit_currency", "rub"), ("deposit_currency", None), ("deposit_minor", -1)],
)
def test_a_sum_in_no_money_refuses_the_whole_policy(field: str, value: object) -> None:
    told = msgspec.to_builtins(RULES) | {field: value}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, Policy)
