"""What lies in a box lies in a box, and what is gone is gone: rows of `conflicts` about both."""

from msgspec.structs import replace

from kiosk.core import parcels
from kiosk.core.events import Event
from kiosk.core.facts import shipping, stockroom, visits
from kiosk.core.parcels import LEAVING, ON_HAND, Parcel
from kiosk.core.words import CancelReason, ParcelState, Place

ELSEWHERE = (  # facts that say that somebody had it in hand, or looked for it
    visits.ParcelPutBack,
    visits.ParcelFound,
    visits.ParcelNotFound,
    stockroom.ParcelReceived,
    stockroom.ParcelStored,
    stockroom.ParcelMoved,
    stockroom.ParcelQuarantined,
    stockroom.ParcelTurnedBack,
)
_PACKING = (shipping.ParcelPacked, shipping.ParcelUnpacked, shipping.ParcelShipped)


def extended_packed(parcel: Parcel, event: Event) -> bool:
    """Whether a term was prolonged of what lies in a box, or has left in one."""
    return parcel.state in LEAVING and isinstance(event.facts, stockroom.StorageExtended)


def with_term(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel with the longer term; it stays where it is."""
    fact = event.facts
    until = fact.until if isinstance(fact, stockroom.StorageExtended) else parcel.store_until
    return replace(parcel, store_until=until)


def cancelled_packed(parcel: Parcel, event: Event) -> bool:
    """Whether what lies in a box was cancelled, too."""
    return parcel.state in LEAVING and isinstance(event.facts, visits.ParcelCancelled)


def packed_elsewhere(parcel: Parcel, event: Event) -> bool:
    """Whether somebody had in hand what lies in a box."""
    return parcel.state in LEAVING and isinstance(event.facts, (*ELSEWHERE, visits.ParcelPicked))


def packed_twice(parcel: Parcel, event: Event) -> bool:
    """Whether two packed it."""
    return parcel.state in LEAVING and isinstance(event.facts, shipping.ParcelPacked)


def in_later_box(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel in the box it was laid into last."""
    # the later one had it in hand; at the same moment the box's name decides, as with cells
    fact = event.facts
    box = fact.box if isinstance(fact, shipping.ParcelPacked) else ""
    if (event.recorded_at, box) <= (parcel.placed_at, parcel.box or ""):
        return parcel
    return noted(replace(parcel, box=box, placed_at=event.recorded_at), event)


def packed_all_the_same(parcel: Parcel, event: Event) -> bool:
    """Whether one packed what another put elsewhere meanwhile."""
    return isinstance(event.facts, shipping.ParcelPacked) and parcel.state in ON_HAND


def in_box(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel in the box it was laid into."""
    fact = event.facts
    if not isinstance(fact, shipping.ParcelPacked):
        return parcel
    # one that was stored again is one whose term was prolonged: it went back as unclaimed
    reason = parcel.reason or CancelReason.UNCLAIMED.value
    going = replace(parcel, state=ParcelState.TO_RETURN, reason=reason, placed_at=event.recorded_at)
    return noted(parcels.packed(going, fact.box), event)


def left_all_the_same(parcel: Parcel, event: Event) -> bool:
    """Whether one saw leave what another put elsewhere meanwhile."""
    return isinstance(event.facts, shipping.ParcelShipped) and parcel.state in ON_HAND


def left(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel as one that has left."""
    gone = replace(
        parcel, state=ParcelState.SHIPPED, place=Place.OUT, cell=None, session=None, was=None
    )
    return noted(replace(gone, placed_at=event.recorded_at), event)


def packed_after_issue(parcel: Parcel, event: Event) -> bool:
    """Whether one packed what the customer has."""
    return parcel.state is ParcelState.ISSUED and isinstance(event.facts, _PACKING)


def disposed_all_the_same(parcel: Parcel, event: Event) -> bool:
    """Whether one disposed of what another kept meanwhile: its term was prolonged, say."""
    is_here = parcel.state in ON_HAND | LEAVING
    return is_here and isinstance(event.facts, shipping.ParcelDisposed)


def disposed(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel that is no more."""
    was_extended = parcel.state in {ParcelState.RECEIVED, ParcelState.STORED}
    reason = CancelReason.UNCLAIMED.value if was_extended else parcel.reason
    gone = replace(parcel, state=ParcelState.DISPOSED, place=Place.OUT, cell=None, box=None)
    told = replace(gone, reason=reason, session=None, was=None)
    return noted(replace(told, placed_at=event.recorded_at), event)


def disposed_after_issue(parcel: Parcel, event: Event) -> bool:
    """Whether one disposed of what the customer has."""
    is_issued = parcel.state is ParcelState.ISSUED
    return is_issued and isinstance(event.facts, shipping.ParcelDisposed)


def issued_after_disposal(parcel: Parcel, event: Event) -> bool:
    """Whether the customer has what the books say is no more."""
    is_gone = parcel.state is ParcelState.DISPOSED
    return is_gone and isinstance(event.facts, visits.ParcelIssued)


def seen_after_disposal(parcel: Parcel, event: Event) -> bool:
    """Whether somebody had in hand what the books say is no more."""
    seen = (*ELSEWHERE, *_PACKING, visits.ParcelPicked, shipping.ParcelDisposed)
    return parcel.state is ParcelState.DISPOSED and isinstance(event.facts, seen)


def cancelled_disposed(parcel: Parcel, event: Event) -> bool:
    """Whether what is no more was cancelled, too."""
    is_gone = parcel.state is ParcelState.DISPOSED
    return is_gone and isinstance(event.facts, visits.ParcelCancelled)


def extended_disposed(parcel: Parcel, event: Event) -> bool:
    """Whether a term was prolonged of what is no more."""
    is_gone = parcel.state is ParcelState.DISPOSED
    return is_gone and isinstance(event.facts, stockroom.StorageExtended)


def noted(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel with the event as its last."""
    at, by = event.recorded_at, event.actor
    return replace(parcel, changed_at=at, changed_by=by, version=parcel.version + 1)
