"""Counts of a day: their keys, the days and the steps that they are counted under."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.books import Subject
from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts.fact import Fact

Counts: TypeAlias = dict[str, int]  # of one day, by key
Memory: TypeAlias = Callable[[Subject, tuple[type[Fact], ...]], Iterator[Event]]
"""Tells the events of these types that changed a row, the last before the one counted first."""

_STEPS = ((60_000, 500), (600_000, 5_000), (7_200_000, 30_000))  # up to, and how fine
_LONGEST_MS = 31 * 24 * 3_600_000  # longer is a clock that jumped


class Change(Struct, frozen=True):
    """So many more, or fewer, of something on a day, yyyy-mm-dd.

    Args:
        ours: this counter did it, and no sibling of its point; what is taken back is of whoever
            had done it.
    """

    day: str
    key: str
    n: int
    ours: bool = True


def step(ms: int) -> int:
    """Return the step a time is counted under: half a second under a minute, coarser above."""
    for upto, fine in _STEPS:
        if ms < upto:
            return max(0, ms) // fine * fine
    return _STEPS[-1][0]


def day_of(at: int, zone: tzinfo) -> str:
    """Return the local day of a moment, yyyy-mm-dd."""
    return datetime.fromtimestamp(at / 1000, zone).date().isoformat()


def added(counts: Mapping[str, int], changes: Mapping[str, int]) -> Counts:
    """Return counts with others on top; what comes to nothing is gone."""
    total = dict(counts)
    for key, n in changes.items():
        total[key] = total.get(key, 0) + n
    return {key: n for key, n in total.items() if n}


def summed(days: Iterable[Counts]) -> Counts:
    """Return the counts of days added up."""
    total: Counts = {}
    for day in days:
        for key, n in day.items():
            total[key] = total.get(key, 0) + n
    return added(total, {})


def changed(
    event: Event, zone: tzinfo, keys: Mapping[str, int], *, by_person: bool = False
) -> tuple[Change, ...]:
    """Return the changes of the day of an event, and those of whoever did it.

    Args:
        event: what happened.
        zone: by which a day begins.
        keys: what is counted, and how much of it.
        by_person: whether it is counted for the person, too.
    """
    day = day_of(event.recorded_at, zone)
    ours = event.via is None
    whole = tuple(Change(day, key, n, ours) for key, n in keys.items() if n)
    if not by_person or event.actor in {SYSTEM, CENTRAL}:
        return whole
    return (*whole, *(replace(one, key=_persons(one.key, event.actor)) for one in whole))


def _persons(key: str, who: str) -> str:
    """Return a key as one person's; the step of a time stays last."""
    name, colon, rest = key.partition(":")
    return f"{name}/{who}{colon}{rest}"


def spent(key: str, begun: int, ended: int, zone: tzinfo) -> tuple[Change, ...]:
    """Return how many ms of a span fall on each local day; none if the clock went back.

    Args:
        key: what is counted.
        begun: of the span, ms UTC.
        ended: likewise.
        zone: by which a day begins.
    """
    found, at = [], max(begun, ended - _LONGEST_MS)
    while at < ended:
        here = datetime.fromtimestamp(at / 1000, zone).date()
        upto = min(ended, max(at + 1, _midnight(here + timedelta(days=1), zone)))
        found.append(Change(here.isoformat(), key, upto - at))
        at = upto
    return tuple(found)


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp() * 1000)
