"""Words and signs: labels, figures with fixed digits, chips, rules, initials."""

from dataclasses import dataclass

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import ELLIPSIS, Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import Rgb


@dataclass(kw_only=True, eq=False)
class Label(Widget):
    """Text in one or more lines.

    Args:
        label: the text.
        style: a type style of the theme.
        colour: a token.
        align: left, centre or right.
        lines: at most so many; more words end in an ellipsis.
        cuts: whether an ellipsis is fine here (goods' titles); else the lint finds it.
        icon: drawn before the text.
    """

    role = "label"
    style: str = "row_meta"
    colour: str | Rgb = "ink"
    align: str = "left"
    lines: int = 1
    cuts: bool = False
    icon: str = ""

    def __post_init__(self) -> None:
        self._set: tuple[str, ...] = (self.label,)
        self._skin: Skin | None = None

    def say(self, text: str) -> None:
        """Show another text in the same room, without laying out anything else."""
        self.label = text
        if self._skin is not None:
            self.layout(self._skin, self.rect)
        self.invalidate()

    def _lead(self, skin: Skin) -> int:
        return round(skin.type_px(self.style) * 1.5) if self.icon else 0

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the lines the text breaks into."""
        lead = self._lead(skin)
        lines = skin.wrap(self.label, self.style, max(1, width - lead), self.lines)
        wide = max(skin.width(line, self.style) for line in lines)
        return (min(width, wide + lead), len(lines) * skin.line(self.style))

    def tighten(self) -> None:
        """Give up the second line."""
        self.lines = 1

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Break the text for this width."""
        self.rect, self._skin = Rect(rect), skin
        fits = max(1, rect.h // max(1, skin.line(self.style)))
        lines = min(self.lines, fits)
        self._set = skin.wrap(self.label, self.style, max(1, rect.w - self._lead(skin)), lines)

    @property
    def clipped(self) -> bool:
        """Whether words are lost that should not be."""
        return (
            not self.cuts
            and any(line.endswith(ELLIPSIS) for line in self._set)
            and (not self.label.endswith(ELLIPSIS))
        )

    def draw(self, canvas: Canvas) -> None:
        """Write the lines, the icon before the first."""
        skin = canvas.skin
        lead, tall = self._lead(skin), skin.line(self.style)
        y = self.rect.y + (self.rect.h - tall * len(self._set)) // 2
        for row, line in enumerate(self._set):
            wide = skin.width(line, self.style)
            spare = max(0, self.rect.w - lead - wide)
            x = self.rect.x + {"left": 0, "centre": spare // 2, "right": spare}[self.align]
            if self.icon and row == 0:
                px = round(skin.type_px(self.style) * 1.25)
                canvas.icon(self.icon, px, self.colour, (x + px // 2, y + tall // 2))
            room = Rect(x + lead, y, self.rect.right - x - lead, tall)
            canvas.text(line, self.style, self.colour, room)
            y += tall


@dataclass(kw_only=True, eq=False)
class NumText(Widget):
    """Figures that keep their room whichever digits they show, so that nothing beside them moves.

    SDL_ttf has no tabular figures, and a narrow 1 in a wide cell looks torn out of its number: the
    room is fixed, the digits in it are set as the type sets them.
    """

    role = "label"
    style: str = "title"
    colour: str | Rgb = "ink"
    align: str = "left"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the room of as many of the widest digit."""
        widest = max("0123456789", key=lambda d: skin.width(d, self.style))
        room = "".join(widest if c.isdigit() else c for c in self.label)
        return (min(width, skin.width(room, self.style)), round(skin.type_px(self.style) * 1.15))

    def draw(self, canvas: Canvas) -> None:
        """Write the figures."""
        canvas.text(self.label, self.style, self.colour, self.rect, self.align)


# tone -> (text, ground)
TONES = {
    "ok": ("ok", "ok_ground"),
    "warn": ("warn", "warn_ground"),
    "attention": ("warn", "warn_ground"),
    "no": ("bad", "bad_ground"),
    "wrong": ("bad", "bad_ground"),
    "bad": ("bad", "bad_ground"),
    "soft": ("on_soft", "soft"),
    "plain": ("ink2", "inset"),
    "rail": ("rail_text", "rail_on"),
}


@dataclass(kw_only=True, eq=False)
class Chip(Widget):
    """A short word on a pill: an icon, a text, a tone (ok, warn, bad, soft, plain, rail)."""

    role = "chip"
    icon: str = ""
    tone: str = "plain"
    style: str = "chip"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the words and the round ends."""
        px = skin.type_px(self.style)
        lead = round(px * 1.7) if self.icon else 0
        wide = skin.width(self.label, self.style) + lead + round(px * 1.6)
        return (min(width, wide), round(px * 2.4))

    def draw(self, canvas: Canvas) -> None:
        """Draw pill, icon and text."""
        skin, (ink, ground) = canvas.skin, TONES[self.tone]
        px = skin.type_px(self.style)
        edge = "line" if skin.theme.name == "contrast" else None
        canvas.panel(ground, self.rect, self.rect.h // 2, edge, 2 if edge else 0)
        inner = self.rect.inflate(-round(px * 1.6), 0)
        if self.icon:
            size = round(px * 1.3)
            canvas.icon(self.icon, size, ink, (inner.x + size // 2, inner.centery))
            lead = round(px * 1.7)
            inner = Rect(inner.x + lead, inner.y, inner.w - lead, inner.h)
        canvas.text(skin.cut(self.label, self.style, inner.w), self.style, ink, inner)


@dataclass(kw_only=True, eq=False)
class Line(Widget):
    """A thin line between two parts."""

    colour: str = "line"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need one pixel."""
        return (width, max(1, skin.px(1)))

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        canvas.fill(self.colour, self.rect)


@dataclass(kw_only=True, eq=False)
class IconBox(Widget):
    """An icon on a tinted tile: `tone` as a chip's."""

    role = "icon"
    icon: str = "info"
    tone: str = "soft"
    edge_px: int = 48

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need a square."""
        return (skin.px(self.edge_px), skin.px(self.edge_px))

    def draw(self, canvas: Canvas) -> None:
        """Draw tile and icon."""
        ink, ground = TONES[self.tone]
        side = min(self.rect.w, self.rect.h)
        tile = Rect(0, 0, side, side)
        tile.center = self.rect.center
        canvas.panel(ground, tile, round(side * 0.25))
        canvas.icon(self.icon, round(side * 0.56), ink, tile.center)


@dataclass(kw_only=True, eq=False)
class Initials(Widget):
    """Two letters on a disc; the whole name is never shown here."""

    role = "initials"
    chosen: bool = False
    fill: str = "soft"
    ink: str = "on_soft"
    diameter: int = 48
    style: str = "strong"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need the disc."""
        return (skin.px(self.diameter), skin.px(self.diameter))

    def draw(self, canvas: Canvas) -> None:
        """Draw disc and letters."""
        side = min(self.rect.w, self.rect.h)
        fill, ink = ("brand", "on_brand") if self.chosen else (self.fill, self.ink)
        edge = "line" if canvas.skin.theme.name == "contrast" else None
        canvas.disc(fill, side, self.rect.center, edge, 2 if edge else 0)
        style = "section" if side >= canvas.skin.px(60) else self.style
        canvas.text(self.label, style, ink, self.rect, "centre")
