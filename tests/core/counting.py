"""Facts counted one after another, as the store does it: for every test of the counts of days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo

from kiosk.core import tallies
from kiosk.core.books import Subject, subjects
from kiosk.core.day_counts import Counts, added
from kiosk.core.events import Event, type_of
from kiosk.core.facts.fact import Fact
from kiosk.core.tallies import Running
from kiosk.core.words import ClockQuality

T0 = 1_780_000_000_000  # Thursday, 28 May 2026, 20:26:40 UTC
DAY = "2026-05-28"
HOUR = 3_600_000


def event(fact: Fact, at: int = T0, actor: str = "anna") -> Event:
    """A fact as it is written down."""
    stamp = (at, 1, "0" * 16, ClockQuality.NTP)
    return Event("01900000-0000-7000-8000-000000000001", type_of(fact), 1, *stamp, actor, fact)


def told_of(
    told: Sequence[Fact | tuple[Fact, int] | Event], zone: tzinfo = UTC
) -> tuple[Running, dict[str, Counts]]:
    """Count facts, one after another; a pair says how long after T0, ms."""
    seen: list[Event] = []
    days: dict[str, Counts] = {}
    running = Running()
    for one in told:
        if isinstance(one, tuple):
            happened = event(one[0], T0 + one[1])
        else:
            happened = one if isinstance(one, Event) else event(one)

        def memory(subject: Subject, types: tuple[type[Fact], ...]) -> Iterator[Event]:
            assert len(types) <= 6, "the store looks for six"
            known = (e for e in reversed(seen) if isinstance(e.facts, types))
            return (e for e in known if subject in subjects(e.facts))

        heard = tallies.tell(happened, running, zone, memory)
        running = heard.running
        for change in heard.changes:
            days[change.day] = added(days.get(change.day, {}), {change.key: change.n})
        seen.append(happened)
    return running, {day: counts for day, counts in days.items() if counts}


def count(told: Sequence[Fact | tuple[Fact, int] | Event], zone: tzinfo = UTC) -> dict[str, Counts]:
    """The counts of each day that has any."""
    return told_of(told, zone)[1]
