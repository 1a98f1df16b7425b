from collections.abc import Callable

import pygame

from kiosk.trial.stand import Stand
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.widget import Rect


def test_a_panel_with_an_odd_size_has_no_holes(stand: Callable[..., Stand]) -> None:
    s = stand()
    surface = pygame.Surface((60, 60))
    for w, h in ((41, 17), (20, 41), (3, 3), (1, 9)):
        surface.fill((0, 0, 0))
        Canvas(surface, s.skin).panel("surface", Rect(5, 5, w, h), 14)
        assert surface.get_at((5 + w // 2, 5 + h // 2))[:3] == (255, 255, 255)
        assert surface.get_at((5 + w, 5 + h // 2))[:3] == (0, 0, 0)


def test_capitals_stand_in_the_middle_of_their_room(stand: Callable[..., Stand]) -> None:
    s = stand()
    surface = pygame.Surface((200, 100))
    canvas = Canvas(surface, s.skin)
    canvas.text("HHH", "kpi", "rail_mark", Rect(0, 0, 200, 100), "centre")
    inked = [y for y in range(100) if any(surface.get_at((x, y))[0] > 128 for x in range(200))]
    assert abs((inked[0] + inked[-1]) / 2 - 50) <= 2


def test_nothing_is_drawn_outside_the_dirty_part(stand: Callable[..., Stand]) -> None:
    s = stand()
    surface = pygame.Surface((100, 100))
    canvas = Canvas(surface, s.skin)
    canvas.within(Rect(0, 0, 10, 10))
    canvas.fill("brand", Rect(0, 0, 100, 100))
    assert surface.get_at((50, 50))[:3] == (0, 0, 0)


def test_the_ledger_knows_what_was_written_on_what(stand: Callable[..., Stand]) -> None:
    s = stand()
    marks = []
    canvas = Canvas(s.display.surface, s.skin, marks)
    canvas.fill("surface", s.display.surface.get_rect())
    canvas.text("Word", "title", "ink", Rect(10, 10, 200, 40))
    assert (marks[0].text, marks[0].px, marks[0].ground) == ("Word", 26, (255, 255, 255))
