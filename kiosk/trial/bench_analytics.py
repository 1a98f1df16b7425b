"""How fast a year of figures opens, against counting the journal itself."""

import platform
import tempfile
from contextlib import suppress
from datetime import UTC, date
from pathlib import Path
from random import Random
from statistics import median

from kiosk.core import books, periods
from kiosk.core.day_counts import Counts
from kiosk.core.events import Event, encode, type_of
from kiosk.core.figures import figures
from kiosk.core.periods import Span
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile
from kiosk.trial import year
from kiosk.trial.figures import DISK, Row, at_least, at_most, seconds

DAYS, A_DAY = 365, 200  # parcels: with what becomes of them some 1,200 events a day
_FIRST = date(2026, 1, 1)
_MIDNIGHT = 1_767_225_600_000  # of it, ms UTC
_OPENINGS = 5


def rows(days: int = DAYS, parcels: int = A_DAY) -> tuple[Row, ...]:
    """Measure the opening of a year, and prove that it says what the journal does.

    Args:
        days: of the journal.
        parcels: that come and go each day.
    """
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        file = CounterFile(Path(folder) / "counter.db", "bench", epoch="0" * 16, at=0)
        try:
            events = _fill(file, days, parcels)
            return _measured(file, events)
        finally:
            file.close()


def _measured(file: CounterFile, events: int) -> tuple[Row, ...]:
    with file.unit():
        file.tallies.count(UTC)
    told: dict[str, Counts] = {}
    now = _MIDNIGHT + DAYS * year.DAY_MS
    counted_s = seconds(lambda: told.update(file.tallies.recount(UTC, now)))
    opened_s = median(seconds(lambda: _open(file)) for _ in range(_OPENINGS))
    kept = file.tallies.days(min(told), max(told), UTC, now)
    differ = sum(kept.get(day) != told.get(day) for day in told | kept)
    name = f"a year of {events:,} events"
    return (
        at_most(f"{name} opens on {processor()}, ms", opened_s * 1000, 300.0),
        at_least(f"{name}: counting the journal / opening", counted_s / opened_s, 20.0),
        at_most("days that differ from the journal recounted", differ, 0),
    )


def _open(file: CounterFile) -> None:
    """Do what opening a year asks for: the year, the one before, bars, heat map."""
    period = periods.around(Span.YEAR, _FIRST)
    days = file.tallies.days(
        str(periods.before(period).first),
        str(period.last),
        UTC,
        _MIDNIGHT + (DAYS - 1) * year.DAY_MS,
    )
    figures(periods.between(days, period))
    figures(periods.between(days, periods.before(period)))
    periods.bars(days, period, period.last)
    periods.heat(days, period)


def _fill(file: CounterFile, days: int, parcels: int) -> int:
    """Write days into the journal as they are written there; the rows of the books are not."""
    random, seq = Random(1), 0
    for number in range(days):
        midnight = _MIDNIGHT + number * year.DAY_MS
        with file.unit():
            for moment in year.day(random, midnight, f"d{number}", parcels):
                seq += 1
                _append(file, moment, seq)
    return seq


def _append(file: CounterFile, moment: year.Moment, seq: int) -> None:
    stamp = (moment.at, seq, "0" * 16, ClockQuality.NTP)
    id_ = f"01900000-0000-7000-8000-{seq:012x}"
    event = Event(id_, type_of(moment.fact), 1, *stamp, moment.actor, moment.fact)
    sql = "INSERT INTO journal (id, type, body, hash) VALUES (?, ?, ?, ?)"
    file.db.execute(sql, [id_, event.type, encode(event), seq.to_bytes(32, "big")])
    for subject in books.subjects(moment.fact):
        sql = "INSERT INTO touched (kind, id, seq) VALUES (?, ?, ?)"
        file.db.execute(sql, [subject.kind, subject.id, seq])


def processor(listed: Path = Path("/proc/cpuinfo")) -> str:
    """Return what this machine's processor calls itself."""
    with suppress(OSError):
        for line in listed.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() in {"model name", "Model"} and value.strip():
                return value.strip()
    return platform.machine() or "an unnamed processor"
