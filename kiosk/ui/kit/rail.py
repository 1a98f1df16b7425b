"""The dark strip at the left that leads to the big things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Rect, Widget


class RailItem(Struct, frozen=True):
    """One entry of the rail: key, icon, word; `count` is shown on the icon, 0 shows none."""

    key: str
    icon: str
    label: str
    count: int = 0


@dataclass(kw_only=True, eq=False)
class RailButton(Button):
    """An entry of the rail; the active one is raised and white."""

    role = "rail"
    active: bool = False
    count: int = 0
    worded: bool = True

    def draw(self, canvas: Canvas) -> None:
        """Draw icon and word."""
        skin = canvas.skin
        ink = "rail_mark" if self.active else "rail_text"
        if self.active or self.pressed:
            canvas.panel("rail_on", self.rect, skin.px(14))
        if self.active:
            mark = Rect(0, self.rect.y + 16, skin.px(5), self.rect.h - 32)
            canvas.fill("rail_mark", mark)
        px = skin.px(30) if self.worded else 28
        y = self.rect.centery
        if self.worded:
            word = Rect(self.rect.x, self.rect.centery + 6, self.rect.w, skin.line("rail"))
            word.inflate_ip(12, 0)  # long words may use the rail's margin
            y = self.rect.centery - px // 2 + 2
            canvas.text(skin.cut(self.label, "rail", word.w), "rail", ink, word, "centre")
        canvas.icon(self.icon, px, ink, (self.rect.centerx, y))
        if self.count:
            spot = (self.rect.centerx + px // 2 + 4, y - px // 2 + 4)
            shown = str(self.count) if self.count < 100 else "99+"  # noqa: PLR2004
            side = max(20, skin.width(shown, "caption") + 8)
            pill = Rect(0, 0, side, 20)
            pill.center = spot
            pill.right = min(pill.right, self.rect.right)
            canvas.panel("rail_mark", pill, 10)
            canvas.text(shown, "caption", "rail", pill, "centre")


@dataclass(kw_only=True, eq=False)
class Rail(Widget):
    """The dark strip at the left: where the big things are; absent entries are not allowed."""

    items: tuple[RailItem, ...] = ()
    active: str = ""
    go: Mapping[str, Do] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._buttons: list[RailButton] = []
        self._logo = Rect(0, 0, 0, 0)

    def parts(self) -> Sequence[Widget]:
        """Return the entries."""
        return self._buttons

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the entries from the top, the menu at the bottom."""
        self.rect = Rect(rect)
        worded = skin.layout.size != "S"
        self._buttons = [
            RailButton(
                id=f"rail.{item.key}", label=item.label, icon=item.icon, count=item.count,
                active=item.key == self.active, worded=worded, do=self.go.get(item.key),
            )
            for item in self.items
        ]  # fmt: skip
        pad = 8 if worded else 4
        logo = skin.px(56) if worded else 0
        self._logo = Rect(0, 0, logo, logo)
        self._logo.midtop = (rect.centerx, rect.y + 2 * pad)
        top = self._logo.bottom + 3 * pad if worded else rect.y + pad
        count = max(1, len(self._buttons))
        pitch = min(skin.px(92), (rect.bottom - pad - top + 8) // count)
        for i, button in enumerate(self._buttons):
            y = top + i * pitch
            if self.items[i].key == "menu":
                y = rect.bottom - pitch
            button.layout(skin, Rect(rect.x + pad, y, rect.w - 2 * pad, pitch - 8))

    def draw(self, canvas: Canvas) -> None:
        """Draw the ground and the logo."""
        canvas.fill("rail", self.rect)
        if self._logo.w:
            fill, ink = ("brand", "on_brand")
            canvas.panel(fill, self._logo, canvas.skin.px(14))
            canvas.icon("package_2-fill", round(self._logo.w * 0.6), ink, self._logo.center)
