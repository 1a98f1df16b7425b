"""What a map's file says of itself, and the ways in which one is no map for the screen."""

from enum import StrEnum

from msgspec import Struct

from kiosk.core.geo import Spot

MOST_ZOOM = 22


class Flaw(StrEnum):
    """Why there is no map to draw."""

    NONE_GIVEN = "none_given"  # nobody put a file there
    MISSING = "missing"
    NO_DATABASE = "no_database"
    NO_TILES = "no_tiles"
    VECTOR = "vector"
    FORMAT = "format"
    ZOOMS = "zooms"
    TILE = "tile"
    DAMAGED = "damaged"


class Sheet(Struct, frozen=True):
    """What a map's file says of itself.

    Args:
        name: of the map.
        attribution: whose it is, as plain words; empty where the file does not say.
        format: png, jpg or webp.
        least, most: zooms it has tiles of.
        west, south, east, north: degrees it reaches over.
        tile_px: side of a tile.
        addresses: whether some can be looked up.
    """

    name: str
    attribution: str
    format: str
    least: int
    most: int
    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0
    tile_px: int = 256
    addresses: bool = False

    @property
    def middle(self) -> Spot:
        """The middle of what it reaches over."""
        return Spot((self.south + self.north) / 2, (self.west + self.east) / 2)

    def holds(self, spot: Spot) -> bool:
        """Whether it reaches over a place."""
        return self.south <= spot.lat <= self.north and self.west <= spot.lon <= self.east
