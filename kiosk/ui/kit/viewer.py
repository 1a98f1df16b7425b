"""Pictures of goods: a thumb that opens, and the viewer that fills the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pygame

from kiosk.ui.kit import pictures
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.shapes import cut_corners
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Kind, Move, Rect, Touch, Widget

LEAST_ZOOM, MOST_ZOOM, TWICE_ZOOM, STEP_ZOOM = 1.0, 4.0, 2.5, 1.5
SWIPE_PX_S = 300  # a finger slower than this does not mean the next picture


def photo(
    skin: Skin, key: str, jpeg: bytes | None, *, personal: bool = True
) -> pygame.Surface | None:
    """Return the decoded picture of `key` from the cache, or None when there is none."""
    if not jpeg:
        return None

    def make() -> pygame.Surface:
        image = pictures.photo(jpeg)
        return pygame.Surface((1, 1)) if image is None else image.convert()

    image = skin.photos.get(("photo", key), make, personal=personal)
    return None if image.get_width() == 1 else image


@dataclass(kw_only=True, eq=False)
class Thumb(Button):
    """A small picture with round corners; without one, a grey tile with the box's sign.

    Args:
        key: names the picture.
        jpeg: the picture, or None.
        edge_px: its side; 0 is the layout's thumb.
        chosen: drawn with the brand's edge.
        glass: shows that it opens larger.
    """

    role = "picture"
    key: str = ""
    jpeg: bytes | None = None
    edge_px: int = 0
    chosen: bool = False
    glass: bool = True

    def __post_init__(self) -> None:
        self.tappable = self.do is not None

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need a square."""
        side = self.edge_px or skin.layout.thumb
        return (side, side)

    def draw(self, canvas: Canvas) -> None:
        """Draw the picture, cut to round corners."""
        skin, radius = canvas.skin, canvas.skin.radius("control")
        side = min(self.rect.w, self.rect.h)
        place = Rect(0, 0, side, side)
        place.center = self.rect.center
        image = photo(skin, self.key, self.jpeg)
        if image is None:
            canvas.panel("inset", place, radius, "line", 1)
            canvas.icon("deployed_code", round(side * 0.5), "ink3", place.center)
        else:
            small = skin.photos.get(
                ("thumb", self.key, side), lambda: _thumb(image, side, radius), personal=True
            )
            canvas.surface.blit(small, place)
        if self.chosen:
            _ring(canvas, place, radius)
        if self.glass and self.do is not None and image is not None:
            corner = Rect(0, 0, skin.px(28), skin.px(28))
            corner.bottomright = place.bottomright
            canvas.panel("surface", corner, skin.px(9))
            canvas.icon("zoom_in", skin.px(18), "ink", corner.center)


def _thumb(image: pygame.Surface, side: int, radius: int) -> pygame.Surface:
    wide, tall = image.get_size()
    edge = min(wide, tall)
    middle = image.subsurface(((wide - edge) // 2, (tall - edge) // 2, edge, edge))
    return cut_corners(pygame.transform.smoothscale(middle, (side, side)), radius)


def _ring(canvas: Canvas, place: Rect, radius: int) -> None:
    grown = place.inflate(8, 8)

    def make() -> pygame.Surface:
        over = 4
        big = pygame.Surface((grown.w * over, grown.h * over), pygame.SRCALPHA)
        big.fill((255, 255, 255, 0))
        pygame.draw.rect(
            big, (255, 255, 255, 255), big.get_rect(), 3 * over, border_radius=(radius + 4) * over
        )
        return pygame.transform.smoothscale(big, grown.size).convert_alpha()

    canvas.surface.blit(canvas.skin.shapes.get(("ring", grown.size, radius), make), grown)


@dataclass(kw_only=True, eq=False)
class Viewer(Widget):
    """A picture to look at closely: pinch, +, -, pan, double tap, swipe; 1x to 4x.

    Args:
        key: names the picture.
        small: what is shown until `jpeg` is ready (192 px, enlarged).
        jpeg: 620 px.
        title: shown on a grey tile when there is no picture.
        step: called with -1 or 1 by a swipe at 1x.
    """

    role = "viewer"
    tappable = True
    drags = True
    pinches = True
    key: str = ""
    small: bytes | None = None
    jpeg: bytes | None = None
    title: str = ""
    step: Callable[[int], Move] | None = None
    zoom: float = field(init=False, default=1.0)
    at: tuple[float, float] = field(init=False, default=(0.5, 0.5))

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Wish for a square."""
        side = min(width, skin.px(620))
        return (side, side)

    def zoom_by(self, factor: float, around: tuple[float, float] | None = None) -> None:
        """Zoom about a point of the screen; the point keeps its place."""
        x, y = around or self.rect.center
        before = self._under(x, y)
        self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, self.zoom * factor))
        after = self._under(x, y)
        self._look(self.at[0] + before[0] - after[0], self.at[1] + before[1] - after[1])

    def reset(self) -> None:
        """Show the whole picture."""
        self.zoom = 1.0
        self._look(0.5, 0.5)

    def _under(self, x: float, y: float) -> tuple[float, float]:
        span = 1 / self.zoom
        fx = (x - self.rect.x) / max(1, self.rect.w) - 0.5
        fy = (y - self.rect.y) / max(1, self.rect.h) - 0.5
        return (self.at[0] + fx * span, self.at[1] + fy * span)

    def _look(self, x: float, y: float) -> None:
        half = 0.5 / self.zoom
        self.at = (min(1 - half, max(half, x)), min(1 - half, max(half, y)))
        self.invalidate()

    def on(self, touch: Touch) -> Move:
        """Pan, pinch, double tap; a swipe over the whole picture goes to the next one."""
        if touch.kind is Kind.DRAG:
            span = 1 / self.zoom
            x = self.at[0] - touch.dx / max(1, self.rect.w) * span
            self._look(x, self.at[1] - touch.dy / max(1, self.rect.h) * span)
        elif touch.kind is Kind.PINCH:
            self.zoom_by(touch.scale, (touch.x, touch.y))
            span = 1 / self.zoom
            x = self.at[0] - touch.dx / max(1, self.rect.w) * span
            self._look(x, self.at[1] - touch.dy / max(1, self.rect.h) * span)
        elif touch.kind is Kind.TWICE:
            if self.zoom > 1.0:
                self.reset()
            else:
                self.zoom_by(TWICE_ZOOM, (touch.x, touch.y))
        elif touch.kind is Kind.FLING:
            return self._swiped(touch)
        return None

    def _swiped(self, touch: Touch) -> Move:
        is_swipe = abs(touch.dx) > max(SWIPE_PX_S, abs(touch.dy))
        if self.step is None or self.zoom > LEAST_ZOOM or not is_swipe:
            return None
        return self.step(-1 if touch.dx > 0 else 1)

    def adopt(self, old: Widget) -> None:
        """Keep zoom and place of the same picture."""
        super().adopt(old)
        if isinstance(old, Viewer) and old.key == self.key:
            self.zoom, self.at = old.zoom, old.at

    @property
    def text(self) -> str:
        """The title."""
        return self.title

    def draw(self, canvas: Canvas) -> None:
        """Draw the part that is looked at."""
        skin, radius = canvas.skin, canvas.skin.radius("card")
        image = photo(skin, self.key, self.jpeg)
        if image is None:
            image = photo(skin, f"{self.key}.small", self.small)
        if image is None:
            canvas.panel("rail_on", self.rect, radius)
            canvas.icon("image", skin.px(72), "rail_text",
                        (self.rect.centerx, self.rect.centery - skin.px(40)))  # fmt: skip
            lines = skin.wrap(self.title, "section", self.rect.w - skin.px(64), 3)
            y = self.rect.centery + skin.px(12)
            for line in lines:
                room = Rect(self.rect.x, y, self.rect.w, skin.line("section"))
                canvas.text(line, "section", "rail_mark", room, "centre")
                y += room.h
            return
        wide, tall = image.get_size()
        part = Rect(0, 0, max(1, round(wide / self.zoom)), max(1, round(tall / self.zoom)))
        part.center = (round(self.at[0] * wide), round(self.at[1] * tall))
        part.clamp_ip(image.get_rect())
        key = ("view", self.key, self.rect.size, tuple(part), self.jpeg is None)
        if self.zoom == 1.0:
            shown = skin.photos.get(key, lambda: self._scaled(image, part, radius), personal=True)
        else:
            shown = self._scaled(image, part, radius)
        canvas.surface.blit(shown, self.rect)

    def _scaled(self, image: pygame.Surface, part: Rect, radius: int) -> pygame.Surface:
        scaled = pygame.transform.smoothscale(image.subsurface(part), self.rect.size)
        return cut_corners(scaled, radius)


def zoom_buttons(viewer: Viewer, skin: Skin, rank: str = "dark_key") -> Sequence[Widget]:
    """Make the buttons for every gesture of the viewer: smaller, larger, whole."""
    say = skin.phrases.text

    def act(factor: float) -> Move:
        if factor:
            viewer.zoom_by(factor)
        else:
            viewer.reset()
        return None

    return (
        Button(id="viewer.minus", label=say("Zoom out"), icon="remove", bare=True, rank=rank,
               do=lambda: act(1 / STEP_ZOOM)),
        Button(id="viewer.plus", label=say("Zoom in"), icon="add", bare=True, rank=rank,
               do=lambda: act(STEP_ZOOM)),
        Button(id="viewer.whole", label=say("Whole picture"), icon="fit_screen", bare=True,
               rank=rank, do=lambda: act(0)),
    )  # fmt: skip
