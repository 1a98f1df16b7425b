"""A customer did not take what another counter knew otherwise: rows of `conflicts` about it."""

from collections import Counter as Tally

from msgspec.structs import replace

from kiosk.core.conflicts_packed import noted
from kiosk.core.events import Event
from kiosk.core.facts import deciding
from kiosk.core.facts.fact import Item
from kiosk.core.parcels import LEAVING, ON_HAND, Parcel
from kiosk.core.words import ParcelState, Place

_LEFT = (deciding.ParcelRefused, deciding.ParcelSplit)


def decided_elsewhere(_parcel: Parcel, event: Event) -> bool:
    """Whether something was said of a thing that nobody has in hand here."""
    return isinstance(event.facts, deciding.ItemDecided)


def left_after_issue(parcel: Parcel, event: Event) -> bool:
    """Whether one left at a counter what was handed over at another."""
    return parcel.state is ParcelState.ISSUED and isinstance(event.facts, _LEFT)


def left_after_packing(parcel: Parcel, event: Event) -> bool:
    """Whether one left at a counter what another has packed."""
    return parcel.state in LEAVING and isinstance(event.facts, _LEFT)


def left_all_the_same(parcel: Parcel, event: Event) -> bool:
    """Whether one left at a counter what another put elsewhere meanwhile."""
    return parcel.state in ON_HAND and isinstance(event.facts, _LEFT)


def left_here(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel without what was left of it; it goes back where all of it was."""
    fact = event.facts
    if isinstance(fact, deciding.ParcelRefused):
        back = replace(parcel, state=ParcelState.TO_RETURN, place=Place.COUNTER, cell=None)
        told = replace(back, was=None, reason=fact.reason, session=fact.session)
        return noted(replace(told, placed_at=event.recorded_at), event)
    if not isinstance(fact, deciding.ParcelSplit):
        return parcel
    due = max(0, parcel.due_minor - fact.due_minor)
    return noted(replace(parcel, items=_without(parcel, fact.items), due_minor=due), event)


def _without(parcel: Parcel, gone: tuple[Item, ...]) -> tuple[Item, ...]:
    left = Tally(map(_as_listed, gone))
    kept = []
    for item in parcel.items:
        if left[_as_listed(item)]:
            left[_as_listed(item)] -= 1
        else:
            kept.append(item)
    return tuple(kept)


def _as_listed(item: Item) -> Item:
    return replace(item, decision=None, why="")
