"""What a map looks at: its middle and zoom, and the tiles drawn so far; outlives a screen's trees.

Tiles are made on the screen's worker, a few at a time, those in sight first. Until one is there,
and for ever where there is none, its parent is shown enlarged.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

import pygame
from msgspec import Struct

from kiosk.core.geo import TILE_PX, Spot, from_plane, metres_per_px, to_plane
from kiosk.ui.kit.caches import Lru
from kiosk.ui.kit.widget import Move, Rect

Key: TypeAlias = tuple[int, int, int]  # zoom, column from the west, row from the north
Drawn: TypeAlias = list[tuple[Key, pygame.Surface | None]]
T = TypeVar("T")

_KEPT_BYTES, _SCALED_BYTES = 12 * 1024 * 1024, 6 * 1024 * 1024
_A_BATCH = 4  # tiles: what comes into sight meanwhile waits no longer than these
_UP = 6  # zooms: an ancestor further up is a smear
BEYOND = 1.0  # zooms past the last tiles, enlarged


class Reach(Struct, frozen=True):
    """How far a map can be zoomed; tiles exist of whole zooms from `least` to `most`."""

    least: int
    most: int


class Ground:
    """A map's middle, zoom and tiles.

    Args:
        draw: makes a tile, None where there is none; called on the worker.
        later: runs slow work on the worker; see `Stage`.
        reach: the zooms there are.
        spot: the middle.
        zoom: of the beginning.
    """

    def __init__(
        self,
        draw: Callable[[Key], pygame.Surface | None],
        later: Callable[[Callable[[], Drawn], Callable[[Drawn], Move]], None],
        reach: Reach,
        spot: Spot,
        zoom: float,
    ) -> None:
        self._draw, self._later, self.reach = draw, later, reach
        self._tiles, self._scaled = Lru(_KEPT_BYTES), Lru(_SCALED_BYTES)
        self._have, self._none = set[Key](), set[Key]()
        self._busy = False
        self._size = (0, 0)
        self.changed: Callable[[], None] = lambda: None
        self.x, self.y = to_plane(spot)
        self.zoom = 0.0
        self.zoom_to(zoom)

    # -- where it looks ----------------------------------------------------------------------------

    @property
    def spot(self) -> Spot:
        """The place in the middle."""
        return from_plane(self.x, self.y)

    @property
    def level(self) -> int:
        """The zoom whose tiles are shown."""
        return max(self.reach.least, min(self.reach.most, round(self.zoom)))

    @property
    def side(self) -> int:
        """How wide a tile is shown, in px; whole, so that tiles meet without a gap."""
        return max(1, round(TILE_PX * 2 ** (self.zoom - self.level)))

    @property
    def world_px(self) -> int:
        """How wide the whole earth would be."""
        return self.side << self.level

    @property
    def metres_per_px(self) -> float:
        """How many metres a pixel shows in the middle."""
        return metres_per_px(self.spot.lat, self.world_px)

    def go(self, spot: Spot) -> None:
        """Look at a place."""
        self.x, self.y = to_plane(spot)

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many pixels."""
        self.x = (self.x - dx / self.world_px) % 1.0
        self.y = min(1.0, max(0.0, self.y - dy / self.world_px))

    def zoom_to(self, zoom: float) -> None:
        """Zoom about the middle, as far as there is something to see."""
        self.zoom = max(float(self.reach.least), min(self.reach.most + BEYOND, zoom))

    def zoom_by(self, steps: float, dx: float = 0.0, dy: float = 0.0) -> None:
        """Zoom by so many steps about a point, which keeps its place on the screen.

        Args:
            steps: one doubles everything.
            dx: of the point, px right of the middle.
            dy: of it, px below the middle.
        """
        x, y = self.x + dx / self.world_px, self.y + dy / self.world_px
        self.zoom_to(self.zoom + steps)
        self.x = (x - dx / self.world_px) % 1.0
        self.y = min(1.0, max(0.0, y - dy / self.world_px))

    def offset_of(self, spot: Spot) -> tuple[float, float]:
        """Return how far a place is from the middle, px to the right and down; the short way."""
        x, y = to_plane(spot)
        aside = (x - self.x + 0.5) % 1.0 - 0.5
        return (aside * self.world_px, (y - self.y) * self.world_px)

    # -- tiles -------------------------------------------------------------------------------------

    def tiles(self, width: int, height: int) -> Iterator[tuple[Key, Rect]]:
        """Yield the tiles in sight, and where each lies in a view of this size."""
        side, level = self.side, self.level
        across = 1 << level
        left = self.x * self.world_px - width / 2
        top = self.y * self.world_px - height / 2
        for row in range(max(0, int(top // side)), min(across, int((top + height) // side) + 1)):
            for column in range(int(left // side), int((left + width) // side) + 1):
                place = Rect(round(column * side - left), round(row * side - top), side, side)
                yield (level, column % across, row), place

    def look(self, width: int, height: int) -> None:
        """Have made what is in sight in a view of this size and not here yet."""
        self._size = (width, height)
        if self._busy:
            return
        wanted = list(self._missing())[:_A_BATCH]
        if wanted:
            self._busy = True
            self._later(lambda: [(key, self._draw(key)) for key in wanted], self._came)

    def rest(self) -> None:
        """Forget that the worker is busy: the screen was away, and its answers were dropped."""
        self._busy = False

    def forget(self) -> None:
        """Forget every tile: they are to look otherwise, or are another file's."""
        self._tiles.clear()
        self._scaled.clear()
        self._have.clear()
        self._none.clear()

    @property
    def is_whole(self) -> bool:
        """Whether everything in sight is here, or is nowhere."""
        return not self._busy and not any(self._missing())

    def picture(self, key: Key) -> pygame.Surface | None:
        """Return a tile as wide as it is shown, or its ancestor enlarged; None before any came."""
        found = self._at(key, self.side)
        if found is not None:
            return found
        zoom, x, y = key
        for up in range(1, min(_UP, zoom - self.reach.least) + 1):
            parent = self._known((zoom - up, x >> up, y >> up))
            if parent is not None:
                return self._part(key, up, parent)
        return None

    def _missing(self) -> Iterator[Key]:
        """Yield what should be made: tiles in sight, and the parent of one there is not."""
        for seen, _ in sorted(self.tiles(*self._size), key=lambda one: self._off(one[1])):
            zoom, x, y = seen
            while (zoom, x, y) in self._none and zoom > self.reach.least:
                zoom, x, y = zoom - 1, x >> 1, y >> 1
            key = (zoom, x, y)
            if key not in self._have and key not in self._none:
                yield key

    def _off(self, place: Rect) -> int:
        width, height = self._size
        return abs(place.centerx - width // 2) + abs(place.centery - height // 2)

    def _came(self, drawn: Drawn) -> None:
        self._busy = False
        for key, picture in drawn:
            if picture is None:
                self._none.add(key)
            else:
                self._have.add(key)
                self._tiles.get(key, picture.convert)
        self._have = {key for key in self._have if self._tiles.holds(key)}
        self.changed()
        self.look(*self._size)

    def _known(self, key: Key) -> pygame.Surface | None:
        return self._tiles.get(key, _nothing) if self._tiles.holds(key) else None

    def _at(self, key: Key, side: int) -> pygame.Surface | None:
        tile = self._known(key)
        if tile is None or tile.get_width() == side:
            return tile
        return self._scaled.get(
            (key, side), lambda: pygame.transform.smoothscale(tile, (side, side))
        )

    def _part(self, key: Key, up: int, parent: pygame.Surface) -> pygame.Surface:
        """Cut the part of an ancestor that a tile would show."""
        part = max(1, parent.get_width() >> up)
        _, x, y = key
        spot = Rect((x % (1 << up)) * part, (y % (1 << up)) * part, part, part)
        spot.clamp_ip(parent.get_rect())

        def made() -> pygame.Surface:
            return pygame.transform.scale(parent.subsurface(spot), (self.side, self.side))

        return self._scaled.get((key, self.side, up), made)


def _nothing() -> pygame.Surface:
    return pygame.Surface((1, 1))
