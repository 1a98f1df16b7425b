"""A QR code on the screen: what a reader sees is what was meant, in every theme and zoom."""

import numpy as np
import pygame
import pytest

from kiosk.hw.decoders import open_engines
from kiosk.hw.ports import Symbology
from kiosk.trial.stand import Stand
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.qr import LEAST_PX, QUIET_MODULES, QrCode, modules
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import THEMES

CLAIM = "7QX-K2M-9F4"


class Code(Screen):
    """A code alone."""

    name = "code"

    def __init__(self, content: str, edge_px: int = 0) -> None:
        self.code = QrCode(id="code", label="Code", content=content, edge_px=edge_px)

    def build(self) -> Widget:
        return Page(content=self.code)


def seen(stand: Stand, engine: str = "zxing") -> list[str]:
    """What a decoder reads off the screen."""
    grey = pygame.surfarray.array3d(stand.display.surface).mean(axis=2).T
    engines, _ = open_engines((engine,), {Symbology.QR})
    return [one.text for one in engines[0].read(np.ascontiguousarray(grey, dtype=np.uint8))]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_a_reader_reads_it_in_every_theme_and_size(theme: str, size: str) -> None:
    stand = Stand(size, "en")
    stand.open(Code(CLAIM))
    stand.loop.wear(theme, 1.0)
    stand.turn()
    assert seen(stand) == [CLAIM]


def test_the_other_decoder_reads_it_as_well() -> None:
    stand = Stand("M", "en")
    stand.open(Code(CLAIM))
    assert seen(stand, "zbar") == [CLAIM]


def test_modules_are_whole_pixels_with_a_quiet_zone_that_is_light() -> None:
    stand, screen = Stand("L", "en"), Code("P:ABCDEFGH12", 200)
    stand.open(screen)
    grey = pygame.surfarray.array3d(stand.display.surface).mean(axis=2)
    rows, place = modules("P:ABCDEFGH12"), screen.code.rect
    dots = min(place.w, place.h) // len(rows)
    side = dots * len(rows)
    left, top = place.centerx - side // 2, place.centery - side // 2
    cut = grey[left : left + side, top : top + side].T
    told = np.kron(np.array(rows), np.ones((dots, dots), dtype=bool))
    assert dots >= LEAST_PX
    assert ((cut < 128) == told).all()
    quiet = QUIET_MODULES * dots
    assert (cut[:quiet] == 255).all()
    assert (cut[:, -quiet:] == 255).all()


def test_in_a_place_too_small_none_is_drawn_and_it_says_so() -> None:
    stand, screen = Stand("L", "en"), Code(CLAIM)
    stand.open(screen)
    screen.code.layout(stand.loop.skin, Rect(0, 0, 60, 60))
    assert screen.code.clipped
    assert Code("x" * 300).code.measure(stand.loop.skin, 50)[0] >= LEAST_PX * 60
