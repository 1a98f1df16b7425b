from collections.abc import Callable

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit import pictures
from kiosk.ui.kit.skin import ELLIPSIS
from kiosk.ui.theme import DARK, TYPE

LETTERS = (
    "ABCXYZabcxyz0123456789 ÇçÃãÕõÁáÉéÍíÓóÚúÂâÊêÔô ЁёАБВЯабвя«»—–…№₽€·×≈±°§ "
    "\u00a0\u2009\u202f\u2011\u2212\u2190\u2192"
)


@pytest.mark.parametrize("style", TYPE)
def test_every_style_has_every_letter_the_screens_use(
    stand: Callable[..., Stand], style: str
) -> None:
    font = stand().skin.font(style)
    for letter, box in zip(LETTERS, font.metrics(LETTERS), strict=True):
        assert box is not None, letter
        assert any(box[:4]) or letter.isspace(), (style, letter)


def test_a_cut_text_fits_and_ends_in_an_ellipsis(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    for width in range(0, 300, 7):
        cut = skin.cut("Granite frying pan with a lid", "row_title", width)
        assert not cut or skin.width(cut, "row_title") <= width
        assert not cut or cut.endswith(ELLIPSIS) or cut == "Granite frying pan with a lid"


def test_another_theme_and_zoom_draw_everything_anew(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    small = skin.letters("Word", "button", "ink").get_height()
    skin.wear(DARK, 130)
    assert skin.held_bytes == 0
    assert skin.letters("Word", "button", "ink").get_height() > small


def test_personal_letters_are_forgotten(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    skin.letters("Maria S.", "title", "ink", personal=True)
    skin.letters("Issue", "title", "ink")
    skin.forget_personal()
    assert len(skin.texts) == 1
    assert (pictures.ASSETS / "fonts" / "Inter-Bold.otf").is_file()
