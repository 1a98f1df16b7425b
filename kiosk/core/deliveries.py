"""Deliveries: announced, arrived, closed; what becomes of them and of the boxes they come in."""

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.events import Event
from kiosk.core.facts import stockroom
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState


class OpenedBox(Struct, frozen=True):
    """A box of a delivery that was opened, when and by whom; its seal had been whole, or not."""

    box: str
    at: int
    by: str
    seal_ok: bool = True


class Delivery(Struct, frozen=True):
    """One inbound carriage.

    Args:
        due_at: when the central expects it, ms UTC.
        announced: False when it came without a manifest.
        boxes: those its list names.
        parts: parts of the manifest.
        opened: by code, also such as the list does not name.
        missed: boxes that did not come with all that they should hold.
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
    opened: tuple[OpenedBox, ...] = ()
    missed: tuple[str, ...] = ()

    def box(self, code: str) -> OpenedBox | None:
        """Return a box that was opened."""
        return next((one for one in self.opened if one.box == code), None)


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
                opened=delivery.opened,
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
        case _ if delivery and (after := _with_box(delivery, event)):
            return after
        case _:
            raise Contradiction(f"{event.type} of a delivery that is {delivery and delivery.state}")


_CAME = {DeliveryState.ARRIVED, DeliveryState.CLOSED}


def _with_box(delivery: Delivery, event: Event) -> Delivery | None:
    """Return the delivery after a fact about one of its boxes, None where that cannot be.

    Another counter may open a box while this one closes its delivery: it is not missed then.
    """
    if delivery.state not in _CAME:
        return None
    match event.facts:
        case stockroom.BoxOpened(box=box, seal_ok=seal_ok) if delivery.box(box) is None:
            one = OpenedBox(box, event.recorded_at, event.actor, seal_ok)
            opened = sorted((*delivery.opened, one), key=lambda other: other.box)
            missed = tuple(code for code in delivery.missed if code != box)
            return replace(delivery, opened=tuple(opened), missed=missed)
        case stockroom.BoxMissed(box=box) if (
            delivery.box(box) is None and box not in delivery.missed
        ):
            return replace(delivery, missed=tuple(sorted((*delivery.missed, box))))
        case _:
            return None


def again(delivery: Delivery, event: Event) -> Delivery | None:
    """Return the delivery after what another counter has done as well, None if it cannot have.

    A box that either of two found broken is broken.
    """
    match event.facts:
        case stockroom.DeliveryArrived() if delivery.state in _CAME:
            return delivery
        case stockroom.DeliveryClosed() if delivery.state is DeliveryState.CLOSED:
            return delivery
        case stockroom.BoxMissed() if delivery.state in _CAME:
            return delivery
        case stockroom.BoxOpened(box=box, seal_ok=seal_ok) if delivery.state in _CAME:
            opened = (
                replace(one, seal_ok=one.seal_ok and seal_ok) if one.box == box else one
                for one in delivery.opened
            )
            return replace(delivery, opened=tuple(opened))
        case _:
            return None


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
