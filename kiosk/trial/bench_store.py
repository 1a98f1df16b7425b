"""How fast the counter's file answers, and what the journal costs an issue."""

import tempfile
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles

from kiosk.core import books
from kiosk.core.books import State, Subject
from kiosk.core.events import Event, type_of
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.stockroom import ParcelExpected, ParcelReceived, ParcelStored
from kiosk.core.facts.visits import ParcelIssued, ParcelPicked, SessionCompleted, SessionOpened
from kiosk.core.parcels import Parcel
from kiosk.core.words import ClockQuality, How, ParcelKind, ParcelState, Place, SessionKind
from kiosk.store import rows as state_rows
from kiosk.store.counter_file import CounterFile
from kiosk.store.prints import JobRow
from kiosk.trial.figures import Row, at_most, seconds

# /tmp may be memory, where a flush costs nothing and the ratio says nothing; /var/tmp is a disk
_DISK = "/var/tmp" if Path("/var/tmp").is_dir() else None  # noqa: S108
_PARCELS, _LOOKUPS, _ISSUES, _A_UNIT = 100_000, 2_000, 150, 2_000


class _Maker:
    def __init__(self) -> None:
        self._ids = 0

    def event(self, fact: Fact) -> Event:
        self._ids += 1
        id_ = f"01900000-0000-7000-8000-{self._ids:012x}"
        return Event(
            id_, type_of(fact), 1, self._ids, self._ids, "0" * 16, ClockQuality.NTP, "anna", fact
        )


def rows() -> tuple[Row, ...]:
    """Measure lookups among 100,000 parcels, and an issue with its journal and without."""
    with tempfile.TemporaryDirectory(dir=_DISK) as folder:
        file = CounterFile(Path(folder) / "counter.db", "bench", epoch="0" * 16, at=0)
        _fill(file)
        p99 = _lookup_p99_ms(file)
        ratio = _journal_cost(file)
        file.close()
    return (
        at_most("lookup by code at 100,000 parcels, p99 ms", p99, 5.0),
        at_most("an issue with its journal / without", ratio, 1.25),
    )


def _fill(file: CounterFile) -> None:
    for start in range(0, _PARCELS, _A_UNIT):
        with file.unit():
            for number in range(start, start + _A_UNIT):
                state_rows.save(file.db, _parcel(number))


def _parcel(number: int) -> Parcel:
    return Parcel(
        f"{48000000 + number}-0001-1",
        ParcelKind.ORDER,
        ParcelState.STORED,
        Place.CELL,
        cell=f"A-{number % 40 + 1:02d}",
        order=f"{48000000 + number}-0001",
        customer_ref=f"c{number // 3}",
        items=(Item("Headphones", 4990),),
    )


def _lookup_p99_ms(file: CounterFile) -> float:
    random = Random(1)
    codes = [f"{48000000 + random.randrange(_PARCELS)}-0001-1" for _ in range(_LOOKUPS)]
    return quantiles([seconds(lambda c=c: file.parcels.get(c)) * 1000 for c in codes], n=100)[-1]  # type: ignore[misc]


def _journal_cost(file: CounterFile) -> float:
    """Return the median time of an issue over that of the same rows without a journal.

    An issue is what the counter commits when two parcels are handed over: both parcels, the
    session and the receipt's print job.
    """
    make = _Maker()
    with_journal, without = [], []
    for number in range(_ISSUES):
        facts = _before(number)
        with file.unit():
            file.journal.record([make.event(fact) for fact in facts])
        session, codes = f"s{number}", [f.parcel for f in facts if isinstance(f, ParcelPicked)]
        events = [make.event(ParcelIssued(code, session, "code")) for code in codes]
        events.append(make.event(SessionCompleted(session, issued=2)))
        bare = [
            (s, state_rows.load(file.db, s), e) for e in events for s in books.subjects(e.facts)
        ]
        job = JobRow(f"j{number}", "receipt", b"{}" * 200, "queued", 1)
        saved = partial(_saved, file, bare, job)
        recorded = partial(_recorded, file, events, job)
        without.append(seconds(saved))
        _put_back(file, bare)
        with_journal.append(seconds(recorded))
    return median(with_journal) / median(without)


def _before(number: int) -> list[Fact]:
    facts: list[Fact] = [
        SessionOpened(f"s{number}", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
    ]
    for turn in (1, 2):
        code = f"99{number:06d}-000{turn}-1"
        facts += [
            ParcelExpected(code, "D-9", customer_ref="c1", items=(Item("Headphones", 4990),)),
            ParcelReceived(code, "D-9"),
            ParcelStored(code, "A-01"),
            ParcelPicked(code, f"s{number}", "A-01"),
        ]
    return facts


def _recorded(file: CounterFile, events: list[Event], job: JobRow) -> None:
    with file.unit():
        file.journal.record(events)
        file.prints.keep(job)


def _saved(file: CounterFile, bare: list[tuple[Subject, State | None, Event]], job: JobRow) -> None:
    with file.unit():
        for subject, _, event in bare:
            state_rows.save(
                file.db, books.evolve(subject, state_rows.load(file.db, subject), event)
            )
        file.prints.keep(job)


def _put_back(file: CounterFile, bare: list[tuple[Subject, State | None, Event]]) -> None:
    with file.unit():
        for _, before, _ in bare:
            if before is not None:
                state_rows.save(file.db, before)
