"""Charts: a round scale that everything fits under, bars of their height, hours by their shade."""

from collections.abc import Callable

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trial.stand import Stand
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.charts import Bars, Column, HeatMap, grid
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import EARLIER, RAMP


@pytest.fixture
def skin(stand: Callable[..., Stand]) -> Skin:
    """The skin of a screen."""
    return stand("L", "en").skin


def drawn(widget: Widget, skin: Skin, size: tuple[int, int] = (600, 300)) -> pygame.Surface:
    surface = pygame.Surface(size)
    surface.fill(skin.rgb("surface"))
    widget.layout(skin, Rect(0, 0, *size))
    widget.draw(Canvas(surface, skin))
    return surface


def tall(surface: pygame.Surface, colour: tuple[int, int, int]) -> int:
    """Return how many rows hold a colour."""
    width, height = surface.get_size()
    return sum(
        any(surface.get_at((x, y))[:3] == colour for x in range(width)) for y in range(height)
    )


@given(st.integers(0, 10**7))
def test_everything_fits_under_a_round_scale(most: int) -> None:
    top, step = grid(most)
    assert top >= most
    assert top % step == 0
    assert 1 <= top // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5"}


def test_a_bar_is_as_high_as_its_number(skin: Skin) -> None:
    half = Bars(columns=(Column("Mon", 50, 100),))
    surface = drawn(half, skin)
    now, before = tall(surface, skin.rgb("brand")), tall(surface, EARLIER["light"])
    assert before > 100
    assert now == pytest.approx(before / 2, abs=3)


def test_no_numbers_are_no_bars(skin: Skin) -> None:
    for columns in ((), (Column("Mon", 0, None), Column("Tue", 0, 0))):
        surface = drawn(Bars(columns=columns), skin)
        assert tall(surface, skin.rgb("brand")) == 0


def test_the_busiest_hour_is_the_darkest(skin: Skin) -> None:
    chart = HeatMap(rows=((0, 1), (5, 10)), hours=("9:00", "10:00"), names=("Mon", "Tue"))
    surface = drawn(chart, skin)
    light = RAMP["light"]
    assert tall(surface, light[-1]) > 0
    assert tall(surface, light[0]) > 0
    assert tall(surface, light[1]) > 0, "one is more than none"
    drawn(HeatMap(), skin)
