"""Days of a point as plain facts, in no need of a counter: for figures and what they cost."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from kiosk.core.events import CENTRAL
from kiosk.core.facts import deciding, link, people, stockroom, visits
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.words import CancelReason, Decision, How, SessionKind

DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
STAFF = ("anna", "igor")
_COLOUR = "amber"
_NOBODY, _UNDONE, _REFUSED, _CUT_OFF = 0.02, 0.02, 0.05, 0.3  # of visits; of days


class Moment(Struct, frozen=True):
    """A fact, when it happened, ms UTC, and who did it."""

    at: int
    actor: str
    fact: Fact


def day(random: Random, midnight: int, name: str, parcels: int) -> Iterator[Moment]:
    """Make up one day of a point, in the order it happens.

    Args:
        random: by which it differs from other days.
        midnight: ms UTC when it begins.
        name: begins every id of the day, so that days do not meet.
        parcels: how many come, and go.
    """
    day_ = _Day(random, midnight, name)
    yield from day_.morning(parcels)
    codes = [f"{name}.{n}" for n in range(parcels)]
    step = 10 * HOUR_MS // max(1, -(-len(codes) // 2))
    for number, begin in enumerate(range(0, len(codes), 2)):
        at = midnight + 10 * HOUR_MS + HOUR_MS // 2 + number * step
        yield from day_.visit(f"s{name}.{number}", codes[begin : begin + 2], at)
    yield from day_.evening()


class _Day:
    def __init__(self, random: Random, midnight: int, name: str) -> None:
        self._random, self._midnight, self._name = random, midnight, name

    def morning(self, parcels: int) -> Iterator[Moment]:
        """Sign in, take the delivery in, and put it away."""
        at, delivery = self._midnight + 10 * HOUR_MS, f"D{self._name}"
        for who in STAFF:
            yield Moment(at, who, people.ShiftOpened(who))
        yield Moment(at, CENTRAL, stockroom.DeliveryAnnounced(delivery, "Meridian", at))
        for n in range(parcels):
            items = tuple(Item(f"Thing {i}") for i in range(self._random.randint(0, 3)))
            expected = stockroom.ParcelExpected(f"{self._name}.{n}", delivery, items=items)
            yield Moment(at, CENTRAL, expected)
        yield Moment(at, "anna", stockroom.DeliveryArrived(delivery))
        for n in range(parcels):
            at += self._random.choice((5_000, 8_000, 12_000, 130_000 if n % 40 == 0 else 9_000))
            parcel = f"{self._name}.{n}"
            yield Moment(at, "anna", stockroom.ParcelReceived(parcel, delivery))
            yield Moment(at, "anna", stockroom.ParcelStored(parcel, "A-01"))
        surplus, damaged = self._random.randint(0, 2), self._random.randint(0, 3)
        closed = stockroom.DeliveryClosed(delivery, parcels, parcels, 0, surplus, damaged)
        yield Moment(at, "anna", closed)

    def visit(self, session: str, codes: list[str], at: int) -> Iterator[Moment]:
        """Serve a customer: most take all, some leave it, few are undone; nobody comes for some."""
        who = self._random.choice(STAFF)
        if self._random.random() < _NOBODY:
            for code in codes:
                gone = visits.ParcelCancelled(code, CancelReason.UNCLAIMED)
                yield Moment(at, who, gone)
            return
        opened = visits.SessionOpened(
            session, SessionKind.CUSTOMER, f"c{session}", "code", How.CODE, _COLOUR
        )
        yield Moment(at, who, opened)
        begun = at
        for code in codes:
            search_ms = self._random.randint(2_000, 25_000)
            at += search_ms
            yield Moment(at, who, visits.ParcelPicked(code, session, "A-01", search_ms))
        yield from self._ended(session, codes, who, begun, at)
        if self._random.random() < _UNDONE:
            at += 20_000
            for code in codes:
                yield Moment(at, who, visits.IssueUndone(code, session))
            yield Moment(at, who, visits.SessionReopened(session, _COLOUR))
            yield from self._ended(session, codes, who, begun, at + 15_000)

    def _ended(
        self, session: str, codes: list[str], who: str, begun: int, at: int
    ) -> Iterator[Moment]:
        issued = 0
        for code in codes:
            if self._random.random() < _REFUSED:
                why = self._random.choice(("did_not_fit", Decision.DEFECT.value))
                yield Moment(at, who, deciding.ParcelRefused(code, session, why))
            else:
                issued += 1
                taken = self._random.randint(1, 3)
                yield Moment(at, who, visits.ParcelIssued(code, session, "code", taken))
        completed = visits.SessionCompleted(session, issued, active_ms=at - begun)
        yield Moment(at, who, completed)

    def evening(self) -> Iterator[Moment]:
        """Lose the network for a while now and then, and go home."""
        at = self._midnight + 21 * HOUR_MS
        if self._random.random() < _CUT_OFF:
            yield Moment(at, "system", link.LinkLost(at - MINUTE_MS))
            at += self._random.randint(1, 5 * HOUR_MS)  # some come back after midnight
            yield Moment(at, "system", link.LinkRestored())
        for who in STAFF:
            yield Moment(max(at, self._midnight + 21 * HOUR_MS), who, people.ShiftClosed(who))
