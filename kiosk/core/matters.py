"""What is still open with a customer besides the parcels that are ready: told as one banner."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from kiosk.core.elsewhere import Others
from kiosk.core.entitled import NAME
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment, claims
from kiosk.core.returns import Return
from kiosk.core.words import ParcelState, ReturnState


class MatterKind(StrEnum):
    """What is open; in the order of urgency."""

    NOT_FOUND = "not_found"
    MONEY = "money"
    AGE = "age"
    DOCUMENT = "document"
    RETURN = "return"
    CELLS = "cells"
    UNCONFIRMED = "unconfirmed"
    ELSEWHERE = "elsewhere"


class Matter(Struct, frozen=True):
    """One open matter.

    Args:
        count: how many it concerns; the years for an age, minor units for money.
        subject: the return, where there is one to open; the currency of money.
        cells: where the parcels lie.
    """

    kind: MatterKind
    count: int = 1
    subject: str = ""
    cells: tuple[str, ...] = ()


def open_matters(
    ready: Sequence[Parcel],
    coming: Sequence[Parcel],
    brought: Sequence[Return],
    others: Others | None,
    asked: Sequence[int],
    payments: Sequence[Payment] = (),
) -> tuple[Matter, ...]:
    """Return what else is open with a customer, the most urgent first.

    Args:
        ready: may be issued now.
        coming: may not, or not yet.
        brought: the customer's returns.
        others: what other points have.
        asked: of a document: an age, NAME for whose it is.
        payments: of the customer's visits; what could not go back is the network's to settle.
    """
    lost = sum(parcel.state is ParcelState.NOT_FOUND for parcel in coming)
    doubtful = sum(parcel.provisional for parcel in coming)
    returns = [one for one in brought if one.state in {ReturnState.EXPECTED, ReturnState.OPEN}]
    cells = tuple(dict.fromkeys(parcel.cell for parcel in ready if parcel.cell))
    there = sum(one.ready for one in others.points) if others else 0
    found = (
        Matter(MatterKind.NOT_FOUND, lost),
        *_money(payments),
        Matter(MatterKind.AGE, max(asked, default=0)),
        Matter(MatterKind.DOCUMENT, int(NAME in asked)),
        Matter(MatterKind.RETURN, len(returns), returns[0].return_ if returns else ""),
        Matter(MatterKind.CELLS, len(cells) if len(cells) > 1 else 0, cells=cells),
        Matter(MatterKind.UNCONFIRMED, doubtful),
        Matter(MatterKind.ELSEWHERE, there),
    )
    return tuple(matter for matter in found if matter.count)


def _money(payments: Sequence[Payment]) -> list[Matter]:
    sums: dict[str, int] = {}
    for one in claims(payments):
        sums[one.currency] = sums.get(one.currency, 0) + one.amount_minor
    return [Matter(MatterKind.MONEY, amount, currency) for currency, amount in sums.items()]
