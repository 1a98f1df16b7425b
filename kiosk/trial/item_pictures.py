"""Pictures of goods for the demo: a pastel ground, a dark silhouette, a soft shadow."""

import io
import random

import numpy as np
import pygame

from kiosk.ui.kit import pictures
from kiosk.ui.theme import Rgb

SIDE = 620  # the larger of the two sizes the counter keeps (UI.md 11)
INK: Rgb = (35, 49, 75)
SUBJECTS = {
    "headphones": "headphones-fill",
    "shoe": "steps-fill",
    "pan": "skillet-fill",
    "book": "menu_book-fill",
    "lamp": "table_lamp-fill",
    "toy": "toys-fill",
    "shirt": "apparel-fill",
    "phone": "mobile-fill",
    "mug": "local_cafe-fill",
    "watch": "watch-fill",
}
# top and bottom of the ground
PASTELS: tuple[tuple[Rgb, Rgb], ...] = (
    ((221, 230, 253), (170, 192, 252)),
    ((255, 233, 214), (253, 196, 138)),
    ((222, 243, 230), (160, 217, 184)),
    ((240, 226, 250), (206, 166, 232)),
    ((253, 226, 234), (246, 172, 194)),
    ((220, 242, 247), (152, 212, 226)),
    ((250, 243, 214), (232, 214, 146)),
    ((232, 234, 240), (190, 197, 212)),
)


def _ground(top: Rgb, bottom: Rgb) -> pygame.Surface:
    strip = pygame.Surface((1, SIDE))
    for y in range(SIDE):
        part = y / (SIDE - 1)
        shade = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        strip.set_at((0, y), shade)
    return pygame.transform.scale(strip, (SIDE, SIDE))


def _shadow(width: int, height: int) -> pygame.Surface:
    surface = pygame.Surface((width, height), pygame.SRCALPHA)
    surface.fill((30, 34, 50, 0))
    x = np.linspace(-1.0, 1.0, width)[:, None]
    y = np.linspace(-1.0, 1.0, height)[None, :]
    soft = np.clip((np.hypot(x, y) - 0.25) / 0.75, 0.0, 1.0)
    pixels = pygame.surfarray.pixels_alpha(surface)
    pixels[:] = np.rint(88 * (1.0 - soft * soft * (3.0 - 2.0 * soft))).astype(np.uint8)
    del pixels  # it holds the surface locked
    return surface


def draw(subject: str, chance: random.Random) -> pygame.Surface:
    """Draw one thing, 620 x 620; ground, size and tilt by chance."""
    top, bottom = chance.choice(PASTELS)
    surface = _ground(top, bottom)
    side = round(SIDE * chance.uniform(0.52, 0.6))
    centre = SIDE // 2
    soft = _shadow(round(side * 1.0), round(side * 0.26))
    foot = centre + round(side * 0.46)
    surface.blit(soft, soft.get_rect(center=(centre, foot)))
    image = pictures.icon(SUBJECTS[subject], side, INK)
    image = pygame.transform.rotozoom(image, chance.uniform(-3, 3), 1.0)
    surface.blit(image, image.get_rect(center=(centre, centre - round(side * 0.02))))
    return surface


def render(subject: str, seed: int, side: int = SIDE) -> bytes:
    """Render one thing as a JPEG; the same seed gives the same bytes.

    Args:
        subject: a key of SUBJECTS.
        seed: of ground, size and tilt.
        side: pixels; the counter keeps 192 and 620.
    """
    surface = draw(subject, random.Random(f"{subject} {seed}"))
    if side != SIDE:
        surface = pygame.transform.smoothscale(surface, (side, side))
    out = io.BytesIO()
    pygame.image.save(surface, out, "item.jpg")
    return out.getvalue()
