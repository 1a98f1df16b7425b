"""Letters of the central once a customer is forgotten: what they tell of others stays."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.letter import Letter
from kiosk.core.messages import (
    CodesSet,
    DeliveryPart,
    ElsewhereSet,
    ReturnExpected,
    SnapshotPart,
)


def without(raw: bytes, customer_ref: str) -> bytes:
    """Return a letter that tells nothing of a customer; its parcels stay announced."""
    message = messages.decode(raw)
    return messages.encode(replace(message, facts=_letter_without(message.facts, customer_ref)))


def _letter_without(letter: Letter, ref: str) -> Letter:
    match letter:
        case DeliveryPart():
            others = tuple(one for one in letter.customers if one.customer_ref != ref)
            return replace(letter, customers=others)
        case CodesSet(customer_ref=whose) if whose == ref:
            return replace(letter, codes=())
        case ElsewhereSet(customer_ref=whose) if whose == ref:
            return replace(letter, parcels=(), points=())
        case ReturnExpected(customer_ref=whose) if whose == ref:
            return replace(letter, customer=None, reason="")
        case SnapshotPart(table="customer" | "codes" | "elsewhere"):
            # one that is still on its way is then not whole, and another one is written
            return replace(letter, rows=tuple(_others(letter, ref)))
        case _:
            return letter


class _Whose(Struct):
    customer_ref: str = ""


def _others(letter: SnapshotPart, ref: str) -> Iterator[msgspec.Raw]:
    for row in letter.rows:
        if msgspec.json.decode(row, type=_Whose).customer_ref != ref:
            yield row
