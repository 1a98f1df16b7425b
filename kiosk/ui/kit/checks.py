"""A line of a checklist: a box to tick, and what it says in up to two lines."""

from dataclasses import dataclass, field

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect

_BOX_PX, _PAD_PX = 28, 12
_LINES = 2


@dataclass(kw_only=True, eq=False)
class CheckLine(Button):
    """One line to tick; a tap anywhere on it ticks it, another takes the tick away.

    Args:
        is_on: whether it is ticked.
        most_lines: of its words.
    """

    role = "check"
    is_on: bool = False
    most_lines: int = _LINES
    rank: str = "plain"
    _lost: bool = field(init=False, default=False)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width, and room for the words."""
        lines = self._lines(skin, width - self._lead(skin))
        return (width, max(skin.layout.button, len(lines) * skin.line("row_title") + _PAD_PX))

    def _lead(self, skin: Skin) -> int:
        return skin.px(_BOX_PX) + 3 * _PAD_PX

    def _lines(self, skin: Skin, room: int) -> tuple[str, ...]:
        lines = skin.wrap(self.label, "row_title", max(1, room), self.most_lines)
        self._lost = "".join(lines).replace(" ", "") != self.label.replace(" ", "")
        return lines

    @property
    def text(self) -> str:
        """The words and how they stand."""
        return f"{self.label}: {'on' if self.is_on else 'off'}"

    @property
    def clipped(self) -> bool:
        """Whether words did not fit when last drawn."""
        return self._lost

    def draw(self, canvas: Canvas) -> None:
        """Draw the box, its tick, and the words."""
        skin, side = canvas.skin, canvas.skin.px(_BOX_PX)
        ground = "ok_ground" if self.is_on else "surface"
        _, ink, _ = self._colours(skin)
        fill = "inset" if self.pressed else ground
        canvas.panel(fill, self.rect, skin.radius("control"), "line", 1)
        box = Rect(self.rect.x + _PAD_PX, self.rect.centery - side // 2, side, side)
        thick = skin.theme.outline_px
        if self.is_on:
            canvas.panel("ok", box, skin.radius("cell"))
            canvas.icon("check", round(side * 0.8), "surface", box.center)
        else:
            canvas.panel("surface", box, skin.radius("cell"), "outline", thick)
        lead, tall = self._lead(skin), skin.line("row_title")
        lines = self._lines(skin, self.rect.w - lead)
        y = self.rect.centery - tall * len(lines) // 2
        for line in lines:
            room = Rect(self.rect.x + lead - _PAD_PX, y, self.rect.w - lead, tall)
            canvas.text(line, "row_title", ink, room)
            y += tall
