"""The words of updates: rings of points, how far a box is, and why it did not go on."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from kiosk.core.words import Line

ReleaseName = Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{1,32}$(?!\n)")]
Serial = Annotated[int, Meta(ge=1, le=2**31)]
BundleSize = Annotated[int, Meta(ge=1, le=64 * 1024 * 1024)]  # APPLIANCE.md 9
Address = Annotated[str, Meta(max_length=500, pattern=r"^https://[!-~]+$(?!\n)")]
Notes = Annotated[tuple[Line, ...], Meta(max_length=12)]
Minute = Annotated[int, Meta(ge=0, le=24 * 60)]  # of the point's own day


class Ring(StrEnum):
    """Whose turn it is; a point is in one ring, in `all` while nobody said another."""

    CANARY = "canary"
    EARLY = "early"
    ALL = "all"

    @property
    def reached(self) -> tuple["Ring", ...]:
        """The rings that have the release by now, the first one first."""
        rings = tuple(Ring)
        return rings[: rings.index(self) + 1]

    @property
    def next(self) -> "Ring | None":
        """The ring after it, None after the last."""
        rings = tuple(Ring)
        after = rings.index(self) + 1
        return rings[after] if after < len(rings) else None


class Step(StrEnum):
    """How far a release is at one box.

    The central offers it; the box accepts the letter, begins to fetch, installs on trial, and
    confirms or rolls back. `held`: the offer was taken back; `gone`: nobody waits for the box.
    """

    OFFERED = "offered"
    ACCEPTED = "accepted"
    BEGUN = "begun"
    INSTALLED = "installed"
    CONFIRMED = "confirmed"
    ROLLED_BACK = "rolled_back"
    FAILED = "failed"
    HELD = "held"
    GONE = "gone"


class Cause(StrEnum):
    """Why a box refused a release, or went back (APPLIANCE.md 9)."""

    BAD_BUNDLE = "bad_bundle"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ARCH = "wrong_arch"
    WRONG_PYTHON = "wrong_python"
    BASE_TOO_OLD = "base_too_old"
    DOWNGRADE = "downgrade"
    DISK_SHORT = "disk_short"
    NO_NETWORK = "no_network"
    BUSY = "busy"
    BACKUP_FAILED = "backup_failed"
    MIGRATE_FAILED = "migrate_failed"
    NOT_READY = "not_ready"
    CRASHED = "crashed"
    HUNG = "hung"
    POWER = "power"
    CRASH_LOOP = "crash_loop"
    HAS_IT = "has_it"  # it runs here already
    TRIED = "tried"  # it went back here before


# What is wrong with the release itself: it would be so at every box.
OF_RELEASE = frozenset(
    {Cause.BAD_BUNDLE, Cause.BAD_SIGNATURE, Cause.MIGRATE_FAILED, Cause.WRONG_PYTHON}
)


def is_bad_sign(step: Step, cause: str) -> bool:
    """Whether an outcome counts against the release, and may halt its roll-out.

    Args:
        step: how it ended at a box.
        cause: why, a `Cause` or a newer box's word.
    """
    return step is Step.ROLLED_BACK or (step is Step.FAILED and cause in OF_RELEASE)
