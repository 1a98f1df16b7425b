"""Snapshots: the whole of a point as rows, so that an empty or a restored box works on.

A row comes from the central and is believed no further than any letter: it must be of the form the
books keep, with bounded words and numbers (PROTOCOL.md 9).
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct

from kiosk.core import books, conflicts
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.daywords import DayState
from kiosk.core.events import Event
from kiosk.core.messages import CodesSet, ConfigSet, CustomerLine, ElsewhereSet, SellerSet
from kiosk.core.paywords import PaymentState
from kiosk.core.policy import Policy
from kiosk.core.words import (
    BoxState,
    DeliveryState,
    Line,
    ParcelState,
    Ref,
    ReturnState,
    SessionState,
    ShipmentState,
    StocktakeState,
)

MOST_ROWS = 100  # of a part (PROTOCOL.md 9)
MOST_PART_BYTES = 40 * 1024
_LONGEST = 200
_MOST = 2**53 - 1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_P, _D, _S = ParcelState, DeliveryState, SessionState
# What is over: it changes no more, so a box may keep what it has, and a snapshot leaves old out.
ENDED: Mapping[str, frozenset[str]] = {
    "parcel": frozenset({_P.ISSUED, _P.SHIPPED, _P.GIVEN_BACK, _P.LOST, _P.DISPOSED}),
    "delivery": frozenset({_D.CLOSED, _D.CANCELLED}),
    "session": frozenset({_S.COMPLETED, _S.CANCELLED, _S.ABANDONED}),
    "stocktake": frozenset({StocktakeState.APPLIED, StocktakeState.DISCARDED}),
    "shipment": frozenset({ShipmentState.CONFIRMED}),
    "box": frozenset({BoxState.HANDED_OVER, BoxState.DROPPED}),
    "return": frozenset({ReturnState.ACCEPTED, ReturnState.REJECTED}),
    "payment": frozenset({PaymentState.FAILED, PaymentState.PAID, PaymentState.REVERSED}),
    "day": frozenset({DayState.CLOSED}),
}


class PersonLine(Struct, frozen=True):
    """A person's name; role and rights are in the books, the PIN is set at the point."""

    staff: Ref
    name: Line


BESIDE: Mapping[str, type[Struct]] = {
    "customer": CustomerLine,
    "codes": CodesSet,
    "elsewhere": ElsewhereSet,
    "seller": SellerSet,
    "person": PersonLine,
    "rules": Policy,
    "config": ConfigSet,
}
_ID = {
    "act": "act_no",
    "codes": "customer_ref",
    "count": "cell",
    "customer": "customer_ref",
    "elsewhere": "customer_ref",
    "person": "staff",
    "return": "return_",
    "rules": "policy",
    "seller": "seller_ref",
}
_Told: TypeAlias = CustomerLine | CodesSet | ElsewhereSet | SellerSet | ConfigSet
Row: TypeAlias = State | _Told | PersonLine | Policy

_decoders: dict[str, "msgspec.json.Decoder[Row]"] = {
    table: msgspec.json.Decoder(form) for table, form in {**KINDS, **BESIDE}.items()
}


class BadRow(Exception):
    """A row of a snapshot that cannot be what the books hold."""


def read(table: str, raw: bytes | msgspec.Raw) -> Row:
    """Return the row that `raw` holds.

    Raises:
        BadRow: no such table, not of its form, or words and numbers out of all bounds.
    """
    decoder = _decoders.get(table)
    if decoder is None:
        raise BadRow(f"no table {table!r}")
    try:
        row = decoder.decode(raw)
        if table in KINDS:
            msgspec.convert(id_of(table, row), Ref)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as bad:
        raise BadRow(f"{table}: {type(bad).__name__}") from bad
    if not _sound(msgspec.to_builtins(row)):
        raise BadRow(f"{table}: out of bounds")
    return row


def id_of(table: str, row: Row) -> str:
    """Return a row's id within its table."""
    return str(getattr(row, _ID.get(table, table), ""))


def _sound(value: object) -> bool:
    match value:
        case bool() | None:
            return True
        case int():
            return -_MOST <= value <= _MOST
        case str():
            return len(value) <= _LONGEST and not _CONTROL.search(value)
        case dict():
            return all(_sound(k) and _sound(v) for k, v in value.items())
        case list() | tuple():
            return all(map(_sound, value))
        case _:
            return False


def has_ended(kind: str, state: State) -> bool:
    """Whether a row changes no more."""
    return str(getattr(state, "state", "")) in ENDED.get(kind, frozenset())


def part_digest(table: str, rows: Iterable[bytes | msgspec.Raw]) -> str:
    """Return the digest of one part."""
    digest = hashlib.sha256(table.encode())
    for row in rows:
        digest.update(b"\n")
        digest.update(bytes(row))
    return digest.hexdigest()


def digest(parts: Sequence[str]) -> str:
    """Return the digest of a snapshot from those of its parts, in order."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def rebase(row_of: Callable[[Subject], State | None], own: Iterable[Event]) -> dict[Subject, State]:
    """Return the rows that a box's own acts change, when they are put on top of a snapshot.

    Args:
        row_of: tells a row of the snapshot.
        own: what the central did not know when it wrote it. An act that cannot have happened
            there changes nothing here: the central meets it too, and people decide.
    """
    changed: dict[Subject, State] = {}
    for event in own:
        known = {s: changed.get(s) or row_of(s) for s in books.subjects(event.facts)}
        changed |= conflicts.told(event, known)
    return changed
