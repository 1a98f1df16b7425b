"""Rotating pickup codes: made here from a customer's secret, told to the point as digests only.

The network's app shows the plain code to the customer; the point never learns it before it is
shown (WORKFLOWS.md 4.4). A code is good for one day, UTC, and two hours around it.
"""

import hashlib
import hmac

from kiosk.core import pickup
from kiosk.core.messages import CodeLine, CodesSet
from kiosk.core.policy import PickupCodeKind

DAY_MS = 24 * 3600 * 1000
_MOST_LINES = 32  # of one letter (PROTOCOL.md 7)


def day_of(at: int) -> int:
    """Return the day of a moment: days since 1970, UTC."""
    return at // DAY_MS


def code_of(secret: bytes, day: int, kind: PickupCodeKind) -> str:
    """Return the pickup code of a customer for one day.

    Args:
        secret: 32 bytes, the customer's.
        day: days since 1970, UTC.
        kind: what the network's policy asks for.

    Returns:
        Eight digits, `*`, four digits; or six digits, which count for a chosen customer only.
    """
    drawn = hmac.new(secret, day.to_bytes(4, "big"), hashlib.sha256).digest()
    text = f"{int.from_bytes(drawn[:8], 'big') % 10**12:012d}"
    return f"{text[:8]}*{text[8:]}" if kind is PickupCodeKind.LONG else text[:6]


def codes_set(
    customer_ref: str, secret: bytes, point_key: bytes, days: range, kind: PickupCodeKind
) -> CodesSet:
    """Return the letter with the digests of a customer's codes.

    Args:
        customer_ref: the customer.
        secret: the customer's.
        point_key: keys the digests, shared with the point.
        days: `days_ahead` tells which.
        kind: of the codes. A short one's digest holds the customer, so that nobody can search all
            customers by code.
    """
    owner = None if kind is PickupCodeKind.LONG else customer_ref
    lines = tuple(
        CodeLine(
            pickup.digest(point_key, code_of(secret, day, kind), owner),
            day * DAY_MS,
            (day + 1) * DAY_MS,
        )
        for day in days
    )
    return CodesSet(customer_ref, lines)


def days_ahead(at: int, ahead: int) -> range:
    """Return today and `ahead` days after it, as many as one letter can tell of."""
    today = day_of(at)
    return range(today, today + min(ahead + 1, _MOST_LINES))
