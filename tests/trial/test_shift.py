"""A clerk's shift can be taken over by a person, who finds a working counter."""

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from kiosk.trial import day as days
from kiosk.trial.shift import Shift
from kiosk.trial.stage import TEAM, Setting, Stage, TakenOver


class Impatient:
    """A progress bar beside which somebody touches the screen at the first step."""

    def __init__(self) -> None:
        self.steps = 0

    def update(self, n_steps: int) -> None:
        self.steps += n_steps
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, button=1, pos=(3, 3), touch=False))


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    plan = days.plan(days.SHORT, 7, "en", {})
    stage = Stage(Setting(tmp_path / "work", plan.cells, language="en", dark=plan.dark))
    yield Shift(stage, plan, tmp_path)
    stage.close()


def test_a_touch_ends_the_script_and_leaves_a_counter_that_works(shift: Shift) -> None:
    stage, bar = shift.stage, Impatient()
    with pytest.raises(TakenOver):
        shift.play(bar)
    assert bar.steps > 0
    told = shift.hints()
    assert TEAM[0].pin in told
    customer = shift.plan.visits[0].customer_ref
    assert stage.code_of(customer) in told
    stage.broker.kill()
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    stage.leave_to_person()  # until the window is closed; what the script broke is mended
    shift.close_the_day()
    assert stage.is_settled()
    assert (shift.out / "screens" / "evening.png").is_file()


def test_the_scripts_own_touches_are_no_person(shift: Shift) -> None:
    shift.stage.open_point()
    shift.stage.sign_in(TEAM[0])
    assert shift.stage.app.loop.hands == 0
    assert shift.stage.screen == "home"
