from collections.abc import Callable

import pygame
import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit import pictures


def test_every_icon_that_ships_can_be_drawn(stand: Callable[..., Stand]) -> None:
    stand()
    names = pictures.icon_names()
    assert 60 <= len(names) <= 120
    for name in names:
        image = pictures.icon(name, 24, (10, 20, 30))
        assert image.get_size() == (24, 24)
        assert pygame.mask.from_surface(image).count() > 10, name


def test_an_icon_is_drawn_in_the_colour_asked_for(stand: Callable[..., Stand]) -> None:
    stand()
    image = pictures.icon("check", 48, (200, 10, 20))
    solid = [
        image.get_at((x, y))[:3]
        for x in range(48)
        for y in range(48)
        if image.get_at((x, y)).a > 250
    ]
    assert solid
    assert set(solid) == {(200, 10, 20)}


def test_the_papers_of_fonts_and_icons_lie_beside_them() -> None:
    for path in ("fonts/OFL.txt", "fonts/NOTICE", "icons/LICENSE"):
        assert (pictures.ASSETS / path).is_file(), path


@pytest.mark.parametrize("junk", [b"", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0junk", b"<svg/>"])
def test_what_is_not_a_picture_is_nothing(junk: bytes) -> None:
    assert pictures.photo(junk) is None
