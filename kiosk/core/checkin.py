"""What a scan at the check-in of a delivery means, parcel or box, and how the check-in ends."""

from collections import Counter as Count
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

from kiosk.core import damage
from kiosk.core.boxes import Box
from kiosk.core.deliveries import Delivery
from kiosk.core.facts import stockroom
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import ON_HAND, Parcel, wrong_state
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxState,
    CancelReason,
    DeliveryState,
    Flow,
    How,
    InboundState,
    ParcelKind,
    ParcelState,
    QuarantineReason,
)

NOT_HERE = frozenset({ParcelState.EXPECTED, ParcelState.MISSING})
Taken: TypeAlias = stockroom.ParcelReceived | stockroom.ParcelQuarantined | ParcelCancelled
Aside: TypeAlias = stockroom.ParcelQuarantined | stockroom.ParcelTurnedBack


def with_digits(parcels: Iterable[Parcel], digits: str) -> tuple[Parcel, ...]:
    """Return the parcels still expected whose code holds these digits in a row.

    Args:
        parcels: of the deliveries that may have brought it.
        digits: what can still be read on a torn label.
    """
    return tuple(
        parcel
        for parcel in parcels
        if parcel.state is ParcelState.EXPECTED
        and digits in "".join(c for c in parcel.parcel if c.isdigit())
    )


def receive(
    parcel: Parcel | None,
    code: str,
    delivery: Delivery,
    suggested: str | None,
    how: How = How.CODE,
    in_hand: str = "",
) -> tuple[Taken, ...] | Refused:
    """Decide what a parcel code scanned at the check-in of `delivery` means.

    Args:
        parcel: what is known under the code, or None.
        code: the parcel code.
        delivery: the delivery that is being checked in.
        suggested: the cell proposed for it.
        how: it was found, by its code or by some digits of it.
        in_hand: the box that is being emptied, empty for none.

    Returns:
        Received; for a parcel the manifest does not name: quarantined as surplus; for one without
        any manifest: received, provisional; for one cancelled on its way: received and cancelled
        again, so that it goes back; an empty tuple for a repeated scan.
    """
    refused = not_receiving(delivery)
    if refused:
        return refused
    if parcel is None and delivery.announced:
        reason = QuarantineReason.SURPLUS
        return (stockroom.ParcelQuarantined(code, reason, delivery.delivery),)
    box, id_ = _came_in(parcel, delivery, in_hand), delivery.delivery
    if parcel is None:
        return (stockroom.ParcelReceived(code, id_, How.UNANNOUNCED, suggested, box),)
    if parcel.kind is ParcelKind.DROP_OFF and parcel.delivery is None:  # brought to the counter
        return Refused(Reason.WRONG_FLOW, {"flow": Flow.DIRECT.value})
    if parcel.state in NOT_HERE:
        received = stockroom.ParcelReceived(code, id_, how, suggested, box)
        if parcel.reason:
            return (received, ParcelCancelled(code, CancelReason(parcel.reason)))
        return (received,)
    if parcel.delivery == id_ and parcel.state in ON_HAND:
        return ()
    if parcel.kind is ParcelKind.DROP_OFF:
        return Refused(Reason.WRONG_FLOW, {"flow": Flow.DIRECT.value})
    return wrong_state(parcel)


def _came_in(parcel: Parcel | None, delivery: Delivery, in_hand: str) -> str | None:
    """Return the box a parcel was taken out of; None where nobody can say.

    The list is believed where its box is open. A parcel of a box that is not lies in another.
    """
    held = in_hand if delivery.box(in_hand) else None
    if parcel is None:
        return held
    if parcel.came_in is None or delivery.box(parcel.came_in):
        return parcel.came_in
    return held


def without_code(code: str, delivery: Delivery) -> tuple[stockroom.ParcelQuarantined] | Refused:
    """Decide whether a parcel whose label tells nothing may be set aside under a code of ours.

    Args:
        code: a fresh one, that no other parcel has.
        delivery: the delivery it came with.
    """
    reason = QuarantineReason.NO_CODE
    refused = not_receiving(delivery)
    return refused or (stockroom.ParcelQuarantined(code, reason, delivery.delivery),)


def damaged(
    parcel: Parcel | None, code: str, delivery: Delivery, policy: Policy, kind: str = ""
) -> tuple[Aside, ...] | Refused:
    """Decide what becomes of a parcel that came broken.

    Args:
        parcel: what is known under the code, or None.
        code: the parcel code.
        delivery: the delivery that is being checked in; its driver is still here.
        policy: the network's rules.
        kind: what is wrong with it, by its key; empty where nobody said yet.

    Returns:
        Quarantined; turned back when the network's rules send it back with the driver, whether
        or not it was scanned before (it is expected again, and missing when the delivery closes),
        but never one that was taken in with another delivery; an empty tuple when it is set aside
        or turned back already, and for a strange one that goes back: no list waits for it.
    """
    refused = not_receiving(delivery)
    if refused:
        return refused
    goes_back = policy.damaged == "reject"
    if parcel is None and goes_back:
        return ()
    if parcel is not None:
        if parcel.state is ParcelState.QUARANTINED or (goes_back and parcel.turned_back):
            return ()
        here = parcel.state in {ParcelState.RECEIVED, ParcelState.STORED}
        # no driver takes back what another brought: its own check-in may have ended without it
        is_others = here and goes_back and parcel.delivery != delivery.delivery
        if is_others or not (here or parcel.state in NOT_HERE):
            return wrong_state(parcel)
    unsaid = damage.not_said(kind, policy)
    if unsaid:
        return unsaid
    id_ = delivery.delivery
    if goes_back:
        return (stockroom.ParcelTurnedBack(code, id_, kind),)
    return (stockroom.ParcelQuarantined(code, QuarantineReason.DAMAGED, id_, kind),)


def not_receiving(delivery: Delivery) -> Refused | None:
    """Return why nothing may be taken in of a delivery; None while it is being checked in."""
    if delivery.state is DeliveryState.CLOSED:
        return Refused(Reason.DELIVERY_CLOSED, {"at": delivery.closed_at})
    if delivery.state is not DeliveryState.ARRIVED:
        return Refused(Reason.NOT_ARRIVED, {"delivery": delivery.delivery})
    return None


# -- boxes -----------------------------------------------------------------------------------------


class InboundBox(Struct, frozen=True):
    """A box of a delivery as it stands.

    Args:
        came: parcels out of it that are here; of: those and the ones still to come out of it.
        seal_ok: False for one that was opened with a broken seal.
        listed: False for one that the delivery's list does not name.
        opened_at: ms UTC, 0 for one nobody scanned.
    """

    box: str
    state: InboundState
    came: int
    of: int
    seal_ok: bool = True
    listed: bool = True
    opened_at: int = 0


def boxes_of(delivery: Delivery, parcels: Iterable[Parcel]) -> tuple[InboundBox, ...]:
    """Return every box of a delivery: those of its list in its order, then those that came too.

    Args:
        delivery: the delivery.
        parcels: all parcels of it.
    """
    of, came, waits = Count[str](), Count[str](), Count[str]()
    for parcel in parcels:
        box = parcel.came_in or ""
        of[box] += 1
        came[box] += parcel.state not in NOT_HERE
        waits[box] += parcel.state is ParcelState.EXPECTED
    more = [one.box for one in delivery.opened if one.box not in delivery.boxes]
    found: list[InboundBox] = []
    for code in (*delivery.boxes, *more):
        opened = delivery.box(code)
        if code in delivery.missed:
            state = InboundState.MISSING
        elif opened is None and not came[code]:
            state = InboundState.EXPECTED
        else:
            # of one that no list names nobody can say that it is empty before the end
            goes_on = code in more and delivery.state is DeliveryState.ARRIVED
            state = InboundState.OPENED if waits[code] or goes_on else InboundState.COUNTED
        found.append(
            InboundBox(
                code,
                state,
                came[code],
                of[code],
                seal_ok=opened is None or opened.seal_ok,
                listed=code in delivery.boxes,
                opened_at=opened.at if opened else 0,
            )
        )
    return tuple(found)


def open_box(
    code: str,
    delivery: Delivery,
    others: Iterable[Delivery],
    leaving: Box | None,
    *,
    seal_ok: bool,
) -> tuple[stockroom.BoxOpened, ...] | Refused:
    """Decide what a box scanned at the check-in of `delivery` means; a second scan is no fact.

    One that no list names is opened all the same: it is here, and what is in it is told apart.

    Args:
        code: of the box.
        delivery: what is being checked in.
        others: the other deliveries that are coming or being checked in.
        leaving: the box for the warehouse of this code, if there is one.
        seal_ok: whether its seal is whole.
    """
    refused = not_receiving(delivery)
    if refused:
        return refused
    if delivery.box(code):
        return ()
    if code not in delivery.boxes:
        if leaving is not None and leaving.state not in _LEFT:
            return Refused(Reason.WRONG_FLOW, {"flow": leaving.flow.value})
        whose = next((one for one in others if code in one.boxes or one.box(code)), None)
        if whose is not None:
            return Refused(Reason.BOX_OF_OTHER_DELIVERY, {"delivery": whose.delivery})
    return (stockroom.BoxOpened(code, delivery.delivery, seal_ok),)


_LEFT = {BoxState.HANDED_OVER, BoxState.DROPPED}

# -- the end ---------------------------------------------------------------------------------------


class Tally(Struct, frozen=True):
    """How far the check-in of a delivery is."""

    expected: int
    received: int
    missing: int
    surplus: int = 0
    damaged: int = 0


Closing: TypeAlias = (
    stockroom.ParcelMissed | stockroom.BoxMissed | ParcelCancelled | stockroom.DeliveryClosed
)


def close(
    delivery: Delivery,
    tally: Tally,
    parcels: Sequence[Parcel],
    *,
    may_differ: bool,
    seen: bool,
) -> tuple[Closing, ...] | Refused:
    """Decide whether the check-in may end; what was not seen is missed, surplus goes back.

    Args:
        delivery: the delivery.
        tally: its counts.
        parcels: all parcels of it; those still expected are missing.
        may_differ: the person holds `override`.
        seen: the differences were shown on the screen.
    """
    unseen = [p for p in parcels if p.state is ParcelState.EXPECTED]
    boxes = unseen_boxes(delivery, parcels)
    if delivery.state is not DeliveryState.ARRIVED:
        return Refused(Reason.NOT_ARRIVED, {"delivery": delivery.delivery})
    if (unseen or boxes) and not seen:
        return Refused(Reason.DIFFERENCES_UNSEEN, {"missing": len(unseen)})
    if (unseen or boxes) and not may_differ:
        return Refused(Reason.NOT_ALLOWED, {"right": "override"})
    closed = stockroom.DeliveryClosed(
        delivery.delivery,
        expected=tally.expected,
        received=tally.received,
        missing=len(unseen),
        surplus=tally.surplus,
        damaged=tally.damaged,
        boxes_missing=len(boxes),
    )
    return (
        *(stockroom.ParcelMissed(p.parcel, delivery.delivery) for p in unseen),
        *(stockroom.BoxMissed(box, delivery.delivery) for box in boxes),
        *send_back(delivery, parcels),
        closed,
    )


def unseen_boxes(delivery: Delivery, parcels: Iterable[Parcel]) -> tuple[str, ...]:
    """Return the boxes of the list that nobody opened, and of which no parcel came either."""
    came = {p.came_in for p in parcels if p.state not in NOT_HERE}
    return tuple(b for b in delivery.boxes if b not in came and delivery.box(b) is None)


def send_back(delivery: Delivery, parcels: Iterable[Parcel]) -> tuple[ParcelCancelled, ...]:
    """Return what becomes of the parcels that the whole list of a delivery does not name."""
    back = (p.parcel for p in parcels if delivery.announced and _is_surplus(p))
    return tuple(ParcelCancelled(parcel, CancelReason.SURPLUS) for parcel in back)


def _is_surplus(parcel: Parcel) -> bool:
    if parcel.state is ParcelState.QUARANTINED:
        return parcel.provisional and parcel.reason == QuarantineReason.SURPLUS
    return parcel.provisional and parcel.state in {ParcelState.RECEIVED, ParcelState.STORED}
