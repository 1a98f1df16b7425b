"""How strong a signal is: four bars on a tinted tile."""

from dataclasses import dataclass

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.kit.words import TONES

_COUNT = 4


@dataclass(kw_only=True, eq=False)
class Bars(Widget):
    """Bars of growing height; those beyond the level are pale. `tone` as a chip's.

    Args:
        level: how many are full, 0 to 4.
    """

    role = "bars"
    level: int = 0
    tone: str = "soft"
    edge_px: int = 44

    @property
    def text(self) -> str:
        """The level."""
        return f"{self.level}/{_COUNT}"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need a square."""
        return (skin.px(self.edge_px), skin.px(self.edge_px))

    def draw(self, canvas: Canvas) -> None:
        """Draw tile and bars."""
        ink, ground = TONES[self.tone]
        side = min(self.rect.w, self.rect.h)
        tile = Rect(0, 0, side, side)
        tile.center = self.rect.center
        canvas.panel(ground, tile, round(side * 0.25))
        step = max(3, side // 7)
        for at in range(_COUNT):
            bar = Rect(tile.centerx + (at - 2) * step + 1, 0, step - 2, step * (at + 1))
            bar.bottom = tile.centery + 2 * step
            canvas.fill(ink if at < self.level else "line", bar)
