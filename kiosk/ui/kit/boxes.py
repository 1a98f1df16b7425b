"""Boxes that place others: stacks, rows, grids, splits and cards. No overlap, no clipping."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import SHADOW_DROP, SHADOW_PX, Rgb


def share(
    wishes: Sequence[int], grows: Sequence[int], leasts: Sequence[int], room: int
) -> list[int]:
    """Divide `room` pixels: spare ones go to those that grow, missing ones are taken from them.

    Args:
        wishes: pixels each part needs.
        grows: weight of each part in what is spare.
        leasts: pixels a growing part keeps.
        room: pixels at hand.
    """
    out = list(wishes)
    spare = room - sum(out)
    weight = sum(grows)
    if spare > 0 and weight:
        given = [spare * g // weight for g in grows]
        given[max(range(len(grows)), key=lambda i: grows[i])] += spare - sum(given)
        return [w + g for w, g in zip(out, given, strict=True)]
    for i, grow in enumerate(grows):
        if spare >= 0:
            break
        if grow:
            taken = min(-spare, max(0, out[i] - leasts[i]))
            out[i] -= taken
            spare += taken
    return out


@dataclass(kw_only=True, eq=False)
class Spacer(Widget):
    """Empty room; grows unless it has a fixed size."""

    def __post_init__(self) -> None:
        if not (self.wide or self.tall):
            self.grow = self.grow or 1


@dataclass(kw_only=True, eq=False)
class Stack(Widget):
    """Parts one below the other.

    Args:
        children: top to bottom.
        gap: pixels between two.
        align: `fill` gives each the whole width; left, centre or right gives it its own.
    """

    children: Sequence[Widget] = ()
    gap: int = 0
    align: str = "fill"

    def parts(self) -> Sequence[Widget]:
        """Return the children."""
        return self.children

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the widest child and the sum of heights."""
        sizes = [c.size(skin, width) for c in self.children]
        gaps = self.gap * max(0, len(sizes) - 1)
        return (max((w for w, _ in sizes), default=0), sum(h for _, h in sizes) + gaps)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the children; the growing one gives way first, then second lines."""
        self.rect = Rect(rect)
        room = rect.h - self.gap * max(0, len(self.children) - 1)
        heights = self._heights(skin, rect.w, room)
        if sum(heights) > room:
            self.tighten()
            heights = self._heights(skin, rect.w, room)
        y = rect.y
        for child, tall in zip(self.children, heights, strict=True):
            child.layout(skin, self._spot(skin, child, y, tall))
            y += tall + self.gap

    def _heights(self, skin: Skin, width: int, room: int) -> list[int]:
        wishes = [c.size(skin, width)[1] for c in self.children]
        return share(
            wishes, [c.grow for c in self.children], [c.least for c in self.children], room
        )

    def _spot(self, skin: Skin, child: Widget, y: int, tall: int) -> Rect:
        wide = self.rect.w
        if self.align != "fill":
            wide = min(wide, child.size(skin, wide)[0])
        x = self.rect.x
        if self.align == "centre":
            x += (self.rect.w - wide) // 2
        elif self.align == "right":
            x += self.rect.w - wide
        return Rect(x, y, wide, tall)


@dataclass(kw_only=True, eq=False)
class Row(Widget):
    """Parts beside each other.

    Args:
        children: left to right.
        gap: pixels between two.
        align: centre puts each in the middle of the height; top; fill gives it the height.
    """

    children: Sequence[Widget] = ()
    gap: int = 0
    align: str = "centre"

    def parts(self) -> Sequence[Widget]:
        """Return the children."""
        return self.children

    def _widths(self, skin: Skin, width: int) -> list[int]:
        room = width - self.gap * max(0, len(self.children) - 1)
        wishes = [c.size(skin, room)[0] for c in self.children]
        grows = [c.grow for c in self.children]
        out = share(wishes, grows, [c.least for c in self.children], room)
        over = sum(out) - room
        if over > 0 and out:  # nobody grows: the widest gives way
            widest = max(range(len(out)), key=lambda i: out[i])
            out[widest] = max(0, out[widest] - over)
        return out

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the sum of widths and the tallest child."""
        widths = self._widths(skin, width)
        heights = [c.size(skin, w)[1] for c, w in zip(self.children, widths, strict=True)]
        gaps = self.gap * max(0, len(widths) - 1)
        natural = sum(c.size(skin, width)[0] for c in self.children) + gaps
        return (min(width, natural), max(heights, default=0))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the children."""
        self.rect = Rect(rect)
        x = rect.x
        for child, wide in zip(self.children, self._widths(skin, rect.w), strict=True):
            tall = rect.h
            if self.align != "fill":
                tall = min(rect.h, child.size(skin, wide)[1])
            y = rect.y if self.align in {"top", "fill"} else rect.y + (rect.h - tall) // 2
            child.layout(skin, Rect(x, y, wide, tall))
            x += wide + self.gap


@dataclass(kw_only=True, eq=False)
class Grid(Widget):
    """Parts in columns of one width and rows of one height.

    Args:
        children: row by row.
        columns: how many beside each other.
        gap: pixels between two.
        row: height of a row; 0 shares the height at hand.
    """

    children: Sequence[Widget] = ()
    columns: int = 2
    gap: int = 0
    row: int = 0

    def parts(self) -> Sequence[Widget]:
        """Return the children."""
        return self.children

    @property
    def _rows(self) -> int:
        return -(-len(self.children) // self.columns)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width and the rows' heights."""
        wide = (width - self.gap * (self.columns - 1)) // self.columns
        tallest = self.row or max((c.size(skin, wide)[1] for c in self.children), default=0)
        return (width, self._rows * tallest + self.gap * max(0, self._rows - 1))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the children; the last column takes the odd pixels."""
        self.rect = Rect(rect)
        wide = (rect.w - self.gap * (self.columns - 1)) // self.columns
        tall = self.row or (rect.h - self.gap * (self._rows - 1)) // max(1, self._rows)
        for i, child in enumerate(self.children):
            line, column = divmod(i, self.columns)
            x = rect.x + column * (wide + self.gap)
            last = column == self.columns - 1
            w = rect.right - x if last else wide
            child.layout(skin, Rect(x, rect.y + line * (tall + self.gap), w, tall))


@dataclass(kw_only=True, eq=False)
class Split(Widget):
    """Two parts beside each other: the right one has its width, the left one takes the rest."""

    left: Widget
    right: Widget
    right_wide: int
    gap: int = 0

    def parts(self) -> Sequence[Widget]:
        """Return both."""
        return (self.left, self.right)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the taller of the two."""
        left = self.left.size(skin, width - self.right_wide - self.gap)[1]
        return (width, max(left, self.right.size(skin, self.right_wide)[1]))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place both over the whole height."""
        self.rect = Rect(rect)
        wide = rect.w - self.right_wide - self.gap
        self.left.layout(skin, Rect(rect.x, rect.y, wide, rect.h))
        self.right.layout(skin, Rect(rect.right - self.right_wide, rect.y, self.right_wide, rect.h))


@dataclass(kw_only=True, eq=False)
class Card(Widget):
    """A panel with one child in it.

    Args:
        child: what stands in it.
        padding: pixels round the child; -1 is the layout's own, (x, y) gives two.
        fill: colour of the panel.
        edge: colour of its edge, or nothing.
        radius: name of a radius.
        shadow: whether it throws one.
    """

    child: Widget
    padding: int | tuple[int, int] = -1
    fill: str | Rgb = "surface"
    edge: str | None = None
    radius: str = "card"
    shadow: bool = True

    def parts(self) -> Sequence[Widget]:
        """Return the child."""
        return (self.child,)

    def _pad(self, skin: Skin) -> tuple[int, int]:
        if isinstance(self.padding, tuple):
            return self.padding
        pad = skin.layout.padding if self.padding < 0 else self.padding
        return (pad, pad)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the child and the padding."""
        x, y = self._pad(skin)
        w, h = self.child.size(skin, width - 2 * x)
        return (w + 2 * x, h + 2 * y)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the child inside the padding."""
        self.rect = Rect(rect)
        x, y = self._pad(skin)
        self.child.layout(skin, rect.inflate(-2 * x, -2 * y))

    @property
    def reach(self) -> Rect:
        """The panel and its shadow."""
        if not self.shadow:
            return self.rect
        spread = 2 * (SHADOW_PX + SHADOW_DROP) * 2
        return self.rect.inflate(spread, spread)

    def draw(self, canvas: Canvas) -> None:
        """Draw shadow and panel."""
        if self.shadow:
            canvas.shadow(self.rect)
        edge, edge_px = self.edge, canvas.skin.theme.outline_px
        if edge is None and canvas.skin.theme.name == "contrast":
            edge = "line"
        canvas.panel(
            self.fill, self.rect, canvas.skin.radius(self.radius), edge, edge_px if edge else 0
        )


@dataclass(kw_only=True, eq=False)
class Later(Widget):
    """A widget that is made once the skin is known, for parts that depend on the layout."""

    make: Callable[[Skin], Widget]

    def __post_init__(self) -> None:
        self._made: Widget | None = None

    def _inner(self, skin: Skin) -> Widget:
        if self._made is None:
            self._made = self.make(skin)
        return self._made

    def parts(self) -> Sequence[Widget]:
        """Return what was made."""
        return () if self._made is None else (self._made,)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need what was made."""
        return self._inner(skin).size(skin, width)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place what was made."""
        self.rect = Rect(rect)
        self._inner(skin).layout(skin, rect)
