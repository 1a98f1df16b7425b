"""Customers' returns: announced or not, looked over, taken back as a parcel, or declined."""

from collections.abc import Collection, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from kiosk.core import boxes, messages
from kiosk.core.boxes import Moment
from kiosk.core.codes import same_goods
from kiosk.core.events import Event
from kiosk.core.facts import returning
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.stockroom import ParcelConfirmed
from kiosk.core.parcels import REASON_OF, Contradiction, Parcel
from kiosk.core.policy import ANY_CATEGORY, Check, NoRequest, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    ClockQuality,
    Condition,
    How,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnJudgement,
    ReturnState,
    Size,
)

S = ReturnState
SAME = Check("same")  # first of every checklist: the goods are those of the picture
BY_STAFF = tuple(
    reason for reason in RejectReason if reason not in {RejectReason.WITHDRAWN, RejectReason.DENIED}
)


class Return(Struct, frozen=True):
    """What a customer brings back, or will.

    Args:
        return_: its name here.
        code: what the customer shows; empty for one found by its goods.
        items: the goods; empty for a code that nobody knows here.
        until: the last moment to bring it, ms UTC.
        reason: the customer's, in words; told by old facts alone.
        announced: as the central calls it, where that differs.
        provisional: the central has yet to agree.
        from_parcel: in which the goods were issued here.
        parcel: what was taken back.
        why: it was declined.
        checks: what the clerk found in order.
    """

    return_: str = field(name="return")
    state: ReturnState = S.EXPECTED
    code: str = ""
    customer_ref: str | None = None
    order: str | None = None
    items: tuple[Item, ...] = ()
    size: Size = Size.S
    until: int | None = None
    reason: str = ""
    language: str = ""
    announced: str | None = None
    provisional: bool = False
    from_parcel: str | None = None
    parcel: str | None = None
    condition: Condition | None = None
    why: RejectReason | None = None
    checks: tuple[str, ...] = ()
    verdict: ReturnJudgement | None = None
    changed_at: int = 0
    changed_by: str = ""
    version: int = 0
    currency: str = "RUB"


class Unknown(Struct, frozen=True):
    """What somebody brings that was not announced.

    Args:
        how: by a code nobody knows, or by goods that were issued here.
        code: what was shown.
        items, order, customer_ref, from_parcel: of goods that were issued here.
    """

    how: How
    code: str = ""
    items: tuple[Item, ...] = ()
    order: str | None = None
    customer_ref: str | None = None
    from_parcel: str | None = None


class Found(Struct, frozen=True):
    """How the clerk found the goods.

    Args:
        condition: whole, or with a fault.
        size: of the parcel they make.
        checks: the keys of the checklist that were ticked.
    """

    condition: Condition = Condition.WHOLE
    size: Size = Size.S
    checks: Collection[str] = ()


# -- how facts change a return -------------------------------------------------------------------


def evolve(known: Return | None, event: Event) -> Return:
    """Return the customer's return after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    after = _born(event) if known is None else _after(known, event)
    at, by = event.recorded_at, event.actor
    return replace(after, changed_at=at, changed_by=by, version=after.version + 1)


def _born(event: Event) -> Return:
    match event.facts:
        case returning.ReturnExpected() as fact:
            return _told(Return(fact.return_), fact)
        case returning.ReturnOpened() as fact:
            return Return(
                fact.return_,
                S.OPEN,
                code=fact.code,
                customer_ref=fact.customer_ref,
                order=fact.order,
                items=fact.items,
                from_parcel=fact.from_parcel,
                provisional=True,
            )
        case _:
            raise Contradiction(f"{event.type} of a return nobody has heard of")


def _told(known: Return, fact: returning.ReturnExpected) -> Return:
    return replace(
        known,
        code=fact.code,
        customer_ref=fact.customer_ref,
        order=fact.order,
        items=fact.items,
        size=fact.size,
        until=fact.until,
        reason=fact.reason,
        language=fact.language,
        announced=fact.announced,
        currency=fact.currency,
        provisional=False,
    )


def _after(known: Return, event: Event) -> Return:
    match event.facts:
        case returning.ReturnExpected() as fact if known.state is S.EXPECTED or known.provisional:
            return _told(known, fact)
        case returning.ReturnExpected() as fact if known.state is S.REJECTED:  # asked for anew
            return _told(Return(known.return_, version=known.version), fact)
        case returning.ReturnOpened() if known.state is S.EXPECTED:
            return replace(known, state=S.OPEN)
        case returning.ReturnAccepted() as fact if known.state is S.OPEN:
            return taken(known, fact)
        case returning.ReturnRejected(reason=why) if known.state in {S.EXPECTED, S.OPEN}:
            return replace(known, state=S.REJECTED, why=why)
        case returning.ReturnVerdict(verdict=verdict) if known.provisional:
            return replace(known, verdict=verdict, provisional=False)
        case _:
            raise Contradiction(f"{event.type} of a return that is {known.state}")


def taken(known: Return, fact: returning.ReturnAccepted) -> Return:
    """Return the customer's return as one that was taken back."""
    return replace(
        known,
        state=S.ACCEPTED,
        parcel=fact.parcel,
        condition=fact.condition,
        size=fact.size,
        checks=fact.checks,
        why=None,
    )


# -- what the central tells ------------------------------------------------------------------------


def announce(
    known: Return | None, kept: Return | None, told: messages.ReturnExpected
) -> tuple[Fact, ...] | Refused:
    """Decide what it means that the central announces a return.

    Args:
        known: what the point has under the central's name for it.
        kept: what the point opened under the same code when it was unknown here.
        told: the letter.

    Returns:
        Expected; one that was opened or taken back meanwhile is confirmed by it. What the
        customer said goes into no fact: the journal cannot forget it.
    """
    mine = known or kept
    if mine and not (mine.provisional or mine.state in {S.EXPECTED, S.REJECTED}):
        return Refused(Reason.STALE)
    name = mine.return_ if mine else told.return_
    expected = returning.ReturnExpected(
        name,
        told.code,
        told.customer_ref,
        told.order,
        told.items,
        told.size,
        told.until,
        language=told.language,
        announced=told.return_ if told.return_ != name else None,
        currency=told.currency,
    )
    return (expected, *_confirmed(mine, told.order, told.customer_ref))


def withdraw(known: Return) -> tuple[returning.ReturnRejected] | Refused:
    """Decide whether the customer may keep it after all: not once it is here."""
    if known.state is S.ACCEPTED:
        return Refused(Reason.ALREADY_RETURNED, _since(known))
    if known.state is S.REJECTED:
        return Refused(Reason.STALE)
    return (returning.ReturnRejected(known.return_, RejectReason.WITHDRAWN),)


def judge(known: Return, verdict: ReturnJudgement, comment: str = "") -> tuple[Fact, ...] | Refused:
    """Decide what the central's verdict on an unannounced return means.

    Goods that were taken back stay here and go to the warehouse either way.
    """
    if not known.provisional:
        return Refused(Reason.STALE)
    said = returning.ReturnVerdict(known.return_, verdict, comment)
    if verdict is ReturnJudgement.CONFIRMED:
        return (said, *_confirmed(known, known.order, known.customer_ref))
    if known.state is S.OPEN:
        return (said, returning.ReturnRejected(known.return_, RejectReason.DENIED))
    return (said,)


def _confirmed(
    known: Return | None, order: str | None, customer_ref: str | None
) -> tuple[ParcelConfirmed, ...]:
    if known is None or known.state is not S.ACCEPTED or known.parcel is None:
        return ()
    return (ParcelConfirmed(known.parcel, order, customer_ref),)


# -- what the staff may do -------------------------------------------------------------------------


def open_(
    known: Return, how: How, policy: Policy, moment: Moment
) -> tuple[returning.ReturnOpened, ...] | Refused:
    """Decide whether a return that is known here may be looked over; an open one needs no fact."""
    if known.state is S.ACCEPTED:
        return Refused(Reason.ALREADY_RETURNED, _since(known))
    if known.state is S.REJECTED:
        return Refused(Reason.WRONG_STATE, {"state": known.state.value} | _since(known))
    refused = _not_returnable(known.items, policy, announced=not known.provisional)
    if refused:
        return refused
    sure = moment.clock is not ClockQuality.UNSURE
    if known.until is not None and known.until < moment.at and sure:
        return Refused(Reason.RETURN_TERM_OVER, {"until": known.until})
    return () if known.state is S.OPEN else (returning.ReturnOpened(known.return_, how),)


def open_unknown(
    name: str, brought: Unknown, policy: Policy
) -> tuple[returning.ReturnOpened] | Refused:
    """Decide whether what nobody announced may be looked over, provisionally.

    Args:
        name: a fresh one for the return.
        brought: what is known of it.
        policy: the network's rules.
    """
    refused = _not_returnable(brought.items, policy, announced=False)
    if refused:
        return refused
    if policy.no_request is NoRequest.REFUSE:
        return Refused(Reason.NO_REQUEST)
    return (
        returning.ReturnOpened(
            name,
            brought.how,
            brought.code,
            brought.customer_ref,
            brought.order,
            brought.items,
            brought.from_parcel,
        ),
    )


def _not_returnable(items: Sequence[Item], policy: Policy, *, announced: bool) -> Refused | None:
    """Return why goods may not come back; what the central announced it has judged by category."""
    for item in items:
        if not item.returnable or (not announced and item.category in policy.not_returnable):
            return Refused(Reason.NOT_RETURNABLE)
    return None


def is_same(known: Return, barcode: str) -> bool:
    """Whether scanned goods are those of the return; without goods to compare they may be."""
    return not known.items or any(same_goods(item.barcode, barcode) for item in known.items)


def checklist(known: Return, policy: Policy, condition: Condition) -> tuple[Check, ...]:
    """Return what must be looked at before the goods are taken back.

    Args:
        known: the return; without goods to compare, nothing is compared.
        policy: the network's rules.
        condition: faulty goods are asked less.
    """
    lists = policy.return_checklist
    usual = lists.get(ANY_CATEGORY, ())
    categories = dict.fromkeys(item.category for item in known.items) or {ANY_CATEGORY: None}
    asked = {check.key: check for c in categories for check in lists.get(c, usual)}
    whole = condition is Condition.WHOLE
    first = (SAME,) if known.items else ()
    return (*first, *(check for check in asked.values() if whole or check.of_faulty))


def accept(
    known: Return, parcel: str, found: Found, policy: Policy
) -> tuple[returning.ReturnAccepted] | Refused:
    """Decide whether the goods are taken back; every line of the checklist must be ticked.

    Args:
        known: the return, which was opened.
        parcel: a fresh code for the parcel they make.
        found: how they are.
        policy: the network's rules.
    """
    refused = _not_open(known)
    if refused:
        return refused
    asked = checklist(known, policy, found.condition)
    left = [check for check in asked if check.key not in found.checks]
    if left:
        return Refused(Reason.CHECKLIST_OPEN, {"n": len(left)})
    as_parcel = Parcel(
        parcel,
        ParcelKind.RETURN,
        ParcelState.TO_RETURN,
        Place.COUNTER,
        reason=REASON_OF[found.condition],
        size=found.size,
    )
    return (
        returning.ReturnAccepted(
            known.return_,
            parcel,
            found.condition,
            boxes.class_of(as_parcel),
            found.size,
            known.items,
            known.order,
            known.customer_ref,
            tuple(check.key for check in asked),
            known.provisional,
            known.currency,
        ),
    )


def reject(known: Return, reason: RejectReason) -> tuple[returning.ReturnRejected] | Refused:
    """Decide whether the goods are declined; an open one can be, for a reason of the staff's."""
    if reason not in BY_STAFF:
        return Refused(Reason.BAD_VALUE)
    refused = _not_open(known)
    return refused or (returning.ReturnRejected(known.return_, reason),)


def _not_open(known: Return) -> Refused | None:
    if known.state is S.OPEN:
        return None
    if known.state is S.ACCEPTED:
        return Refused(Reason.ALREADY_RETURNED, _since(known))
    return Refused(Reason.WRONG_STATE, {"state": known.state.value} | _since(known))


def _since(known: Return) -> dict[str, str | int]:
    return {"at": known.changed_at, "by": known.changed_by}
