"""The devices in the top bar, and the one banner for the worst trouble."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.ui.kit.boxes import Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.kit.words import TONES, IconBox, Label


class HealthItem(Struct, frozen=True):
    """One device as the top bar shows it.

    Args:
        key: the device.
        icon: of the healthy device, or its other shape in trouble.
        words: at most 22 characters; empty while healthy.
        tone: plain, warn or bad.
    """

    key: str
    icon: str
    words: str = ""
    tone: str = "plain"


@dataclass(kw_only=True, eq=False)
class HealthCluster(Button):
    """All devices in one target: small grey icons, words only for trouble, the worst first."""

    role = "health"
    items: tuple[HealthItem, ...] = ()

    def _worded(self, skin: Skin) -> list[HealthItem]:
        rank = {"bad": 0, "warn": 1, "plain": 2}
        trouble = sorted((i for i in self.items if i.words), key=lambda i: rank[i.tone])
        return trouble[: skin.layout.worded]

    def _more(self, skin: Skin) -> int:
        return sum(1 for i in self.items if i.words) - len(self._worded(skin))

    def _quiet(self, skin: Skin) -> list[HealthItem]:
        if skin.layout.size == "S":
            return []
        return [i for i in self.items if not i.words]

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need icons and chips."""
        return (min(width, max(56, self._wide(skin))), 56)

    def _wide(self, skin: Skin) -> int:
        if skin.layout.size == "S":
            return 64
        wide = len(self._quiet(skin)) * skin.px(40)
        for item in self._worded(skin):
            wide += self._chip(skin, item) + 8
        return wide + (skin.px(44) if self._more(skin) else 0) + 8

    @staticmethod
    def _chip(skin: Skin, item: HealthItem) -> int:
        px = skin.type_px("chip")
        return skin.width(item.words, "chip") + round(px * 3.2)

    @property
    def text(self) -> str:
        """The words of all trouble."""
        return "; ".join([self.label, *(i.words for i in self.items if i.words)])

    def draw(self, canvas: Canvas) -> None:
        """Draw icons, chips and the rest as +n."""
        skin = canvas.skin
        if self.pressed:
            canvas.panel("inset", self.rect, 14)
        if skin.layout.size == "S":
            self._draw_small(canvas)
            return
        x, mid = self.rect.x + 4, self.rect.centery
        step = skin.px(40)
        for item in self._quiet(skin):
            canvas.icon(item.icon, skin.px(24), "ink3", (x + step // 2, mid))
            x += step
        px = skin.type_px("chip")
        for item in self._worded(skin):
            wide = self._chip(skin, item)
            chip = Rect(x, mid - skin.px(20), wide, skin.px(40))
            ink, ground = TONES[item.tone]
            edge = ink if skin.theme.name == "contrast" else None
            canvas.panel(ground, chip, chip.h // 2, edge, 2 if edge else 0)
            canvas.icon(item.icon, round(px * 1.3), ink, (x + round(px * 1.4), mid))
            room = Rect(x + round(px * 2.4), chip.y, wide, chip.h)
            canvas.text(item.words, "chip", ink, room)
            x += wide + 8
        if more := self._more(skin):
            canvas.text(f"+{more}", "chip", "bad", Rect(x, self.rect.y, skin.px(40), 56), "centre")

    def _draw_small(self, canvas: Canvas) -> None:
        trouble = [i for i in self.items if i.words]
        tone = "bad" if any(i.tone == "bad" for i in trouble) else "warn" if trouble else "plain"
        icon = "error" if tone == "bad" else "warning" if trouble else "task_alt"
        ink = TONES[tone][0] if trouble else "ink3"
        x = self.rect.centerx - (12 if trouble else 0)
        canvas.icon(icon, 28, ink, (x, self.rect.centery))
        if trouble:
            room = Rect(x + 18, self.rect.y, 24, self.rect.h)
            canvas.text(str(len(trouble)), "chip", ink, room)


class Trouble(Struct, frozen=True):
    """What a banner says: what happened, what works, what to do."""

    title: str
    detail: str
    icon: str = "warning"
    tone: str = "warn"


@dataclass(kw_only=True, eq=False)
class Banner(Widget):
    """One banner for the worst trouble, with at most two buttons at its right."""

    role = "banner"
    trouble: Trouble = field(default_factory=lambda: Trouble("", ""))
    actions: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        self._body: Widget = Widget()
        self.label = f"{self.trouble.title}. {self.trouble.detail}"

    def parts(self) -> Sequence[Widget]:
        """Return the row inside."""
        return (self._body,)

    @property
    def reach(self) -> Rect:
        """The banner and its shadow."""
        return self.rect.inflate(96, 96)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the layout's banner height."""
        return (width, skin.layout.banner)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place sign, words and buttons."""
        self.rect = Rect(rect)
        small = skin.layout.size == "S"
        words: list[Widget] = [
            Label(label=self.trouble.title, style="strong" if small else "section", cuts=small)
        ]
        if not small:
            words.append(Label(label=self.trouble.detail, colour="ink2", lines=1, cuts=True))
        pad = 0 if small else 18
        children: list[Widget] = [
            IconBox(icon=self.trouble.icon, tone=self.trouble.tone, edge_px=40 if small else 52),
            Stack(children=words, grow=1, least=80),
            *self.actions,
        ]
        self._body = Row(children=children, gap=skin.layout.dense)
        self._body.layout(skin, rect.inflate(-2 * max(8, pad), -8))

    def draw(self, canvas: Canvas) -> None:
        """Draw the panel with the tone's edge."""
        ink, _ = TONES[self.trouble.tone]
        canvas.shadow(self.rect)
        canvas.panel("surface", self.rect, canvas.skin.radius("card"), ink, 2)
