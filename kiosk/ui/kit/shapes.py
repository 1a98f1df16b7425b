"""Smooth shapes pygame lacks: corners and discs drawn at four times the size, soft shadows."""

import numpy as np
import pygame

from kiosk.ui.theme import Rgb

OVER = 4  # drawn this many times larger, then scaled down smoothly


def _blank(width: int, height: int, colour: Rgb) -> pygame.Surface:
    # The colour stays under the transparency, else scaling mixes black into the edge.
    surface = pygame.Surface((width, height), pygame.SRCALPHA)
    surface.fill((*colour, 0))
    return surface


def disc(diameter: int, fill: Rgb, edge: Rgb | None = None, edge_px: int = 0) -> pygame.Surface:
    """Draw a whole disc, with an edge if asked."""
    big = diameter * OVER
    surface = _blank(big, big, edge or fill)
    centre, radius = (big / 2, big / 2), big / 2
    if edge is not None:
        pygame.draw.circle(surface, edge, centre, radius)
        pygame.draw.circle(surface, fill, centre, radius - edge_px * OVER)
    else:
        pygame.draw.circle(surface, fill, centre, radius)
    return pygame.transform.smoothscale(surface, (diameter, diameter))


def corner(radius: int, fill: Rgb, edge: Rgb | None, edge_px: int) -> pygame.Surface:
    """Draw the top left corner of a round panel, `radius` wide."""
    big = radius * OVER
    surface = _blank(big, big, edge or fill)
    if edge is not None:
        pygame.draw.circle(surface, edge, (big, big), big)
        pygame.draw.circle(surface, fill, (big, big), max(0, big - edge_px * OVER))
    else:
        pygame.draw.circle(surface, fill, (big, big), big)
    return pygame.transform.smoothscale(surface, (radius, radius))


def cut_corners(picture: pygame.Surface, radius: int) -> pygame.Surface:
    """Return a copy of `picture` with round corners."""
    width, height = picture.get_size()
    cut = picture.convert_alpha()
    mask = pygame.Surface((width, height), pygame.SRCALPHA)
    mask.fill((255, 255, 255, 255))
    one = corner(radius, (255, 255, 255), None, 0)
    for flip_x, flip_y, x, y in (
        (False, False, 0, 0),
        (True, False, width - radius, 0),
        (False, True, 0, height - radius),
        (True, True, width - radius, height - radius),
    ):
        mask.fill((255, 255, 255, 0), (x, y, radius, radius))
        mask.blit(pygame.transform.flip(one, flip_x, flip_y), (x, y))
    cut.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return cut


def shadow(radius: int, blur: int, alpha: int) -> pygame.Surface:
    """Draw the soft shadow of a round panel, small enough to be cut in nine.

    The body is `2 * (radius + blur)` wide, so that the middle of each side is plain, and a margin
    of `blur` lies around it. Half the alpha stands at the body's edge, none `blur` outside it.
    """
    half = radius + 2 * blur
    steps = np.abs(np.arange(2 * half) + 0.5 - half) - blur  # beyond the corner's centre
    beyond = np.maximum(steps, 0.0)
    outside = np.hypot(beyond[:, None], beyond[None, :])
    inside = np.minimum(np.maximum(steps[:, None], steps[None, :]), 0.0)
    far = (outside + inside - radius + blur) / (2 * blur)
    soft = np.clip(far, 0.0, 1.0)
    surface = pygame.Surface((2 * half, 2 * half), pygame.SRCALPHA)
    surface.fill((14, 26, 43, 0))
    pixels = pygame.surfarray.pixels_alpha(surface)
    pixels[:] = np.rint(alpha * (1.0 - soft * soft * (3.0 - 2.0 * soft))).astype(np.uint8)
    del pixels  # it holds the surface locked
    return surface
