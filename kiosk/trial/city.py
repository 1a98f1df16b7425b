"""A town that is nowhere, as a file of map tiles: streets, river, parks, houses, all from a seed.

For tests and the demo alone; it says of itself that it is synthetic.
"""

import io
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pygame
from msgspec import Struct
from PIL import Image

from kiosk.core.addresses import folded
from kiosk.core.geo import TILE_PX, Spot, from_plane
from kiosk.store.db import open_loose, unit

ZOOM = 16  # where one unit of the plan is a pixel
LEAST = 11
_WEST, _NORTH = 40_960, 20_544  # the first tile, far from any sea; even down to zoom 11
_WHOLE = 16  # tiles a side
_BLOCK = 208
_COLOURS = 24
_GROUND, _ROAD, _EDGE = (238, 238, 242), (255, 255, 255), (216, 219, 226)
_HOUSE, _PARK, _WATER = (220, 225, 232), (207, 232, 210), (178, 208, 236)
_STREETS = {
    "en": ("Garden", "Forest", "Mill", "Bridge", "Station", "School", "Lime", "Northern"),
    "ru": ("Садовая", "Лесная", "Мельничная", "Мостовая", "Вокзальная", "Школьная", "Липовая",
           "Северная"),
    "pt": ("do Jardim", "da Floresta", "do Moinho", "da Ponte", "da Estação", "da Escola",
           "das Tílias", "do Norte"),
}  # fmt: skip
_KIND = {"en": "{} st., {}", "ru": "{} ул., {}", "pt": "Rua {}, {}"}
_NAME = {
    "en": "Synthetic town, seed {}: no real place",
    "ru": "Синтетический город, число {}: такого места нет",
    "pt": "Cidade sintética, semente {}: não existe",
}


class Plan(Struct, frozen=True, dict=True):
    """The town: what lies where, in pixels of zoom 16 from its north-west.

    Args:
        seed: another one, another town.
        language: of its streets.
        side: tiles of zoom 16 in a row; a town for a picture needs few.
    """

    seed: int = 1
    language: str = "en"
    side: int = _WHOLE

    @property
    def px(self) -> int:
        """How wide it is."""
        return self.side * TILE_PX

    @cached_property
    def lines(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Where its streets run: from the west, from the north."""
        random = Random(self.seed)
        count = self.px // _BLOCK + 1
        across = tuple(n * _BLOCK + random.randint(-26, 26) for n in range(count))
        return across, tuple(n * _BLOCK + random.randint(-26, 26) for n in range(count))

    @cached_property
    def parks(self) -> tuple[pygame.Rect, ...]:
        """Its parks: whole blocks."""
        random = Random(self.seed + 1)
        return tuple(block for block in self.blocks() if random.random() < 0.1)  # noqa: PLR2004

    @cached_property
    def houses(self) -> tuple[pygame.Rect, ...]:
        """Its houses, three or four to a block that is no park."""
        random, parks = Random(self.seed + 2), set(map(tuple, self.parks))
        return tuple(
            pygame.Rect(block.x + x * block.w // 2 + random.randint(14, 26),
                        block.y + y * block.h // 2 + random.randint(14, 26),
                        random.randint(30, 62), random.randint(30, 62))
            for block in self.blocks() if tuple(block) not in parks
            for x in (0, 1) for y in (0, 1) if random.random() < 0.85  # noqa: PLR2004
        )  # fmt: skip

    @cached_property
    def river(self) -> tuple[tuple[int, int], ...]:
        """Its river, from the west to the east."""
        random, y = Random(self.seed + 3), self.px * 0.68
        course = list[tuple[int, int]]()
        for x in range(-TILE_PX, self.px + 2 * TILE_PX, 96):
            y += random.randint(-42, 36)
            course.append((x, round(y)))
        return tuple(course)

    def blocks(self) -> Iterator[pygame.Rect]:
        """Yield what lies between the streets."""
        across, down = self.lines
        for west, east in pairwise(across):
            for north, south in pairwise(down):
                yield pygame.Rect(west, north, east - west, south - north)

    def spot(self, x: float, y: float) -> Spot:
        """Return where a pixel of the plan is on the earth."""
        whole = TILE_PX << ZOOM
        return from_plane((_WEST * TILE_PX + x) / whole, (_NORTH * TILE_PX + y) / whole)

    @property
    def middle(self) -> Spot:
        """The middle of the town."""
        return self.spot(self.px / 2, self.px / 2)

    @property
    def name(self) -> str:
        """What its map calls itself, and whose it is."""
        return _NAME[self.language].format(self.seed)

    def addresses(self) -> Iterator[tuple[str, Spot]]:
        """Yield every house's address and place."""
        names, form = _STREETS[self.language], _KIND[self.language]
        down = self.lines[1]
        for n, house in enumerate(self.houses):
            street = sum(line <= house.centery for line in down)
            yield form.format(names[street % len(names)], n % 97 + 1), self.spot(*house.center)


def tiles(plan: Plan) -> Iterator[tuple[int, int, int]]:
    """Yield the tiles of a town's map: the town in its own zooms, and some land about it."""
    for zoom in range(ZOOM, LEAST - 1, -1):
        side, down = plan.side >> (ZOOM - zoom), ZOOM - zoom
        more = max(0, 4 - side) // 2
        count = max(side, 4) if plan.side == _WHOLE else max(side, 1) + 1
        west, north = (_WEST >> down) - more, (_NORTH >> down) - more
        for x in range(west, west + count):
            for y in range(north, north + count):
                yield zoom, x, y


def picture(plan: Plan, key: tuple[int, int, int]) -> bytes:
    """Draw a tile and return it as PNG, in few colours."""
    zoom, x, y = key
    scale = 2 ** (zoom - ZOOM + 1)  # drawn twice as large, then made smooth
    west, north = (x << (ZOOM - zoom)) - _WEST, (y << (ZOOM - zoom)) - _NORTH
    surface = pygame.Surface((TILE_PX * 2, TILE_PX * 2))
    surface.fill(_GROUND)
    _draw(plan, surface, scale, (west * TILE_PX, north * TILE_PX))
    small = pygame.transform.smoothscale(surface, (TILE_PX, TILE_PX))
    image = Image.frombytes("RGB", (TILE_PX, TILE_PX), pygame.image.tobytes(small, "RGB"))
    out = io.BytesIO()
    few = image.quantize(_COLOURS, Image.Quantize.FASTOCTREE)
    few.save(out, "PNG")
    return out.getvalue()


def _draw(plan: Plan, surface: pygame.Surface, scale: float, at: tuple[int, int]) -> None:
    span = round(surface.get_width() / scale)
    seen = pygame.Rect(*at, span, span).inflate(span // 4, span // 4)

    def place(rect: pygame.Rect) -> pygame.Rect:
        x, y = (rect.x - at[0]) * scale, (rect.y - at[1]) * scale
        return pygame.Rect(round(x), round(y), round(rect.w * scale) + 1, round(rect.h * scale) + 1)

    for park in plan.parks:
        if seen.colliderect(park):
            pygame.draw.rect(surface, _PARK, place(park))
    for house in plan.houses if scale > 0.2 else ():  # noqa: PLR2004  # smaller, they are dust
        if seen.colliderect(house):
            pygame.draw.rect(surface, _HOUSE, place(house), border_radius=round(6 * scale))
    course = [((x - at[0]) * scale, (y - at[1]) * scale) for x, y in plan.river]
    wide = max(3, round(72 * scale))
    pygame.draw.lines(surface, _WATER, closed=False, points=course, width=wide)
    _streets(plan, surface, scale, at)


def _streets(plan: Plan, surface: pygame.Surface, scale: float, at: tuple[int, int]) -> None:
    across, down = plan.lines
    ends = [round((end - start) * scale) for start in at for end in (0, plan.px)]
    for colour, more in ((_EDGE, 4), (_ROAD, 0)):
        for n, line in enumerate(across):
            wide = max(1, round(((22 if n % 4 == 0 else 12) + more) * scale))
            x = round((line - at[0]) * scale) - wide // 2
            pygame.draw.rect(surface, colour, (x, ends[2], wide, ends[3] - ends[2]))
        for n, line in enumerate(down):
            wide = max(1, round(((22 if n % 4 == 0 else 12) + more) * scale))
            y = round((line - at[1]) * scale) - wide // 2
            pygame.draw.rect(surface, colour, (ends[0], y, ends[1] - ends[0], wide))


@lru_cache(maxsize=4)
def _rows(plan: Plan) -> tuple[tuple[int, int, int, bytes], ...]:
    return tuple(
        (zoom, x, (1 << zoom) - 1 - y, picture(plan, (zoom, x, y))) for zoom, x, y in tiles(plan)
    )


def write(path: Path, plan: Plan) -> Path:
    """Write the map of a town; drawn once in a process.

    Args:
        path: of the file, which is not there yet.
        plan: the town.
    """
    north_west, south_east = plan.spot(0, 0), plan.spot(plan.px, plan.px)
    told = {
        "name": plan.name, "attribution": plan.name, "format": "png", "type": "baselayer",
        "version": "1", "description": plan.name, "minzoom": str(LEAST), "maxzoom": str(ZOOM),
        "bounds": f"{north_west.lon},{south_east.lat},{south_east.lon},{north_west.lat}",
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    db = open_loose(path)
    with unit(db):
        db.execute("CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT)")
        db.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
            " tile_data BLOB, PRIMARY KEY (zoom_level, tile_column, tile_row))"
        )
        db.execute("CREATE TABLE addresses (label TEXT, key TEXT, lat INTEGER, lon INTEGER)")
        for name, said in told.items():
            db.execute("INSERT INTO metadata VALUES (?, ?)", [name, said])
        for row in _rows(plan):
            db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", list(row))
        for label, spot in plan.addresses():
            line = [label, folded(label), *spot.millionths]
            db.execute("INSERT INTO addresses VALUES (?, ?, ?, ?)", line)
    db.close()
    return path
