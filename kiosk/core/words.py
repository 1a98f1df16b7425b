"""The closed sets of the trade: the same word in the rules, in SQL, in mail and in logs."""

import re
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

# Every pattern ends in `$(?!\n)`: a bare `$` lets a last line feed through.
# A subject's id as it travels; wider than PROTOCOL.md 4 by the `+/=` of parcel codes `*AbC+/=`.
REF = "A-Za-z0-9:._*!%+/=-"
PLAIN = r"^\x00-\x1f\x7f"
EVENT_ID, BOOT = "0-9a-f-", "0-9a-f"
Ref = Annotated[str, Meta(pattern=rf"^[{REF}]{{1,64}}$(?!\n)")]
LampCell = Annotated[str, Meta(pattern=rf"^[{REF}]{{0,64}}$(?!\n)")]  # a Ref, or none
Word = Annotated[str, Meta(max_length=64, pattern=rf"^[{PLAIN}]*$(?!\n)")]
Line = Annotated[str, Meta(max_length=200, pattern=rf"^[{PLAIN}]*$(?!\n)")]
EventId = Annotated[str, Meta(pattern=rf"^[{EVENT_ID}]{{36}}$(?!\n)")]
Boot = Annotated[str, Meta(pattern=rf"^[{BOOT}]{{16}}$(?!\n)")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Seal = Annotated[str, Meta(pattern=r"^[0-9A-Z-]{4,20}$(?!\n)")]  # a seal's number
Grams = Annotated[int, Meta(ge=0, le=1_000_000)]
At = Annotated[int, Meta(ge=0, le=2**53 - 1)]  # milliseconds UTC
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Minor = Annotated[int, Meta(ge=0, le=10**12)]  # money in minor units
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]  # ISO 4217


class ParcelState(StrEnum):
    """Where a parcel stands in its life (WORKFLOWS.md 2)."""

    EXPECTED = "expected"
    RECEIVED = "received"
    STORED = "stored"
    PICKED = "picked"
    ISSUED = "issued"
    MISSING = "missing"
    QUARANTINED = "quarantined"
    TO_RETURN = "to_return"
    NOT_FOUND = "not_found"
    PACKED = "packed"
    SHIPPED = "shipped"
    GIVEN_BACK = "given_back"
    LOST = "lost"
    DISPOSED = "disposed"


class ParcelKind(StrEnum):
    """What brought a parcel here."""

    ORDER = "order"
    DROP_OFF = "drop_off"
    RETURN = "return"
    REFUSAL = "refusal"
    SELLER = "seller"


class Place(StrEnum):
    """Where a parcel physically is; independent of its state."""

    CELL = "cell"
    COUNTER = "counter"
    BOX = "box"
    OUT = "out"
    UNKNOWN = "unknown"


class Size(StrEnum):
    """Parcel and cell sizes."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


class Zone(StrEnum):
    """What a cell is for."""

    MAIN = "main"
    RETURNS = "returns"
    DIRECT = "direct"
    QUARANTINE = "quarantine"
    FLOOR = "floor"


class How(StrEnum):
    """How a parcel, a session or a return was identified."""

    CODE = "code"
    DIGITS = "digits"
    PRODUCT = "product"
    UNANNOUNCED = "unannounced"
    OVERRIDE = "override"


class QuarantineReason(StrEnum):
    """Why a parcel is set aside."""

    DAMAGED = "damaged"
    INSPECT = "inspect"
    SURPLUS = "surplus"
    NO_CODE = "no_code"
    WRONG_POINT = "wrong_point"


class Purpose(StrEnum):
    """What a photo is taken for."""

    DAMAGE = "damage"
    BROKEN_SEAL = "broken_seal"
    DISPOSAL = "disposal"
    RETURN = "return"
    SEAL = "seal"
    DEFECT = "defect"
    ARRIVAL = "arrival"
    ACCEPT = "accept"
    ISSUE = "issue"
    HAND_OVER = "hand_over"
    GIVE_BACK = "give_back"
    DROP_OFF = "drop_off"
    FIT_OUT = "fit_out"  # of a point that opens, and its papers


class CancelReason(StrEnum):
    """Why a parcel goes back without having been issued."""

    UNCLAIMED = "unclaimed"
    SURPLUS = "surplus"
    BY_CUSTOMER = "by_customer"
    BY_CENTRAL = "by_central"
    BY_POINT = "by_point"


class MoveReason(StrEnum):
    """Why a stored parcel changes its cell."""

    STAFF = "staff"
    MERGE = "merge"
    SLOTTING = "slotting"
    STOCKTAKE = "stocktake"


class StocktakeScope(StrEnum):
    """What is counted: everything, a rack, cells somebody chose, or those whose time has come."""

    ALL = "all"
    RACK = "rack"
    CELLS = "cells"
    DUE = "due"


class StocktakeState(StrEnum):
    """Where a stocktake stands; a draft is on the screen only."""

    COUNTING = "counting"
    RECOUNT = "recount"
    REVIEW = "review"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Verdict(StrEnum):
    """How a parcel stands to the books after a count."""

    MATCHED = "matched"
    MISPLACED = "misplaced"
    MISSING = "missing"
    SURPLUS = "surplus"
    LOST = "lost"


class BlockReason(StrEnum):
    """Why a cell must not be used."""

    BROKEN = "broken"
    RESERVED = "reserved"


class UndoReason(StrEnum):
    """Why an issue is taken back later than right after it."""

    MISTAKE = "mistake"
    WRONG_PERSON = "wrong_person"
    CHANGED_MIND = "changed_mind"


class Decision(StrEnum):
    """What the customer decides about an item."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    DEFECT = "defect"


class DeliveryState(StrEnum):
    """Where a delivery stands; receiving is an arrived one with a parcel received."""

    ANNOUNCED = "announced"
    ARRIVED = "arrived"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class InboundState(StrEnum):
    """Where a box of a delivery stands; counted is an opened one whose parcels are all decided."""

    EXPECTED = "expected"
    OPENED = "opened"
    COUNTED = "counted"
    MISSING = "missing"


class SessionState(StrEnum):
    """Where a visit stands; parked is a flag beside it."""

    OPEN = "open"
    PAYING = "paying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"


class SessionKind(StrEnum):
    """Who the visitor is."""

    CUSTOMER = "customer"
    SELLER = "seller"


class Collector(StrEnum):
    """Who collects: the customer, or somebody to whom the code was forwarded."""

    SELF = "self"
    DELEGATE = "delegate"


class CodelessReason(StrEnum):
    """Why a customer is served by a document and without the pickup code."""

    STALE = "stale"  # the point was cut off, and the last codes told have run out
    UNREADABLE = "unreadable"  # a broken screen, or a print nobody can read
    NO_PHONE = "no_phone"


class Flow(StrEnum):
    """Which way goods leave a point; the two are never mixed (WORKFLOWS.md 4.8)."""

    DIRECT = "direct"  # what senders dropped off
    REVERSE = "reverse"  # all else


class BoxClass(StrEnum):
    """What a box for the warehouse is for."""

    NORMAL = "normal"
    DEFECT = "defect"
    CARDBOARD = "cardboard"
    DIRECT = "direct"
    OWN = "own"  # an XL parcel that is its own box


class BoxState(StrEnum):
    """Where a box for the warehouse stands."""

    OPEN = "open"
    SEALED = "sealed"
    LOADED = "loaded"
    HANDED_OVER = "handed_over"
    DROPPED = "dropped"


class ShipmentState(StrEnum):
    """Where a shipment stands; the last two are the central's word."""

    DRAFT = "draft"
    HANDED_OVER = "handed_over"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class CarriageVerdict(StrEnum):
    """What the warehouse found in a shipment: all of it, or not."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class UnpackReason(StrEnum):
    """Why a parcel leaves its box again."""

    UNDO = "undo"
    WRONG_BOX = "wrong_box"
    DAMAGED = "damaged"
    SEARCHED = "searched"


class ReopenReason(StrEnum):
    """Why a sealed box is opened again."""

    SEAL_BROKEN = "seal_broken"
    WRONG_PARCEL = "wrong_parcel"
    FORGOTTEN = "forgotten"
    INSPECT = "inspect"


class ReturnState(StrEnum):
    """Where a customer's return stands."""

    EXPECTED = "expected"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Condition(StrEnum):
    """How goods come back."""

    WHOLE = "whole"
    FAULTY = "faulty"


class RejectReason(StrEnum):
    """Why goods are not taken back; the last two are the central's word."""

    MISMATCH = "mismatch"
    INCOMPLETE = "incomplete"
    USED = "used"
    DAMAGED = "damaged"
    NO_TAGS = "no_tags"
    CHANGED_MIND = "changed_mind"
    WITHDRAWN = "withdrawn"
    DENIED = "denied"


class ReturnJudgement(StrEnum):
    """What the central says of a return that it did not announce."""

    CONFIRMED = "confirmed"
    DENIED = "denied"


class ActKind(StrEnum):
    """Papers that two sides sign."""

    ARRIVAL = "arrival"
    DISCREPANCY = "discrepancy"
    HANDOVER = "handover"
    SELLER = "seller"


class ClockQuality(StrEnum):
    """How far the time of an event can be believed."""

    NTP = "ntp"
    RTC = "rtc"
    UNSURE = "unsure"


class Outcome(StrEnum):
    """What became of a message of the central."""

    APPLIED = "applied"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Role(StrEnum):
    """Roles of the staff (WORKFLOWS.md 3)."""

    TRAINEE = "trainee"
    CLERK = "clerk"
    MANAGER = "manager"
    OWNER = "owner"
    TECHNICIAN = "technician"


class Right(StrEnum):
    """What a person may do (WORKFLOWS.md 3)."""

    FIND = "find"
    ACCEPT = "accept"
    ISSUE = "issue"
    RETURN = "return"
    SHIP = "ship"
    COUNT = "count"
    OVERRIDE = "override"
    ANALYTICS = "analytics"
    MAP = "map"
    HARDWARE = "hardware"
    TEAM = "team"
    OPENING = "opening"
    ERASE = "erase"


def type_word(name: str) -> str:
    """Return the type a fact's or letter's name stands for: `parcel.put_back`."""
    first, *rest = re.findall(r"[A-Z][a-z0-9]*", name)
    return f"{first.lower()}.{'_'.join(word.lower() for word in rest)}"
