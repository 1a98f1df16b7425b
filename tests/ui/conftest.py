"""A stand for every test of the screen, and pictures of goods."""

from collections.abc import Callable, Iterator

import pygame
import pytest

from kiosk.trial import item_pictures, samples
from kiosk.trial.stand import Stand
from kiosk.ui.display import DisplaySettings, open_display


@pytest.fixture
def stand() -> Iterator[Callable[..., Stand]]:
    """Make a stand: size L, M or S; language; theme."""
    yield Stand
    if pygame.display.get_init():
        pygame.event.clear()


@pytest.fixture(scope="session")
def goods() -> dict[str, bytes]:
    """Pictures for the sample goods."""
    open_display(DisplaySettings("dummy", (1280, 800)))
    subjects = list(item_pictures.SUBJECTS)
    return {g.code: item_pictures.render(subjects[i], 1, 192) for i, g in enumerate(samples.GOODS)}
