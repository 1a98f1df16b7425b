"""The last day of a point that was closed: its numbers added up, and how each counter ended it."""

from collections import Counter

from msgspec import Struct

from kiosk.central.closed_days import ClosedDays
from kiosk.central.people import People
from kiosk.central.sql import Sql
from kiosk.core.days import Day
from kiosk.core.facts.day import Sum

_DATE = len("2026-11-24")
NUMBERS = ("issued", "received", "returns", "dropoffs", "shipped", "parcels_refused")


class Ended(Struct, frozen=True):
    """How one counter ended its day.

    Args:
        box: which; empty at a point of one counter.
        by, witness: names, or what stands for them; empty for nobody.
    """

    box: str
    day: Day
    by: str
    witness: str


class Closing(Struct, frozen=True):
    """A day of a point.

    Args:
        date: as the counters told it, yyyy-mm-dd.
        numbers: by name, of all counters; each tells its own work alone.
        paid: by method and currency.
    """

    date: str
    numbers: dict[str, int]
    paid: tuple[Sum, ...]
    counters: tuple[Ended, ...]


def last_closing(books: Sql, point: str) -> Closing | None:
    """Return the last closed day of a point, None for one that closed none.

    Args:
        books: of the network.
        point: which.
    """
    days = ClosedDays(books).last(point)
    if not days:
        return None
    names = {one.staff.staff: one.name for one in People(books).of(point)}

    def called(staff: str) -> str:
        return names.get(staff) or staff

    counters = tuple(
        Ended(
            day.day[_DATE:].removeprefix(":"),
            day,
            "" if day.untended else called(day.closed_by),
            called(day.witness),
        )
        for day in days
    )
    numbers = {name: sum(getattr(day.totals, name) for day in days) for name in NUMBERS}
    return Closing(days[0].day[:_DATE], numbers, _paid(days), counters)


def _paid(days: tuple[Day, ...]) -> tuple[Sum, ...]:
    sums = Counter[tuple[str, str]]()
    methods = {one.method.value: one.method for day in days for one in day.totals.paid}
    for day in days:
        for one in day.totals.paid:
            sums[one.method.value, one.currency] += one.minor
    return tuple(Sum(methods[method], code, n) for (method, code), n in sorted(sums.items()) if n)
