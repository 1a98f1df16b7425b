"""Cells and their lamps: the only users of lamp colours, and only for cells that are lit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.hw.ports import Colour
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Move, Rect, Widget
from kiosk.ui.theme import LAMPS, LEAST_GAP_PX, LEAST_HIT_PX, Rgb

BIG_PX = 40  # larger letters need less air
_FEW = 4  # racks that stand in one row
_SMALL_PX, _TINY_PX = 24, 16
NUMBERED = frozenset({Colour.VIOLET, Colour.ORANGE})  # too like blue and amber for some eyes


class Spot(Struct, frozen=True):
    """How one cell is shown.

    Args:
        cell: its name.
        lamp: the colour of its lamp if it is in `Shown.lit`, else None.
        number: of the session; shown where its colour is too like another's, 0 shows none.
        taken: what it held for this visit is on the counter.
        blocked: closed for use.
        wanted: it is needed, but its lamp does not shine: an outline.
        bright: the lamp's own blink, on or off, as the LED.
        filled: how much of its room is taken, in percent; the map shows a bar.
        chosen: somebody works with it; the map fills it.
        note: a word under its number, where the map has room for one.
        sign: an icon in its corner, as above.
    """

    cell: str
    lamp: Colour | None = None
    number: int = 0
    taken: bool = False
    blocked: bool = False
    wanted: bool = False
    bright: bool = True
    filled: int = 0
    chosen: bool = False
    note: str = ""
    sign: str = ""


def short(cell: str) -> str:
    """Return what tells a cell from its neighbours in the rack: B-03 -> 03."""
    return cell.rsplit("-", 1)[-1]


@dataclass(kw_only=True, eq=False)
class CellBadge(Button):
    """A cell's name; a solid lamp fill with a bulb while its LED is on."""

    role = "cell"
    spot: Spot = field(default_factory=lambda: Spot(""))
    style: str = "section"

    def __post_init__(self) -> None:
        self.label = self.label or self.spot.cell
        self.tappable = self.do is not None

    @property
    def lit(self) -> str:
        """The cell whose lamp it shows, or nothing."""
        return self.spot.cell if self.spot.lamp else ""

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the name, the bulb and the number."""
        px = skin.type_px(self.style)
        wide = skin.width(self.label, self.style) + round(px * 1.5)
        wide += round(px * 1.3) if self._sign else 0
        wide += round(px * 1.6) if self._numbered else 0
        tall = round(px * 2.1) if px < BIG_PX else round(px * 1.3)
        return (min(width, max(wide, round(px * 3))), tall)

    @property
    def _sign(self) -> str:
        if self.spot.lamp:
            return "lightbulb-fill"
        if self.spot.taken:
            return "check"
        return "block" if self.spot.blocked else ""

    @property
    def _numbered(self) -> bool:
        return bool(self.spot.number) and self.spot.lamp in NUMBERED

    def draw(self, canvas: Canvas) -> None:
        """Draw the badge."""
        skin, px = canvas.skin, canvas.skin.type_px(self.style)
        fill, ink, edge = self._paints(skin)
        canvas.panel(fill, self.rect, skin.px(12), edge, skin.theme.outline_px if edge else 0)
        lead = round(px * 1.3) if self._sign else 0
        tail = round(px * 1.6) if self._numbered else 0
        wide = skin.width(self.label, self.style)
        x = self.rect.x + max(4, (self.rect.w - wide - lead - tail) // 2)
        if self._sign:
            side = round(px * (1.1 if px < BIG_PX else 0.8))
            canvas.icon(self._sign, side, ink, (x + px // 2, self.rect.centery))
        room = Rect(x + lead, self.rect.y, wide, self.rect.h)
        canvas.text(self.label, self.style, ink, room)
        if self._numbered:
            side = round(px * 1.3)
            disc = Rect(0, 0, side, side)
            disc.center = (room.right + tail // 2 + 2, self.rect.centery)
            white, navy = LAMPS[Colour.VIOLET][1], LAMPS[Colour.AMBER][1]
            canvas.disc(white, side, disc.center)
            canvas.text(str(self.spot.number), self.style, navy, disc, "centre")

    def _paints(self, skin: Skin) -> tuple[str | Rgb, str | Rgb, str | None]:
        if self.spot.lamp:
            return (*LAMPS[self.spot.lamp], None)
        if self.spot.taken:
            return "ok_ground", "ok", "ok" if skin.theme.name == "contrast" else None
        ink = "ink3" if self.spot.blocked else "ink"
        return "inset", ink, "outline" if self.spot.wanted else None


class RackView(Struct, frozen=True):
    """One rack of the map, cells in rows from the top."""

    rack: str
    rows: tuple[tuple[Spot, ...], ...]


def rack_view(rack: str, cells: Sequence[str], spots: Mapping[str, Spot], columns: int) -> RackView:
    """Lay a rack's cells out in rows of `columns`."""
    shown = [spots.get(cell, Spot(cell)) for cell in cells]
    rows = tuple(tuple(shown[i : i + columns]) for i in range(0, len(shown), columns))
    return RackView(rack, rows)


@dataclass(kw_only=True, eq=False)
class ShelfMap(Widget):
    """The racks as they stand; lit cells shine, taken ones carry a tick, blocked ones a cross.

    Args:
        racks: left to right.
        open_rack: the rack that is shown alone, large; empty shows all.
        pick: what a tap on a cell does.
        open: what a tap on a rack does, when its cells are too small for a finger.
        named: the racks' names stand under them.
    """

    role = "map"
    racks: tuple[RackView, ...] = ()
    open_rack: str = ""
    pick: Callable[[str], Move] | None = None
    open: Callable[[str], Move] | None = None
    named: bool = True

    def __post_init__(self) -> None:
        self._parts: list[Widget] = []
        self._frames: list[tuple[Rect, str]] = []

    def parts(self) -> Sequence[Widget]:
        """Return the cells."""
        return self._parts

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need room for the tallest rack."""
        rows = max((len(r.rows) for r in self.racks), default=1)
        return (width, rows * skin.px(39) + skin.px(60))

    @property
    def lit(self) -> frozenset[str]:
        """The cells whose lamps it shows."""
        return frozenset(
            s.cell for r in self.racks for row in r.rows for s in row if s.lamp is not None
        )

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place racks and cells; cells under a finger's size leave the touch to their rack."""
        self.rect = Rect(rect)
        racks = [r for r in self.racks if self.open_rack in {"", r.rack}]
        self._parts, self._frames = [], []
        if not racks:
            return
        gap = skin.px(16)
        foot = skin.line("strong") + 4 if self.named else 0
        # many racks, and those too narrow for a finger beside each other, stand in two rows
        alone = (rect.w - gap * (len(racks) - 1)) // len(racks)
        narrow = alone < LEAST_HIT_PX or (len(racks) > _FEW and alone * 3 < rect.h)
        across = -(-len(racks) // 2) if narrow else len(racks)
        wide = (rect.w - gap * (across - 1)) // across
        tall = (rect.h - (LEAST_GAP_PX if narrow else 0)) // (2 if narrow else 1)
        for i, rack in enumerate(racks):
            x, y = i % across * (wide + gap), i // across * (tall + LEAST_GAP_PX)
            frame = Rect(rect.x + x, rect.y + y, wide, tall - foot)
            self._frames.append((frame, rack.rack))
            self._place(skin, frame, rack)

    def _place(self, skin: Skin, frame: Rect, rack: RackView) -> None:
        pad = 4 if frame.w < skin.px(90) else skin.px(8)
        inner = frame.inflate(-2 * pad, -2 * pad)
        columns = max((len(row) for row in rack.rows), default=1)
        rows = max(1, len(rack.rows))
        gap = LEAST_GAP_PX
        wide, tall = _cell_size(inner, columns, rows, gap)
        touchable = min(wide, tall) >= LEAST_HIT_PX
        if not touchable:
            gap = 4
            wide, tall = _cell_size(inner, columns, rows, gap)
        tap = None if touchable or self.open is None else self._opener(rack.rack)
        if tap is not None:
            name = skin.phrases.text("Rack {rack}", rack=rack.rack)
            area = RackArea(id=f"{self.id}.{rack.rack}", label=name, do=tap)
            area.layout(skin, Rect(frame))
            self._parts.append(area)
        for y, row in enumerate(rack.rows):
            for x, spot in enumerate(row):
                cell = MapCell(
                    id=f"{self.id}.{spot.cell}" if touchable else "",
                    label=spot.cell,
                    spot=spot,
                    do=self._picker(spot.cell) if touchable and self.pick else None,
                )
                place = Rect(inner.x + x * (wide + gap), inner.y + y * (tall + gap), wide, tall)
                cell.layout(skin, place)
                self._parts.append(cell)

    def _opener(self, rack: str) -> Callable[[], Move]:
        return lambda: self.open(rack) if self.open else None

    def _picker(self, cell: str) -> Callable[[], Move]:
        return lambda: self.pick(cell) if self.pick else None

    def draw(self, canvas: Canvas) -> None:
        """Draw the racks' frames and names."""
        skin = canvas.skin
        for frame, name in self._frames:
            canvas.panel("rail_on", frame, skin.px(10))
            if not self.named:
                continue
            foot = Rect(frame.x, frame.bottom + 4, frame.w, skin.line("strong"))
            canvas.text(skin.cut(name, "strong", frame.w), "strong", "rail_text", foot, "centre")


def _cell_size(room: Rect, columns: int, rows: int, gap: int) -> tuple[int, int]:
    return ((room.w - gap * (columns - 1)) // columns, (room.h - gap * (rows - 1)) // rows)


@dataclass(kw_only=True, eq=False)
class RackArea(Button):
    """The touch target of a whole rack; draws nothing."""

    role = "rack"

    def draw(self, canvas: Canvas) -> None:
        """Show the press alone."""
        if self.pressed:
            canvas.panel("rail_raised", self.rect, canvas.skin.px(10))


@dataclass(kw_only=True, eq=False)
class MapCell(CellBadge):
    """One cell of the map: small, its number only where it matters."""

    role = "map_cell"

    def draw(self, canvas: Canvas) -> None:
        """Draw the cell as its lamp stands."""
        skin, spot = canvas.skin, self.spot
        radius = skin.px(6)
        if spot.lamp:
            lamp, ink = LAMPS[spot.lamp]
            canvas.panel(lamp, self.rect, radius)
            self._name(canvas, ink)
            return
        edge = "rail_mark" if spot.wanted else None
        fill = "rail_mark" if spot.chosen else "rail_raised"
        canvas.panel(fill, self.rect, radius, edge, 2 if edge else 0)
        px = min(self.rect.w, self.rect.h)
        if spot.wanted and px < _TINY_PX:  # an outline would leave nothing inside
            canvas.panel("rail_mark", self.rect, 2)
            return
        if spot.note and px >= LEAST_HIT_PX:
            self._noted(canvas, "rail" if spot.chosen else "rail_text")
            return
        if spot.filled:
            self._bar(canvas)
        if spot.taken:
            canvas.icon("check", round(px * 0.7), "rail_mark", self.rect.center)
        elif spot.blocked:
            canvas.icon("close", round(px * 0.6), "rail_text", self.rect.center)
        elif spot.wanted or px >= LEAST_HIT_PX:
            self._name(canvas, "rail_mark" if spot.wanted else "rail_text")

    def _noted(self, canvas: Canvas, ink: str) -> None:
        """Draw its number over its note, and the sign in the corner."""
        skin, spot = canvas.skin, self.spot
        tall, small = skin.line("strong"), skin.line("caption")
        top = self.rect.centery - (tall + small) // 2
        above = Rect(self.rect.x, top, self.rect.w, tall)
        below = Rect(self.rect.x, above.bottom, self.rect.w, small)
        canvas.text(short(spot.cell), "strong", ink, above, "centre")
        canvas.text(spot.note, "caption", ink, below, "centre")
        if spot.sign:
            side = skin.px(18)
            canvas.icon(spot.sign, side, ink, (self.rect.right - side, self.rect.y + side))

    def _bar(self, canvas: Canvas) -> None:
        """Draw how full it is, along its foot."""
        if min(self.rect.w, self.rect.h) < _SMALL_PX:  # no room for a bar: the cell is the glass
            tall = max(2, (self.rect.h - 2) * min(100, self.spot.filled) // 100)
            level = Rect(self.rect.x + 1, self.rect.bottom - tall - 1, self.rect.w - 2, tall)
            canvas.fill("rail_text", level)
            return
        tall = max(4, min(8, self.rect.h // 6))
        room = Rect(self.rect.x + 4, self.rect.bottom - tall - 4, self.rect.w - 8, tall)
        wide = max(tall, room.w * min(100, self.spot.filled) // 100)
        canvas.panel("rail_text", Rect(room.x, room.y, min(wide, room.w), tall), tall // 2)

    def _name(self, canvas: Canvas, ink: str | Rgb) -> None:
        skin = canvas.skin
        name = short(self.spot.cell)
        style = "strong" if skin.width(name, "strong") <= self.rect.w - 2 else "caption"
        if skin.width(name, style) <= self.rect.w and self.rect.h >= skin.type_px(style) + 4:
            canvas.text(name, style, ink, self.rect, "centre")
        else:
            canvas.icon("lightbulb-fill", min(self.rect.w, self.rect.h) - 2, ink, self.rect.center)
