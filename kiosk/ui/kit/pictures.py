"""Pictures from bytes: icons written as SVG, and photographs; the only caller of image.load."""

import io
import re
from functools import lru_cache
from importlib.resources import files

import pygame

from kiosk.ui.theme import Rgb

ASSETS = files("kiosk.ui") / "assets"
_SIZE = re.compile(r'width="\d+" height="\d+"')
MAX_PICTURE_BYTES = 2 * 1024 * 1024  # a picture on the wire is no larger (DESIGN.md 8.9)


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    return (ASSETS / "icons" / f"{name}.svg").read_text()


def icon(name: str, px: int, colour: Rgb) -> pygame.Surface:
    """Draw an icon `px` wide in one colour, on nothing."""
    text = _SIZE.sub(f'width="{px}" height="{px}"', _svg(name), count=1)
    fill = "#{:02x}{:02x}{:02x}".format(*colour)
    text = text.replace("<path ", f'<path fill="{fill}" ')
    return pygame.image.load(io.BytesIO(text.encode()), "icon.svg")


def icon_names() -> tuple[str, ...]:
    """Name every icon that ships."""
    folder = ASSETS / "icons"
    return tuple(sorted(f.name[:-4] for f in folder.iterdir() if f.name.endswith(".svg")))


def tile(raw: bytes) -> pygame.Surface | None:
    """Decode a map's tile, whose kind and size were looked at; None when it is damaged."""
    try:
        return pygame.image.load(io.BytesIO(raw))
    except pygame.error:
        return None


def photo(jpeg: bytes) -> pygame.Surface | None:
    """Decode a JPEG made by our own picture child; None when it is not one.

    Pictures are cut to size and cleaned on arrival; this is the last gate, not the only one.
    """
    if not jpeg.startswith(b"\xff\xd8") or len(jpeg) > MAX_PICTURE_BYTES:
        return None
    try:
        return pygame.image.load(io.BytesIO(jpeg), "photo.jpg")
    except pygame.error:
        return None
