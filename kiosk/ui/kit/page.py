"""The frame round every screen: rail, top bar, content, banner, and what lies over them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.ui.kit.bar import TopBar
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.health import Banner
from kiosk.ui.kit.rail import Rail
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget


@dataclass(kw_only=True, eq=False)
class Page(Widget):
    """A whole screen: rail, bar, content, banner, and what lies over the content.

    Args:
        rail: the dark strip, or None on screens without it.
        bar: the top bar.
        content: what the screen is about.
        banner: the worst trouble, or None.
        over: a sheet, dialog or keyboard over the content.
        toast: Undo of the last tap, bottom left.
        ground: colour of the canvas.
    """

    rail: Rail | None = None
    bar: TopBar | None = None
    content: Widget = field(default_factory=Widget)
    banner: Banner | None = None
    over: Widget | None = None
    toast: Widget | None = None
    ground: str = "canvas"

    def parts(self) -> Sequence[Widget]:
        """Return everything, the lowest first."""
        inner = (self.rail, self.bar, self.content, self.banner, self.over, self.toast)
        return [part for part in inner if part is not None]

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place rail, bar, content and banner as the layout says."""
        self.rect = Rect(rect)
        lay = skin.layout
        room = Rect(lay.content)
        if self.rail is not None:
            self.rail.layout(skin, Rect(rect.x, rect.y, lay.rail, rect.h))
        if self.bar is not None:
            self.bar.layout(skin, Rect(room.x, rect.y, room.w, lay.bar))
        if self.banner is not None:
            tall = self.banner.size(skin, room.w)[1]
            self.banner.layout(skin, Rect(room.x, room.bottom - tall, room.w, tall))
            room.h -= tall + lay.gap
        self.content.layout(skin, room if self.bar is not None else rect)
        if self.over is not None:
            left = 0 if self.over.full or self.rail is None else lay.rail
            self.over.layout(skin, Rect(left, lay.bar, rect.w - left, rect.h - lay.bar))
        if self.toast is not None:
            wide, tall = self.toast.size(skin, room.w)
            self.toast.layout(skin, Rect(room.x, rect.bottom - tall - lay.dense, wide, tall))

    def draw(self, canvas: Canvas) -> None:
        """Draw the ground."""
        canvas.fill(self.ground, canvas.clip)
