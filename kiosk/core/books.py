"""The books: which rows an event touches, and what each becomes; the same at point and central."""

from typing import TypeAlias

from msgspec import Struct

from kiosk.core import (
    acts,
    boxes,
    cells,
    deliveries,
    parcels,
    policy,
    sessions,
    shipments,
    team,
)
from kiosk.core.acts import Act
from kiosk.core.boxes import Box
from kiosk.core.cells import Cell
from kiosk.core.deliveries import Delivery
from kiosk.core.events import Event
from kiosk.core.facts import box, evidence, people, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import PolicyInForce
from kiosk.core.sessions import Session
from kiosk.core.shipments import Shipment
from kiosk.core.team import Staff

State: TypeAlias = Parcel | Delivery | Session | Cell | Staff | PolicyInForce | Shipment | Box | Act

KINDS: dict[str, type[State]] = {
    "parcel": Parcel,
    "delivery": Delivery,
    "session": Session,
    "cell": Cell,
    "staff": Staff,
    "policy": PolicyInForce,
    "shipment": Shipment,
    "box": Box,
    "act": Act,
}


class Subject(Struct, frozen=True):
    """A row of the books: its kind (a key of KINDS) and its id within the kind."""

    kind: str
    id: str


_PARCEL_FACTS = (
    stockroom.ParcelExpected,
    stockroom.ParcelReceived,
    stockroom.ParcelMissed,
    stockroom.ParcelConfirmed,
    stockroom.ParcelQuarantined,
    stockroom.ParcelStored,
    stockroom.ParcelMoved,
    stockroom.StorageExtended,
    visits.ParcelPicked,
    visits.ParcelPutBack,
    visits.ParcelNotFound,
    visits.ParcelFound,
    visits.ParcelIssued,
    visits.IssueUndone,
    visits.ParcelCancelled,
    shipping.ParcelPacked,
    shipping.ParcelUnpacked,
    shipping.ParcelShipped,
    shipping.ParcelGivenBack,
)
_DELIVERY_FACTS = (
    stockroom.DeliveryAnnounced,
    stockroom.DeliveryArrived,
    stockroom.DeliveryClosed,
    stockroom.DeliveryCancelled,
)
_SESSION_FACTS = (
    visits.SessionOpened,
    visits.SessionParked,
    visits.SessionResumed,
    visits.SessionCompleted,
    visits.SessionCancelled,
    visits.SessionReopened,
    visits.DocumentChecked,
)
_CELL_FACTS = (stockroom.CellBlocked, stockroom.CellMarkedFull, stockroom.CellFreed)
_STAFF_FACTS = (
    people.StaffAdded,
    people.StaffChanged,
    people.StaffBlocked,
    people.RightGranted,
    people.RightRevoked,
)
_SHIPMENT_FACTS = (shipping.ShipmentStarted, shipping.ShipmentVerdict)
_BOX_FACTS = (
    shipping.BoxStarted,
    shipping.BoxSealed,
    shipping.BoxReopened,
    shipping.BoxLoaded,
    shipping.BoxDropped,
)
_KIND_OF: dict[type[Fact], str] = {
    **dict.fromkeys(_PARCEL_FACTS, "parcel"),
    **dict.fromkeys(_DELIVERY_FACTS, "delivery"),
    **dict.fromkeys(_SESSION_FACTS, "session"),
    **dict.fromkeys(_CELL_FACTS, "cell"),
    **dict.fromkeys(_STAFF_FACTS, "staff"),
    **dict.fromkeys(_SHIPMENT_FACTS, "shipment"),
    **dict.fromkeys(_BOX_FACTS, "box"),
}


def subjects(fact: Fact) -> tuple[Subject, ...]:
    """Return the rows a fact changes; none for facts that are only told."""
    kind = _KIND_OF.get(type(fact))
    if kind:
        return (Subject(kind, getattr(fact, kind)),)
    if isinstance(fact, stockroom.CellmapChanged):
        return tuple(Subject("cell", spec.cell) for spec in fact.cells)
    if isinstance(fact, box.PolicyApplied):
        return (Subject("policy", fact.policy),)
    if isinstance(fact, shipping.ShipmentHandedOver):
        gone = tuple(Subject("box", code) for code in fact.boxes)
        return (Subject("shipment", fact.shipment), *gone)
    if isinstance(fact, evidence.ActPrinted):
        return (Subject("act", fact.act_no),)
    return ()


def evolve(subject: Subject, state: State | None, event: Event) -> State:
    """Return the row `subject` after `event`.

    Args:
        subject: one of `subjects(event.facts)`.
        state: the row before, None if there is none.
        event: what happened.

    Raises:
        Contradiction: it cannot have happened to this row.
    """
    match subject.kind, state:
        case "parcel", Parcel() | None:
            return parcels.evolve(state, event)
        case "delivery", Delivery() | None:
            return deliveries.evolve(state, event)
        case "session", Session() | None:
            return sessions.evolve(state, event)
        case "cell", Cell() | None:
            return cells.evolve(state, event, subject.id)
        case "staff", Staff() | None:
            return team.evolve(state, event)
        case "policy", PolicyInForce() | None:
            return policy.evolve(event)
        case "shipment", Shipment() | None:
            return shipments.evolve(state, event)
        case "box", Box() | None:
            return boxes.evolve(state, event)
        case "act", Act() | None:
            return acts.evolve(state, event)
        case _:
            raise Contradiction(f"{event.type} about a {subject.kind} that is something else")
