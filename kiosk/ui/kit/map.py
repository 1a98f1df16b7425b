"""A map under a fixed pin: drag, pinch or press its buttons, and the earth moves below."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

import pygame
from msgspec import Struct

from kiosk.core.geo import Spot
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.ground import Ground
from kiosk.ui.kit.shapes import OVER
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Kind, Move, Rect, Touch, Widget

BUTTON_PX, GAP_PX = 60, 8
PAN_PART = 0.25  # of the view, by an arrow
_MOST_RING_PX = 900  # a wider ring is a line alone: its disc would be as large as the screen
_RING_ALPHA = 34
_ARROWS = (
    ("left", "chevron_left", 1, 0),
    ("up", "keyboard_arrow_up", 0, 1),
    ("down", "keyboard_arrow_down", 0, -1),
    ("right", "chevron_right", -1, 0),
)


class Sign(Struct, frozen=True):
    """A neighbour on the map: where it is, and what stands beside it.

    Args:
        label: its number and distance.
        is_near: nearer than it should be.
    """

    spot: Spot
    label: str
    is_near: bool = False


@dataclass(kw_only=True, eq=False)
class Flag(Widget):
    """A neighbour's number and distance, on a pale plate; red where it is too near."""

    role = "flag"
    is_near: bool = False

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Need the words and a sign before them."""
        px = skin.type_px("chip")
        return (skin.width(self.label, "chip") + round(px * 2.8), round(px * 2.2))

    def draw(self, canvas: Canvas) -> None:
        """Draw plate, sign and words."""
        px, ink = canvas.skin.type_px("chip"), "bad" if self.is_near else "ink2"
        canvas.panel("surface", self.rect, self.rect.h // 2, "outline", 1)
        canvas.icon(
            "store", round(px * 1.2), ink, (self.rect.x + round(px * 1.2), self.rect.centery)
        )
        room = Rect(self.rect.x + px * 2, self.rect.y, self.rect.w - px * 2, self.rect.h)
        canvas.text(self.label, "chip", "bad" if self.is_near else "ink", room)


@dataclass(kw_only=True, eq=False)
class Credit(Widget):
    """Whose map it is; always in sight, in as many lines as it takes."""

    role = "attribution"

    def lines(self, skin: Skin, width: int) -> tuple[str, ...]:
        """Return its lines in a given width."""
        return skin.wrap(self.label, "caption", width - 2 * skin.layout.dense, 4)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need its lines."""
        lines = self.lines(skin, width)
        wide = max(skin.width(line, "caption") for line in lines) + 2 * skin.layout.dense
        return (min(width, wide), len(lines) * skin.line("caption") + skin.layout.dense)

    def draw(self, canvas: Canvas) -> None:
        """Draw plate and words."""
        skin = canvas.skin
        canvas.panel("surface", self.rect, skin.radius("cell"))
        y = self.rect.y + skin.layout.dense // 2
        for line in self.lines(skin, self.rect.w):
            room = Rect(self.rect.x + skin.layout.dense, y, self.rect.w, skin.line("caption"))
            canvas.text(line, "caption", "ink2", room)
            y += room.h


@dataclass(kw_only=True, eq=False)
class MapView(Widget):
    """The map, the pin in its middle, the ring about it, neighbours, buttons, and whose map it is.

    Args:
        ground: what is looked at; the screen keeps it over its trees.
        credit: whose map it is.
        ring_m: radius of the ring in metres, 0 for none.
        signs: the neighbours, the nearest first.
        moved: told when the pin is over another place, and the finger has left.
        panned: told with each movement.
        home: where the locate button leads.
        note: a sentence over the map, where there is something to say about it.
    """

    role = "map"
    tappable = True
    drags = True
    pinches = True
    ground: Ground
    credit: str = ""
    ring_m: int = 0
    signs: tuple[Sign, ...] = ()
    moved: Callable[[], Move] | None = None
    panned: Callable[[], None] | None = None
    home: Spot | None = None
    note: str = ""
    _flags: list[Flag] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._credit = Credit(label=self.credit)
        self._note = Credit(label=self.note)
        self._buttons: list[Button] = []
        self._flagged: list[tuple[Flag, Spot]] = [
            (Flag(label=one.label, is_near=one.is_near), one.spot) for one in self.signs
        ]

    def parts(self) -> Sequence[Widget]:
        """Return flags, words and buttons, the lowest first."""
        note = (self._note,) if self.note else ()
        return (*self._flags, self._credit, *note, *self._buttons)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Wish for a square."""
        return (width, min(width, skin.px(620)))

    def looks(self) -> tuple[object, ...]:
        """Also where it looks."""
        ground = self.ground
        return (*super().looks(), ground.x, ground.y, ground.zoom, id(ground))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the buttons, the words and the flags; have missing tiles made."""
        self.rect, self._skin = Rect(rect), skin
        pad, side, gap = skin.layout.dense, max(BUTTON_PX, skin.px(BUTTON_PX)), max(GAP_PX, 12)
        self._buttons = list(self._make_buttons(skin))
        zooms, arrows = self._buttons[:3], self._buttons[3:]
        for n, button in enumerate(zooms):
            spot = Rect(rect.right - pad - side, rect.y + pad + n * (side + gap), side, side)
            button.layout(skin, spot)
        x = rect.right - pad - len(arrows) * side - (len(arrows) - 1) * GAP_PX
        for n, button in enumerate(arrows):
            spot = Rect(x + n * (side + GAP_PX), rect.bottom - pad - side, side, side)
            button.layout(skin, spot)
        wide, tall = self._credit.size(skin, x - rect.x - 2 * pad)
        self._credit.layout(skin, Rect(rect.x + pad, rect.bottom - pad - tall, wide, tall))
        wide, tall = self._note.size(skin, rect.w - 3 * pad - side)
        self._note.layout(skin, Rect(rect.x + pad, rect.y + pad, wide, tall))
        self._settle()
        self.ground.changed = self.invalidate
        self.ground.look(*rect.size)

    def _make_buttons(self, skin: Skin) -> Iterator[Button]:
        say = skin.phrases.text
        plain = (
            ("plus", say("Zoom in"), "add", lambda: self._zoom(1)),
            ("minus", say("Zoom out"), "remove", lambda: self._zoom(-1)),
            ("locate", say("Back to the beginning"), "my_location", self._locate),
        )
        for key, label, icon, do in plain:
            yield Button(id=f"{self.id}.{key}", label=label, icon=icon, bare=True, rank="outline",
                         do=do)  # fmt: skip
        names = {
            "left": say("West"),
            "up": say("North"),
            "down": say("South"),
            "right": say("East"),
        }
        for key, icon, dx, dy in _ARROWS:
            yield Button(id=f"{self.id}.{key}", label=names[key], icon=icon, bare=True,
                         rank="outline", do=lambda dx=dx, dy=dy: self._step(dx, dy))  # type: ignore[misc]  # fmt: skip

    # -- moving ------------------------------------------------------------------------------------

    def on(self, touch: Touch) -> Move:
        """Pan and pinch; a double tap zooms in where it was. Nothing goes on by itself."""
        dx, dy = touch.x - self.rect.centerx, touch.y - self.rect.centery
        if touch.kind is Kind.DRAG:
            return self._pan(touch.dx, touch.dy)
        if touch.kind is Kind.PINCH and touch.scale > 0:
            self.ground.zoom_by(log2(touch.scale), dx, dy)
            return self._pan(touch.dx, touch.dy)
        if touch.kind is Kind.TWICE:
            self.ground.zoom_by(1, dx, dy)
            return self._went()
        if touch.kind is Kind.FLING:
            return self.moved() if self.moved else None
        return None

    def _pan(self, dx: float, dy: float) -> Move:
        self.ground.pan(dx, dy)
        self._settle()
        self.ground.look(*self.rect.size)
        self.invalidate()
        if self.panned is not None:
            self.panned()
        return None

    def _step(self, dx: int, dy: int) -> Move:
        self.ground.pan(dx * self.rect.w * PAN_PART, dy * self.rect.h * PAN_PART)
        return self._went()

    def _zoom(self, steps: int) -> Move:
        self.ground.zoom_to(round(self.ground.zoom) + steps)
        return self._went()

    def _locate(self) -> Move:
        if self.home is not None:
            self.ground.go(self.home)
        return self._went()

    def _went(self) -> Move:
        self._pan(0, 0)
        return self.moved() if self.moved else None

    # -- flags -------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Put flags beside what they name, where they lie over nothing else; the nearest first."""
        pin = Rect(0, 0, self._skin.px(64), self._skin.px(72))
        pin.midbottom = self.rect.center
        taken = [pin, self._credit.rect, *(b.rect.inflate(8, 8) for b in self._buttons)]
        taken += [self._note.rect] if self.note else []
        self._flags = []
        for flag, spot in self._flagged:
            place = self._free(flag, self._point(spot), taken)
            if place is not None:
                flag.dirt = self.dirt
                flag.layout(self._skin, place)
                taken.append(place.inflate(8, 8))
                self._flags.append(flag)

    def _point(self, spot: Spot) -> tuple[int, int]:
        x, y = self.ground.offset_of(spot)
        return (round(self.rect.centerx + x), round(self.rect.centery + y))

    def _free(self, flag: Flag, at: tuple[int, int], taken: Sequence[Rect]) -> Rect | None:
        if not self.rect.collidepoint(at):
            return None
        size, off = flag.measure(self._skin, self.rect.w), self._skin.px(12)
        above, below, right, left = (Rect((0, 0), size) for _ in range(4))
        above.midbottom, below.midtop = (at[0], at[1] - off), (at[0], at[1] + off)
        right.midleft, left.midright = (at[0] + off, at[1]), (at[0] - off, at[1])
        for place in (above, below, right, left):
            if self.rect.contains(place) and place.collidelist(list(taken)) < 0:
                return place
        return None

    # -- drawing -----------------------------------------------------------------------------------

    def draw(self, canvas: Canvas) -> None:
        """Draw tiles, ring, neighbours' dots and the pin."""
        clip = canvas.surface.get_clip()
        canvas.surface.set_clip(clip.clip(self.rect))
        canvas.fill("inset", self.rect)
        for key, place in self.ground.tiles(*self.rect.size):
            picture = self.ground.picture(key)
            if picture is not None:
                canvas.surface.blit(picture, place.move(self.rect.topleft))
        self._draw_ring(canvas)
        dot = canvas.skin.px(16)
        for flag, spot in self._flagged:
            at, colour = self._point(spot), "bad" if flag.is_near else "ink2"
            if self.rect.collidepoint(at):
                canvas.disc(colour, dot, at, "surface", 3)
        self._draw_pin(canvas)
        self._draw_corners(canvas)
        canvas.surface.set_clip(clip)

    def _draw_ring(self, canvas: Canvas) -> None:
        radius = round(self.ring_m / self.ground.metres_per_px)
        colour = canvas.skin.rgb("brand")
        if not 4 <= radius < max(self.rect.size):  # noqa: PLR2004  # a dot, or all that is seen
            return
        if 2 * radius > _MOST_RING_PX:
            pygame.draw.circle(canvas.surface, colour, self.rect.center, radius, 2)
            return
        disc = canvas.skin.shapes.get(("ring", radius, colour), lambda: _ring(radius, colour))
        canvas.surface.blit(disc, disc.get_rect(center=self.rect.center))

    def _draw_pin(self, canvas: Canvas) -> None:
        skin, px = canvas.skin, canvas.skin.px(64)
        for grown, colour in ((8, "surface"), (0, "brand")):
            image = skin.icon("location_on-fill", px + grown, colour)
            # the point of the drawn pin is at 11/12 of its height
            place = image.get_rect(midbottom=(self.rect.centerx, self.rect.centery + px // 12))
            canvas.surface.blit(image, place.move(0, grown // 2))
        canvas.disc("ink", skin.px(8), self.rect.center, "surface", 2)

    def _draw_corners(self, canvas: Canvas) -> None:
        skin, radius = canvas.skin, canvas.skin.radius("card")
        ground = skin.rgb("canvas")
        for turn, corner in enumerate(("topleft", "topright", "bottomleft", "bottomright")):
            image = skin.shapes.get(
                ("map corner", radius, ground, turn),
                lambda t=turn: _corner(radius, ground, t),  # type: ignore[misc]
            )
            place = image.get_rect()
            setattr(place, corner, getattr(self.rect, corner))
            canvas.surface.blit(image, place)


def _ring(radius: int, colour: tuple[int, int, int]) -> pygame.Surface:
    """Draw a pale disc with a line round it."""
    big = 2 * radius * 2
    surface = pygame.Surface((big, big), pygame.SRCALPHA)
    surface.fill((*colour, 0))
    pygame.draw.circle(surface, (*colour, _RING_ALPHA), (big / 2, big / 2), big / 2)
    pygame.draw.circle(surface, (*colour, 255), (big / 2, big / 2), big / 2, 4)
    return pygame.transform.smoothscale(surface, (2 * radius, 2 * radius)).convert_alpha()


def _corner(radius: int, ground: tuple[int, int, int], turn: int) -> pygame.Surface:
    """Draw what lies outside a round corner: 0 top left, 1 top right, 2 bottom left, 3 right."""
    big = radius * OVER
    surface = pygame.Surface((big, big), pygame.SRCALPHA)
    surface.fill((*ground, 255))
    pygame.draw.circle(surface, (*ground, 0), (big, big), big)
    small = pygame.transform.smoothscale(surface, (radius, radius))
    return pygame.transform.flip(small, turn % 2 == 1, turn > 1).convert_alpha()
