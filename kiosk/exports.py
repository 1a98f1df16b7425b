"""Where files for people go: a stick that is put in, or a folder; and what `kiosk figures` says."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.config import load
from kiosk.core import figures_csv
from kiosk.core.day_counts import Counts, summed
from kiosk.core.figures import Figure, Value, figures
from kiosk.moments import boot_id, moment
from kiosk.places import Place
from kiosk.store.counter_file import CounterFile, reading
from kiosk.store.search_only import SearchOnly
from kiosk.workflows.counter import Keys
from kiosk.workflows.inquiries import Counting, OpenBooks, counted_anew

MOUNTS = Path("/proc/self/mounts")
STICKS = ("/media/", "/run/media/", "/mnt/usb")  # where systems put what is plugged in
MOST_DAYS = 3_660


def save(folder: Path, name: str, data: bytes, mounts: Path = MOUNTS) -> str:
    """Write a file where people find it: on the first stick that takes it, else into a folder.

    Args:
        folder: of the box, for when there is no stick.
        name: of the file.
        data: what it holds.
        mounts: the system's list of what is mounted.

    Returns:
        Where it lies.

    Raises:
        OSError: it lies nowhere.
    """
    for stick in sticks(mounts):
        with suppress(OSError):  # it is full, or was just pulled out: the next one, then the folder
            if os.access(stick, os.W_OK):
                return str(_written(stick / name, data))
    folder.mkdir(parents=True, exist_ok=True)
    return str(_written(folder / name, data))


def sticks(mounts: Path) -> tuple[Path, ...]:
    """Return where sticks are mounted, as the system lists them; none if it cannot be read."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    points = [fields[1] for line in lines if len(fields := line.split(" ")) > 1]
    named = (re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), one) for one in points)
    return tuple(Path(one) for one in named if f"{one}/".startswith(STICKS))


def _written(path: Path, data: bytes) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # the stick is pulled out at once
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def today_of(path: Path) -> date:
    """Return the day of the point that a settings file is of."""
    place = _place(path)
    return datetime.fromtimestamp(place.now().at / 1000, ZoneInfo(place.point.zone)).date()


class Days(Struct, frozen=True):
    """The counts of a point's days.

    Args:
        counts: by day, yyyy-mm-dd.
        anew: how far the journal is counted by today's rules, where these are of older ones.
    """

    counts: dict[str, Counts]
    anew: Counting | None


def days_of(path: Path, first: date, last: date) -> Days:
    """Return the counts of a point's days, also beside a running counter.

    Args:
        path: of kiosk.toml.
        first: the first day.
        last: the last day.

    Raises:
        CannotOpen, NewerSchema: its file is not there, or cannot be read.
    """
    place = _place(path)
    zone = ZoneInfo(place.point.zone)
    with reading(place.data / "counter.db", place.point.device) as books:
        now, head = place.now().at, books.journal.head().seq
        counts = books.tallies.days(first.isoformat(), last.isoformat(), zone, now)
        return Days(counts, counted_anew(books, zone, head))


def beside(file: CounterFile, place: Place) -> OpenBooks | None:
    """Return what reads the counter's file in other threads.

    Args:
        file: as the counter has it open.
        place: where it lies.

    Returns:
        None for one that only its own thread can ask, on a disk that takes no writes.
    """
    if isinstance(file, SearchOnly):
        return None
    return partial(reading, place.data / "counter.db", place.point.device)


def table(days: dict[str, Counts], first: date, last: date) -> str:
    """Return days as CSV, its columns as docs/analytics.md says."""
    return figures_csv.table(days, first, last)


def breakdown(days: dict[str, Counts], first: date, last: date) -> str:
    """Return what the figures of days are made of as CSV, as docs/analytics.md says."""
    return figures_csv.breakdown(days, first, last)


def totals(days: Iterable[Counts]) -> dict[Figure, Value]:
    """Return the figures of days added up."""
    return figures(summed(days))


def _place(path: Path) -> Place:
    boot = boot_id()
    return Place(load(path), path.parent, lambda: moment(boot), Keys(b"", b""))
