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

_TOLD = (  # of a parcel, until it is clear what became of it
    visits.ParcelIssued,
    visits.IssueUndone,
    visits.ParcelCancelled,
    deciding.ParcelRefused,
    deciding.ParcelSplit,
    stockroom.StorageExtended,
)
_OTHER = "other"  # a reason nobody told

COUNTED: tuple[type[Fact], ...] = (
    *_TOLD,
    visits.ParcelPicked,
    visits.ParcelNotFound,
    visits.IssueRefused,
    visits.CodeRejected,
    stockroom.ParcelTurnedBack,
    returning.ReturnAccepted,
    returning.ReturnRejected,
    returning.DropoffAccepted,
    shipping.ParcelShipped,
    shipping.ParcelGivenBack,
    paying.PaymentRecorded,
    paying.PaymentReversed,
)


def changes(event: Event, zone: tzinfo, memory: Memory, since: int = 0) -> tuple[Change, ...]:
    """Return what an event about a parcel, a return or a sum adds to its day, or takes off another.

    Args:
        event: what happened.
        zone: the point's, by which a day begins.
        memory: finds what an event takes back.
        since: when the point was launched, ms UTC; what never counted is not taken off.
    """
    return _Parcels(event, zone, memory, since).changes()


def receipt(parcel: str, memory: Memory) -> Event | None:
    """Return when a parcel was received that is here; told twice, the first time counts.

    Args:
        parcel: which.
        memory: of what happened to it.
    """
    types = (stockroom.ParcelReceived, stockroom.ParcelTurnedBack)
    found = None
    for event in memory(Subject("parcel", parcel), types):
        if not isinstance(event.facts, stockroom.ParcelReceived):
            break
        found = event
    return found


class _Parcels:
    def __init__(self, event: Event, zone: tzinfo, memory: Memory, since: int) -> None:
        self._event, self._zone, self._memory, self._since = event, zone, memory, since

    def changes(self) -> tuple[Change, ...]:
        match self._event.facts:
            case visits.ParcelPicked(search_ms=ms):
                found = {f"search_ms:{step(ms)}": 1} if ms else {}
                return changed(self._event, self._zone, {"picked": 1} | found)
            case visits.ParcelNotFound(session=session):
                return self._add("not_found") if session else ()
            case stockroom.ParcelTurnedBack(parcel=parcel):
                return self._turned_back(parcel)
            case deciding.ParcelSplit(new=parcel):
                return self._so(parcel)
            case fact if isinstance(fact, _TOLD):
                return self._so(fact.parcel)
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

    # -- issued, undone, left, cancelled -----------------------------------------------------------

    def _so(self, parcel: str) -> tuple[Change, ...]:
        """Return what this event changes of what stands of a parcel."""
        told = [*self._memory(Subject("parcel", parcel), _TOLD)][::-1]
        before, after = _standing(parcel, told), _standing(parcel, [*told, self._event])
        off = [event for event in before if event not in after and event.recorded_at >= self._since]
        on = [event for event in after if event not in before]
        return tuple(
            change
            for events, n in ((off, -1), (on, 1))
            for event in events
            for change in self._ended(event, n)
        )

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
            case visits.ParcelCancelled(reason=why):
                return changed(event, self._zone, {f"cancelled:{why.value}": n})
            case _:
                return ()

    def _turned_back(self, parcel: str) -> tuple[Change, ...]:
        """Take off a parcel that was received, and that the driver took back with him."""
        came = receipt(parcel, self._memory)
        if came is None or came.recorded_at < self._since:
            return ()
        return changed(came, self._zone, {"received": -1}, by_person=True)

    def _items_of(self, parcel: str) -> int:
        """Return how many things a parcel holds, 1 for one of which nobody told."""
        types = (stockroom.ParcelExpected,)
        known = next(self._memory(Subject("parcel", parcel), types), None)
        facts = known.facts if known else None
        return max(1, len(facts.items)) if isinstance(facts, stockroom.ParcelExpected) else 1

    # -- what they have in common ------------------------------------------------------------------

    def _money(
        self, fact: paying.PaymentRecorded | paying.PaymentReversed, n: int
    ) -> tuple[Change, ...]:
        return changed(self._event, self._zone, {f"paid_{fact.method.value}:{fact.currency}": n})

    def _add(self, key: str) -> tuple[Change, ...]:
        return changed(self._event, self._zone, {key: 1})


def _standing(parcel: str, told: Sequence[Event]) -> list[Event]:
    """Return what stands of a parcel: that it was taken, or left, or why it goes back.

    Args:
        parcel: which; what was split off another has its own number.
        told: of it, in order.
    """
    taken = left = cancelled = None
    waits_until = 0
    for event in told:
        match event.facts:
            case visits.ParcelIssued():
                taken, cancelled = taken or event, None  # the other counter issued it, too
            case deciding.ParcelRefused():
                left = left or event
            case deciding.ParcelSplit(new=new) if new == parcel:
                left = left or event
            case visits.IssueUndone(session=session):  # of another visit: it stands
                taken, left = (None if _is_of(one, session) else one for one in (taken, left))
            case stockroom.StorageExtended(until=until):
                waits_until = until
                if cancelled and _is_unclaimed(cancelled):
                    cancelled = None
            case visits.ParcelCancelled() if not taken:  # what the customer has is given up by none
                # a counter that gives up what the central lets wait longer had not heard of that
                is_early = waits_until > event.recorded_at and event.actor != CENTRAL
                cancelled = cancelled if is_early and _is_unclaimed(event) else event
    return [event for event in (taken, left, cancelled) if event]


def _is_of(event: Event | None, session: str) -> bool:
    return event is not None and getattr(event.facts, "session", None) == session


def _is_unclaimed(event: Event) -> bool:
    return getattr(event.facts, "reason", None) is CancelReason.UNCLAIMED


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
