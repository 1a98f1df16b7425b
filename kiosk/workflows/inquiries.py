"""A report of the figures: asked for at the counter, read beside it, for a year takes a while."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, tzinfo
from typing import TypeAlias

from msgspec import Struct

from kiosk.core import figures_csv, periods
from kiosk.core.cells import ROOM
from kiosk.core.day_counts import Counts
from kiosk.core.figure_reasons import Why, reasons
from kiosk.core.figures import Figure, Value, figures, money_of, of_people
from kiosk.core.papers_figures import Stock
from kiosk.core.periods import Bar, Period
from kiosk.core.refusals import Reason, Refused
from kiosk.store.counter_file import Books

OpenBooks: TypeAlias = Callable[[], AbstractContextManager[Books]]
"""Opens the books for reading in the thread that asks, and closes them again."""
Save: TypeAlias = Callable[[str, bytes], str]
"""Writes a file of this name where people find it, and returns where; OSError if it cannot."""

AGES = (2, 4, 7, 14)  # days on hand: 0-1, 2-3, 4-6, 7-13, 14 and more
BOM = "\ufeff"  # by which a spreadsheet knows that it is UTF-8
_DAY_MS = 86_400_000


class Counting(Struct, frozen=True):
    """So many rows of the journal are counted by today's rules: not all, as after an update."""

    done: int
    total: int


class Colleague(Struct, frozen=True):
    """One person's figures.

    Args:
        staff, name, initials: who; the id stands for a name nobody told.
    """

    staff: str
    name: str
    initials: str
    values: dict[Figure, Value]


class Report(Struct, frozen=True):
    """The figures of a period.

    Args:
        period, against: which days, and those they are compared with.
        today: the point's own.
        values, was: of the period, and of what it is compared with.
        bars, shelf: what was issued, and how many percent of the room were taken.
        reasons, reasons_were: why, each with how often.
        money: what was paid less what went back, minor units, by (method, currency).
        unsent: events that the central does not have; oldest_at: since when, ms UTC.
        seq: the last row of the journal that it knows of.
        anew: the rules of counting have changed, and days were counted by the older ones still.
    """

    period: Period
    against: Period
    today: date
    values: dict[Figure, Value]
    was: dict[Figure, Value]
    bars: tuple[Bar, ...]
    shelf: tuple[Bar, ...]
    heat: tuple[tuple[int, ...], ...]
    people: tuple[Colleague, ...]
    reasons: dict[Why, Counts]
    reasons_were: dict[Why, Counts]
    money: dict[tuple[str, str], int]
    stock: Stock
    unsent: int
    oldest_at: int | None
    seq: int
    anew: Counting | None = None


class Inquiry(Struct, frozen=True):
    """What somebody with the right wants to know.

    Args:
        books: opens what is asked.
        period: which days.
        now: ms UTC; zone: of the point.
        soon: until when a term ends soon, ms UTC.
        unsent, oldest_at: what waits for the central, and since when.
        is_at_once: the books are the counter's own, and are asked in its thread alone.
    """

    books: OpenBooks
    period: Period
    now: int
    zone: tzinfo
    soon: int
    unsent: int
    oldest_at: int | None
    is_at_once: bool = False

    @property
    def today(self) -> date:
        """The point's own day."""
        return datetime.fromtimestamp(self.now / 1000, self.zone).date()

    def read(self) -> Report:
        """Read the figures; slow, and suits a worker unless it `is_at_once`."""
        with self.books() as books:
            first, last = periods.needed(self.period), self.period.last
            if self.period.span is periods.Span.DAY:
                last = periods.around(periods.Span.WEEK, last).last
            return self.told(books, _days(books, first, last, self))

    def told(self, books: Books, days: Mapping[str, Counts]) -> Report:
        """Return the report as counts tell it.

        Args:
            books: what is on the shelf, and who is who.
            days: counts by day, of the period and of the one before.
        """
        against, head = periods.compared(self.period, self.today), books.journal.head().seq
        counts, before = periods.between(days, self.period), periods.between(days, against)
        return Report(
            period=self.period,
            against=against,
            today=self.today,
            values=figures(counts),
            was=figures(before),
            bars=periods.bars(days, self.period, self.today),
            shelf=periods.shelf(days, self.period, self.today),
            heat=periods.heat(days, self.period),
            people=_people(books, counts),
            reasons=reasons(counts),
            reasons_were=reasons(before),
            money=money_of(counts),
            stock=_stock(books, self.now, self.soon),
            unsent=self.unsent,
            oldest_at=self.oldest_at,
            seq=head,
            anew=counted_anew(books, self.zone, head),
        )


class Takeout(Struct, frozen=True):
    """The tables of a period that somebody with the right takes along.

    Args:
        inquiry: which days.
        point: of the network, named in the files' names.
        save: writes a file.
    """

    inquiry: Inquiry
    point: str
    save: Save

    @property
    def last(self) -> date:
        """The last day of the period that has begun."""
        period = self.inquiry.period
        return min(period.last, max(period.first, self.inquiry.today))

    def write(self) -> tuple[str, ...] | Refused:
        """Read and write them; slow, and suits a worker as its inquiry does.

        Returns:
            Where they lie; or why they do not.
        """
        first, last = self.inquiry.period.first, self.last
        with self.inquiry.books() as books:
            days = _days(books, first, last, self.inquiry)
        name = f"kiosk-{self.point}-{first}-{last}"
        tables = {
            f"{name}.csv": figures_csv.table(days, first, last),
            f"{name}-reasons.csv": figures_csv.breakdown(days, first, last),
        }
        try:
            return tuple(self.save(one, (BOM + text).encode()) for one, text in tables.items())
        except OSError as error:
            return Refused(Reason.NOT_SAVED, {"why": error.strerror or str(error)})


def counted_anew(books: Books, zone: tzinfo, head: int) -> Counting | None:
    """Return how far the journal is counted by today's rules while older figures are told.

    Args:
        books: which are asked.
        zone: of the point.
        head: the last row of the journal.

    Returns:
        None: all that is told was counted by today's rules.
    """
    tallies = books.tallies
    return Counting(tallies.counted(zone), head) if tallies.older(zone) is not None else None


def _days(books: Books, first: date, last: date, asked: Inquiry) -> dict[str, Counts]:
    return books.tallies.days(first.isoformat(), last.isoformat(), asked.zone, asked.now)


def _people(books: Books, counts: Counts) -> tuple[Colleague, ...]:
    told, found = of_people(counts), []
    for staff, values in told.items():
        row = books.people.get(staff)
        name, initials = (row.name, row.initials) if row else (staff, staff[:2].upper())
        found.append(Colleague(staff, name, initials, values))
    return tuple(sorted(found, key=lambda one: -(one.values[Figure.ISSUED].value or 0)))


def _stock(books: Books, now: int, soon: int) -> Stock:
    came = books.stock.came_at()
    ages = [0] * (len(AGES) + 1)
    for since in came:
        days = max(0, now - since) // _DAY_MS
        ages[sum(days >= limit for limit in AGES)] += 1
    loads = [load for load in books.cells.loads() if not load.cell.blocked]
    return Stock(
        on_hand=len(came),
        ages=tuple(ages),
        expiring=books.parcels.count_expiring(soon),
        units=sum(load.units for load in loads),
        room=sum(ROOM[load.cell.size] for load in loads),
    )
