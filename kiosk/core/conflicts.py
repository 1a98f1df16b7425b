"""Two who did not know of each other: what becomes of a row when both did something to it.

PROTOCOL.md 11. The point knows where things are; the central knows money, cancellation, terms and
identity. Both facts are always kept; the rows below say which of them the books follow, whether
somebody must be asked, and what the staff should look at. The central and the counter fold what
comes from elsewhere by this same table; a counter's own acts never meet it, since they are decided
on the row as it stands.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import books, deliveries, openings
from kiosk.core import conflicts_openings as opened
from kiosk.core import conflicts_packed as packed
from kiosk.core import conflicts_paid as paid
from kiosk.core import conflicts_refused as refused
from kiosk.core import conflicts_returns as brought
from kiosk.core.books import State, Subject
from kiosk.core.deliveries import Delivery
from kiosk.core.events import CENTRAL, Event
from kiosk.core.facts import paying, returning, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.openings import Opening
from kiosk.core.parcels import LEAVING, ON_HAND, Contradiction, Parcel
from kiosk.core.returns import Return
from kiosk.core.words import CancelReason, ClockQuality, ParcelState, Place

S = ParcelState


class Rule(StrEnum):
    """Which row of the table settled it."""

    ISSUED_TWICE = "issued_twice"
    ISSUED_CANCELLED = "issued_after_cancel"
    ISSUE_STANDS = "issue_stands"
    HELD = "held"
    MOVED_APART = "moved_apart"
    EXTENDED_UNCLAIMED = "extended_unclaimed"
    ALREADY_PACKED = "already_packed"
    DISPOSED = "disposed"
    DONE_TWICE = "done_twice"
    RETURNED_TWICE = "returned_twice"
    GOODS_HERE = "goods_here"
    DUE_MISMATCH = "due_mismatch"


class Task(Struct, frozen=True):
    """What the staff should look at: `check_parcel` or `count_cell`."""

    kind: str
    id: str


class Clash(Struct, frozen=True):
    """How two facts about one row were settled; both are kept.

    Args:
        rule: the row of the table.
        claim: what people must decide, empty for nothing.
        tasks: what the staff should look at.
        quiet: nothing differs but who was first, so nobody is told.
    """

    rule: Rule
    claim: str = ""
    tasks: tuple[Task, ...] = ()
    quiet: bool = False


class Settled(Struct, frozen=True):
    """A row after an event, and how it was settled if another fact stood against it."""

    state: State
    clash: Clash | None = None


class _Row(Struct, frozen=True):
    """One row of the table: when it applies, what the books say then, and who is told."""

    meets: Callable[[Any, Event], bool]
    after: Callable[[Any, Event], State]
    clash: Callable[[Any, Event], Clash]


def _unchanged(state: State, _event: Event) -> State:
    return state


def _always(clash: Clash) -> Callable[[State, Event], Clash]:
    return lambda _state, _event: clash


def _check(rule: Rule, claim: str = "") -> Callable[[Parcel, Event], Clash]:
    return lambda parcel, _event: Clash(rule, claim, (Task("check_parcel", parcel.parcel),))


# -- 1, 2: what the customer has, the customer has ---------------------------------------------


def _issued_again(parcel: Parcel, event: Event) -> bool:
    return parcel.state is S.ISSUED and isinstance(event.facts, visits.ParcelIssued)


def _other_issue_undone(parcel: Parcel, event: Event) -> bool:
    fact = event.facts
    return isinstance(fact, visits.IssueUndone) and fact.session != parcel.session


def _cancelled_late(parcel: Parcel, event: Event) -> bool:
    return parcel.state is S.ISSUED and isinstance(event.facts, visits.ParcelCancelled)


def _with_reason(parcel: Parcel, event: Event) -> Parcel:
    fact = event.facts
    return (
        replace(parcel, reason=fact.reason) if isinstance(fact, visits.ParcelCancelled) else parcel
    )


def _is_cancelled(parcel: Parcel) -> bool:
    return parcel.state is S.TO_RETURN or parcel.was is S.TO_RETURN


def _issued_cancelled(parcel: Parcel, event: Event) -> bool:
    return isinstance(event.facts, visits.ParcelIssued) and _is_cancelled(parcel)


def _issued_unpicked(parcel: Parcel, event: Event) -> bool:
    is_here = parcel.state in (ON_HAND | LEAVING) - {S.PICKED}
    return isinstance(event.facts, visits.ParcelIssued) and is_here


def _issued(parcel: Parcel, event: Event) -> Parcel:
    fact = event.facts
    session = fact.session if isinstance(fact, visits.ParcelIssued) else None
    gone = replace(parcel, state=S.ISSUED, place=Place.OUT, cell=None, was=S.STORED)
    return packed.noted(replace(gone, session=session, box=None), event)


def _seen_after_issue(parcel: Parcel, event: Event) -> bool:
    return parcel.state is S.ISSUED and isinstance(event.facts, packed.ELSEWHERE)


def _picked_again(parcel: Parcel, event: Event) -> bool:
    return parcel.state in {S.PICKED, S.ISSUED} and isinstance(event.facts, visits.ParcelPicked)


def _left_elsewhere(parcel: Parcel, event: Event) -> bool:
    return parcel.state is not S.PICKED and isinstance(event.facts, visits.ParcelLeft)


# -- 3: two cells for one parcel ---------------------------------------------------------------


def _target(event: Event) -> str | None:
    match event.facts:
        case stockroom.ParcelMoved(to_cell=cell) | stockroom.ParcelStored(cell=cell):
            return cell
        case _:
            return None


def _moved_apart(parcel: Parcel, event: Event) -> bool:
    if parcel.place is not Place.CELL or _target(event) is None:
        return False
    if isinstance(event.facts, stockroom.ParcelMoved):
        return event.facts.from_cell != parcel.cell
    return parcel.state is S.STORED  # stored again: it has a cell already


def _at_later_cell(parcel: Parcel, event: Event) -> Parcel:
    # the later one knew more; at the same moment the cell's name decides, at both ends alike
    told = (event.recorded_at, _target(event) or "")
    if told <= (parcel.placed_at, parcel.cell or ""):
        return parcel
    return packed.noted(replace(parcel, cell=_target(event), placed_at=event.recorded_at), event)


def _missed_where_it_was(parcel: Parcel, event: Event) -> bool:
    fact = event.facts
    was_moved = parcel.place is Place.CELL and parcel.state is not S.NOT_FOUND
    return isinstance(fact, visits.ParcelNotFound) and was_moved and fact.cell != parcel.cell


def _seen_after_all(parcel: Parcel, event: Event) -> bool:
    return parcel.state is S.NOT_FOUND and isinstance(event.facts, stockroom.ParcelMoved)


def _in_target(parcel: Parcel, event: Event) -> Parcel:
    found = replace(parcel, state=parcel.was or S.STORED, place=Place.CELL, was=None)
    return packed.noted(replace(found, cell=_target(event), placed_at=event.recorded_at), event)


def _in_hand(parcel: Parcel, event: Event) -> bool:
    return parcel.state is S.PICKED and isinstance(event.facts, packed.ELSEWHERE)


def _cells_to_count(parcel: Parcel, event: Event) -> Clash:
    cells = tuple(cell for cell in (parcel.cell, _target(event)) if cell)
    same, sure = len(set(cells)) == 1, event.clock is ClockQuality.NTP
    tasks = () if same or sure else tuple(Task("count_cell", cell) for cell in cells)
    return Clash(Rule.MOVED_APART, tasks=tasks, quiet=same)


# -- 4: a term that was prolonged --------------------------------------------------------------


def _unclaimed_too_early(parcel: Parcel, event: Event) -> bool:
    fact = event.facts
    if not isinstance(fact, visits.ParcelCancelled) or event.actor == CENTRAL:
        return False
    waits = parcel.store_until is not None and parcel.store_until > event.recorded_at
    return waits and fact.reason is CancelReason.UNCLAIMED


# -- the same thing done by both ---------------------------------------------------------------


def _done_again(parcel: Parcel, event: Event) -> bool:
    match event.facts:
        case stockroom.ParcelReceived() | returning.DropoffAccepted():
            return parcel.state in ON_HAND
        case stockroom.ParcelMissed():
            return parcel.state is not S.EXPECTED
        case visits.ParcelCancelled():
            return parcel.state is S.TO_RETURN
        case visits.ParcelNotFound():
            return parcel.state is S.NOT_FOUND
        case _:
            return event.actor == CENTRAL  # both boxes obeyed the same letter


# Looked at before `evolve`, which would follow these without a word. By type: every event that is
# folded passes here.
_GONE = _check(Rule.DISPOSED, "disposed")
_PAID_OTHER = _always(Clash(Rule.DUE_MISMATCH, "due_mismatch"))
_APART = (_Row(_moved_apart, _at_later_cell, _cells_to_count),)
_BEFORE: Mapping[type[Fact], tuple[_Row, ...]] = {
    visits.ParcelIssued: (
        _Row(
            _issued_cancelled, _issued, _always(Clash(Rule.ISSUED_CANCELLED, "issued_after_cancel"))
        ),
        _Row(paid.other_due, paid.followed, _PAID_OTHER),
    ),
    paying.DueChanged: (_Row(paid.changed_after_issue, paid.followed, _PAID_OTHER),),
    visits.IssueUndone: (
        _Row(_other_issue_undone, _unchanged, _always(Clash(Rule.ISSUE_STANDS, quiet=True))),
    ),
    stockroom.ParcelMoved: _APART,
    stockroom.ParcelStored: _APART,
    visits.ParcelNotFound: (
        _Row(_missed_where_it_was, _unchanged, _always(Clash(Rule.MOVED_APART, quiet=True))),
    ),
    visits.ParcelCancelled: (
        _Row(_unclaimed_too_early, _unchanged, _always(Clash(Rule.EXTENDED_UNCLAIMED, quiet=True))),
    ),
    stockroom.StorageExtended: (
        _Row(packed.extended_packed, packed.with_term, _always(Clash(Rule.ALREADY_PACKED))),
        _Row(packed.extended_disposed, packed.with_term, _GONE),
    ),
}
# Looked at when `evolve` says that it cannot have happened.
_AFTER = (
    _Row(_issued_again, _unchanged, _check(Rule.ISSUED_TWICE, "issued_twice")),
    _Row(
        _cancelled_late, _with_reason, _always(Clash(Rule.ISSUED_CANCELLED, "issued_after_cancel"))
    ),
    _Row(_issued_unpicked, _issued, _always(Clash(Rule.ISSUE_STANDS, quiet=True))),
    _Row(_picked_again, _unchanged, _always(Clash(Rule.DONE_TWICE, quiet=True))),
    _Row(_left_elsewhere, _unchanged, _always(Clash(Rule.DONE_TWICE, quiet=True))),
    _Row(_seen_after_issue, _unchanged, _check(Rule.ISSUE_STANDS)),
    _Row(packed.packed_after_issue, _unchanged, _check(Rule.ISSUE_STANDS)),
    _Row(packed.cancelled_packed, _unchanged, _always(Clash(Rule.ALREADY_PACKED, quiet=True))),
    _Row(packed.packed_twice, packed.in_later_box, _check(Rule.ALREADY_PACKED)),
    _Row(packed.packed_elsewhere, _unchanged, _check(Rule.ALREADY_PACKED)),
    _Row(packed.packed_all_the_same, packed.in_box, _always(Clash(Rule.ALREADY_PACKED))),
    _Row(packed.left_all_the_same, packed.left, _check(Rule.ALREADY_PACKED)),
    _Row(refused.left_after_issue, _unchanged, _check(Rule.ISSUE_STANDS)),
    _Row(refused.left_after_packing, _unchanged, _check(Rule.ALREADY_PACKED)),
    _Row(refused.left_all_the_same, refused.left_here, _check(Rule.HELD)),
    _Row(refused.decided_elsewhere, _unchanged, _always(Clash(Rule.HELD, quiet=True))),
    _Row(packed.disposed_after_issue, _unchanged, _GONE),
    _Row(packed.issued_after_disposal, _issued, _GONE),
    _Row(packed.disposed_all_the_same, packed.disposed, _GONE),
    _Row(packed.seen_after_disposal, _unchanged, _GONE),
    _Row(packed.cancelled_disposed, _unchanged, _always(Clash(Rule.DISPOSED, quiet=True))),
    _Row(_in_hand, _unchanged, _check(Rule.HELD)),
    _Row(_seen_after_all, _in_target, _always(Clash(Rule.MOVED_APART, quiet=True))),
    _Row(_done_again, _unchanged, _always(Clash(Rule.DONE_TWICE, quiet=True))),
)


# -- what customers bring back -------------------------------------------------------------------


def _goods_here(known: Return, event: Event) -> Clash:
    fact = event.facts
    parcel = fact.parcel if isinstance(fact, returning.ReturnAccepted) else known.parcel
    tasks = (Task("check_parcel", parcel),) if parcel else ()
    if isinstance(fact, returning.ReturnVerdict):
        return Clash(Rule.GOODS_HERE, "return_denied", tasks)
    if brought.is_withdrawal(known, event):
        return Clash(Rule.GOODS_HERE, "returned_after_withdrawal", tasks)
    was_declined = known.why is not None or isinstance(fact, returning.ReturnRejected)
    claim = "returned_after_decline" if was_declined else ""
    return Clash(Rule.GOODS_HERE, claim, tasks if claim else (), quiet=not claim)


def _returned_twice(_known: Return, event: Event) -> Clash:
    fact = event.facts
    parcel = fact.parcel if isinstance(fact, returning.ReturnAccepted) else ""
    return Clash(Rule.RETURNED_TWICE, "returned_twice", (Task("check_parcel", parcel),))


_RETURNS_BEFORE = (_Row(brought.denied_here, brought.followed, _goods_here),)
_RETURNS_AFTER = (
    _Row(brought.taken_twice, _unchanged, _returned_twice),
    _Row(brought.taken_all_the_same, brought.taken_back, _goods_here),
    _Row(brought.declined_late, _unchanged, _goods_here),
    _Row(brought.seen_again, _unchanged, _always(Clash(Rule.DONE_TWICE, quiet=True))),
)


# -- the opening of a point ----------------------------------------------------------------------

_OPENINGS_BEFORE = (
    _Row(opened.is_crossed, _unchanged, _always(Clash(Rule.DONE_TWICE))),
    _Row(opened.is_given_up, openings.given_up, _always(Clash(Rule.DONE_TWICE, quiet=True))),
    _Row(opened.is_known, _unchanged, _always(Clash(Rule.DONE_TWICE, quiet=True))),
)
_FIRST: Mapping[type[State], tuple[_Row, ...]] = {
    Return: _RETURNS_BEFORE,
    Opening: _OPENINGS_BEFORE,
}


def settle(subject: Subject, state: State | None, event: Event) -> Settled:
    """Return the row after an event of somebody who may not have known it as it stands.

    Args:
        subject: one of `books.subjects(event.facts)`.
        state: the row before, None if there is none.
        event: what happened.

    Raises:
        Contradiction: no row of the table knows an answer; the books stay as they are.
    """
    before = _BEFORE.get(type(event.facts), ())
    if before and isinstance(state, Parcel) and (found := _settled(before, state, event)):
        return found
    if state is not None and (found := _settled(_FIRST.get(type(state), ()), state, event)):
        return found
    try:
        return Settled(books.evolve(subject, state, event))
    except Contradiction:
        rows = _AFTER if isinstance(state, Parcel) else _RETURNS_AFTER
        if isinstance(state, Parcel | Return) and (found := _settled(rows, state, event)):
            return found
        if isinstance(state, Delivery) and (same := _delivery_again(state, event)):
            return Settled(same, Clash(Rule.DONE_TWICE, quiet=True))
        raise


def told(event: Event, known: Mapping[Subject, State | None]) -> dict[Subject, State]:
    """Return the rows of an event heard from elsewhere as it leaves them.

    Args:
        event: what somebody else's counter did, or what was done before a snapshot came.
        known: the row of each of its subjects.

    Returns:
        Nothing where one of them cannot follow: the event is kept, and people decide.
    """
    try:
        return {subject: settle(subject, was, event).state for subject, was in known.items()}
    except Contradiction:
        return {}


def _settled(rows: tuple[_Row, ...], state: State, event: Event) -> Settled | None:
    for row in rows:
        if row.meets(state, event):
            return Settled(row.after(state, event), row.clash(state, event))
    return None


def _delivery_again(delivery: Delivery, event: Event) -> Delivery | None:
    return delivery if event.actor == CENTRAL else deliveries.again(delivery, event)
