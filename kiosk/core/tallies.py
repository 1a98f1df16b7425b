"""What each event adds to its day: the counts that every figure of docs/analytics.md is made of.

A day's counts are numbers by key, so days add up to a week and to a year. A key names what is
counted; behind it may stand a person (`issued/anna`), an hour (`issued@18`), or a step of a time
(`issue_ms:41500`: so many took from 41.5 s to the next step). What is taken back is taken off the
day that it was counted on.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.books import Subject
from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts import (
    deciding,
    link,
    opening,
    paying,
    people,
    returning,
    shipping,
    stockroom,
    visits,
)
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage
from kiosk.core.words import CancelReason, Decision, SessionKind

Counts: TypeAlias = dict[str, int]  # of one day, by key
Memory: TypeAlias = Callable[[Subject, tuple[type[Fact], ...]], Event | None]
"""Returns the last event of one of these types that changed a row, before the one being counted."""

PAUSE_MS = 120_000  # between two parcels of a delivery: longer is no work on it (WORKFLOWS.md 4.10)
_FORGOTTEN_MS = 24 * 3_600_000  # a visit or a sign-in open that long was never told to have ended
_LONGEST_MS = 31 * _FORGOTTEN_MS  # longer is a clock that jumped
_STEPS = ((60_000, 500), (600_000, 5_000), (7_200_000, 30_000))  # up to, and how fine
_ENDS = (visits.ParcelIssued, deciding.ParcelRefused, deciding.ParcelSplit)

COUNTED: frozenset[type[Fact]] = frozenset(
    {
        *_ENDS,
        visits.SessionOpened,
        visits.SessionCompleted,
        visits.SessionCancelled,
        visits.SessionAbandoned,
        visits.SessionReopened,
        visits.ParcelPicked,
        visits.IssueUndone,
        visits.ParcelNotFound,
        visits.ParcelCancelled,
        visits.IssueRefused,
        visits.CodeRejected,
        stockroom.DeliveryArrived,
        stockroom.ParcelReceived,
        stockroom.DeliveryClosed,
        people.ShiftOpened,
        people.ShiftClosed,
        link.LinkLost,
        link.LinkRestored,
        returning.ReturnAccepted,
        returning.DropoffAccepted,
        shipping.ParcelShipped,
        shipping.ParcelGivenBack,
        paying.PaymentRecorded,
        paying.PaymentReversed,
    }
)
"""The facts that add something; all others need not even be read."""


class Change(Struct, frozen=True):
    """So many more, or fewer, of something on a day, yyyy-mm-dd.

    Args:
        ours: this counter did it, and no sibling of its point; what is taken back is of whoever
            had done it.
    """

    day: str
    key: str
    n: int
    ours: bool = True


class Running(Struct, frozen=True, omit_defaults=True):
    """What is under way and will be counted when it ends.

    Args:
        visits: session -> when it opened, ms UTC.
        arrived: delivery -> when it arrived, until its first parcel is received.
        signed_in: person -> since when.
        received_at: when the last parcel of a delivery was received.
        lost_at: since when the central cannot be reached, 0 while it can.
        tries: the point is not launched yet: what it does is a trial, and not counted.
    """

    visits: dict[str, int] = {}
    arrived: dict[str, int] = {}
    signed_in: dict[str, int] = {}
    received_at: int = 0
    lost_at: int = 0
    tries: bool = False


class Told(Struct, frozen=True):
    """What an event adds, and what is under way after it."""

    running: Running
    changes: tuple[Change, ...] = ()


def step(ms: int) -> int:
    """Return the step a time is counted under: half a second under a minute, coarser above."""
    for upto, fine in _STEPS:
        if ms < upto:
            return max(0, ms) // fine * fine
    return _STEPS[-1][0]


def day_of(at: int, zone: tzinfo) -> str:
    """Return the local day of a moment, yyyy-mm-dd."""
    return datetime.fromtimestamp(at / 1000, zone).date().isoformat()


def added(counts: Mapping[str, int], changes: Mapping[str, int]) -> Counts:
    """Return counts with others on top; what comes to nothing is gone."""
    total = dict(counts)
    for key, n in changes.items():
        total[key] = total.get(key, 0) + n
    return {key: n for key, n in total.items() if n}


def tell(event: Event, running: Running, zone: tzinfo, memory: Memory) -> Told:
    """Return what an event adds to its day.

    Args:
        event: one of the journal, in its order.
        running: what is under way before it.
        zone: the point's, by which a day begins.
        memory: finds what an event takes back.
    """
    return _Day(event, zone, memory).told(running)


class _Day:
    """One event, and the day it falls on."""

    def __init__(self, event: Event, zone: tzinfo, memory: Memory) -> None:
        self._event, self._zone, self._memory = event, zone, memory
        self._at = event.recorded_at

    def told(self, running: Running) -> Told:
        """Ask each part of the house; at most one has something to say."""
        match self._event.facts:
            case opening.OpeningInvited():
                return Told(replace(running, tries=True))
            case opening.OpeningStageSet(stage=OpeningStage.LAUNCHED):
                return Told(replace(running, tries=False))
            case _:
                told = self._told(running)
                return Told(told.running) if running.tries else told

    def _told(self, running: Running) -> Told:
        for part in (self._of_visits, self._of_deliveries, self._of_people):
            told = part(running)
            if told is not None:
                return told
        return Told(running, self._of_parcels())

    def _of_visits(self, running: Running) -> Told | None:
        match self._event.facts:
            case visits.SessionOpened(session=session, kind=SessionKind.CUSTOMER):
                live = _since(running.visits, self._at) | {session: self._at}
                return Told(replace(running, visits=live), self._add(f"visits_open:{len(live)}"))
            case visits.SessionCompleted(session=session):
                ended = replace(running, visits=_without(running.visits, session))
                return Told(ended, self._completed(self._event, 1))
            case (
                visits.SessionCancelled(session=session) | visits.SessionAbandoned(session=session)
            ):
                return Told(replace(running, visits=_without(running.visits, session)))
            case visits.SessionReopened(session=session):
                live = _since(running.visits, self._at) | {session: self._at}
                return Told(replace(running, visits=live), self._reopened(session))
            case _:
                return None

    def _completed(self, event: Event, n: int) -> tuple[Change, ...]:
        facts = event.facts
        if not isinstance(facts, visits.SessionCompleted) or not self._is_customers(facts.session):
            return ()
        keys = ["sessions", f"issue_ms:{step(facts.active_ms)}"]
        return _of(event, self._zone, dict.fromkeys(keys, n), by_person=True)

    def _reopened(self, session: str) -> tuple[Change, ...]:
        before = self._memory(Subject("session", session), (visits.SessionCompleted,))
        return self._completed(before, -1) if before else ()

    def _is_customers(self, session: str) -> bool:
        opened = self._memory(Subject("session", session), (visits.SessionOpened,))
        facts = opened.facts if opened else None
        return isinstance(facts, visits.SessionOpened) and facts.kind is SessionKind.CUSTOMER

    def _of_deliveries(self, running: Running) -> Told | None:
        match self._event.facts:
            case stockroom.DeliveryArrived(delivery=delivery):
                here = running.arrived | {delivery: self._at}
                return Told(replace(running, arrived=here), self._add("deliveries"))
            case stockroom.ParcelReceived(delivery=delivery):
                return self._received(running, delivery)
            case stockroom.DeliveryClosed() as fact:
                counted = {
                    "expected": fact.expected,
                    "missing": fact.missing,
                    "surplus": fact.surplus,
                    "damaged": fact.damaged,
                }
                over = replace(running, arrived=_without(running.arrived, fact.delivery))
                return Told(over, _of(self._event, self._zone, counted))
            case _:
                return None

    def _received(self, running: Running, delivery: str) -> Told:
        keys: Counts = {"received": 1}
        since = self._at - running.received_at
        if running.received_at and 0 <= since <= PAUSE_MS:
            keys |= {"received_on": 1, "receiving_ms": since}
        changes = _of(self._event, self._zone, keys, by_person=True)
        if delivery in running.arrived:
            late = max(0, self._at - running.arrived[delivery])
            changes += self._add(f"accept_delay_ms:{step(late)}")
        here = _without(running.arrived, delivery)
        return Told(replace(running, arrived=here, received_at=self._at), changes)

    def _of_people(self, running: Running) -> Told | None:
        match self._event.facts:
            case people.ShiftOpened(staff=staff):
                here = _since(running.signed_in, self._at) | {staff: self._at}
                return Told(replace(running, signed_in=here))
            case people.ShiftClosed(staff=staff):
                here = _without(running.signed_in, staff)
                begun = _since(running.signed_in, self._at).get(staff, self._at)
                spans = _spans(begun, self._at, self._zone)
                ours = _is_ours(self._event)
                worked = tuple(Change(day, f"shift_ms/{staff}", ms, ours) for day, ms in spans)
                return Told(replace(running, signed_in=here), worked)
            case link.LinkLost(since=since):
                return Told(replace(running, lost_at=running.lost_at or since))
            case link.LinkRestored():
                spans = _spans(running.lost_at or self._at, self._at, self._zone)
                gone = tuple(Change(day, "offline_ms", ms) for day, ms in spans)
                return Told(replace(running, lost_at=0), gone)
            case _:
                return None

    def _of_parcels(self) -> tuple[Change, ...]:
        match self._event.facts:
            case visits.ParcelPicked(search_ms=ms):
                found = {f"search_ms:{step(ms)}": 1} if ms else {}
                return _of(self._event, self._zone, {"picked": 1} | found)
            case visits.IssueUndone(parcel=parcel):
                before = self._memory(Subject("parcel", parcel), _ENDS)
                return self._ended(before, -1) if before else ()
            case visits.ParcelNotFound(session=session):
                return self._add("not_found") if session else ()
            case visits.ParcelCancelled(reason=CancelReason.UNCLAIMED):
                return self._add("unclaimed")
            case facts if isinstance(facts, _ENDS):
                return self._ended(self._event, 1)
            case _:
                return self._of_the_rest()

    def _of_the_rest(self) -> tuple[Change, ...]:
        match self._event.facts:
            case returning.ReturnAccepted():
                return self._add("returns")
            case returning.DropoffAccepted():
                return self._add("dropoffs")
            case shipping.ParcelShipped():
                return self._add("shipped")
            case shipping.ParcelGivenBack():
                return self._add("given_back")
            case visits.IssueRefused():
                return self._add("turned_away")
            case visits.CodeRejected():
                return self._add("wrong_codes")
            case paying.PaymentRecorded() as paid:
                return self._money(paid, paid.amount_minor)
            case paying.PaymentReversed() as back:
                return self._money(back, -back.amount_minor)
            case _:
                return ()

    def _ended(self, event: Event, n: int) -> tuple[Change, ...]:
        """Count what the customer took, or left, on the day of it."""
        match event.facts:
            case visits.ParcelIssued(items=items):
                hour = datetime.fromtimestamp(event.recorded_at / 1000, self._zone).hour
                keys = {"issued": n, "items_taken": n * max(1, items)}
                per_hour = _of(event, self._zone, {f"issued@{hour:02d}": n})
                return _of(event, self._zone, keys, by_person=True) + per_hour
            case deciding.ParcelRefused(parcel=parcel, reason=reason):
                left = self._items_of(parcel)
                word = "items_defect" if reason == Decision.DEFECT.value else "items_refused"
                return _of(event, self._zone, {word: n * left, "parcels_refused": n})
            case deciding.ParcelSplit(items=items):
                faulty = sum(item.decision is Decision.DEFECT for item in items)
                keys = {"items_defect": n * faulty, "items_refused": n * (len(items) - faulty)}
                return _of(event, self._zone, keys)
            case _:
                return ()

    def _items_of(self, parcel: str) -> int:
        """Return how many things a parcel holds, 1 for one of which nobody told."""
        known = self._memory(Subject("parcel", parcel), (stockroom.ParcelExpected,))
        facts = known.facts if known else None
        return max(1, len(facts.items)) if isinstance(facts, stockroom.ParcelExpected) else 1

    def _money(
        self, fact: paying.PaymentRecorded | paying.PaymentReversed, n: int
    ) -> tuple[Change, ...]:
        return _of(self._event, self._zone, {f"paid_{fact.method.value}:{fact.currency}": n})

    def _add(self, key: str) -> tuple[Change, ...]:
        return _of(self._event, self._zone, {key: 1})


def _of(
    event: Event, zone: tzinfo, keys: Mapping[str, int], *, by_person: bool = False
) -> tuple[Change, ...]:
    """Return the changes of the day of an event, and those of whoever did it."""
    day = day_of(event.recorded_at, zone)
    ours = _is_ours(event)
    whole = tuple(Change(day, key, n, ours) for key, n in keys.items() if n)
    if not by_person or event.actor in {SYSTEM, CENTRAL}:
        return whole
    return (*whole, *(replace(one, key=_persons(one.key, event.actor)) for one in whole))


def _is_ours(event: Event) -> bool:
    return event.via is None


def _persons(key: str, who: str) -> str:
    """Return a key as one person's; the step of a time stays last."""
    name, colon, rest = key.partition(":")
    return f"{name}/{who}{colon}{rest}"


def _spans(begun: int, ended: int, zone: tzinfo) -> tuple[tuple[str, int], ...]:
    """Return how many ms of a span fall on each local day; none if the clock went back."""
    spans, at = [], max(begun, ended - _LONGEST_MS)
    while at < ended:
        here = datetime.fromtimestamp(at / 1000, zone).date()
        upto = min(ended, max(at + 1, _midnight(here + timedelta(days=1), zone)))
        spans.append((here.isoformat(), upto - at))
        at = upto
    return tuple(spans)


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp() * 1000)


def _without(known: Mapping[str, int], key: str) -> dict[str, int]:
    return {name: at for name, at in known.items() if name != key}


def _since(known: Mapping[str, int], at: int) -> dict[str, int]:
    return {name: begun for name, begun in known.items() if at - begun < _FORGOTTEN_MS}
