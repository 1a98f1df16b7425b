"""Days of a point as its journal may tell them, with all that is taken back, and told twice."""

from collections.abc import Iterator
from random import Random

from msgspec.structs import replace

from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts import deciding, link, opening, people, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import CellSpec, Fact, Item
from kiosk.core.opening_words import OpeningStage
from kiosk.core.words import (
    BoxClass,
    CancelReason,
    Condition,
    Decision,
    How,
    RejectReason,
    SessionKind,
    Size,
    Zone,
)
from tests.core.counting import event

STAFF = ("anna", "igor", "olga")
CELLS = {"A-01": Size.S, "A-02": Size.M, "B-01": Size.L}
DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
_Moment = tuple[int, str, Fact]


def journal(random: Random, midnight: int, days: int, parcels: int) -> list[Event]:
    """Make up a journal.

    Args:
        random: by which it differs from others.
        midnight: ms UTC when its first day begins.
        days: how many.
        parcels: how many come each day.
    """
    told = list(_Story(random, midnight, days, parcels).told())
    begun = [(midnight, SYSTEM, _map())]
    if (
        random.random() < 0.5
    ):  # it is opened, and launched at any moment of the first day and a half
        begun.append((midnight, CENTRAL, opening.OpeningInvited("o1")))
        at = midnight + random.randrange(36 * HOUR_MS)
        told.append((at, CENTRAL, opening.OpeningStageSet("o1", OpeningStage.LAUNCHED)))
    told = begun + sorted(told, key=lambda moment: moment[0])
    return [
        replace(event(fact, at, who), id=f"01900000-0000-7000-8000-{n:012x}")
        for n, (at, who, fact) in enumerate(told)
    ]


def _map() -> Fact:
    cells = enumerate(CELLS.items())
    specs = (CellSpec(cell, cell[0], size, Zone.MAIN, walk) for walk, (cell, size) in cells)
    return stockroom.CellmapChanged(tuple(specs))


class _Story:
    def __init__(self, random: Random, midnight: int, days: int, parcels: int) -> None:
        self._random, self._midnight, self._days, self._parcels = random, midnight, days, parcels
        self._ids = iter(range(10**6))

    def told(self) -> Iterator[_Moment]:
        for day in range(self._days):
            begin = self._midnight + day * DAY_MS + 8 * HOUR_MS
            yield from self._people(begin)
            yield from self._delivery(begin, f"D{day}")
            yield from self._at_the_counter(begin)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _people(self, begin: int) -> Iterator[_Moment]:
        for who in STAFF:
            came = begin + self._random.randrange(HOUR_MS)
            yield came, who, people.ShiftOpened(who)
            if self._chance(0.7):  # else the power went
                left = came + self._random.randrange(HOUR_MS, 20 * HOUR_MS)  # some after midnight
                yield left, who, people.ShiftClosed(who)

    def _delivery(self, begin: int, name: str) -> Iterator[_Moment]:
        at = begin + HOUR_MS
        yield at, "anna", stockroom.DeliveryArrived(name)
        at += self._random.randrange(20 * MINUTE_MS)
        for n in range(self._parcels):
            at += self._random.choice((4_000, 9_000, 120_000, 120_001, 500_000))
            yield from self._parcel(f"{name}.{n}", name, at)
        sums = [self._random.randrange(4) for _ in range(3)]
        yield at + 1, "anna", stockroom.DeliveryClosed(name, self._parcels, self._parcels, *sums)

    def _parcel(self, parcel: str, delivery: str, at: int) -> Iterator[_Moment]:
        """From the driver to the customer, or not."""
        who, sizes = self._random.choice(STAFF), (Size.S, Size.M, Size.L)
        if self._chance(0.9):
            items = tuple(Item(f"Thing {n}") for n in range(self._random.randrange(4)))
            size = self._random.choice(sizes)
            expected = stockroom.ParcelExpected(parcel, delivery, items=items, size=size)
            yield at - HOUR_MS, CENTRAL, expected
        yield at, who, stockroom.ParcelReceived(parcel, delivery)
        if self._chance(0.1):  # the other counter received it, too
            yield at + 100, "olga", stockroom.ParcelReceived(parcel, delivery)
        if self._chance(0.1):
            yield at + 200, who, stockroom.ParcelTurnedBack(parcel, delivery)
            return
        yield at + 1_000, who, stockroom.ParcelStored(parcel, self._random.choice([*CELLS]))
        if self._chance(0.2):
            to = self._random.choice([*CELLS])
            yield at + 2_000, who, stockroom.ParcelMoved(parcel, None, to)
        at += self._random.randrange(2 * MINUTE_MS, 30 * HOUR_MS)
        if self._chance(0.4):
            yield from self._given_up(parcel, at)
            at += 20 * HOUR_MS
        if self._chance(0.7):
            yield from self._visit(parcel, at)

    def _given_up(self, parcel: str, at: int) -> Iterator[_Moment]:
        for _ in range(self._random.randint(1, 2)):
            at += self._random.randrange(6 * HOUR_MS)
            yield at, "anna", visits.ParcelCancelled(parcel, self._random.choice([*CancelReason]))
        if self._chance(0.3):
            yield at + HOUR_MS, CENTRAL, stockroom.StorageExtended(parcel, at + 3 * HOUR_MS)
            if self._chance(0.5):
                gone = visits.ParcelCancelled(parcel, CancelReason.UNCLAIMED)
                yield at + 4 * HOUR_MS, "igor", gone

    def _visit(self, parcel: str, at: int) -> Iterator[_Moment]:
        session, who = f"s{next(self._ids)}", self._random.choice(STAFF)
        kind = SessionKind.CUSTOMER if self._chance(0.9) else SessionKind.SELLER
        opened = visits.SessionOpened(session, kind, "c1", "code", How.CODE, "amber")
        yield at, who, opened
        searched = self._random.choice((0, self._random.randrange(200_000)))
        if self._chance(0.15):
            yield at + 1, who, visits.ParcelNotFound(parcel, "A-01", session)
            yield at + 2, who, visits.ParcelFound(parcel, "A-02")
        yield at + 3, who, visits.ParcelPicked(parcel, session, "A-01", searched)
        if self._chance(0.1):
            ends = (visits.SessionAbandoned(session), visits.SessionCancelled(session))
            yield at + HOUR_MS, who, self._random.choice(ends)
            yield at + HOUR_MS + 1, who, visits.ParcelPutBack(parcel, "B-01")
            return
        yield from self._ended(parcel, session, who, at + 10 * MINUTE_MS)
        if self._chance(0.2):  # undone, at times a day later, and at times ended once more
            at += self._random.randrange(20 * MINUTE_MS, 26 * HOUR_MS)
            yield at, "olga", visits.IssueUndone(parcel, session)
            yield at + 1, "olga", visits.SessionReopened(session, "blue")
            if self._chance(0.5):
                yield from self._ended(parcel, session, "olga", at + 2)

    def _ended(self, parcel: str, session: str, who: str, at: int) -> Iterator[_Moment]:
        way = self._random.random()
        if way < 0.2:
            why = self._random.choice(("did_not_fit", "defect"))
            yield at, who, deciding.ParcelRefused(parcel, session, why)
        elif way < 0.4:
            left = (Item("Hat", decision=Decision.DEFECT), Item("Bag", decision=Decision.REFUSE))
            yield at, who, deciding.ParcelSplit(parcel, f"{parcel}-r{at}", session, "size", left)
        if way >= 0.2:
            items = self._random.randrange(4)
            yield at + 1, who, visits.ParcelIssued(parcel, session, "code", items)
            if self._chance(0.1):  # the other counter told so, too
                yield at + 2, "igor", visits.ParcelIssued(parcel, session, "code", items)
        spent = self._random.choice((20_000, 100_000, 900_000, 9_000_000))
        done = visits.SessionCompleted(session, 1, active_ms=self._random.randrange(spent))
        yield at + 3, who, done

    def _at_the_counter(self, begin: int) -> Iterator[_Moment]:
        """All else that is counted, a few times a day."""
        for _ in range(self._random.randrange(3, 9)):
            n, at = next(self._ids), begin + self._random.randrange(16 * HOUR_MS)
            fact: Fact = self._random.choice(
                (
                    returning.ReturnAccepted(f"R{n}", f"P{n}", Condition.WHOLE, BoxClass.NORMAL),
                    returning.ReturnRejected(f"R{n}", RejectReason.USED),
                    returning.DropoffAccepted(f"P{n}", size=Size.M),
                    shipping.ParcelShipped(f"P{n}", "S1"),
                    shipping.ParcelGivenBack(f"P{n}", "s0"),
                    visits.IssueRefused("code_wrong"),
                    visits.CodeRejected(1),
                    visits.ParcelNotFound(f"P{n}", "A-01"),
                )
            )
            yield at, "igor", fact
        if self._chance(0.5):
            cell, at = self._random.choice([*CELLS]), begin + self._random.randrange(9 * HOUR_MS)
            yield at, "anna", stockroom.CellBlocked(cell, "broken")
            if self._chance(0.5):
                yield at + 12 * HOUR_MS, "anna", stockroom.CellFreed(cell)
        if self._chance(0.5):
            at = begin + self._random.randrange(15 * HOUR_MS)
            yield at, SYSTEM, link.LinkLost(at - 2 * MINUTE_MS)
            if self._chance(0.8):
                back = at + self._random.randrange(6 * HOUR_MS)
                yield back, SYSTEM, link.LinkRestored()
