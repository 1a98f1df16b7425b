"""How much room a disk has, and what stops at which room: photos first, events never."""

from enum import StrEnum

MB = 1_000_000
ROOMY = 500 * MB
LOW = 100 * MB
BALLAST = 32 * MB  # given up to finish the work in hand (TRUST.md 3)
BALLAST_AGAIN = 200 * MB


class Storage(StrEnum):
    """How the disk stands.

    `low` takes in nothing new; what is here is issued, moved and shipped. `full` and `read_only`
    are told by a write that failed.
    """

    NORMAL = "normal"
    TIGHT = "tight"
    LOW = "low"
    FULL = "full"
    READ_ONLY = "read_only"


def storage_of(free: int) -> Storage:
    """Return how a disk with so many free bytes stands."""
    if free >= ROOMY:
        return Storage.NORMAL
    return Storage.TIGHT if free >= LOW else Storage.LOW
