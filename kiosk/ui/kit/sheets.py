"""What lies over the content: sheets, dialogs, the undo toast, progress."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.ui.kit.boxes import Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Kind, Move, Rect, Touch, Widget
from kiosk.ui.kit.words import Label


@dataclass(kw_only=True, eq=False)
class Sheet(Widget):
    """A panel over the content, never over rail or top bar; a tap beside it closes it.

    Args:
        title: what it asks or shows.
        child: its body.
        actions: buttons along the bottom, the most likely at the right.
        close: what its close button and a tap beside it do.
        most: widest, in pixels of the 1280x800 drawing.
    """

    role = "sheet"
    tappable = True
    blocks = True
    title: str = ""
    child: Widget = field(default_factory=Widget)
    actions: tuple[Widget, ...] = ()
    close: Do | None = None
    most: int = 720

    def __post_init__(self) -> None:
        self._panel = Rect(0, 0, 0, 0)
        self._body: Widget = Widget()
        self.label = self.title

    def parts(self) -> Sequence[Widget]:
        """Return the body."""
        return (self._body,)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Stand at the bottom of the content, as high as needed."""
        self.rect = Rect(rect)
        lay = skin.layout
        head: list[Widget] = [Label(label=self.title, style="section", lines=2, grow=1)]
        if self.close is not None:
            name = skin.phrases.text("Close")
            head.append(Button(id=f"{self.id}.close", label=name, icon="close", bare=True,
                               rank="plain", do=self.close))  # fmt: skip
        body: list[Widget] = [Row(children=head, gap=16), self.child]
        if self.child.grow == 0:
            self.child.grow, self.child.least = 1, self.child.least or 56
        if self.actions:
            for action in self.actions:
                action.grow = action.grow or 1
            body.append(Row(children=self.actions, gap=lay.dense, align="fill"))
        self._body = Stack(children=body, gap=lay.dense)
        margin = lay.dense
        wide = min(rect.w - 2 * margin, skin.px(self.most))
        need = self._body.size(skin, wide - 2 * lay.padding)[1] + 2 * lay.padding
        tall = min(rect.h - 2 * margin, need)
        self._panel = Rect(0, 0, wide, tall)
        self._panel.midbottom = (rect.centerx, rect.bottom - margin)
        if tall < rect.h * 2 // 3:
            self._panel.centery = rect.centery
        self._body.layout(skin, self._panel.inflate(-2 * lay.padding, -2 * lay.padding))

    @property
    def hit(self) -> Rect | None:
        """The room beside the panel; nothing under a sheet is touched."""
        return self.rect

    def on(self, touch: Touch) -> Move:
        """Close on a tap beside the panel."""
        beside = not self._panel.collidepoint(touch.x, touch.y)
        if touch.kind is Kind.TAP and beside and self.close is not None:
            return self.close()
        return None

    def draw(self, canvas: Canvas) -> None:
        """Dim the content, draw the panel."""
        canvas.dim(self.rect)
        canvas.shadow(self._panel)
        edge = "line" if canvas.skin.theme.name != "light" else None
        canvas.panel("surface", self._panel, canvas.skin.radius("card"), edge, 2 if edge else 0)


@dataclass(kw_only=True, eq=False)
class Dialog(Sheet):
    """A decision asked for by a tap: a sentence and two answers, the safe one first.

    Args:
        words: the sentence.
    """

    role = "dialog"
    words: str = ""
    most: int = 560

    def __post_init__(self) -> None:
        super().__post_init__()
        self.child = Label(label=self.words, lines=4, colour="ink2")
        self.close = None


@dataclass(kw_only=True, eq=False)
class Toast(Widget):
    """A few words and Undo, bottom left, for a while."""

    role = "toast"
    blocks = True
    action: Button = field(default_factory=Button)

    def __post_init__(self) -> None:
        self._row = Row(
            children=[Label(label=self.label, style="strong", colour="rail_mark"), self.action],
            gap=24,
        )

    def parts(self) -> Sequence[Widget]:
        """Return words and button."""
        return (self._row,)

    @property
    def reach(self) -> Rect:
        """The toast and its shadow."""
        return self.rect.inflate(96, 96)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need words and button."""
        wide, tall = self._row.size(skin, width - 32)
        return (wide + 32, tall + 16)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the row."""
        self.rect = Rect(rect)
        self._row.layout(skin, rect.inflate(-32, -16))

    def draw(self, canvas: Canvas) -> None:
        """Draw the dark panel."""
        canvas.shadow(self.rect)
        canvas.panel("rail_on", self.rect, canvas.skin.px(16))


@dataclass(kw_only=True, eq=False)
class Progress(Widget):
    """A counted bar: how many of how many."""

    role = "progress"
    done: int = 0
    of: int = 1
    tone: str = "ok"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need a thin line."""
        return (width, skin.px(10))

    @property
    def text(self) -> str:
        """The count."""
        return f"{self.done}/{self.of}"

    def draw(self, canvas: Canvas) -> None:
        """Draw track and bar."""
        plain = canvas.skin.theme.name != "contrast"
        track, edge = ("line", None) if plain else ("inset", "line")
        canvas.panel(track, self.rect, self.rect.h // 2, edge, 1 if edge else 0)
        wide = round(self.rect.w * min(1.0, self.done / max(1, self.of)))
        if wide:
            bar = Rect(self.rect.x, self.rect.y, max(self.rect.h, wide), self.rect.h)
            canvas.panel(self.tone, bar, self.rect.h // 2)
