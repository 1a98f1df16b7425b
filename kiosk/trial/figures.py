"""A measured figure beside its target, and what every benchmark needs."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from msgspec import Struct

# /tmp may be memory, where a flush costs nothing and a ratio says nothing; /var/tmp is a disk
DISK = "/var/tmp" if Path("/var/tmp").is_dir() else None  # noqa: S108
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


class Row(Struct, frozen=True):
    """One line of the table: what, how much, how much it may be, and whether it is."""

    name: str
    value: float
    target: float
    ok: bool
    least: bool = False

    @property
    def is_duration(self) -> bool:
        """Whether it is milliseconds, which a busy machine spoils; a ratio is one run's own."""
        return self.name.endswith(" ms")


def at_most(name: str, value: float, target: float) -> Row:
    """Return a figure that is good when it is small."""
    return Row(name, round(value, 3), target, value <= target)


def at_least(name: str, value: float, target: float) -> Row:
    """Return a figure that is good when it is large."""
    return Row(name, round(value, 3), target, value >= target, least=True)


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun
