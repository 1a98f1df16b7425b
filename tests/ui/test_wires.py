import threading
from collections.abc import Callable

import pygame
import pytest

from kiosk.trial import samples
from kiosk.trial.stand import Stand
from kiosk.ui.wires import Panel


def test_a_wake_from_another_thread_ends_the_wait(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(samples.HomeSample())
    s.wait(10)
    thread = threading.Thread(target=loop.wake)
    thread.start()
    loop.turn()
    thread.join()
    for _ in range(5):
        loop.wake()
    assert len(pygame.event.get()) <= 2


@pytest.mark.parametrize(
    ("panel", "there"),
    [
        (Panel(), (0.1, 0.2)),
        (Panel(swap_xy=True), (0.2, 0.1)),
        (Panel(flip_x=True, flip_y=True), (0.9, 0.8)),
        (Panel(swap_xy=True, flip_x=True), (0.8, 0.1)),
    ],
)
def test_a_turned_panel_touches_the_right_place(panel: Panel, there: tuple[float, float]) -> None:
    assert panel.upright(0.1, 0.2) == pytest.approx(there)
