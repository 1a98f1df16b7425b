"""A picture shown whole, as large as its place lets it be."""

from dataclasses import dataclass

import pygame

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.shapes import cut_corners
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.viewer import photo
from kiosk.ui.kit.widget import Rect, Widget


@dataclass(kw_only=True, eq=False)
class Plate(Widget):
    """A picture with round corners, nothing of it cut off; an icon where there is none.

    Args:
        key: names the picture.
        jpeg: the picture, or None.
        shape: width to height of its place.
        icon: shown instead.
    """

    role = "picture"
    key: str = ""
    jpeg: bytes | None = None
    shape: float = 1.6
    icon: str = "image"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need the width, and the height that goes with it."""
        return (width, round(width / self.shape))

    def draw(self, canvas: Canvas) -> None:
        """Draw the picture in the middle of its place."""
        skin, radius = canvas.skin, canvas.skin.radius("control")
        image = photo(skin, self.key, self.jpeg, personal=False)
        if image is None:
            canvas.panel("inset", self.rect, radius, "line", 1)
            canvas.icon(self.icon, skin.px(72), "ink3", self.rect.center)
            return
        wide, tall = image.get_size()
        scale = min(self.rect.w / wide, self.rect.h / tall)
        place = Rect(0, 0, max(1, round(wide * scale)), max(1, round(tall * scale)))
        place.center = self.rect.center

        def make() -> pygame.Surface:
            return cut_corners(pygame.transform.smoothscale(image, place.size), radius)

        shown = skin.photos.get(("plate", self.key, place.size), make, personal=False)
        canvas.surface.blit(shown, place)
