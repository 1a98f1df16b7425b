"""The parcel: what is known of it, what may become of it, and how each fact changes it."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import parcel_items, parcel_states
from kiosk.core.events import Event
from kiosk.core.facts import counting, deciding, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.paying import DueChanged
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    CancelReason,
    Condition,
    Decision,
    ParcelKind,
    ParcelState,
    Place,
    QuarantineReason,
    Size,
    UnpackReason,
)

S = ParcelState
ON_HAND = parcel_states.ON_HAND
READY = frozenset({S.STORED, S.PICKED})
OVER = frozenset({S.ISSUED, S.SHIPPED, S.GIVEN_BACK, S.LOST, S.DISPOSED})
REASON_OF = {Condition.WHOLE: "", Condition.FAULTY: Decision.DEFECT.value}  # chooses its box
LEAVING = frozenset({S.PACKED, S.SHIPPED})  # in a box, here or on its way


class Contradiction(Exception):
    """An event says something that cannot have happened to this state."""


class Parcel(Struct, frozen=True):
    """One tracked unit: one code, one place.

    Args:
        parcel: its code, which is its id.
        was: the state before it was picked or lost sight of.
        session: the session it is picked for, or was issued in.
        changed_at, changed_by: the last fact about it.
        placed_at: when it came to the place where it is.
        seller_ref: who takes it back, for one that waits for its seller.
        came_in: the box of its delivery that it came in; before, the one it is listed in.
        box, out_of: the box it lies in, or left in; the one it was taken out of last.
        moves: how often it went from one box into another.
        returning_since: since when it goes back, ms UTC; 0 for one that does not.
        damaged: came broken, or was found so; it stays so whatever else is decided about it.
        damage, turned_back: what is wrong with it, by its key; its driver took it back for that.
        sender_ref, weight_g: of one that a sender dropped off; 0 where nobody weighed it.
        decided, why: the customer's word, where nobody listed its items.
    """

    parcel: str
    kind: ParcelKind
    state: ParcelState
    place: Place
    cell: str | None = None
    was: ParcelState | None = None
    reason: str = ""
    delivery: str | None = None
    order: str | None = None
    customer_ref: str | None = None
    items: tuple[Item, ...] = ()
    size: Size = Size.S
    age_limit: int = 0
    due_minor: int = 0
    currency: str = "RUB"
    store_until: int | None = None
    policy: str = ""
    provisional: bool = False
    suggested: str | None = None
    session: str | None = None
    changed_at: int = 0
    changed_by: str = ""
    version: int = 0
    placed_at: int = 0
    seller_ref: str | None = None
    box: str | None = None
    out_of: str | None = None
    moves: int = 0
    sender_ref: str | None = None
    weight_g: int = 0
    came_in: str | None = None
    returning_since: int = 0
    damaged: bool = False
    decided: Decision | None = None
    why: str = ""
    damage: str = ""
    turned_back: bool = False


def wrong_state(parcel: Parcel) -> Refused:
    """Return the refusal that tells where the parcel stands, since when and by whom."""
    facts = {"state": parcel.state.value, "at": parcel.changed_at, "by": parcel.changed_by}
    return Refused(Reason.WRONG_STATE, facts)


# -- how facts change a parcel -------------------------------------------------------------------


def _in_cell(parcel: Parcel, cell: str, state: ParcelState) -> Parcel:
    return replace(parcel, state=state, place=Place.CELL, cell=cell, session=None, was=None)


def _on_counter(parcel: Parcel, state: ParcelState, session: str | None) -> Parcel:
    return replace(parcel, state=state, place=Place.COUNTER, cell=None, session=session)


def _cancelled(parcel: Parcel, reason: CancelReason) -> Parcel:
    told = replace(_undecided(parcel), reason=reason.value)
    match parcel.state:
        case S.EXPECTED | S.MISSING:
            return replace(told, state=S.MISSING)  # turned back when it comes all the same
        case S.NOT_FOUND:
            return replace(told, was=S.TO_RETURN)  # goes back once it is found
        case _:
            return replace(told, state=S.TO_RETURN, session=None, was=None)


def _extended(parcel: Parcel, until: int) -> Parcel:
    longer = replace(parcel, store_until=until)
    if parcel.state is not S.TO_RETURN or parcel.reason != CancelReason.UNCLAIMED:
        return longer
    again = S.STORED if parcel.place is Place.CELL else S.RECEIVED
    return replace(longer, state=again, reason="")


def _after(parcel: Parcel, fact: Fact) -> Parcel:
    match fact:
        case stockroom.ParcelReceived():
            received = _on_counter(parcel, S.RECEIVED, None)
            came_in = fact.box or parcel.came_in
            told = replace(received, delivery=fact.delivery, suggested=fact.suggested)
            fresh = replace(told, came_in=came_in, turned_back=False)
            return replace(fresh, damage="") if parcel.turned_back else fresh
        case stockroom.ParcelMissed():
            return replace(parcel, state=S.MISSING)
        case stockroom.ParcelConfirmed(order=order, customer_ref=customer_ref):
            known = replace(parcel, order=order or parcel.order, provisional=False)
            return replace(known, customer_ref=customer_ref or parcel.customer_ref)
        case stockroom.ParcelQuarantined(reason=reason, delivery=delivery):
            aside = replace(_on_counter(parcel, S.QUARANTINED, None), was=None)
            told = replace(aside, reason=reason.value, delivery=delivery or parcel.delivery)
            is_damaged = parcel.damaged or reason is QuarantineReason.DAMAGED
            why = fact.damage or parcel.damage
            return replace(told, damaged=is_damaged, damage=why, turned_back=False)
        case stockroom.ParcelTurnedBack():
            back = S.MISSING if parcel.state is S.MISSING else S.EXPECTED
            gone = replace(parcel, state=back, place=Place.OUT, cell=None, suggested=None)
            return replace(gone, damage=fact.damage, turned_back=True)
        case stockroom.ParcelStored():
            return _in_cell(parcel, fact.cell, S.STORED)
        case stockroom.ParcelMoved():
            return replace(parcel, place=Place.CELL, cell=fact.to_cell)
        case stockroom.StorageExtended():
            return _extended(parcel, fact.until)
        case DueChanged():
            return replace(parcel, due_minor=fact.due_minor, currency=fact.currency)
        case _:
            return _after_visit(parcel, fact)


def _after_visit(parcel: Parcel, fact: Fact) -> Parcel:
    match fact:
        case visits.ParcelPicked():
            was = parcel.was if parcel.state in {S.NOT_FOUND, S.PICKED} else parcel.state
            return replace(_on_counter(parcel, S.PICKED, fact.session), was=was)
        case visits.ParcelLeft():
            return replace(_undecided(parcel), session=None)
        case visits.ParcelPutBack() | visits.ParcelFound():
            return _in_cell(_undecided(parcel), fact.cell, parcel.was or S.STORED)
        case visits.ParcelNotFound():
            lost = replace(parcel, state=S.NOT_FOUND, was=parcel.state)
            return replace(lost, place=Place.UNKNOWN, cell=None)
        case visits.ParcelIssued():
            gone = replace(parcel, state=S.ISSUED, place=Place.OUT, cell=None)
            return replace(gone, session=fact.session)
        case visits.IssueUndone():
            return _undone(parcel, fact.session)
        case visits.ParcelCancelled():
            return _cancelled(parcel, fact.reason)
        case counting.ParcelLost():
            return replace(parcel, state=S.LOST, place=Place.OUT)
        case deciding.ItemDecided() | deciding.ParcelRefused() | deciding.ParcelSplit():
            return _after_decision(parcel, fact)
        case _:
            return _after_shipping(parcel, fact)


def _after_decision(
    parcel: Parcel, fact: deciding.ItemDecided | deciding.ParcelRefused | deciding.ParcelSplit
) -> Parcel:
    if fact.session != parcel.session:
        raise Contradiction("a customer decided on what was picked for another")
    match fact:
        case deciding.ItemDecided():
            return _decided(parcel, fact)
        case deciding.ParcelRefused(reason=why):
            back = _on_counter(parcel, S.TO_RETURN, fact.session)
            return replace(back, was=None, reason=why)
        case deciding.ParcelSplit(items=items, due_minor=due):
            if fact.new == parcel.parcel or items != parcel_items.left(parcel.items):
                raise Contradiction("something goes back that is not what was refused")
            kept = parcel_items.kept(parcel.items)
            return replace(parcel, items=kept, due_minor=parcel.due_minor - due)


def _decided(parcel: Parcel, fact: deciding.ItemDecided) -> Parcel:
    if fact.item is not None and fact.item >= len(parcel.items):
        raise Contradiction("a customer decided on what is not in the parcel")
    said = fact.decision if parcel_items.is_left(fact.decision) else None
    if not parcel.items:
        return replace(parcel, decided=said, why=fact.reason)
    return replace(parcel, items=parcel_items.said(parcel.items, fact.item, said, fact.reason))


def _undecided(parcel: Parcel) -> Parcel:
    return replace(parcel, items=parcel_items.unsaid(parcel.items), decided=None, why="")


def _undone(parcel: Parcel, session: str) -> Parcel:
    """Return the parcel in its reopened visit, also one that was refused in it."""
    if parcel.state is S.TO_RETURN and parcel.session != session:
        raise Contradiction("an issue was undone that never was")
    is_refusal = parcel.kind is ParcelKind.REFUSAL
    again = replace(_on_counter(parcel, S.PICKED, session), was=S.STORED)
    return replace(again, was=S.TO_RETURN) if is_refusal else replace(again, reason="")


def _after_shipping(parcel: Parcel, fact: Fact) -> Parcel:
    match fact:
        case shipping.ParcelPacked(box=box):
            return packed(parcel, box)
        case shipping.ParcelUnpacked(reason=why):
            out = _on_counter(parcel, parcel.was or S.TO_RETURN, None)
            is_damaged = parcel.damaged or why is UnpackReason.DAMAGED
            return replace(out, was=None, box=None, out_of=parcel.box, damaged=is_damaged)
        case shipping.ParcelShipped():
            return replace(parcel, state=S.SHIPPED, place=Place.OUT, was=None)
        case shipping.ParcelGivenBack(session=session):
            if parcel.kind is not ParcelKind.SELLER:
                raise Contradiction("a parcel was given back that is no seller's")
            gone = replace(parcel, state=S.GIVEN_BACK, place=Place.OUT, cell=None)
            return replace(gone, session=session)
        case shipping.ParcelDisposed():
            return replace(parcel, state=S.DISPOSED, place=Place.OUT, cell=None)
        case returning.DropoffAccepted():
            return _dropped_off(parcel, fact)
        case _:
            raise Contradiction(f"{type(fact).__name__} changes no parcel")


def _dropped_off(parcel: Parcel, fact: returning.DropoffAccepted) -> Parcel:
    if parcel.kind is not ParcelKind.DROP_OFF:
        raise Contradiction("a parcel was dropped off that came with a delivery")
    sender = fact.sender_ref or parcel.sender_ref
    told = replace(parcel, size=fact.size, weight_g=fact.weight_g, sender_ref=sender)
    return replace(_on_counter(told, S.RECEIVED, None), suggested=fact.suggested)


def packed(parcel: Parcel, box: str) -> Parcel:
    """Return the parcel in a box.

    Raises:
        Contradiction: it neither goes back nor was dropped off.
    """
    goes_back = parcel.state is S.TO_RETURN
    if not goes_back and parcel.kind is not ParcelKind.DROP_OFF:
        raise Contradiction(f"a parcel was packed that is {parcel.state}")
    moves = parcel.moves + (parcel.out_of not in {None, box})
    was = S.TO_RETURN if goes_back else S.RECEIVED
    inside = replace(parcel, state=S.PACKED, place=Place.BOX, cell=None, session=None, was=was)
    return replace(inside, box=box, moves=moves)


def _told(fact: Fact) -> dict[str, Any]:
    """Return what a fact says of a parcel under the names that the parcel has for it."""
    names = (name for name in fact.__struct_fields__ if name in Parcel.__struct_fields__)
    return {name: getattr(fact, name) for name in names}


def _born(event: Event) -> Parcel:
    match event.facts:
        case stockroom.ParcelExpected() as fact:
            told = _told(fact) | {"box": None, "came_in": fact.box}
            return Parcel(state=S.EXPECTED, place=Place.OUT, **told)
        case deciding.ParcelSplit() as fact:
            told = _told(fact) | {"parcel": fact.new}
            return Parcel(kind=ParcelKind.REFUSAL, state=S.TO_RETURN, place=Place.COUNTER, **told)
        case stockroom.ParcelReceived() as fact:
            blank = Parcel(fact.parcel, ParcelKind.ORDER, S.RECEIVED, Place.COUNTER)
            return replace(_after(blank, fact), provisional=True)
        case stockroom.ParcelQuarantined() as fact:
            return Parcel(
                fact.parcel,
                ParcelKind.ORDER,
                S.QUARANTINED,
                Place.COUNTER,
                reason=fact.reason.value,
                delivery=fact.delivery,
                provisional=True,
                damaged=fact.reason is QuarantineReason.DAMAGED,
                damage=fact.damage,
            )
        case _:
            return _brought(event)


def _brought(event: Event) -> Parcel:
    """Return the parcel that somebody brought to the counter, or will."""
    match event.facts:
        case returning.DropoffExpected() as fact:
            blank = Parcel(fact.parcel, ParcelKind.DROP_OFF, S.EXPECTED, Place.OUT, size=fact.size)
            return replace(blank, items=fact.items, policy=fact.policy, sender_ref=fact.sender_ref)
        case returning.DropoffAccepted() as fact:
            blank = Parcel(fact.parcel, ParcelKind.DROP_OFF, S.EXPECTED, Place.OUT)
            return replace(_dropped_off(blank, fact), provisional=True)
        case returning.ReturnAccepted() as fact:
            told = _told(fact) | {"reason": REASON_OF[fact.condition]}
            return Parcel(kind=ParcelKind.RETURN, state=S.TO_RETURN, place=Place.COUNTER, **told)
        case _:
            raise Contradiction(f"{event.type} about a parcel nobody has heard of")


def evolve(parcel: Parcel | None, event: Event) -> Parcel:
    """Return the parcel after `event`.

    A manifest that comes late confirms a parcel received without it (WORKFLOWS.md 4.2).

    Raises:
        Contradiction: the event cannot have happened to a parcel in this state.
    """
    if parcel is None:
        after = _born(event)
    elif isinstance(event.facts, stockroom.ParcelExpected | returning.DropoffExpected):
        after = _announced_late(parcel, event)
    else:
        if not parcel_states.may_follow(event.facts, parcel.state, parcel.session):
            raise Contradiction(f"{event.type} of a parcel that is {parcel.state}")
        after = _after(parcel, event.facts)
    here = parcel is not None and (parcel.place, parcel.cell) == (after.place, after.cell)
    return replace(
        after,
        changed_at=event.recorded_at,
        changed_by=event.actor,
        version=after.version + 1,
        placed_at=parcel.placed_at if parcel and here else event.recorded_at,
        returning_since=_returning_since(after, event.recorded_at),
    )


def _returning_since(after: Parcel, at: int) -> int:
    """Return since when a parcel goes back; taken in hand, lost or packed meanwhile, it still does.

    Args:
        after: as an event leaves it.
        at: of the event, ms UTC.
    """
    if after.state is S.TO_RETURN:
        return after.returning_since or at
    return 0 if after.state in {S.RECEIVED, S.STORED, S.ISSUED} else after.returning_since


def _announced_late(parcel: Parcel, event: Event) -> Parcel:
    told = _born(event)
    if parcel.kind is not told.kind and ParcelKind.DROP_OFF in {parcel.kind, told.kind}:
        raise Contradiction(f"{event.type} of a parcel that is no such")
    if parcel.state in {S.EXPECTED, S.MISSING}:  # it comes with another delivery after all
        return replace(told, version=parcel.version)
    if not parcel.provisional:
        raise Contradiction(f"{event.type} of a parcel that is {parcel.state}")
    state, reason = _once_announced(parcel)
    return replace(
        told,
        state=state,
        reason=reason,
        size=parcel.size if parcel.kind is ParcelKind.DROP_OFF else told.size,
        came_in=parcel.came_in or told.came_in,
        **{name: getattr(parcel, name) for name in _HAPPENED_HERE},
    )


# what became of a parcel before its announcement, which knows nothing of it
_HAPPENED_HERE = (
    *("place", "cell", "was", "session", "suggested", "box", "out_of", "moves", "weight_g"),
    *("returning_since", "damaged", "damage", "turned_back", "version"),
)


def _once_announced(parcel: Parcel) -> tuple[ParcelState, str]:
    """Return state and reason of a provisional parcel that a list names: it is no surplus then."""
    aside = parcel.state in {S.QUARANTINED, S.TO_RETURN}
    if not aside or parcel.reason != CancelReason.SURPLUS:
        return parcel.state, parcel.reason
    return (S.STORED if parcel.place is Place.CELL else S.RECEIVED), ""
