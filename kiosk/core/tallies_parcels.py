"""What happens to parcels, as counts: issued, refused, cancelled, brought, sent, paid for.

What is taken back is taken off the day that it was counted on. Two counters of one point may tell
the same thing twice: it is counted once, as the books believe it once (`core.conflicts`).
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from kiosk.core.books import Subject
from kiosk.core.day_counts import Change, Counts, Memory, changed, step
from kiosk.core.events import CENTRAL, Event
from kiosk.core.facts import deciding, paying, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.words import CancelReason, Decision

_ENDS = (visits.ParcelIssued, deciding.ParcelRefused, deciding.ParcelSplit)
_BACK = (visits.IssueUndone,)
_OTHER = "other"  # a reason nobody told

COUNTED: tuple[type[Fact], ...] = (
    *_ENDS,
    *_BACK,
    visits.ParcelPicked,
    visits.ParcelNotFound,
    visits.ParcelCancelled,
    visits.IssueRefused,
    visits.CodeRejected,
    stockroom.StorageExtended,
    stockroom.ParcelTurnedBack,
    returning.ReturnAccepted,
    returning.ReturnRejected,
    returning.DropoffAccepted,
    shipping.ParcelShipped,
    shipping.ParcelGivenBack,
    paying.PaymentRecorded,
    paying.PaymentReversed,
)


def changes(event: Event, zone: tzinfo, memory: Memory) -> tuple[Change, ...]:
    """Return what an event about a parcel, a return or a sum adds to its day, or takes off another.

    Args:
        event: what happened.
        zone: the point's, by which a day begins.
        memory: finds what an event takes back.
    """
    return _Parcels(event, zone, memory).changes()


class _Parcels:
    def __init__(self, event: Event, zone: tzinfo, memory: Memory) -> None:
        self._event, self._zone, self._memory = event, zone, memory

    def changes(self) -> tuple[Change, ...]:
        match self._event.facts:
            case visits.ParcelPicked(search_ms=ms):
                found = {f"search_ms:{step(ms)}": 1} if ms else {}
                return changed(self._event, self._zone, {"picked": 1} | found)
            case visits.ParcelNotFound(session=session):
                return self._add("not_found") if session else ()
            case visits.ParcelCancelled(parcel=parcel, reason=reason):
                return self._cancelled(parcel, reason)
            case stockroom.StorageExtended(parcel=parcel):
                return self._uncancelled(parcel, CancelReason.UNCLAIMED)
            case stockroom.ParcelTurnedBack(parcel=parcel):
                return self._turned_back(parcel)
            case visits.IssueUndone(parcel=parcel, session=session):
                return self._undone(parcel, session)
            case visits.ParcelIssued(parcel=parcel):
                return self._issued(parcel)
            case deciding.ParcelRefused() | deciding.ParcelSplit():
                return self._ended(self._event, 1)
            case _:
                return self._of_the_rest()

    def _of_the_rest(self) -> tuple[Change, ...]:
        match self._event.facts:
            case returning.ReturnAccepted(condition=condition):
                keys = {"returns": 1, f"returned_as:{condition.value}": 1}
                return changed(self._event, self._zone, keys)
            case returning.ReturnRejected(reason=why):
                return self._add(f"not_returned:{why.value}")
            case returning.DropoffAccepted():
                return self._add("dropoffs")
            case shipping.ParcelShipped():
                return self._add("shipped")
            case shipping.ParcelGivenBack():
                return self._add("given_back")
            case visits.IssueRefused(reason=reason):
                keys = {"turned_away": 1, f"turned_away_why:{_plain(reason)}": 1}
                return changed(self._event, self._zone, keys)
            case visits.CodeRejected():
                return self._add("wrong_codes")
            case paying.PaymentRecorded() as paid:
                return self._money(paid, paid.amount_minor)
            case paying.PaymentReversed() as back:
                return self._money(back, -back.amount_minor)
            case _:
                return ()

    # -- issued, undone, left ----------------------------------------------------------------------

    def _issued(self, parcel: str) -> tuple[Change, ...]:
        """Count an issue once, and a parcel that was given up before as given up no more."""
        if self._has_it(parcel):
            return ()  # the other counter issued it, too
        return self._uncancelled(parcel) + self._ended(self._event, 1)

    def _undone(self, parcel: str, session: str) -> tuple[Change, ...]:
        before = self._last(parcel, *_ENDS)
        if before is None or getattr(before.facts, "session", session) != session:
            return ()  # of another visit: that issue stands
        return self._ended(before, -1)

    def _ended(self, event: Event, n: int) -> tuple[Change, ...]:
        """Count what the customer took, or left, on the day of it."""
        match event.facts:
            case visits.ParcelIssued(items=items):
                hour = datetime.fromtimestamp(event.recorded_at / 1000, self._zone).hour
                keys = {"issued": n, "items_taken": n * max(1, items)}
                per_hour = changed(event, self._zone, {f"issued@{hour:02d}": n})
                return changed(event, self._zone, keys, by_person=True) + per_hour
            case deciding.ParcelRefused(parcel=parcel, reason=reason):
                left = _left([reason] * self._items_of(parcel), n)
                return changed(event, self._zone, left | {"parcels_refused": n})
            case deciding.ParcelSplit(items=items, reason=reason):
                return changed(event, self._zone, _left([_why(one, reason) for one in items], n))
            case _:
                return ()

    def _items_of(self, parcel: str) -> int:
        """Return how many things a parcel holds, 1 for one of which nobody told."""
        known = self._last(parcel, stockroom.ParcelExpected)
        facts = known.facts if known else None
        return max(1, len(facts.items)) if isinstance(facts, stockroom.ParcelExpected) else 1

    # -- cancelled, and not after all --------------------------------------------------------------

    def _cancelled(self, parcel: str, reason: CancelReason) -> tuple[Change, ...]:
        """Count why a parcel goes back; once, whoever says it again."""
        if self._has_it(parcel) or self._waits_longer(parcel, self._event):
            return ()
        return self._uncancelled(parcel) + self._add(f"cancelled:{reason.value}")

    def _uncancelled(self, parcel: str, only: CancelReason | None = None) -> tuple[Change, ...]:
        """Take a cancelling off its day that still stands: the parcel was issued, or waits longer.

        Args:
            parcel: which.
            only: the reason that is lifted; None for any.
        """
        before = self._last(parcel, visits.ParcelCancelled, visits.ParcelIssued, *_BACK)
        if before is None or not isinstance(before.facts, visits.ParcelCancelled):
            return ()
        reason = before.facts.reason
        never_stood = self._has_it(parcel) or self._waits_longer(parcel, before)
        if never_stood or only not in {None, reason} or self._was_lifted(parcel, reason):
            return ()
        return changed(before, self._zone, {f"cancelled:{reason.value}": -1})

    def _has_it(self, parcel: str) -> bool:
        """Whether the customer has the parcel, whatever the other counter says of it."""
        last = self._last(parcel, visits.ParcelIssued, *_BACK)
        return last is not None and isinstance(last.facts, visits.ParcelIssued)

    def _waits_longer(self, parcel: str, cancelled: Event) -> bool:
        """Whether a counter gave up what the central lets wait longer."""
        longer, fact = self._last(parcel, stockroom.StorageExtended), cancelled.facts
        if longer is None or not isinstance(longer.facts, stockroom.StorageExtended):
            return False
        is_unclaimed = getattr(fact, "reason", None) is CancelReason.UNCLAIMED
        is_early = longer.facts.until > cancelled.recorded_at
        return is_unclaimed and is_early and cancelled.actor != CENTRAL

    def _was_lifted(self, parcel: str, reason: CancelReason) -> bool:
        last = self._last(parcel, visits.ParcelCancelled, stockroom.StorageExtended)
        is_longer = last is not None and isinstance(last.facts, stockroom.StorageExtended)
        return is_longer and reason is CancelReason.UNCLAIMED

    def _turned_back(self, parcel: str) -> tuple[Change, ...]:
        """Take off a parcel that was received, and that the driver took back with him."""
        before = self._last(parcel, stockroom.ParcelReceived, stockroom.ParcelTurnedBack)
        if before is None or not isinstance(before.facts, stockroom.ParcelReceived):
            return ()
        return changed(before, self._zone, {"received": -1}, by_person=True)

    # -- what they have in common ------------------------------------------------------------------

    def _last(self, parcel: str, *types: type[Fact]) -> Event | None:
        return self._memory(Subject("parcel", parcel), types)

    def _money(
        self, fact: paying.PaymentRecorded | paying.PaymentReversed, n: int
    ) -> tuple[Change, ...]:
        return changed(self._event, self._zone, {f"paid_{fact.method.value}:{fact.currency}": n})

    def _add(self, key: str) -> tuple[Change, ...]:
        return changed(self._event, self._zone, {key: 1})


def _left(whys: Sequence[str], n: int) -> Counts:
    """Return the counts of things that the customer left, each for its reason."""
    found: Counts = {}
    for why in whys:
        word = "items_defect" if why == Decision.DEFECT.value else "items_refused"
        for key in (word, f"refused_why:{_plain(why)}"):
            found[key] = found.get(key, 0) + n
    return found


def _why(item: Item, reason: str) -> str:
    """Return why a thing of a parcel that was split stays here."""
    if item.decision is Decision.DEFECT:
        return Decision.DEFECT.value
    return item.why or (reason if reason != Decision.DEFECT.value else "")


def _plain(reason: str) -> str:
    """Return a reason as part of a key, in which a stroke would name a person."""
    return reason.replace("/", "_") or _OTHER
