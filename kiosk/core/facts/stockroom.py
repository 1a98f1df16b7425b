"""Facts of the stockroom: deliveries, parcels coming in, cells, storage."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import CellSpec, Fact, Item
from kiosk.core.words import (
    At,
    Count,
    Currency,
    How,
    Minor,
    MoveReason,
    ParcelKind,
    QuarantineReason,
    Ref,
    Size,
    Word,
)


class DeliveryAnnounced(Fact, frozen=True):
    """The central announced a delivery."""

    delivery: Ref
    carrier: Word
    due_at: At
    boxes: tuple[Ref, ...] = ()
    parts: Count = 1


class DeliveryArrived(Fact, frozen=True):
    """The driver is here."""

    delivery: Ref
    announced: bool = True
    driver: Word = ""


class DeliveryClosed(Fact, frozen=True):
    """The check-in of a delivery is over."""

    delivery: Ref
    expected: Count
    received: Count
    missing: Count
    surplus: Count
    damaged: Count
    boxes_missing: Count = 0


class DeliveryCancelled(Fact, frozen=True):
    """The central withdrew a delivery that had not arrived."""

    delivery: Ref


class BoxOpened(Fact, frozen=True):
    """A box of a delivery was opened; its seal had been whole, or not."""

    box: Ref
    delivery: Ref
    seal_ok: bool = True


class BoxMissed(Fact, frozen=True):
    """A delivery was closed without this box and all that it should hold."""

    box: Ref
    delivery: Ref


class ParcelExpected(Fact, frozen=True):
    """The manifest names a parcel."""

    parcel: Ref
    delivery: Ref
    kind: ParcelKind = ParcelKind.ORDER
    box: Ref | None = None
    order: Ref | None = None
    customer_ref: Ref | None = None
    items: Annotated[tuple[Item, ...], Meta(max_length=40)] = ()
    size: Size = Size.S
    age_limit: Annotated[int, Meta(ge=0, le=99)] = 0
    due_minor: Minor = 0
    currency: Currency = "RUB"
    store_until: At | None = None
    policy: Word = ""
    seller_ref: Ref | None = None


class ParcelReceived(Fact, frozen=True):
    """A parcel of a delivery lies on the counter; a cell was suggested.

    Args:
        box: the box of the delivery it was taken out of, if that is known.
    """

    parcel: Ref
    delivery: Ref
    how: How = How.CODE
    suggested: Ref | None = None
    box: Ref | None = None


class ParcelMissed(Fact, frozen=True):
    """A delivery was closed without this parcel."""

    parcel: Ref
    delivery: Ref


class ParcelConfirmed(Fact, frozen=True):
    """The central announced a provisional parcel after all."""

    parcel: Ref
    order: Ref | None = None
    customer_ref: Ref | None = None


class ParcelQuarantined(Fact, frozen=True):
    """A parcel was set aside.

    Args:
        damage: what is wrong with a damaged one, by its key; empty where nobody was asked.
    """

    parcel: Ref
    reason: QuarantineReason
    delivery: Ref | None = None
    damage: Word = ""


class ParcelTurnedBack(Fact, frozen=True):
    """A parcel came damaged, and the driver took it back; it stays on the list.

    Args:
        damage: what is wrong with it, by its key; empty where nobody was asked.
    """

    parcel: Ref
    delivery: Ref
    damage: Word = ""


# -- storage -----------------------------------------------------------------------------------


class CellmapChanged(Fact, frozen=True):
    """Cells came, changed or are gone; cells not named stay as they are."""

    cells: Annotated[tuple[CellSpec, ...], Meta(max_length=100)]
    gone: Annotated[tuple[Ref, ...], Meta(max_length=100)] = ()


class CellBlocked(Fact, frozen=True):
    """A cell must not be used."""

    cell: Ref
    reason: Word


class CellMarkedFull(Fact, frozen=True):
    """A person says that nothing more fits."""

    cell: Ref


class CellFreed(Fact, frozen=True):
    """A blocked or full cell may be used again."""

    cell: Ref


class ParcelStored(Fact, frozen=True):
    """A parcel was put into a cell."""

    parcel: Ref
    cell: Ref
    suggested: Ref | None = None


class ParcelMoved(Fact, frozen=True):
    """A parcel changed its cell."""

    parcel: Ref
    from_cell: Ref | None
    to_cell: Ref
    why: MoveReason = MoveReason.STAFF


class StorageExtended(Fact, frozen=True):
    """The central lets a parcel wait longer."""

    parcel: Ref
    until: At
