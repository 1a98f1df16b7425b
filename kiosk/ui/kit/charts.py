"""Charts: bars beside those of the period before, and a heat map of hours; zero at the bottom."""

from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import EARLIER, RAMP

_ROUND = (1, 2, 5)
_LINES = 5
_LABEL_GAP = 4


class Column(Struct, frozen=True):
    """One place of a bar chart.

    Args:
        name: under it; empty for one that has no room.
        n: how high the bar is.
        before: of the period before; None for none.
        shown: what is written above the bar.
    """

    name: str
    n: int
    before: int | None
    shown: str = ""


def grid(most: int) -> tuple[int, int]:
    """Return how far a scale goes and how far its lines stand apart, so that `most` fits."""
    scale = 1
    while True:
        for factor in _ROUND:
            step = factor * scale
            if step * _LINES >= most:
                return (-(-max(most, 1) // step) * step, step)
        scale *= 10


@dataclass(kw_only=True, eq=False)
class Bars(Widget):
    """Bars, and behind each the one of the period before.

    Args:
        columns: left to right.
        label: what the chart tells, for those who read trees.
        unit: written behind the numbers of the scale.
    """

    role = "bars"
    unit: str = ""
    columns: tuple[Column, ...] = ()
    cuts = False

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need some room; it grows."""
        return (width, skin.px(160))

    def draw(self, canvas: Canvas) -> None:
        """Draw lines, bars and words."""
        skin = canvas.skin
        most = max((max(c.n, c.before or 0) for c in self.columns), default=0)
        top, step = grid(most)
        tall = skin.line("caption")
        left = max(skin.width(f"{top}{self.unit}", "caption") + 12, skin.px(40))
        plot = Rect(
            self.rect.x + left,
            self.rect.y + tall + _LABEL_GAP,
            self.rect.w - left,
            self.rect.h - 2 * tall - 2 * _LABEL_GAP,
        )
        for value in range(0, top + 1, step):
            y = plot.bottom - plot.h * value // top
            canvas.fill("line", Rect(plot.x, y, plot.w, 1))
            room = Rect(self.rect.x, y - tall // 2, left - 12, tall)
            canvas.text(f"{value}{self.unit}", "caption", "ink3", room, "right")
        if not self.columns:
            return
        pitch = plot.w / len(self.columns)
        is_roomy = all(skin.width(column.shown, "caption") + 4 <= pitch for column in self.columns)
        for i, column in enumerate(self.columns):
            spot = Rect(plot.x + round(i * pitch), plot.y, max(2, int(pitch)), plot.h)
            self._column(canvas, spot, column if is_roomy else replace(column, shown=""), top)

    def _column(self, canvas: Canvas, spot: Rect, column: Column, top: int) -> None:
        skin = canvas.skin
        gap = 4 if spot.w > skin.px(40) else 1
        wide = max(1, min(skin.px(28), (spot.w - 3 * gap) // 2))
        is_alone = column.before is None
        x = spot.centerx - wide // 2 - wide - gap if is_alone else spot.centerx - wide - gap // 2
        earlier = EARLIER[skin.theme.name]
        for n, colour, at in ((column.before, earlier, x), (column.n, "brand", x + wide + gap)):
            if n:
                high = max(2, spot.h * n // top)
                bar = Rect(at, spot.bottom - high, wide, high)
                canvas.panel(colour, bar, min(skin.radius("cell"), wide // 2, high))
        tall = skin.line("caption")
        if column.shown and column.n:
            high = spot.h * column.n // top
            words = skin.width(column.shown, "caption")
            above = Rect(0, spot.bottom - high - tall - 2, words, tall)
            above.centerx = x + wide + gap + wide // 2
            canvas.text(column.shown, "caption", "ink", above, "centre")
        if column.name:
            words = skin.width(column.name, "caption")
            under = Rect(0, spot.bottom + _LABEL_GAP, words, tall)
            under.centerx = spot.centerx
            canvas.text(column.name, "caption", "ink2", under, "centre")


@dataclass(kw_only=True, eq=False)
class Legend(Widget):
    """What the bars are: a square of the colour before the words.

    Args:
        earlier: it is of the pale ones.
    """

    role = "legend"
    earlier: bool = False

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the square and the words."""
        wide = skin.width(self.label, "caption") + _square(skin) + 8
        return (min(width, wide), skin.line("caption"))

    def draw(self, canvas: Canvas) -> None:
        """Draw the square and write the words."""
        skin, px = canvas.skin, _square(canvas.skin)
        colour = EARLIER[skin.theme.name] if self.earlier else "brand"
        square = Rect(self.rect.x, self.rect.centery - px // 2, px, px)
        canvas.panel(colour, square, px // 4)
        room = Rect(self.rect.x + px + 8, self.rect.y, self.rect.w - px - 8, self.rect.h)
        words = skin.cut(self.label, "caption", room.w)
        canvas.text(words, "caption", "ink2", room)


def _square(skin: Skin) -> int:
    return skin.px(14)


@dataclass(kw_only=True, eq=False)
class HeatMap(Widget):
    """Hours from the top, weekdays beside each other; the darker, the busier.

    Args:
        rows: one an hour, with a number a weekday.
        hours: written at the left; empty for those that have no room.
        names: of the weekdays.
    """

    role = "heat"
    rows: tuple[tuple[int, ...], ...] = ()
    hours: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need some room; it grows."""
        return (width, skin.px(160))

    def draw(self, canvas: Canvas) -> None:
        """Draw the cells and what they are."""
        skin, tall = canvas.skin, canvas.skin.line("caption")
        if not self.rows or not self.names:
            return
        left = max((skin.width(hour, "caption") for hour in self.hours), default=0) + 10
        area = Rect(self.rect.x + left, self.rect.y, self.rect.w - left, self.rect.h - tall - 4)
        wide, high = area.w / len(self.names), area.h / len(self.rows)
        most, ramp = max(map(max, self.rows)), RAMP[skin.theme.name]
        every = -(-tall // max(1, int(high)))  # hours whose names do not touch
        for i, row in enumerate(self.rows):
            y = area.y + round(i * high)
            if i % max(2, every) == 0:
                room = Rect(self.rect.x, y + (int(high) - tall) // 2, left - 10, tall)
                canvas.text(self.hours[i], "caption", "ink3", room, "right")
            for j, n in enumerate(row):
                cell = Rect(area.x + round(j * wide), y, int(wide) - 4, max(3, int(high) - 4))
                shade = 0 if not most else min(len(ramp) - 1, n * (len(ramp) - 1) // most)
                shade = max(shade, 1) if n else 0
                canvas.panel(ramp[shade], cell, min(skin.radius("cell"), cell.h // 2))
        roomy = all(skin.width(name, "caption") + 8 <= wide for name in self.names)
        for j, whole in enumerate(self.names):
            name = whole if roomy else whole[:1]
            words = skin.width(name, "caption")
            under = Rect(0, area.bottom + 4, words, tall)
            under.centerx = area.x + round((j + 0.5) * wide) - 2
            canvas.text(name, "caption", "ink2", under, "centre")
