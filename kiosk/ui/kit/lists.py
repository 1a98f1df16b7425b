"""A list of any length: draws the rows in sight, keeps their pictures, scrolls under a finger."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import pygame

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Kind, Move, Rect, Touch, Widget, walk

FRICTION = 4.0  # a fling's speed falls with exp(-4 t)
RUBBER = 0.35  # how far the list follows beyond its ends
SLOWEST_PX_S = 20.0


@dataclass(kw_only=True, eq=False)
class ScrollList(Widget):
    """A virtual list.

    Args:
        items: plain values, one a row; equal values draw the same.
        key: names a value; the list keeps its place by it.
        row: makes the row of a value, given a rect of row height.
        row_px: height of a row; 0 is the layout's.
        empty: one sentence shown when there are no items.
        fill: the ground the rows are drawn on.
    """

    ASIDE: ClassVar[int] = 64  # what the page buttons take of the rows' width, where there are any

    role = "list"
    drags = True
    items: Sequence[object] = ()
    key: Callable[[object], Hashable] = repr
    row: Callable[[object], Widget] = field(default=lambda _: Widget())
    row_px: int = 0
    gap: int = 8
    empty: str = ""
    fill: str = "surface"
    offset: float = field(init=False, default=0.0)
    speed: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._rows: dict[int, Widget] = {}
        self._tall = 0
        self._buttons: tuple[Button, ...] = ()
        self._skin: Skin | None = None
        self.items = tuple(self.items)

    # -- placing -----------------------------------------------------------------------------

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need all rows; gives way when it grows."""
        pitch = (self.row_px or skin.layout.row) + self.gap
        return (width, max(pitch, len(self.items) * pitch - self.gap))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the rows in sight, and the page buttons when there are more."""
        self._skin = skin
        self._tall = self.row_px or skin.layout.row
        self.rect = Rect(rect)
        if self._over:
            self._place_buttons(skin)
        else:
            self._buttons = ()
            self.offset = 0.0
        self._place_rows()

    @property
    def pitch(self) -> int:
        """Pixels from one row to the next."""
        return self._tall + self.gap

    @property
    def _over(self) -> int:
        """How many pixels of rows do not fit."""
        return max(0, len(self.items) * self.pitch - self.gap - self.rect.h)

    @property
    def _rows_rect(self) -> Rect:
        aside = self.ASIDE if self._buttons else 0
        return Rect(self.rect.x, self.rect.y, self.rect.w - aside, self.rect.h)

    def _place_buttons(self, skin: Skin) -> None:
        if not self._buttons:
            say = skin.phrases.text
            self._buttons = (
                Button(id=f"{self.id}.up", label=say("Page up"), bare=True, rank="key",
                       icon="keyboard_arrow_up", do=lambda: self._page(-1)),
                Button(id=f"{self.id}.down", label=say("Page down"), bare=True, rank="key",
                       icon="keyboard_arrow_down", do=lambda: self._page(1)),
            )  # fmt: skip
        wide = self.ASIDE - 8
        tall = max(56, min(skin.px(120), (self.rect.h - 8) // 2))
        right = self.rect.right - wide
        self._buttons[0].layout(skin, Rect(right, self.rect.y, wide, tall))
        self._buttons[1].layout(skin, Rect(right, self.rect.bottom - tall, wide, tall))

    def _page(self, way: int) -> Move:
        whole = max(1, self.rect.h // self.pitch)
        self._go(round(self.offset / self.pitch + way * whole) * self.pitch)
        return None

    def _place_rows(self) -> None:
        if self._skin is None or not self.rect.h:
            return
        room = self._rows_rect
        first = max(0, int(self.offset // self.pitch))
        last = min(len(self.items), int((self.offset + room.h) // self.pitch) + 1)
        kept: dict[int, Widget] = {}
        for i in range(first, last):
            row = self._rows.get(i)
            y = room.y + round(i * self.pitch - self.offset)
            place = Rect(room.x, y, room.w, self._tall)
            if row is None:
                row = self.row(self.items[i])
            if row.rect.size != place.size:
                row.layout(self._skin, place)
                for w in walk(row):
                    w.dirt = self.dirt
            elif row.rect != place:
                row.shift(place.x - row.rect.x, place.y - row.rect.y)
            kept[i] = row
        self._rows = kept

    def parts(self) -> Sequence[Widget]:
        """Return the rows that are wholly in sight, and the page buttons."""
        rows = [r for r in self._rows.values() if self.rect.contains(r.rect)]
        return (*rows, *self._buttons)

    def drawn(self) -> Sequence[Widget]:
        """Return all rows that are drawn, also those half in sight."""
        return tuple(self._rows.values())

    def looks(self) -> tuple[object, ...]:
        """Also what is listed and where it stands."""
        return (*super().looks(), round(self.offset))

    # -- drawing -----------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """Draw the rows in sight from their kept pictures."""
        if not self.rect.colliderect(canvas.clip):
            return
        before = canvas.clip
        canvas.within(before.clip(self.rect))
        canvas.owner, canvas.personal = self.id, self.personal
        canvas.inside, canvas.cuts = self.rect, False
        if not self.items and self.empty:
            lines = canvas.skin.wrap(self.empty, "row_meta", self.rect.w - 24, 3)
            tall = canvas.skin.line("row_meta")
            y = self.rect.centery - tall * len(lines) // 2
            for line in lines:
                room = Rect(self.rect.x, y, self.rect.w, tall)
                canvas.text(line, "row_meta", "ink2", room, "centre")
                y += tall
        for i, row in self._rows.items():
            self._paint_row(canvas, i, row)
        for button in self._buttons:
            button.paint(canvas)
        canvas.within(before)

    def _paint_row(self, canvas: Canvas, i: int, row: Widget) -> None:
        if not row.rect.colliderect(canvas.clip):
            return
        if canvas.ledger is not None or any(w.pressed for w in walk(row)):
            row.paint(canvas)
            return
        skin = canvas.skin
        item = self.items[i]
        key = (self.id, type(self), self.key(item), row.rect.size, skin.theme.name, skin.zoom)

        def make() -> pygame.Surface:
            surface = pygame.Surface(row.rect.size).convert()
            surface.fill(skin.rgb(self.fill))
            sub = Canvas(surface, skin)
            x, y = row.rect.topleft
            row.shift(-x, -y)
            row.paint(sub)
            row.shift(x, y)
            return surface

        image = skin.rows.get((key, _shown(item)), make, personal=True)
        canvas.surface.blit(image, row.rect)

    # -- touch -------------------------------------------------------------------------------

    def on(self, touch: Touch) -> Move:
        """Scroll under the finger, and on after it."""
        if touch.kind is Kind.DOWN:
            self.speed = 0.0
        elif touch.kind is Kind.DRAG:
            self._go(self.offset - touch.dy, hard=False)
        elif touch.kind is Kind.FLING:
            self.speed = -touch.dy
        return None

    def _go(self, offset: float, *, hard: bool = True) -> None:
        beyond = self.pitch * RUBBER
        low, high = (0.0, float(self._over)) if hard else (-beyond, self._over + beyond)
        self.offset = min(max(offset, low), high)
        self._place_rows()
        self.invalidate()

    @property
    def moving(self) -> bool:
        """Whether it still rolls or must spring back."""
        return bool(self.speed) or not 0 <= self.offset <= self._over

    def step(self, seconds: float, *, held: bool = False) -> None:
        """Roll on for `seconds`, then spring back from beyond an end."""
        if held:
            return
        if self.speed:
            self._go(self.offset + self.speed * seconds, hard=False)
            self.speed *= math.exp(-FRICTION * seconds)
            if abs(self.speed) < SLOWEST_PX_S or not 0 <= self.offset <= self._over:
                self.speed = 0.0
        elif self.moving:
            goal = min(max(self.offset, 0.0), float(self._over))
            left = (self.offset - goal) * math.exp(-12.0 * seconds)
            self._go(goal + (left if abs(left) > 1 else 0.0), hard=False)

    def adopt(self, old: Widget) -> None:
        """Keep the place: the first row in sight stays where it is."""
        super().adopt(old)
        if not isinstance(old, ScrollList) or not old.pitch:
            return
        first = int(old.offset // old.pitch)
        if 0 < first < len(old.items):
            anchor = old.key(old.items[first])
            now = next((i for i, item in enumerate(self.items) if self.key(item) == anchor), first)
            offset = now * self.pitch + old.offset % old.pitch
        else:
            offset = old.offset
        self.speed = old.speed
        self.offset = min(max(offset, 0.0), float(self._over))
        self._rows = {}
        self._place_rows()


def _shown(item: object) -> Hashable:
    """Return what tells one row from another: the item, or its words where it holds a map."""
    try:
        hash(item)
    except TypeError:
        return repr(item)
    return item
