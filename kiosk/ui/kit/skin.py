"""The skin: theme, layout, letters and the caches of everything drawn."""

import pygame

from kiosk.ui.kit import pictures, shapes
from kiosk.ui.kit.caches import Lru
from kiosk.ui.phrases import Phrases
from kiosk.ui.theme import LIGHT, RADII, Layout, Rgb, Theme, type_px

MIB = 1024 * 1024
TEXT_BYTES, SHAPE_BYTES, PICTURE_BYTES, ROW_BYTES = 6 * MIB, 6 * MIB, 12 * MIB, 8 * MIB
MOST_WIDTHS = 4096  # measured words; asking SDL_ttf again costs 5 to 10 us
ROWS_KEPT = 48
ELLIPSIS = "\u2026"


class Skin:
    """Measures and draws letters, icons and shapes for one screen; 32 MiB of caches in all."""

    def __init__(
        self, layout: Layout, phrases: Phrases, theme: Theme = LIGHT, zoom: int = 100
    ) -> None:
        self.layout = layout
        self.phrases = phrases
        self.theme = theme
        self.zoom = zoom
        self._widths: dict[tuple[str, str], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._fonts: dict[str, pygame.font.Font] = {}
        self.texts = Lru(TEXT_BYTES)
        self.shapes = Lru(SHAPE_BYTES)
        self.photos = Lru(PICTURE_BYTES)
        self.rows = Lru(ROW_BYTES, ROWS_KEPT)

    @property
    def held_bytes(self) -> int:
        """How many bytes the caches hold."""
        return sum(c.bytes for c in (self.texts, self.shapes, self.photos, self.rows))

    def forget_personal(self) -> None:
        """Forget every drawn name, code and picture of a customer."""
        for cache in (self.texts, self.photos, self.rows):
            cache.forget_personal()
        self._widths.clear()

    def wear(self, theme: Theme, zoom: int) -> None:
        """Change theme and text zoom."""
        self.theme, self.zoom = theme, zoom
        for cache in (self.texts, self.shapes, self.photos, self.rows):
            cache.clear()
        self._widths.clear()
        self._styles.clear()
        self._fonts.clear()

    # -- measures ----------------------------------------------------------------------------

    def px(self, figure: float) -> int:
        """Scale a figure of the 1280x800 drawing to this screen."""
        return round(figure * self.layout.scale)

    def radius(self, name: str) -> int:
        """Return a corner radius by name."""
        return self.px(RADII[name])

    def rgb(self, colour: str | Rgb) -> Rgb:
        """Return the colour of a token; a lamp's own colour passes as it is."""
        return self.theme.rgb(colour) if isinstance(colour, str) else colour

    # -- letters -----------------------------------------------------------------------------

    def font(self, style: str) -> pygame.font.Font:
        """Return the font of a type style."""
        known = self._fonts.get(style)
        if known is None:
            face, px = self._style(style)
            path = pictures.ASSETS / "fonts" / f"{face}.otf"
            known = self._fonts[style] = pygame.font.Font(str(path), px)
        return known

    def _style(self, style: str) -> tuple[str, int]:
        known = self._styles.get(style)
        if known is None:
            known = self._styles[style] = type_px(style, self.layout, self.zoom)
        return known

    def type_px(self, style: str) -> int:
        """Return how many pixels high a type style is set."""
        return self._style(style)[1]

    def line(self, style: str) -> int:
        """Return the height of one line."""
        return round(self.type_px(style) * 1.3)

    def width(self, text: str, style: str) -> int:
        """Return how wide `text` is in one line."""
        key = (text, style)
        known = self._widths.get(key)
        if known is None:
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            known = self._widths[key] = self.font(style).size(text)[0]
        return known

    def cut(self, text: str, style: str, width: int) -> str:
        """Return `text`, shortened with an ellipsis if it is wider than `width`."""
        if self.width(text, style) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + ELLIPSIS, style) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + ELLIPSIS if low else ""

    def wrap(self, text: str, style: str, width: int, lines: int) -> tuple[str, ...]:
        """Break `text` into at most `lines` lines; the last is shortened if it must be."""
        out: list[str] = []
        # Plain spaces alone part words: Babel's no-break spaces hold a sum together.
        words = text.split(" ")
        while words and len(out) < lines:
            if len(out) == lines - 1:
                out.append(self.cut(" ".join(words), style, width))
                break
            taken = 1
            while taken < len(words) and self.width(" ".join(words[: taken + 1]), style) <= width:
                taken += 1
            out.append(self.cut(" ".join(words[:taken]), style, width))
            words = words[taken:]
        return tuple(out) or ("",)

    def letters(
        self, text: str, style: str, colour: str | Rgb, *, personal: bool = False
    ) -> pygame.Surface:
        """Draw one line of text on nothing."""
        rgb = self.rgb(colour)

        def make() -> pygame.Surface:
            return self.font(style).render(text, True, rgb).convert_alpha()

        return self.texts.get((text, style, rgb), make, personal=personal)

    # -- icons and shapes --------------------------------------------------------------------

    def icon(self, name: str, px: int, colour: str | Rgb) -> pygame.Surface:
        """Draw an icon."""
        rgb = self.rgb(colour)
        return self.shapes.get(
            ("icon", name, px, rgb), lambda: pictures.icon(name, px, rgb).convert_alpha()
        )

    def disc(
        self, diameter: int, fill: str | Rgb, edge: str | Rgb | None = None, edge_px: int = 0
    ) -> pygame.Surface:
        """Draw a disc."""
        inner, outer = self.rgb(fill), None if edge is None else self.rgb(edge)
        return self.shapes.get(
            ("disc", diameter, inner, outer, edge_px),
            lambda: shapes.disc(diameter, inner, outer, edge_px).convert_alpha(),
        )

    def corner(
        self, radius: int, fill: Rgb, edge: Rgb | None, edge_px: int, turn: int
    ) -> pygame.Surface:
        """Draw one corner of a panel: 0 top left, 1 top right, 2 bottom left, 3 bottom right."""

        def make() -> pygame.Surface:
            first = shapes.corner(radius, fill, edge, edge_px)
            return pygame.transform.flip(first, turn % 2 == 1, turn > 1).convert_alpha()

        return self.shapes.get(("corner", radius, fill, edge, edge_px, turn), make)

    def shadow(self, inner: int, blur: int, alpha: int) -> pygame.Surface:
        """Draw the shadow of a square, to be cut in nine."""
        return self.shapes.get(
            ("shadow", inner, blur, alpha),
            lambda: shapes.shadow(inner, blur, alpha).convert_alpha(),
        )
