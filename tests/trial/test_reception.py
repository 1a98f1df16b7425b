"""The reception's callers on a stage: what cannot be served stops the day in words."""

from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.trial import day
from kiosk.trial.reception import Reception
from kiosk.trial.sizes import SHORT
from kiosk.trial.stage import Unmet


class Silent:
    """A stage on which nothing ever happens."""

    def __init__(self) -> None:
        self.wishes: list[object] = []
        self.screen = "home"
        file = SimpleNamespace(returns={}, parcels={})
        loop = SimpleNamespace(screen=None)
        self.app: Any = SimpleNamespace(file=file, loop=loop)

    def wish(self, wish: object) -> None:
        self.wishes.append(wish)

    def until(self, _met: object, told: str, *_: float) -> None:
        self.told = told

    def scan(self, _text: str) -> None:
        pass


def reception(stage: Silent) -> Reception:
    return Reception(stage, lambda _: None)  # type: ignore[arg-type]


def test_everything_is_announced_at_once_and_nothing_where_nobody_comes() -> None:
    plan, stage = day.plan(SHORT, 3, "en", {}), Silent()
    reception(stage).announce(plan)
    (wish,) = stage.wishes
    assert len(wish.brought.returns) == SHORT.returns  # type: ignore[attr-defined]
    known = [drop for drop in plan.dropoffs if drop.is_announced]
    assert len(wish.brought.dropoffs) == len(known)  # type: ignore[attr-defined]
    quiet = Silent()
    reception(quiet).announce(replace(plan, returns=(), dropoffs=()))
    assert quiet.wishes == []


def test_a_return_that_does_not_open_stops_the_day() -> None:
    plan = day.plan(SHORT, 3, "en", {})
    with pytest.raises(Unmet, match="no return is open"):
        reception(Silent()).take_back(plan.returns[0])
