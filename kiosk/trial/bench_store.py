"""How fast the counter's file answers, and what the journal costs an issue."""

import tempfile
from collections.abc import Sequence
from copy import copy
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles

import msgspec

from kiosk.core import pickup
from kiosk.core.books import Subject
from kiosk.core.codes import Code, CodeKind
from kiosk.core.events import Event, Stamp
from kiosk.core.facts.fact import Item
from kiosk.core.facts.people import StaffAdded
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality, ParcelKind, ParcelState, Place, Role
from kiosk.store import rows as state_rows
from kiosk.store.counter_file import CounterFile
from kiosk.store.journal import Journal
from kiosk.store.letters import MailReader
from kiosk.store.people import PersonRow
from kiosk.trial import bench_search, bench_typing
from kiosk.trial.figures import DISK, Row, at_most, seconds
from kiosk.trial.showroom import NOON, POLICY
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.desk import Around, desk_of
from kiosk.workflows.tries import pin_hasher

_PARCELS, _LOOKUPS, _ISSUES, _A_UNIT = 100_000, 2_000, 200, 2_000
_EACH = 3  # parcels a customer has
_KEYS = Keys(b"p" * 32, b"s" * 32)


def rows() -> tuple[Row, ...]:
    """Measure lookups, an issue with its journal and without, and searches."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        file = CounterFile(Path(folder) / "counter.db", "bench", epoch="0" * 16, at=0)
        _fill(file)
        p99 = _lookup_p99_ms(file)
        ratio = _journal_cost(Path(folder), file)
        file.close()
    return (
        at_most("lookup by code at 100,000 parcels, p99 ms", p99, 5.0),
        at_most("an issue with its journal / without", ratio, 1.25),
        *_searches(),
    )


def _searches() -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        file = CounterFile(Path(folder) / "counter.db", "bench", epoch="0" * 16, at=0)
        bench_search.fill(file, bench_search.PARCELS)
        bench = _Desk(Path(folder), file)
        found = bench_search.figures(file, bench.search)
        numbers, names = bench_search.typed(file)
        size = f"at {bench_search.PARCELS:,} parcels"
        found += bench_typing.rows(bench.desk, numbers, names, size)
        file.close()
    return found


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
        customer_ref=f"c{number // _EACH}",
        items=(Item("Headphones", 4990),),
    )


def _lookup_p99_ms(file: CounterFile) -> float:
    random = Random(1)
    codes = [f"{48000000 + random.randrange(_PARCELS)}-0001-1" for _ in range(_LOOKUPS)]
    return quantiles([seconds(lambda c=c: file.parcels.get(c)) * 1000 for c in codes], n=100)[-1]  # type: ignore[misc]


class _Unjournaled(Journal):
    """Changes the rows as the journal does, and writes nothing of its own."""

    def _append(self, event: Event, body: bytes, chain: bytes) -> int:  # noqa: ARG002
        return 0

    def _note_touched(self, event: Event, subjects: Sequence[Subject], seq: int) -> None:
        pass


class _Desk:
    """A counter where customers collect two parcels each, one after the other."""

    def __init__(self, folder: Path, file: CounterFile) -> None:
        self._file, self._ids = file, 0
        counter = Counter(file, self._stamp, self._id, _KEYS)
        wording = Wording("7731", str, lambda minor, currency: f"{minor} {currency}", str)
        self._counter = counter
        self.desk = desk_of(counter, Around(MailReader(folder / "mail.db"), wording, pin_hasher()))
        with counter.unit():
            file.keep_rules("ozon_like", msgspec.json.encode(POLICY))
            counter.record(StaffAdded("anna", Role.OWNER), actor="central")
            file.people.keep(PersonRow("anna", "Anna K.", "AK"))
        counter.signed_in = "anna"
        journal = file.journal
        self._journals = (journal, _unjournaled(journal))

    def _stamp(self) -> Stamp:
        return Stamp(NOON, self._ids, "0" * 16, ClockQuality.NTP)

    def _id(self) -> str:
        self._ids += 1
        return f"01900000-0000-7000-8000-{self._ids:012x}"

    def search(self, text: str) -> object:
        """Return what a screen shows for a typed text."""
        return self.desk.find.search(text)

    def issue_s(self, customer: int, *, journaled: bool) -> float:
        """Return the seconds from the clerk's touch to the result, with the journal or without."""
        session = self._serve(customer)
        self._file.journal = self._journals[0 if journaled else 1]
        try:
            return seconds(partial(self.desk.issue.complete, session))
        finally:
            self._file.journal = self._journals[0]

    def _serve(self, customer: int) -> str:
        """Open the visit and take both parcels out of their cells."""
        code = f"{customer:08d}*8301"
        window = CodeWindow(pickup.digest(_KEYS.point, code), NOON - 1, NOON + 1)
        with self._counter.unit():
            self._file.codes.replace(f"c{customer}", [window])
        card = self.desk.issue.open(Code(CodeKind.PICKUP, code, "qr"))
        if isinstance(card, Refused) or card.session is None:
            raise TypeError(f"the visit was refused: {card}")
        session = card.session.session
        for parcel in card.ready[:2]:
            self.desk.issue.pick(session, parcel.parcel)
        return session


def _unjournaled(journal: Journal) -> Journal:
    bare = copy(journal)
    bare.__class__ = _Unjournaled
    return bare


def _journal_cost(folder: Path, file: CounterFile) -> float:
    """Return the median time of an issue over that of the same issue without its journal.

    An issue is what the clerk waits for at the last touch: rules asked, parcels, session and
    receipt written in one transaction, the lamps told. The customers come in no order, and both
    sides take turns.
    """
    desk = _Desk(folder, file)
    sides: tuple[list[float], list[float]] = ([], [])
    for turn, customer in enumerate(Random(2).sample(range(_PARCELS // _EACH), 2 * _ISSUES)):
        sides[turn % 2].append(desk.issue_s(customer, journaled=bool(turn % 2)))
    return median(sides[1]) / median(sides[0])
