"""What a box tells of itself: its version, where it stands, and whose work it is made of."""

from msgspec import Struct


class Part(Struct, frozen=True):
    """A library, a font or a set of icons that the box is made of.

    Args:
        name, version: of the part; an empty version where it has none.
        licence: its short name, as its authors wrote it.
    """

    name: str
    version: str
    licence: str


class About(Struct, frozen=True):
    """The box, as it was made.

    Args:
        version: of this program, empty when it runs from a folder of sources.
        device: the box's id.
        serial: of the board, empty where the machine tells none.
        free_mb: on the disk of the data, None where that cannot be asked.
        parts: by name.
    """

    version: str = ""
    device: str = ""
    serial: str = ""
    free_mb: int | None = None
    parts: tuple[Part, ...] = ()


class Papers(Struct, frozen=True):
    """The box, as the central knows it.

    Args:
        epoch: of the journal, 16 hex digits.
        certificate_ends_at: milliseconds UTC, None before the box is enrolled.
    """

    epoch: str
    certificate_ends_at: int | None
