"""Leaving: a row is looked for on every page; a shift plays the rest in test_shift."""

from types import SimpleNamespace

import pytest

from kiosk.trial.day import Visit
from kiosk.trial.leaving import Leaving
from kiosk.trial.stage import Unmet


def test_a_row_that_is_on_no_page_ends_the_day() -> None:
    tapped: list[str] = []
    screen = SimpleNamespace(find=lambda _: None)
    app = SimpleNamespace(loop=SimpleNamespace(screen=screen))
    stage = SimpleNamespace(app=app, tap=tapped.append)
    leaving = Leaving(stage, lambda _: None)  # type: ignore[arg-type]
    with pytest.raises(Unmet, match="on no page"):
        leaving.leave_some(Visit(600, "c1", ("P1",), refused=("P2",)))
    assert set(tapped) == {"customer.list.down"}
