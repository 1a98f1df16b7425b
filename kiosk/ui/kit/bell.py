"""The bell in the top bar: how many notices a person has not seen."""

from dataclasses import dataclass

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect

MOST = 9  # above it, how many there are says no more than that they are many


@dataclass(kw_only=True, eq=False)
class Bell(Button):
    """A bell and a number; only while there is something unseen, so the healthy bar is silent.

    Args:
        count: of the unseen; `asks`: something is to be done.
    """

    role = "bell"
    count: int = 0
    asks: bool = False

    @property
    def text(self) -> str:
        """What it is, and how many."""
        return f"{self.label} {self._number}"

    @property
    def _number(self) -> str:
        return str(self.count) if self.count <= MOST else f"{MOST}+"

    def looks(self) -> tuple[object, ...]:
        """Also how many, and whether they ask for something."""
        return (*super().looks(), self.count, self.asks)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the bell and its number."""
        px = skin.type_px("chip")
        wide = round(px * 3.0) + skin.width(self._number, "chip")
        return (min(width, max(56, wide)), 56)

    def draw(self, canvas: Canvas) -> None:
        """Draw the bell on a pill, the number beside it."""
        skin = canvas.skin
        ink, ground = ("warn", "warn_ground") if self.asks else ("on_soft", "soft")
        pill = Rect(self.rect.x, 0, self.rect.w, skin.px(40))
        pill.centery = self.rect.centery
        edge = ink if skin.theme.name == "contrast" else None
        fill = "inset" if self.pressed else ground
        canvas.panel(fill, pill, pill.h // 2, edge, 2 if edge else 0)
        px, number = skin.type_px("chip"), self._number
        wide = round(px * 1.6) + skin.width(number, "chip")
        x = pill.centerx - wide // 2
        canvas.icon("notifications", round(px * 1.4), ink, (x + round(px * 0.7), pill.centery))
        room = Rect(x + round(px * 1.6), pill.y, wide, pill.h)
        canvas.text(number, "chip", ink, room)
