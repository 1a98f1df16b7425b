"""Deeds: what people did, sorted by the part of the work, for whoever may look at it."""

from collections.abc import Mapping
from enum import StrEnum

from kiosk.core.events import FACTS


class Work(StrEnum):
    """A part of the work."""

    VISITS = "visits"
    INBOUND = "inbound"
    SHELVES = "shelves"
    RETURNS = "returns"
    OUTBOUND = "outbound"
    TEAM = "team"
    OTHER = "other"


# A fact stands under the part whose name for it comes first here: `parcel.stored`, then `parcel`.
_PARTS: Mapping[str, Work] = {
    "issue": Work.VISITS,
    "session": Work.VISITS,
    "item": Work.VISITS,
    "bags": Work.VISITS,
    "tryon": Work.VISITS,
    "document": Work.VISITS,
    "payment": Work.VISITS,
    "due": Work.VISITS,
    "claim": Work.VISITS,
    "code": Work.VISITS,
    "customer": Work.VISITS,
    "parcel.issued": Work.VISITS,
    "parcel.picked": Work.VISITS,
    "parcel.put_back": Work.VISITS,
    "parcel.left": Work.VISITS,
    "parcel.refused": Work.VISITS,
    "parcel.split": Work.VISITS,
    "parcel.not_found": Work.VISITS,
    "parcel.found": Work.VISITS,
    "delivery": Work.INBOUND,
    "claim.raised": Work.INBOUND,
    "box.opened": Work.INBOUND,
    "box.missed": Work.INBOUND,
    "parcel.stored": Work.SHELVES,
    "parcel.moved": Work.SHELVES,
    "parcel.lost": Work.SHELVES,
    "stocktake": Work.SHELVES,
    "cell": Work.SHELVES,
    "cellmap": Work.SHELVES,
    "lamps": Work.SHELVES,
    "return": Work.RETURNS,
    "dropoff": Work.RETURNS,
    "box": Work.OUTBOUND,
    "shipment": Work.OUTBOUND,
    "parcel.cancelled": Work.OUTBOUND,
    "parcel.packed": Work.OUTBOUND,
    "parcel.unpacked": Work.OUTBOUND,
    "parcel.shipped": Work.OUTBOUND,
    "parcel.given_back": Work.OUTBOUND,
    "parcel.disposed": Work.OUTBOUND,
    "parcel": Work.INBOUND,
    "staff": Work.TEAM,
    "right": Work.TEAM,
    "pin": Work.TEAM,
    "badge": Work.TEAM,
    "login": Work.TEAM,
    "shift": Work.TEAM,
    "day": Work.TEAM,
}


def work_of(type_: str) -> Work:
    """Return the part of the work a fact's type belongs to; or that it is another."""
    return _PARTS.get(type_) or _PARTS.get(type_.partition(".")[0]) or Work.OTHER


def types_of(work: Work) -> frozenset[str]:
    """Return the types of all facts of a part of the work."""
    return frozenset(type_ for type_ in FACTS if work_of(type_) is work)
