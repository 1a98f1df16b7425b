import random
from collections.abc import Callable, Sequence

import pygame
import pytest

from kiosk.trial import gallery, samples
from kiosk.trial.stand import Stand
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.fingers import scroller, target
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Rect, Widget


class Box(Widget):
    """Holds what it is given."""

    def __init__(self, *kids: Widget) -> None:
        super().__init__()
        self.kids = kids

    def parts(self) -> Sequence[Widget]:
        return self.kids


def button(name: str, x: int, y: int, w: int, h: int) -> object:
    made = Button(id=name, label=name)
    made.rect = Rect(x, y, w, h)
    return made


def test_what_contains_the_finger_wins_over_what_is_near() -> None:
    near, exact = button("near", 0, 0, 20, 20), button("exact", 21, 0, 60, 60)
    root = Box(exact, near)
    assert target(root, 30, 10) is exact
    assert target(root, 10, 10) is near
    assert target(root, 500, 10) is None


def test_nothing_under_a_sheet_is_touched() -> None:
    low = button("low", 0, 0, 100, 100)
    sheet = Sheet(id="s", title="x")
    sheet.rect = Rect(0, 0, 100, 100)
    assert target(Box(low, sheet), 50, 50) is sheet
    assert scroller(Box(low, sheet), 50, 50, lambda w: w is low) is None


@pytest.mark.parametrize("seed", range(3))
def test_random_fingers_never_break_the_screen(
    stand: Callable[..., Stand], goods: dict[str, bytes], seed: int
) -> None:
    s = stand("S")
    loop = s.open(samples.HomeSample())
    chance = random.Random(seed)
    screens = gallery.samples(goods)
    kinds = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)
    for i in range(700):
        s.time += chance.choice((0.001, 0.02, 0.4))
        spot = (chance.uniform(-10, 810), chance.uniform(-10, 490))
        s.finger(chance.choice(kinds), *spot, finger=chance.randrange(3))
        if i % 70 == 0:
            loop.go(chance.choice(screens))
    assert loop.running


def test_a_lost_touch_device_clears_all(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.ListSample())
    s.wait(1)
    found = loop.screen.find("issue.confirm")
    s.press(*found.rect.center)
    loop._fingers.clear()
    assert not found.pressed
    s.lift(*found.rect.center)
    assert loop.screen.taps == []
