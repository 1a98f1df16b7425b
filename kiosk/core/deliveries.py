"""Deliveries: announced, arrived, closed; what becomes of them and of the boxes they come in."""

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.events import Event
from kiosk.core.facts import claiming, stockroom
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState

S = DeliveryState


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
        claimed_at: when the point claimed what was wrong, ms UTC; 0 while it has not.
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
    claimed_at: int = 0

    def box(self, code: str) -> OpenedBox | None:
        """Return a box that was opened."""
        return next((one for one in self.opened if one.box == code), None)


# fact -> the states it may come from; none: it is the first that is heard of the delivery.
# A late list names what came without one, and another counter may open a box while this one closes.
MAY_COME_FROM: dict[type[Fact], frozenset[DeliveryState | None]] = {
    stockroom.DeliveryAnnounced: frozenset({None, *S}),
    stockroom.DeliveryArrived: frozenset({None, S.ANNOUNCED}),
    stockroom.DeliveryClosed: frozenset({S.ARRIVED}),
    stockroom.DeliveryCancelled: frozenset({S.ANNOUNCED}),
    stockroom.BoxOpened: frozenset({S.ARRIVED, S.CLOSED}),
    stockroom.BoxMissed: frozenset({S.ARRIVED, S.CLOSED}),
    claiming.ClaimRaised: frozenset({S.CLOSED}),
}
_CAME = MAY_COME_FROM[stockroom.BoxOpened]


def evolve(delivery: Delivery | None, event: Event) -> Delivery:
    """Return the delivery after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    state = delivery.state if delivery else None
    after = None
    if state in MAY_COME_FROM.get(type(event.facts), ()):
        after = _begun(event) if delivery is None else _after(delivery, event)
    if after is None:
        raise Contradiction(f"{event.type} of a delivery that is {state}")
    return after


def _begun(event: Event) -> Delivery | None:
    """Return a delivery by the first that is heard of it: its list, or the driver at the door."""
    match event.facts:
        case stockroom.DeliveryAnnounced() as fact:
            return _listed(fact)
        case stockroom.DeliveryArrived(delivery=name):
            at, by = event.recorded_at, event.actor
            return Delivery(name, S.ARRIVED, announced=False, arrived_at=at, changed_by=by)
        case _:
            return None


def _listed(fact: stockroom.DeliveryAnnounced) -> Delivery:
    return Delivery(
        fact.delivery, S.ANNOUNCED, fact.carrier, fact.due_at, boxes=fact.boxes, parts=fact.parts
    )


def _after(delivery: Delivery, event: Event) -> Delivery | None:
    """Return a delivery after a fact that its state allows, None where it cannot be all the same.

    It is announced once, and each of its boxes is opened, or missed, once.
    """
    at, by = event.recorded_at, event.actor
    match event.facts:
        case stockroom.DeliveryAnnounced() as fact if not delivery.announced:
            return replace(
                _listed(fact),
                state=delivery.state,
                arrived_at=delivery.arrived_at,
                closed_at=delivery.closed_at,
                opened=delivery.opened,
                claimed_at=delivery.claimed_at,
            )
        case stockroom.DeliveryArrived():
            return replace(delivery, state=S.ARRIVED, arrived_at=at, changed_by=by)
        case stockroom.DeliveryClosed():
            return replace(delivery, state=S.CLOSED, closed_at=at, changed_by=by)
        case stockroom.DeliveryCancelled():
            return replace(delivery, state=S.CANCELLED)
        case stockroom.BoxOpened(box=box, seal_ok=seal_ok) if delivery.box(box) is None:
            one = OpenedBox(box, at, by, seal_ok)
            opened = sorted((*delivery.opened, one), key=lambda other: other.box)
            missed = tuple(code for code in delivery.missed if code != box)
            return replace(delivery, opened=tuple(opened), missed=missed)
        case stockroom.BoxMissed(box=box) if (
            delivery.box(box) is None and box not in delivery.missed
        ):
            return replace(delivery, missed=tuple(sorted((*delivery.missed, box))))
        case claiming.ClaimRaised() if not delivery.claimed_at:
            return replace(delivery, claimed_at=at)
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
        case claiming.ClaimRaised() if delivery.claimed_at:
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
