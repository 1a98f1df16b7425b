from itertools import product

import pytest

from kiosk.ui.kit.lint import contrast
from kiosk.ui.theme import LAMPS, THEMES, TYPE, layout_for, type_px

TEXT_ON = {
    "canvas": ("ink", "ink2", "ink3"),
    "surface": ("ink", "ink2", "ink3", "ok", "warn", "bad"),
    "inset": ("ink", "ink2", "ink3"),
    "brand": ("on_brand",),
    "pressed": ("on_brand",),
    "soft": ("on_soft",),
    "ok_ground": ("ok",),
    "warn_ground": ("warn",),
    "bad_ground": ("bad",),
    "rail": ("rail_text", "rail_mark"),
    "rail_on": ("rail_text", "rail_mark"),
    "rail_raised": ("rail_text", "rail_mark"),
}


@pytest.mark.parametrize("name", THEMES)
def test_text_stands_out_from_its_ground(name: str) -> None:
    theme = THEMES[name]
    for ground, inks in TEXT_ON.items():
        for ink in inks:
            assert contrast(theme.rgb(ink), theme.rgb(ground)) >= 4.5, (ink, ground)
    for ground in ("canvas", "surface", "inset"):
        assert contrast(theme.rgb("outline"), theme.rgb(ground)) >= 3.0, ground


def test_letters_on_lamps_stand_out() -> None:
    for lamp, ink in LAMPS.values():
        assert contrast(lamp, ink) >= 4.5


def test_no_token_is_near_a_lamp() -> None:
    for theme, (lamp, _) in product(THEMES.values(), LAMPS.values()):
        for token, colour in theme.colours.items():
            far = max(abs(a - b) for a, b in zip(colour, lamp, strict=True))
            assert far > 8, (theme.name, token)


@pytest.mark.parametrize(
    ("size", "name", "content"),
    [
        ((1280, 800), "L", (136, 88, 1112, 680)),
        ((1024, 600), "M", (100, 68, 904, 516)),
        ((800, 480), "S", (76, 64, 712, 404)),
        ((1366, 768), "L", (136, 88, 1198, 648)),
        ((1920, 1200), "L", (204, 132, 1668, 1020)),
    ],
)
def test_the_layout_follows_the_screen(
    size: tuple[int, int], name: str, content: tuple[int, int, int, int]
) -> None:
    layout = layout_for(*size)
    assert (layout.size, layout.content) == (name, content)


def test_a_screen_too_small_or_upright_has_no_layout() -> None:
    assert layout_for(799, 480) is None
    assert layout_for(800, 1280) is None


@pytest.mark.parametrize("size", [(1280, 800), (1024, 600), (800, 480), (2560, 1600)])
def test_no_type_is_under_14_px(size: tuple[int, int]) -> None:
    layout = layout_for(*size)
    for style in TYPE:
        for zoom in layout.zooms:
            assert type_px(style, layout, zoom)[1] >= 14
    assert layout.button >= 56
    assert layout.key >= 56
