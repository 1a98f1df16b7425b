from collections.abc import Callable

import pygame

from kiosk.trial.stand import Stand
from kiosk.ui.kit.shapes import corner, cut_corners, disc, shadow


def test_a_small_disc_is_round(stand: Callable[..., Stand]) -> None:
    stand()
    for side in (8, 18, 20):
        image = disc(side, (255, 0, 0))
        assert image.get_at((0, 0)).a == 0
        assert image.get_at((side // 2, side // 2)) == (255, 0, 0, 255)
        inked = sum(image.get_at((x, y)).a for x in range(side) for y in range(side)) / 255
        assert abs(inked / (side * side) - 3.1416 / 4) < 0.03


def test_the_edge_of_a_corner_has_no_dark_rim(stand: Callable[..., Stand]) -> None:
    stand()
    image = corner(14, (250, 250, 250), None, 0)
    for x in range(14):
        for y in range(14):
            r, g, b, a = image.get_at((x, y))
            assert a == 0 or min(r, g, b) >= 240


def test_cut_corners_leaves_the_middle_alone(stand: Callable[..., Stand]) -> None:
    stand()
    picture = pygame.Surface((40, 40))
    picture.fill((1, 2, 3))
    cut = cut_corners(picture, 10)
    assert cut.get_at((0, 0)).a == 0
    assert cut.get_at((20, 20)) == (1, 2, 3, 255)


def test_a_shadow_falls_off_evenly_and_alike_on_all_sides(stand: Callable[..., Stand]) -> None:
    stand()
    image = shadow(20, 18, 34)
    side = image.get_width()
    row = [image.get_at((x, side // 2)).a for x in range(side // 2)]
    assert row == sorted(row)
    assert (row[0], row[-1]) == (0, 34)
    assert row == [image.get_at((side // 2, y)).a for y in range(side // 2)]
