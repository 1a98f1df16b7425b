"""The things in a parcel, and what its customer said of each: nothing means that it is taken."""

from msgspec.structs import replace

from kiosk.core.facts.fact import Item
from kiosk.core.words import Decision

_LEFT = frozenset({Decision.REFUSE, Decision.DEFECT})


def is_left(decision: Decision | None) -> bool:
    """Whether this is said of what stays here."""
    return decision in _LEFT


def left(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what stays here."""
    return tuple(item for item in items if is_left(item.decision))


def kept(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what the customer takes."""
    return tuple(item for item in items if not is_left(item.decision))


def said(
    items: tuple[Item, ...], place: int | None, decision: Decision | None, why: str
) -> tuple[Item, ...]:
    """Return the things with a decision on one of them, or on all.

    Args:
        items: in their order.
        place: of the one, from 0; None for all.
        decision: None for nothing.
        why: the reason.
    """
    return tuple(
        replace(item, decision=decision, why=why) if place in {None, at} else item
        for at, item in enumerate(items)
    )


def unsaid(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the things as if nobody had decided on them."""
    return said(items, None, None, "") if any(item.decision for item in items) else items
