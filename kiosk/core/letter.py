"""What every letter of the central is made from."""

from msgspec import Struct


class Letter(Struct, frozen=True, omit_defaults=True):
    """What the central asks or tells."""
