"""The books: which rows an event touches, and what each becomes; the same at point and central."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from kiosk.core import (
    acts,
    boxes,
    cells,
    days,
    deliveries,
    openings,
    parcels,
    payments,
    policy,
    returns,
    sessions,
    shipments,
    stocktake,
    team,
)
from kiosk.core.acts import Act
from kiosk.core.boxes import Box
from kiosk.core.cells import Cell
from kiosk.core.days import Day
from kiosk.core.deliveries import Delivery
from kiosk.core.events import Event
from kiosk.core.facts import (
    box,
    claiming,
    counting,
    day,
    deciding,
    evidence,
    opening,
    paying,
    people,
    returning,
    shipping,
    stockroom,
    visits,
)
from kiosk.core.facts.fact import Fact
from kiosk.core.openings import Opening
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.payments import Payment
from kiosk.core.policy import PolicyInForce
from kiosk.core.returns import Return
from kiosk.core.sessions import Session
from kiosk.core.shipments import Shipment
from kiosk.core.stocktake import CellCount, Stocktake
from kiosk.core.team import Staff

_Counted: TypeAlias = Stocktake | CellCount
_Leaving: TypeAlias = Shipment | Box | Act
_Coming: TypeAlias = Parcel | Delivery | Return
_Point: TypeAlias = Cell | Staff | PolicyInForce | Opening
State: TypeAlias = _Coming | Session | Payment | Day | _Point | _Counted | _Leaving

KINDS: dict[str, type[State]] = {
    "parcel": Parcel,
    "delivery": Delivery,
    "session": Session,
    "cell": Cell,
    "staff": Staff,
    "policy": PolicyInForce,
    "stocktake": Stocktake,
    "count": CellCount,
    "shipment": Shipment,
    "box": Box,
    "act": Act,
    "return": Return,
    "payment": Payment,
    "opening": Opening,
    "day": Day,
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
    stockroom.ParcelTurnedBack,
    stockroom.ParcelStored,
    stockroom.ParcelMoved,
    stockroom.StorageExtended,
    visits.ParcelPicked,
    visits.ParcelPutBack,
    visits.ParcelLeft,
    visits.ParcelNotFound,
    visits.ParcelFound,
    visits.ParcelIssued,
    visits.IssueUndone,
    visits.ParcelCancelled,
    deciding.ItemDecided,
    deciding.ParcelRefused,
    counting.ParcelLost,
    shipping.ParcelPacked,
    shipping.ParcelUnpacked,
    shipping.ParcelShipped,
    shipping.ParcelGivenBack,
    shipping.ParcelDisposed,
    returning.DropoffExpected,
    returning.DropoffAccepted,
)
_DELIVERY_FACTS = (
    stockroom.DeliveryAnnounced,
    stockroom.DeliveryArrived,
    stockroom.DeliveryClosed,
    stockroom.DeliveryCancelled,
    stockroom.BoxOpened,
    stockroom.BoxMissed,
)
_SESSION_FACTS = (
    visits.SessionOpened,
    visits.SessionParked,
    visits.SessionResumed,
    visits.SessionCompleted,
    visits.SessionCancelled,
    visits.SessionAbandoned,
    visits.SessionReopened,
    visits.SessionDelegated,
    visits.DocumentChecked,
    deciding.TryonStarted,
    deciding.TryonEnded,
    deciding.BagsTaken,
)
_CELL_FACTS = (stockroom.CellBlocked, stockroom.CellMarkedFull, stockroom.CellFreed)
_STAFF_FACTS = (
    people.StaffAdded,
    people.StaffChanged,
    people.StaffBlocked,
    people.RightGranted,
    people.RightRevoked,
)
_STOCKTAKE_FACTS = (
    counting.StocktakeStarted,
    counting.StocktakeWidened,
    counting.StocktakeApplied,
    counting.StocktakeDiscarded,
)
_SHIPMENT_FACTS = (shipping.ShipmentStarted, shipping.ShipmentVerdict)
_BOX_FACTS = (
    shipping.BoxStarted,
    shipping.BoxSealed,
    shipping.BoxReopened,
    shipping.BoxLoaded,
    shipping.BoxDropped,
)
_RETURN_FACTS = (
    returning.ReturnExpected,
    returning.ReturnOpened,
    returning.ReturnRejected,
    returning.ReturnVerdict,
)
_OPENING_FACTS: tuple[type[Fact], ...] = (
    opening.OpeningInvited,
    opening.OpeningStageSet,
    *openings.MAY_COME_FROM,
)
_DAY_FACTS = (day.DayOpened, day.DayHandedOver, day.DayClosed, day.DayReopened)
_KIND_OF: dict[type[Fact], str] = {
    **dict.fromkeys(_PARCEL_FACTS, "parcel"),
    **dict.fromkeys(_DELIVERY_FACTS, "delivery"),
    **dict.fromkeys(_SESSION_FACTS, "session"),
    **dict.fromkeys(_CELL_FACTS, "cell"),
    **dict.fromkeys(_STAFF_FACTS, "staff"),
    **dict.fromkeys(_STOCKTAKE_FACTS, "stocktake"),
    **dict.fromkeys(_SHIPMENT_FACTS, "shipment"),
    **dict.fromkeys(_BOX_FACTS, "box"),
    **dict.fromkeys(_OPENING_FACTS, "opening"),
    **dict.fromkeys(_DAY_FACTS, "day"),
}


def subjects(fact: Fact) -> tuple[Subject, ...]:
    """Return the rows a fact changes; none for facts that are only told."""
    kind = _KIND_OF.get(type(fact))
    if kind:
        return (Subject(kind, getattr(fact, kind)),)
    if isinstance(fact, stockroom.CellmapChanged):
        named = dict.fromkeys([*(spec.cell for spec in fact.cells), *fact.gone])
        return tuple(Subject("cell", cell) for cell in named)
    if isinstance(fact, counting.CellCounted):
        return (Subject("stocktake", fact.stocktake), Subject("count", fact.cell))
    if isinstance(fact, box.PolicyApplied):
        return (Subject("policy", fact.policy),)
    if isinstance(fact, shipping.ShipmentHandedOver):
        gone = tuple(Subject("box", code) for code in fact.boxes)
        return (Subject("shipment", fact.shipment), *gone)
    if isinstance(fact, evidence.ActPrinted):
        return (Subject("act", fact.act_no),)
    if isinstance(fact, deciding.ParcelSplit):
        both = dict.fromkeys((fact.parcel, fact.new))
        return tuple(Subject("parcel", parcel) for parcel in both)
    if isinstance(fact, _RETURN_FACTS):
        return (Subject("return", fact.return_),)
    if isinstance(fact, returning.ReturnAccepted):
        return (Subject("return", fact.return_), Subject("parcel", fact.parcel))
    return _of_money(fact) if isinstance(fact, payments.IN_VISITS) else _of_claim(fact)


def _of_claim(fact: Fact) -> tuple[Subject, ...]:
    """Return the carriage that a point claims something of."""
    if isinstance(fact, claiming.ClaimRaised):
        return (Subject(str(fact.about), fact.subject),)
    return ()


def _of_money(fact: Fact) -> tuple[Subject, ...]:
    """Return the rows of a sum: what it is about, and the visit that it belongs to."""
    session = getattr(fact, "session", None)
    visit = (Subject("session", session),) if session else ()
    if isinstance(fact, paying.DueChanged):
        return (Subject("parcel", fact.parcel), *visit)
    return (Subject("payment", getattr(fact, "payment", "")), *visit)


def _parcel(state: Parcel | None, event: Event, id_: str) -> Parcel:
    after = parcels.evolve(state, event)
    if after.parcel != id_:  # what was split is known, what goes back of it is new
        raise Contradiction(f"{event.type} about a parcel that is another")
    return after


# The form of the state is looked at before; a row that is told whole needs no state.
_EVOLVE: Mapping[str, Callable[[Any, Event, str], State]] = {
    "parcel": _parcel,
    "delivery": lambda state, event, _: deliveries.evolve(state, event),
    "session": lambda state, event, _: sessions.evolve(state, event),
    "cell": cells.evolve,
    "staff": lambda state, event, _: team.evolve(state, event),
    "policy": lambda _state, event, _: policy.evolve(event),
    "stocktake": lambda state, event, _: stocktake.evolve(state, event),
    "count": lambda _state, event, _: stocktake.counted(event),
    "shipment": lambda state, event, _: shipments.evolve(state, event),
    "box": lambda state, event, _: boxes.evolve(state, event),
    "act": lambda state, event, _: acts.evolve(state, event),
    "return": lambda state, event, _: returns.evolve(state, event),
    "payment": lambda state, event, _: payments.evolve(state, event),
    "opening": lambda state, event, _: openings.evolve(state, event),
    "day": lambda state, event, _: days.evolve(state, event),
}


def evolve(subject: Subject, state: State | None, event: Event) -> State:
    """Return the row `subject` after `event`.

    Args:
        subject: one of `subjects(event.facts)`.
        state: the row before, None if there is none.
        event: what happened.

    Raises:
        Contradiction: it cannot have happened to this row.
    """
    form = KINDS.get(subject.kind)
    if form is None or not (state is None or isinstance(state, form)):
        raise Contradiction(f"{event.type} about a {subject.kind} that is something else")
    return _EVOLVE[subject.kind](state, event, subject.id)
