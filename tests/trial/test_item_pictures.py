from collections.abc import Iterator

import pygame
import pytest

from kiosk.trial.item_pictures import SIDE, SUBJECTS, render
from kiosk.ui.display import DisplaySettings, open_display
from kiosk.ui.kit.pictures import photo


@pytest.fixture(autouse=True)
def display() -> Iterator[object]:
    opened = open_display(DisplaySettings("dummy", (800, 480)))
    yield opened
    opened.close()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_has_a_picture(subject: str) -> None:
    image = photo(render(subject, 1))
    assert image.get_size() == (SIDE, SIDE)
    dark = pygame.mask.from_threshold(image, (35, 49, 75), (24, 24, 24)).count()
    assert dark > SIDE * SIDE * 0.03


def test_the_seed_decides_the_picture() -> None:
    assert render("mug", 1, 192) == render("mug", 1, 192)
    assert render("mug", 1, 192) != render("mug", 2, 192)
