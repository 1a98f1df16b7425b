"""Facts of what leaves: boxes and shipments, parcels given back to sellers or disposed of."""

from typing import Annotated

from msgspec import Meta, field

from kiosk.core.facts.fact import Fact
from kiosk.core.words import (
    BoxClass,
    CarriageVerdict,
    Count,
    Flow,
    Grams,
    Line,
    Ref,
    ReopenReason,
    Seal,
    UnpackReason,
    Word,
)

MOST_BOXES = 100  # of a shipment: its hand-over is one event of at most 16 KB


class ShipmentStarted(Fact, frozen=True):
    """A shipment to the warehouse gathers boxes of one flow."""

    shipment: Ref
    flow: Flow
    to: Word = ""


class BoxStarted(Fact, frozen=True):
    """A box takes parcels of one flow and one class."""

    box: Ref
    flow: Flow
    class_: BoxClass = field(name="class")


class ParcelPacked(Fact, frozen=True):
    """A parcel lies in a box."""

    parcel: Ref
    box: Ref


class ParcelUnpacked(Fact, frozen=True):
    """A parcel was taken out of its box and lies on the counter."""

    parcel: Ref
    reason: UnpackReason


class BoxSealed(Fact, frozen=True):
    """A box is closed; `weight_g` is 0 where nobody weighed it."""

    box: Ref
    seal: Seal
    count: Count
    weight_g: Grams = 0


class BoxReopened(Fact, frozen=True):
    """A sealed box was opened again; it will need a new seal."""

    box: Ref
    old_seal: Seal
    reason: ReopenReason


class BoxLoaded(Fact, frozen=True):
    """A sealed box was checked for a shipment and waits for its driver."""

    box: Ref
    shipment: Ref


class BoxDropped(Fact, frozen=True):
    """An empty box is not used after all."""

    box: Ref


class ShipmentHandedOver(Fact, frozen=True):
    """The driver took these boxes with these seals; both lists are in one order."""

    shipment: Ref
    driver: Word
    boxes: Annotated[tuple[Ref, ...], Meta(min_length=1, max_length=MOST_BOXES)]
    seals: Annotated[tuple[Seal, ...], Meta(min_length=1, max_length=MOST_BOXES)]


class ParcelShipped(Fact, frozen=True):
    """A parcel left with its box."""

    parcel: Ref
    shipment: Ref


class ShipmentVerdict(Fact, frozen=True):
    """The central says what the warehouse found."""

    shipment: Ref
    verdict: CarriageVerdict
    comment: Line = ""


class ParcelDisposed(Fact, frozen=True):
    """Nobody wanted the parcel back: it was disposed of, by the network's rules."""

    parcel: Ref


class ParcelGivenBack(Fact, frozen=True):
    """The seller has the parcel again."""

    parcel: Ref
    session: Ref
