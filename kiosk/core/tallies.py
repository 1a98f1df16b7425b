"""What each event adds to its day: the counts that every figure of docs/analytics.md is made of.

A day's counts are numbers by key, so days add up to a week and to a year. A key names what is
counted; behind it may stand a person (`issued/anna`), an hour (`issued@18`), a reason
(`cancelled:unclaimed`), or a step of a time (`issue_ms:41500`: so many took from 41.5 s to the next
step). What is taken back is taken off the day that it was counted on.
"""

from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import tallies_parcels, tallies_people, tallies_shelf
from kiosk.core.books import Subject
from kiosk.core.day_counts import Change, Counts, Memory, changed, step
from kiosk.core.events import Event
from kiosk.core.facts import opening, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage
from kiosk.core.tallies_people import FORGOTTEN_MS, Presence
from kiosk.core.tallies_shelf import Shelf
from kiosk.core.words import SessionKind, Size

RULES = 1
"""The number of the rules by which events are counted, here and in tallies_*.py. It goes up with
every change of what an event adds: each box then counts its journal anew, by itself."""

PAUSE_MS = 120_000  # between two parcels of a delivery: longer is no work on it (WORKFLOWS.md 4.10)

COUNTED: frozenset[type[Fact]] = frozenset(
    {
        *tallies_parcels.COUNTED,
        *tallies_people.COUNTED,
        *tallies_shelf.COUNTED,
        opening.OpeningInvited,
        opening.OpeningStageSet,
        visits.SessionOpened,
        visits.SessionCompleted,
        visits.SessionCancelled,
        visits.SessionAbandoned,
        visits.SessionReopened,
        stockroom.DeliveryArrived,
        stockroom.ParcelReceived,
        stockroom.DeliveryClosed,
    }
)
"""The facts that add something; all others need not even be read."""


class Running(Struct, frozen=True, omit_defaults=True):
    """What is under way and will be counted when it ends, or told as far as it is known.

    Args:
        visits: session -> when it opened, ms UTC.
        arrived: delivery -> when it arrived, until its first parcel is received.
        received_at: when the last parcel of a delivery was received.
        here: who is signed in, and whether the central can be reached.
        shelf: what lies where.
        tries: the point is not launched yet: what it does is a trial, and not counted.
    """

    visits: dict[str, int] = {}
    arrived: dict[str, int] = {}
    received_at: int = 0
    here: Presence = Presence()
    shelf: Shelf = Shelf()
    tries: bool = False


class Told(Struct, frozen=True):
    """What an event adds, and what is under way after it."""

    running: Running
    changes: tuple[Change, ...] = ()


def tell(event: Event, running: Running, zone: tzinfo, memory: Memory) -> Told:
    """Return what an event adds to its day.

    Args:
        event: one of the journal, in its order.
        running: what is under way before it.
        zone: the point's, by which a day begins.
        memory: finds what an event takes back.
    """
    return _Day(event, zone, memory).told(running)


def so_far(running: Running, now: int, zone: tzinfo) -> tuple[Change, ...]:
    """Return what is under way as far as it is known; never kept, for it is counted when it ends.

    Args:
        running: what is under way.
        now: ms UTC.
        zone: the point's, by which a day begins.
    """
    return () if running.tries else tallies_people.so_far(running.here, now, zone)


class _Day:
    """One event, and the day it falls on."""

    def __init__(self, event: Event, zone: tzinfo, memory: Memory) -> None:
        self._event, self._zone, self._memory = event, zone, memory
        self._at = event.recorded_at

    def told(self, running: Running) -> Told:
        """Ask each part of the house; a trial is no work, but what lies on the shelf lies there."""
        match self._event.facts:
            case opening.OpeningInvited():
                return Told(replace(running, tries=True))
            case opening.OpeningStageSet(stage=OpeningStage.LAUNCHED) if running.tries:
                here = replace(running.here, launched_at=self._at)
                return Told(replace(running, here=here, tries=False))
            case _:
                worked = self._of_people(running)
                shelf, keys = tallies_shelf.moved(running.shelf, self._event, self._size_of)
                after = replace(worked.running, shelf=shelf)
                work = () if running.tries else worked.changes
                return Told(after, work + changed(self._event, self._zone, keys))

    def _of_people(self, running: Running) -> Told:
        here, times = tallies_people.told(running.here, self._event, self._zone)
        told = self._of_work(replace(running, here=here))
        return Told(told.running, times + told.changes)

    def _of_work(self, running: Running) -> Told:
        for part in (self._of_visits, self._of_deliveries):
            told = part(running)
            if told is not None:
                return told
        since = running.here.launched_at
        return Told(running, tallies_parcels.changes(self._event, self._zone, self._memory, since))

    def _size_of(self, parcel: str) -> Size:
        """Return how large a parcel is, as this event or the last one before tells it."""
        if isinstance(self._event.facts, stockroom.ParcelExpected):
            return self._event.facts.size
        found = (self._memory(Subject("parcel", parcel), kinds) for kinds in tallies_shelf.SIZED)
        told = next((event.facts for events in found for event in events), None)
        return getattr(told, "size", Size.S)

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
                return self._reopened(running, session)
            case _:
                return None

    def _completed(self, event: Event, n: int) -> tuple[Change, ...]:
        facts = event.facts
        if not isinstance(facts, visits.SessionCompleted) or not self._is_customers(facts.session):
            return ()
        keys = ["sessions", f"issue_ms:{step(facts.active_ms)}"]
        return changed(event, self._zone, dict.fromkeys(keys, n), by_person=True)

    def _reopened(self, running: Running, session: str) -> Told:
        if not self._is_customers(session):
            return Told(running)
        live = _since(running.visits, self._at) | {session: self._at}
        done = next(self._memory(Subject("session", session), (visits.SessionCompleted,)), None)
        counts = done is not None and done.recorded_at >= running.here.launched_at
        off = self._completed(done, -1) if done and counts else ()
        return Told(replace(running, visits=live), off)

    def _is_customers(self, session: str) -> bool:
        opened = next(self._memory(Subject("session", session), (visits.SessionOpened,)), None)
        facts = opened.facts if opened else None
        return isinstance(facts, visits.SessionOpened) and facts.kind is SessionKind.CUSTOMER

    def _of_deliveries(self, running: Running) -> Told | None:
        match self._event.facts:
            case stockroom.DeliveryArrived(delivery=delivery):
                here = running.arrived | {delivery: self._at}
                return Told(replace(running, arrived=here), self._add("deliveries"))
            case stockroom.ParcelReceived(parcel=parcel, delivery=delivery):
                return self._received(running, parcel, delivery)
            case stockroom.DeliveryClosed() as fact:
                counted = {
                    "expected": fact.expected,
                    "missing": fact.missing,
                    "surplus": fact.surplus,
                    "damaged": fact.damaged,
                }
                over = replace(running, arrived=_without(running.arrived, fact.delivery))
                return Told(over, changed(self._event, self._zone, counted))
            case _:
                return None

    def _received(self, running: Running, parcel: str, delivery: str) -> Told:
        if tallies_parcels.receipt(parcel, self._memory):
            return Told(running)  # the other counter received it, too
        keys: Counts = {"received": 1}
        since = self._at - running.received_at
        if running.received_at and 0 <= since <= PAUSE_MS:
            keys |= {"received_on": 1, "receiving_ms": since}
        changes = changed(self._event, self._zone, keys, by_person=True)
        if delivery in running.arrived:
            late = max(0, self._at - running.arrived[delivery])
            changes += self._add(f"accept_delay_ms:{step(late)}")
        here = _without(running.arrived, delivery)
        return Told(replace(running, arrived=here, received_at=self._at), changes)

    def _add(self, key: str) -> tuple[Change, ...]:
        return changed(self._event, self._zone, {key: 1})


def _without(known: Mapping[str, int], key: str) -> dict[str, int]:
    return {name: at for name, at in known.items() if name != key}


def _since(known: Mapping[str, int], at: int) -> dict[str, int]:
    return {name: begun for name, begun in known.items() if at - begun < FORGOTTEN_MS}
