"""The figures of the point, for whoever has the right: read, printed, taken along as a file."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import TypeAlias

from msgspec import Struct

from kiosk.core import figures_csv, papers_figures, periods
from kiosk.core.cells import ROOM
from kiosk.core.day_counts import Counts
from kiosk.core.figures import Figure, Value, figures, money_of, of_people
from kiosk.core.papers import Wording
from kiosk.core.periods import Bar, Period, Span
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs

Save: TypeAlias = Callable[[str, bytes], str]
"""Writes a file of this name where people find it, and returns where; OSError if it cannot."""

A_TICK = 400  # events counted at most in one Tick: some 10 ms
BEHIND = 4_000  # events: so many more are counted before figures are shown
AGES = (2, 4, 7, 14)  # days on hand: 0-1, 2-3, 4-6, 7-13, 14 and more
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
BOM = "\ufeff"  # by which a spreadsheet knows that it is UTF-8


class Stock(Struct, frozen=True):
    """What is on the shelf now.

    Args:
        on_hand: parcels here.
        ages: of them, by days since they came, as AGES divides them.
        expiring: stored, and their term ends soon or is over.
        units: of room that is taken; room: of all cells that are not blocked.
    """

    on_hand: int
    ages: tuple[int, ...]
    expiring: int
    units: int
    room: int


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
        money: what was paid less what went back, minor units, by (method, currency).
        unsent: events that the central does not have; oldest_at: since when, ms UTC.
    """

    period: Period
    against: Period
    today: date
    values: dict[Figure, Value]
    was: dict[Figure, Value]
    bars: tuple[Bar, ...]
    heat: tuple[tuple[int, ...], ...]
    people: tuple[Colleague, ...]
    money: dict[tuple[str, str], int]
    stock: Stock
    unsent: int
    oldest_at: int | None


class Counting(Struct, frozen=True):
    """The journal is counted still, as after an update; figures come when that is done."""

    done: int
    total: int


class Export(Struct, frozen=True):
    """A file that is ready to be written."""

    name: str
    data: bytes


class Analytics(Activity):
    """Counts the journal as it grows, and tells the figures.

    Args:
        counter: what all activities share.
        health: knows what waits for the central.
        wording: how this point writes its papers.
        zone: of the point; by it a day begins.
        save: writes a file; None for a box that may write none.
    """

    def __init__(
        self,
        counter: Counter,
        health: Health,
        wording: Wording,
        zone: tzinfo = UTC,
        save: Save | None = None,
    ) -> None:
        super().__init__(counter)
        self._health, self._wording, self.zone, self._save = health, wording, zone, save
        self._tallies = counter.store.tallies
        self._counted = -1

    @property
    def may(self) -> bool:
        """Whether who is signed in may see figures."""
        return self.counter.may(Right.ANALYTICS)

    @anybody
    def tick(self) -> None:
        """Count what is new in the journal, a slice a call."""
        if self.counter.store.journal.head().seq == self._counted:
            return
        with self.counter.unit():
            self._tallies.count(self.zone, A_TICK)
        self._counted = self._tallies.counted(self.zone)

    @anybody
    def today(self) -> date:
        """Return the point's own day."""
        return datetime.fromtimestamp(self.counter.clock().at / 1000, self.zone).date()

    @needs(Right.ANALYTICS)
    def report(self, span: Span, day: date) -> Report | Counting:
        """Return the figures of the period that a day is of.

        Args:
            span: how long a period.
            day: of the point.
        """
        done, head = self._tallies.counted(self.zone), self.counter.store.journal.head().seq
        if head - done > BEHIND:
            return Counting(done, head)
        period = periods.around(span, day)
        return self._of(period, self._days(periods.before(period).first, period.last))

    @needs(Right.ANALYTICS)
    def of(self, span: Span, day: date, days: Mapping[str, Counts]) -> Report:
        """Return the figures of a period as other counts tell them."""
        return self._of(periods.around(span, day), days)

    def _of(self, period: Period, days: Mapping[str, Counts]) -> Report:
        today = self.today()
        against = periods.compared(period, today)
        counts = periods.between(days, period)
        mail = self._health.mail()
        return Report(
            period=period,
            against=against,
            today=today,
            values=figures(counts),
            was=figures(periods.between(days, against)),
            bars=periods.bars(days, period, today),
            heat=periods.heat(days, period),
            people=self._people(counts),
            money=money_of(counts),
            stock=self._stock(),
            unsent=mail.unsent,
            oldest_at=mail.oldest_at,
        )

    @needs(Right.ANALYTICS)
    def print(self, span: Span, day: date) -> Refused | Counting | None:
        """Print the figures of a period on a strip of paper."""
        report = self.report(span, day)
        if not isinstance(report, Report):
            return report
        at = self.counter.clock().at
        by = Papers(self.counter).initials_of(self.counter.signed_in)
        told = papers_figures.Told(
            report.period, report.values, report.was, report.money, at=at, by=by
        )
        with self.counter.unit():
            Papers(self.counter).queue(papers_figures.report(told, self._wording))
        return None

    @needs(Right.ANALYTICS)
    def export(self, span: Span, day: date) -> Export | Refused:
        """Return the table of a period as a file; `save` writes it."""
        if self._save is None:
            return Refused(Reason.NO_FILES)
        period = periods.around(span, day)
        last = min(period.last, max(period.first, self.today()))
        table = figures_csv.table(self._days(period.first, last), period.first, last)
        name = f"kiosk-{self._wording.point}-{period.first}-{last}.csv"
        return Export(name, (BOM + table).encode())

    @anybody
    def save(self, export: Export) -> str | Refused:
        """Write a file that `export` made; slow, asks no database and suits a worker.

        Returns:
            Where it lies; or why it does not.
        """
        if self._save is None:
            return Refused(Reason.NO_FILES)
        try:
            return self._save(export.name, export.data)
        except OSError as error:
            return Refused(Reason.NOT_SAVED, {"why": error.strerror or str(error)})

    def _days(self, first: date, last: date) -> dict[str, Counts]:
        now = self.counter.clock().at
        return self._tallies.days(first.isoformat(), last.isoformat(), self.zone, now)

    def _people(self, counts: Counts) -> tuple[Colleague, ...]:
        told, found = of_people(counts), []
        for staff, values in told.items():
            row = self.counter.store.people.get(staff)
            name, initials = (row.name, row.initials) if row else (staff, staff[:2].upper())
            found.append(Colleague(staff, name, initials, values))
        return tuple(sorted(found, key=lambda one: -(one.values[Figure.ISSUED].value or 0)))

    def _stock(self) -> Stock:
        store, at, policy = self.counter.store, self.counter.clock().at, self.counter.policy
        came = store.stock.came_at()
        ages = [0] * (len(AGES) + 1)
        for since in came:
            days = max(0, at - since) // _DAY_MS
            ages[sum(days >= limit for limit in AGES)] += 1
        soon = at + (policy.expiring_h if policy else 0) * _HOUR_MS
        loads = [load for load in store.cells.loads() if not load.cell.blocked]
        return Stock(
            on_hand=len(came),
            ages=tuple(ages),
            expiring=store.parcels.count_expiring(soon),
            units=sum(load.units for load in loads),
            room=sum(ROOM[load.cell.size] for load in loads),
        )
