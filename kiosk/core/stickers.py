"""Which parcels get a sticker with their cell's number at the check-in: a choice of the point."""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from kiosk.core.words import Size, Zone

FRESH = "P:"  # begins our own codes, for parcels that came without any
_LONGEST = 16  # letters of an id that a fresh code takes


class StickersOn(StrEnum):
    """Where stickers are printed."""

    LABEL_PRINTER = "label_printer"
    ANY_PRINTER = "any_printer"
    NONE = "none"


class StickerRules(Struct, frozen=True):
    """What a point wants to stick on its parcels.

    Args:
        on: where they are printed.
        skip_zones: zones whose parcels need none, such as the floor.
        skip_sizes: sizes of parcels that need none.
    """

    on: StickersOn = StickersOn.LABEL_PRINTER
    skip_zones: Collection[Zone] = ()
    skip_sizes: Collection[Size] = ()

    def wants(self, size: Size, zone: Zone | None) -> bool:
        """Whether a parcel of this size, going to this zone, gets a sticker by itself."""
        is_skipped = zone in self.skip_zones or size in self.skip_sizes
        return self.on is not StickersOn.NONE and not is_skipped


def fresh_code(new_id: str) -> str:
    """Return a code of our own for a parcel that has none.

    Args:
        new_id: a UUID that nobody else was given; its random end makes the code.
    """
    return f"{FRESH}{new_id.replace('-', '')[-_LONGEST:].upper()}"
