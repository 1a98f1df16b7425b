"""A counter's file on a scratch folder, and events with running ids to write into it."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.events import Event, type_of
from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import CellSpec, Fact, Item
from kiosk.core.policy import Policy
from kiosk.core.words import ClockQuality, Size, Zone
from kiosk.store.counter_file import CounterFile
from tests import blank
from tests.rules import POLICY

T0 = 1_780_000_000_000


class Ledger:
    """A counter's file with the shortest way to write into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ids = itertools.count(1)
        self.file = CounterFile(blank.counter(path), "box-1", epoch="a" * 16, at=T0)

    @property
    def db(self):  # noqa: ANN201
        return self.file.db

    def event(self, fact: Fact, at: int = T0) -> Event:
        return Event(
            id=f"01900000-0000-7000-8000-{next(self._ids):012x}",
            type=type_of(fact),
            tv=1,
            recorded_at=at,
            mono=1,
            boot="0123456789abcdef",
            clock=ClockQuality.NTP,
            actor="anna",
            facts=fact,
        )

    def tell(self, *facts: Fact, at: int = T0) -> tuple[int, ...]:
        """Record facts in one unit."""
        with self.file.unit():
            return self.file.journal.record([self.event(fact, at) for fact in facts])

    def map_cells(self, *cells: str) -> None:
        specs = tuple(
            CellSpec(cell, cell[0], Size.M, Zone.MAIN, rank) for rank, cell in enumerate(cells)
        )
        self.tell(stockroom.CellmapChanged(specs))

    def expect(self, parcel: str, delivery: str = "D1", title: str = "", **more: object) -> None:
        items = (Item(title),) if title else ()
        fact = stockroom.ParcelExpected(parcel, delivery, items=items, **more)  # type: ignore[arg-type]
        self.tell(fact)

    def store(self, parcel: str, cell: str, at: int = T0) -> None:
        """Receive an expected parcel and put it into a cell."""
        self.tell(
            stockroom.ParcelReceived(parcel, "D1"), stockroom.ParcelStored(parcel, cell), at=at
        )


@pytest.fixture
def open_ledger(tmp_path: Path) -> Iterator[Callable[[], Ledger]]:
    """Open the same counter's file, again and again; what is open at the end is closed."""
    opened: list[Ledger] = []

    def _open() -> Ledger:
        opened.append(Ledger(tmp_path / "counter.db"))
        return opened[-1]

    yield _open
    for ledger in opened:
        ledger.file.abandon()


@pytest.fixture
def ledger(open_ledger: Callable[[], Ledger]) -> Ledger:
    """A new counter's file."""
    return open_ledger()


@pytest.fixture
def policy() -> Policy:
    """The rules of a network, in the middle of what is usual."""
    return POLICY
