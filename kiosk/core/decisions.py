"""What a customer takes of a parcel and what stays here: of goods, what is owed, what is told.

Every thing in a parcel is taken until the customer says otherwise; what was said lies in the items
of the parcel itself, and in the parcel where nobody listed its goods.
"""

from collections.abc import Iterable, Sequence

from kiosk.core import parcel_items
from kiosk.core.facts import deciding, visits
from kiosk.core.facts.deciding import Bag, ItemDecided
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcel_items import is_left
from kiosk.core.parcels import Parcel
from kiosk.core.words import Decision


def due(parcels: Iterable[Parcel], bags: Iterable[Bag] = ()) -> int:
    """Return what is owed for what is taken of these parcels, minor units.

    Args:
        parcels: each with what was decided of its items.
        bags: taken along.
    """
    return sum(map(due_of, parcels)) + sum(bag.count * bag.price_minor for bag in bags)


def due_of(parcel: Parcel) -> int:
    """Return what is owed for what is taken of a parcel, minor units.

    What was paid ahead stays paid: the price of what is left here is taken off what is owed, and
    never more than that.
    """
    if is_refused(parcel):
        return 0
    return max(0, parcel.due_minor - sum(item.price_minor for item in left_of(parcel)))


def taken_of(parcel: Parcel) -> tuple[Item, ...]:
    """Return what is taken of a parcel."""
    return parcel_items.kept(parcel.items)


def left_of(parcel: Parcel) -> tuple[Item, ...]:
    """Return what is not taken of a parcel."""
    return parcel_items.left(parcel.items)


def is_refused(parcel: Parcel) -> bool:
    """Whether nothing of a parcel is taken."""
    if not parcel.items:
        return is_left(parcel.decided)
    return all(is_left(item.decision) for item in parcel.items)


def is_split(parcel: Parcel) -> bool:
    """Whether some of a parcel is taken, and some is not."""
    return bool(left_of(parcel)) and not is_refused(parcel)


def is_left_over(parcel: Parcel) -> bool:
    """Whether anything of a parcel stays here."""
    return is_refused(parcel) or bool(left_of(parcel))


def why(parcel: Parcel) -> str:
    """Return why something of a parcel stays here: its defect first, else the first reason."""
    left = left_of(parcel)
    if any(item.decision is Decision.DEFECT for item in left) or parcel.decided is Decision.DEFECT:
        return Decision.DEFECT.value
    return next((item.why for item in left if item.why), parcel.why) or Decision.REFUSE.value


def why_of(item: Item) -> str:
    """Return why a thing stays here: its defect, else the customer's reason."""
    is_defect = item.decision is Decision.DEFECT
    return Decision.DEFECT.value if is_defect else item.why or Decision.REFUSE.value


def ended(parcel: Parcel, session: str, proof: str, new: str, *, age_seen: int) -> tuple[Fact, ...]:
    """Return the facts of a parcel that was picked, once its visit is over.

    Args:
        parcel: as the customer decided.
        session: the visit.
        proof: what entitles the visitor.
        new: a fresh code for what goes back of it, if only some is taken.
        age_seen: how old at least a document showed the visitor, years.
    """
    if is_refused(parcel):
        return (deciding.ParcelRefused(parcel.parcel, session, why(parcel)),)
    kept = len(taken_of(parcel))
    is_of_age = 0 < parcel.age_limit <= age_seen
    issued = visits.ParcelIssued(parcel.parcel, session, proof, kept, is_of_age)
    return (_split(parcel, session, new), issued) if is_split(parcel) else (issued,)


def _split(parcel: Parcel, session: str, new: str) -> deciding.ParcelSplit:
    return deciding.ParcelSplit(
        parcel.parcel,
        new,
        session,
        why(parcel),
        left_of(parcel),
        parcel.size,
        parcel.order,
        parcel.customer_ref,
        parcel.due_minor - due_of(parcel),
        parcel.currency,
        parcel.age_limit,
        parcel.policy,
    )


def repeats(parcel: Parcel, wish: ItemDecided) -> bool:
    """Whether a wish says what stands already."""
    places = range(len(parcel.items)) if wish.item is None else (wish.item,)
    said: Sequence[tuple[Decision | None, str]] = [
        (parcel.items[at].decision, parcel.items[at].why) for at in places
    ] or [(parcel.decided, parcel.why)]
    return all((was or Decision.ACCEPT, told) == (wish.decision, wish.reason) for was, told in said)
