"""Shipments to the warehouse: boxes of one flow, checked, handed to a driver, judged."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import boxes
from kiosk.core.boxes import Box
from kiosk.core.events import Event
from kiosk.core.facts import claiming, shipping
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxState, CarriageVerdict, Flow, ShipmentState

S = ShipmentState


class Shipment(Struct, frozen=True):
    """One outbound carriage.

    Args:
        to: where it goes.
        boxes, seals: what the driver took, in one order; empty before that.
        comment: what the central said of it.
        claimed_at: when the point objected to that, ms UTC; 0 while it has not.
    """

    shipment: str
    flow: Flow
    state: ShipmentState
    to: str = ""
    started_at: int = 0
    driver: str = ""
    boxes: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    handed_at: int = 0
    handed_by: str = ""
    comment: str = ""
    changed_at: int = 0
    claimed_at: int = 0


# fact -> the states it may come from
_MAY_COME_FROM: dict[type[Fact], frozenset[ShipmentState]] = {
    shipping.ShipmentHandedOver: frozenset({S.DRAFT}),
    shipping.ShipmentVerdict: frozenset({S.HANDED_OVER, S.DISPUTED}),
    # a verdict may come while the point, offline, still objects to the one before
    claiming.ClaimRaised: frozenset({S.DISPUTED, S.CONFIRMED}),
}


def evolve(shipment: Shipment | None, event: Event) -> Shipment:
    """Return the shipment after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    at, fact = event.recorded_at, event.facts
    if isinstance(fact, shipping.ShipmentStarted) and shipment is None:
        return Shipment(fact.shipment, fact.flow, S.DRAFT, fact.to, started_at=at, changed_at=at)
    if shipment is None or shipment.state not in _MAY_COME_FROM.get(type(fact), ()):
        raise Contradiction(f"{event.type} of a shipment that is {shipment and shipment.state}")
    match fact:
        case shipping.ShipmentHandedOver():
            return replace(
                shipment,
                state=S.HANDED_OVER,
                driver=fact.driver,
                boxes=fact.boxes,
                seals=fact.seals,
                handed_at=at,
                handed_by=event.actor,
                changed_at=at,
            )
        case shipping.ShipmentVerdict(verdict=verdict, comment=comment):
            told = replace(shipment, comment=comment, changed_at=at)
            return replace(told, state=S(verdict.value))
        case claiming.ClaimRaised():
            return replace(shipment, claimed_at=shipment.claimed_at or at)
        case _:
            raise Contradiction(f"{event.type} changes no shipment")


def in_state(shipment: Shipment) -> Refused:
    """Return the refusal that tells how a shipment stands, since when and by whom."""
    return Refused(
        Reason.WRONG_STATE,
        {"state": shipment.state.value, "at": shipment.changed_at, "by": shipment.handed_by},
    )


def start(
    shipment: str, flow: Flow, to: str, drafts: Sequence[Shipment]
) -> tuple[shipping.ShipmentStarted, ...]:
    """Decide whether a shipment begins: a flow has one draft, and begins no second."""
    if any(draft.flow is flow for draft in drafts):
        return ()
    return (shipping.ShipmentStarted(shipment, flow, to),)


def load(box: Box, shipment: Shipment) -> tuple[shipping.BoxLoaded, ...] | Refused:
    """Decide whether a scanned box goes with a shipment; one checked before is no error."""
    if shipment.state is not S.DRAFT:
        return in_state(shipment)
    if box.flow is not shipment.flow:
        return Refused(Reason.WRONG_FLOW, {"flow": box.flow.value})
    if box.state is BoxState.OPEN:
        return Refused(Reason.NOT_SEALED)
    if box.state is BoxState.LOADED and box.shipment == shipment.shipment:
        return ()
    if box.state is not BoxState.SEALED:
        return boxes.in_state(box)
    return (shipping.BoxLoaded(box.box, shipment.shipment),)


def hand_over(
    shipment: Shipment, loaded: Sequence[Box], contents: Mapping[str, Sequence[Parcel]], driver: str
) -> tuple[Fact, ...] | Refused:
    """Decide whether the driver may take the boxes that were checked.

    Args:
        shipment: the draft.
        loaded: its boxes.
        contents: the parcels in each.
        driver: as the act names him or the car; may be empty.

    Returns:
        One `parcel.shipped` a parcel, then `shipment.handed_over`; or why not.
    """
    if shipment.state is not S.DRAFT:
        return in_state(shipment)
    if not loaded:
        return Refused(Reason.NOTHING_LOADED)
    if len(loaded) > shipping.MOST_BOXES:
        return Refused(Reason.BOX_FULL, {"n": shipping.MOST_BOXES})
    for box in loaded:
        if box.state is not BoxState.LOADED or box.shipment != shipment.shipment:
            return Refused(Reason.NOT_SEALED)
        if box.flow is not shipment.flow:
            return Refused(Reason.WRONG_FLOW, {"flow": box.flow.value})
    shipped = (
        shipping.ParcelShipped(parcel.parcel, shipment.shipment)
        for box in loaded
        for parcel in contents.get(box.box, ())
    )
    gone = shipping.ShipmentHandedOver(
        shipment.shipment,
        driver,
        boxes=tuple(box.box for box in loaded),
        seals=tuple(box.seal for box in loaded),
    )
    return (*shipped, gone)


def judge(
    shipment: Shipment, verdict: CarriageVerdict, comment: str
) -> tuple[shipping.ShipmentVerdict] | Refused:
    """Decide what the central's word of a shipment means; only one that left is judged."""
    if shipment.state not in _MAY_COME_FROM[shipping.ShipmentVerdict]:
        return in_state(shipment)
    return (shipping.ShipmentVerdict(shipment.shipment, verdict, comment),)
