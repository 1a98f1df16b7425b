"""Deliveries: announced, arrived, checked in, closed; and what a scan at acceptance means."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.events import Event
from kiosk.core.facts import stockroom
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import ON_HAND, Contradiction, Parcel, wrong_state
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    CancelReason,
    DeliveryState,
    How,
    ParcelKind,
    ParcelState,
    QuarantineReason,
)


class Delivery(Struct, frozen=True):
    """One inbound carriage.

    Args:
        due_at: when the central expects it, ms UTC.
        announced: False when it came without a manifest.
        parts: parts of the manifest.
    """

    delivery: str
    state: DeliveryState
    carrier: str = ""
    due_at: int = 0
    announced: bool = True
    boxes: tuple[str, ...] = ()
    parts: int = 0
    arrived_at: int = 0
    closed_at: int = 0
    changed_by: str = ""


class Tally(Struct, frozen=True):
    """How far the check-in of a delivery is."""

    expected: int
    received: int
    missing: int
    surplus: int = 0
    damaged: int = 0


def evolve(delivery: Delivery | None, event: Event) -> Delivery:
    """Return the delivery after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    at = event.recorded_at
    match event.facts:
        case stockroom.DeliveryAnnounced() as fact if delivery is None or not delivery.announced:
            told = Delivery(
                fact.delivery,
                DeliveryState.ANNOUNCED,
                fact.carrier,
                fact.due_at,
                boxes=fact.boxes,
                parts=fact.parts,
            )
            if delivery is None:
                return told
            return replace(
                told,
                state=delivery.state,
                arrived_at=delivery.arrived_at,
                closed_at=delivery.closed_at,
            )
        case stockroom.DeliveryArrived() as fact if delivery is None:
            return Delivery(
                fact.delivery,
                DeliveryState.ARRIVED,
                announced=False,
                arrived_at=at,
                changed_by=event.actor,
            )
        case stockroom.DeliveryArrived() if delivery and delivery.state is DeliveryState.ANNOUNCED:
            return replace(
                delivery,
                state=DeliveryState.ARRIVED,
                arrived_at=at,
                changed_by=event.actor,
            )
        case stockroom.DeliveryClosed() if delivery and delivery.state is DeliveryState.ARRIVED:
            return replace(
                delivery,
                state=DeliveryState.CLOSED,
                closed_at=at,
                changed_by=event.actor,
            )
        case stockroom.DeliveryCancelled() if (
            delivery and delivery.state is DeliveryState.ANNOUNCED
        ):
            return replace(delivery, state=DeliveryState.CANCELLED)
        case _:
            raise Contradiction(f"{event.type} of a delivery that is {delivery and delivery.state}")


def announce(
    delivery: Delivery | None, told: messages.DeliveryAnnounced
) -> tuple[stockroom.DeliveryAnnounced] | Refused:
    """Decide what the central's word of a delivery means; it is announced once."""
    if delivery and delivery.announced:
        return Refused(Reason.STALE)
    return (
        stockroom.DeliveryAnnounced(
            told.delivery, told.carrier, told.due_at, told.boxes, told.parts
        ),
    )


def withdraw(delivery: Delivery) -> tuple[stockroom.DeliveryCancelled] | Refused:
    """Decide whether the central may withdraw a delivery: only before it arrives."""
    if delivery.state is not DeliveryState.ANNOUNCED:
        return Refused(
            Reason.WRONG_STATE, {"state": delivery.state.value, "at": delivery.arrived_at}
        )
    return (stockroom.DeliveryCancelled(delivery.delivery),)


def arrive(delivery: Delivery) -> tuple[stockroom.DeliveryArrived] | Refused:
    """Decide whether a delivery may be taken in now."""
    if delivery.state is DeliveryState.ANNOUNCED:
        return (stockroom.DeliveryArrived(delivery.delivery),)
    if delivery.state is DeliveryState.CLOSED:
        return Refused(Reason.DELIVERY_CLOSED, {"at": delivery.closed_at})
    return Refused(
        Reason.WRONG_STATE,
        {"state": delivery.state.value, "at": delivery.arrived_at, "by": delivery.changed_by},
    )


Taken: TypeAlias = stockroom.ParcelReceived | stockroom.ParcelQuarantined | ParcelCancelled


def with_digits(parcels: Iterable[Parcel], digits: str) -> tuple[Parcel, ...]:
    """Return the parcels still expected whose code holds these digits in a row.

    Args:
        parcels: of one delivery.
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
) -> tuple[Taken, ...] | Refused:
    """Decide what a parcel code scanned at the check-in of `delivery` means.

    Args:
        parcel: what is known under the code, or None.
        code: the parcel code.
        delivery: the delivery that is being checked in.
        suggested: the cell proposed for it.
        how: it was found, by its code or by some digits of it.

    Returns:
        Received; for a parcel the manifest does not name: quarantined as surplus; for one without
        any manifest: received, provisional; for one cancelled on its way: received and cancelled
        again, so that it goes back; an empty tuple for a repeated scan.
    """
    refused = _not_receiving(delivery)
    if refused:
        return refused
    if parcel is None:
        if delivery.announced:
            reason = QuarantineReason.SURPLUS
            return (stockroom.ParcelQuarantined(code, reason, delivery.delivery),)
        return (stockroom.ParcelReceived(code, delivery.delivery, How.UNANNOUNCED, suggested),)
    if parcel.kind is ParcelKind.DROP_OFF and parcel.delivery is None:
        return Refused(Reason.WRONG_FLOW)  # a sender brings it to the counter
    if parcel.state in {ParcelState.EXPECTED, ParcelState.MISSING}:
        received = stockroom.ParcelReceived(code, delivery.delivery, how, suggested)
        if parcel.reason:
            return (received, ParcelCancelled(code, CancelReason(parcel.reason)))
        return (received,)
    if parcel.delivery == delivery.delivery and parcel.state in ON_HAND:
        return ()
    return wrong_state(parcel)


def without_code(code: str, delivery: Delivery) -> tuple[stockroom.ParcelQuarantined] | Refused:
    """Decide whether a parcel whose label tells nothing may be set aside under a code of ours.

    Args:
        code: a fresh one, that no other parcel has.
        delivery: the delivery it came with.
    """
    reason = QuarantineReason.NO_CODE
    refused = _not_receiving(delivery)
    return refused or (stockroom.ParcelQuarantined(code, reason, delivery.delivery),)


def damaged(
    parcel: Parcel | None, code: str, delivery: Delivery, policy: Policy
) -> tuple[stockroom.ParcelQuarantined, ...] | Refused:
    """Decide what becomes of a parcel that came broken.

    Returns:
        Quarantined; an empty tuple when the network's rules send it back with the driver (it
        stays expected, and is missing when the delivery closes), or when it is set aside already.
    """
    refused = _not_receiving(delivery)
    if refused:
        return refused
    if parcel is None or parcel.state in {ParcelState.EXPECTED, ParcelState.MISSING}:
        if policy.damaged == "reject":
            return ()
    elif parcel.state is ParcelState.QUARANTINED:
        return ()
    elif parcel.state not in {ParcelState.RECEIVED, ParcelState.STORED}:
        return wrong_state(parcel)
    return (stockroom.ParcelQuarantined(code, QuarantineReason.DAMAGED, delivery.delivery),)


def _not_receiving(delivery: Delivery) -> Refused | None:
    if delivery.state is DeliveryState.CLOSED:
        return Refused(Reason.DELIVERY_CLOSED, {"at": delivery.closed_at})
    if delivery.state is not DeliveryState.ARRIVED:
        return Refused(Reason.NOT_ARRIVED, {"delivery": delivery.delivery})
    return None


def close(
    delivery: Delivery,
    tally: Tally,
    parcels: Sequence[Parcel],
    *,
    may_differ: bool,
    seen: bool,
) -> tuple[stockroom.ParcelMissed | ParcelCancelled | stockroom.DeliveryClosed, ...] | Refused:
    """Decide whether the check-in may end; what was not seen is missed, surplus goes back.

    Args:
        delivery: the delivery.
        tally: its counts.
        parcels: all parcels of it; those still expected are missing.
        may_differ: the person holds `override`.
        seen: the differences were shown on the screen.
    """
    unseen = [p for p in parcels if p.state is ParcelState.EXPECTED]
    surplus = [p for p in parcels if _is_surplus(p)]
    if delivery.state is not DeliveryState.ARRIVED:
        return Refused(Reason.NOT_ARRIVED, {"delivery": delivery.delivery})
    if unseen and not seen:
        return Refused(Reason.DIFFERENCES_UNSEEN, {"missing": len(unseen)})
    if unseen and not may_differ:
        return Refused(Reason.NOT_ALLOWED, {"right": "override"})
    missed = tuple(stockroom.ParcelMissed(p.parcel, delivery.delivery) for p in unseen)
    back = tuple(ParcelCancelled(p.parcel, CancelReason.SURPLUS) for p in surplus)
    closed = stockroom.DeliveryClosed(
        delivery.delivery,
        expected=tally.expected,
        received=tally.received,
        missing=len(unseen),
        surplus=tally.surplus,
        damaged=tally.damaged,
    )
    return (*missed, *back, closed)


def _is_surplus(parcel: Parcel) -> bool:
    aside = parcel.state is ParcelState.QUARANTINED
    return aside and parcel.reason == QuarantineReason.SURPLUS and parcel.provisional
