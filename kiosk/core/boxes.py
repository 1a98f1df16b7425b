"""Boxes for the warehouse: what may go in, how one is sealed, opened again, given up."""

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from kiosk.core import codes
from kiosk.core.events import Event
from kiosk.core.facts import shipping
from kiosk.core.facts.fact import Fact
from kiosk.core.parcel_states import PACKABLE
from kiosk.core.parcels import Contradiction, Parcel, wrong_state
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    BoxClass,
    BoxState,
    ClockQuality,
    Decision,
    Flow,
    ParcelKind,
    ParcelState,
    QuarantineReason,
    ReopenReason,
    Size,
    UnpackReason,
)

B = BoxState
HOUR_MS = 3_600_000


class Box(Struct, frozen=True):
    """One container of an outbound carriage; its parcels name it, it does not name them.

    Args:
        open_since: since when it takes parcels, ms UTC.
        seal: its number, empty while it is open.
        seals: every seal it ever had; none is used twice.
        count: parcels in it when it was sealed.
        weight_g: when it was sealed, 0 if nobody weighed it.
        shipment: the one it is loaded for.
    """

    box: str
    flow: Flow
    class_: BoxClass = field(name="class")
    state: BoxState = BoxState.OPEN
    open_since: int = 0
    seal: str = ""
    seals: tuple[str, ...] = ()
    count: int = 0
    weight_g: int = 0
    shipment: str | None = None
    changed_at: int = 0
    changed_by: str = ""


class Moment(Struct, frozen=True):
    """When somebody acts: ms UTC, and how far it can be believed."""

    at: int
    clock: ClockQuality


# -- how facts change a box ----------------------------------------------------------------------

# fact -> the states it may come from, and the one it leads to
_MOVES: dict[type[Fact], tuple[frozenset[BoxState], BoxState]] = {
    shipping.BoxSealed: (frozenset({B.OPEN}), B.SEALED),
    shipping.BoxReopened: (frozenset({B.SEALED, B.LOADED}), B.OPEN),
    shipping.BoxLoaded: (frozenset({B.SEALED}), B.LOADED),
    shipping.BoxDropped: (frozenset({B.OPEN}), B.DROPPED),
    shipping.ShipmentHandedOver: (frozenset({B.LOADED}), B.HANDED_OVER),
}


def evolve(box: Box | None, event: Event) -> Box:
    """Return the box after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    at, by, fact = event.recorded_at, event.actor, event.facts
    if isinstance(fact, shipping.BoxStarted):
        if box is not None:
            raise Contradiction(f"{event.type} of a box that is {box.state}")
        return Box(fact.box, fact.flow, fact.class_, open_since=at, changed_at=at, changed_by=by)
    may_come_from, state = _MOVES.get(type(fact), (frozenset[BoxState](), B.DROPPED))
    if box is None or box.state not in may_come_from:
        raise Contradiction(f"{event.type} of a box that is {box and box.state}")
    return replace(_after(box, fact, at), state=state, changed_at=at, changed_by=by)


def _after(box: Box, fact: Fact, at: int) -> Box:
    match fact:
        case shipping.BoxSealed(seal=seal, count=count, weight_g=weight_g):
            if seal in box.seals:
                raise Contradiction("a seal was used twice")
            seals = (*box.seals, seal)
            return replace(box, seal=seal, seals=seals, count=count, weight_g=weight_g)
        case shipping.BoxReopened(old_seal=seal):
            if seal != box.seal:
                raise Contradiction("another seal was broken than the box had")
            return replace(box, seal="", count=0, weight_g=0, shipment=None, open_since=at)
        case shipping.BoxLoaded(shipment=shipment):
            return replace(box, shipment=shipment)
        case shipping.ShipmentHandedOver() if not _left_with(box, fact):
            raise Contradiction("a box left that was not loaded so")
        case _:
            return box


def _left_with(box: Box, fact: shipping.ShipmentHandedOver) -> bool:
    pairs = zip(fact.boxes, fact.seals, strict=False)
    return box.shipment == fact.shipment and (box.box, box.seal) in pairs


# -- what goes where -----------------------------------------------------------------------------

# class of a box -> classes of parcels it takes; a carton holds whatever a bag would
TAKES: dict[BoxClass, frozenset[BoxClass]] = {
    BoxClass.NORMAL: frozenset({BoxClass.NORMAL}),
    BoxClass.CARDBOARD: frozenset({BoxClass.NORMAL}),
    BoxClass.DEFECT: frozenset({BoxClass.DEFECT}),
    BoxClass.DIRECT: frozenset({BoxClass.DIRECT}),
    BoxClass.OWN: frozenset({BoxClass.OWN}),
}
_BROKEN = {QuarantineReason.DAMAGED.value, Decision.DEFECT.value}


def flow_of(parcel: Parcel) -> Flow:
    """Return which way a parcel leaves."""
    return Flow.DIRECT if parcel.kind is ParcelKind.DROP_OFF else Flow.REVERSE


def class_of(parcel: Parcel) -> BoxClass:
    """Return the class of box a parcel belongs in; XL is its own box."""
    if parcel.size is Size.XL:
        return BoxClass.OWN
    if flow_of(parcel) is Flow.DIRECT:
        return BoxClass.DIRECT
    is_defect = any(item.decision is Decision.DEFECT for item in parcel.items)
    # rows of older versions tell of the damage by their reason alone
    is_broken = is_defect or parcel.damaged or parcel.reason in _BROKEN
    return BoxClass.DEFECT if is_broken else BoxClass.NORMAL


def is_packable(parcel: Parcel) -> bool:
    """Whether a parcel waits to be packed: it goes back, or it was dropped off."""
    if parcel.state is ParcelState.TO_RETURN:
        return True
    return parcel.state in PACKABLE and parcel.kind is ParcelKind.DROP_OFF


def suits(parcel: Parcel, box: Box) -> bool:
    """Whether a parcel that waits could go into this box."""
    return is_packable(parcel) and _misfit(parcel, box) is None


def _misfit(parcel: Parcel, box: Box) -> Refused | None:
    if flow_of(parcel) is not box.flow:
        return Refused(Reason.WRONG_FLOW, {"flow": flow_of(parcel).value})
    if class_of(parcel) not in TAKES[box.class_]:
        return Refused(Reason.WRONG_CLASS, {"class": class_of(parcel).value})
    return None


def room(box: Box, policy: Policy) -> int:
    """Return how many parcels a box may hold."""
    return 1 if box.class_ is BoxClass.OWN else policy.box_max_items


def is_overdue(box: Box, policy: Policy, moment: Moment) -> bool:
    """Whether an open box must be sealed; a clock that is unsure ends no term."""
    sure = moment.clock is not ClockQuality.UNSURE
    late = moment.at - box.open_since > policy.box_open_h * HOUR_MS
    return box.state is B.OPEN and sure and late


# -- what may be done ------------------------------------------------------------------------------


def in_state(box: Box) -> Refused:
    """Return the refusal that tells how a box stands, since when and by whom."""
    return Refused(
        Reason.WRONG_STATE,
        {"state": box.state.value, "at": box.changed_at, "by": box.changed_by},
    )


def start(
    code: str,
    known: Box | None,
    kind: tuple[Flow, BoxClass],
    opened: Sequence[Box],
    policy: Policy,
) -> tuple[shipping.BoxStarted, ...] | Refused:
    """Decide whether a box may be begun; one that is open already needs no fact.

    Args:
        code: of the box.
        known: what is known under it.
        kind: its flow and class.
        opened: every box that is open.
        policy: the network's rules.
    """
    flow, class_ = kind
    if known is not None:
        return () if known.state is B.OPEN else in_state(known)
    fits = class_ is BoxClass.OWN or (class_ is BoxClass.DIRECT) == (flow is Flow.DIRECT)
    if not fits or class_ not in policy.box_classes:
        return Refused(Reason.WRONG_CLASS, {"class": class_.value})
    if sum(box.flow is flow for box in opened) >= policy.box_max_open:
        return Refused(Reason.TOO_MANY_OPEN, {"n": policy.box_max_open})
    return (shipping.BoxStarted(code, flow, class_),)


def pack(
    parcel: Parcel, box: Box, holds: int, policy: Policy, moment: Moment
) -> tuple[shipping.ParcelPacked, ...] | Refused:
    """Decide whether a scanned parcel goes into the box in hand; one that lies there is no error.

    Args:
        parcel: what was scanned.
        box: the box in hand.
        holds: parcels in it.
        policy: the network's rules.
        moment: now.
    """
    if parcel.state is ParcelState.PACKED:
        if parcel.box == box.box:
            return ()
        return Refused(Reason.ALREADY_PACKED, {"box": codes.tail(parcel.box or "")})
    if box.state is not B.OPEN:
        return in_state(box)
    if not is_packable(parcel):
        return wrong_state(parcel)
    refused = _misfit(parcel, box) or _limit(parcel, box, holds, policy, moment)
    return refused or (shipping.ParcelPacked(parcel.parcel, box.box),)


def _limit(parcel: Parcel, box: Box, holds: int, policy: Policy, moment: Moment) -> Refused | None:
    if is_overdue(box, policy, moment):
        return Refused(Reason.BOX_OVERDUE, {"hours": policy.box_open_h})
    if holds >= room(box, policy):
        return Refused(Reason.BOX_FULL, {"n": room(box, policy)})
    moves = parcel.moves + (parcel.out_of not in {None, box.box})
    if moves > policy.box_max_moves:
        return Refused(Reason.MOVED_TOO_OFTEN, {"n": policy.box_max_moves})
    return None


def unpack(
    parcel: Parcel, box: Box, reason: UnpackReason
) -> tuple[shipping.ParcelUnpacked] | Refused:
    """Decide whether a parcel may be taken out of its box; a sealed one is opened first."""
    if parcel.state is not ParcelState.PACKED or parcel.box != box.box:
        return wrong_state(parcel)
    if box.state is not B.OPEN:
        return in_state(box)
    return (shipping.ParcelUnpacked(parcel.parcel, reason),)


def seal(
    box: Box, number: str, weight_g: int, holds: int, policy: Policy, *, used: bool
) -> tuple[shipping.BoxSealed, ...] | Refused:
    """Decide whether a box may be closed with this seal; the same seal again is no error.

    Args:
        box: the box.
        number: of the seal.
        weight_g: 0 where nobody weighed it.
        holds: parcels in it.
        policy: the network's rules.
        used: some box had this seal before.
    """
    if number and box.seal == number and box.state is B.SEALED:
        return ()
    if box.state is not B.OPEN:
        return in_state(box)
    if not holds:
        return Refused(Reason.BOX_EMPTY)
    if not number:
        return Refused(Reason.SEAL_MISSING)
    if codes.asked_seal(number) is None:
        return Refused(Reason.BAD_VALUE)
    if used or number in box.seals:
        return Refused(Reason.SEAL_USED, {"seal": number})
    if weight_g > policy.box_max_kg * 1000:
        return Refused(Reason.TOO_HEAVY, {"kg": policy.box_max_kg})
    return (shipping.BoxSealed(box.box, number, holds, weight_g),)


def reopen(box: Box, reason: ReopenReason) -> tuple[shipping.BoxReopened] | Refused:
    """Decide whether a sealed box may be opened again; it then needs a new seal."""
    if box.state not in _MOVES[shipping.BoxReopened][0]:
        return in_state(box)
    return (shipping.BoxReopened(box.box, box.seal, reason),)


def drop(box: Box, holds: int) -> tuple[shipping.BoxDropped] | Refused:
    """Decide whether a box may be given up: only an empty one."""
    if box.state is not B.OPEN:
        return in_state(box)
    if holds:
        return Refused(Reason.BOX_NOT_EMPTY, {"n": holds})
    return (shipping.BoxDropped(box.box),)
