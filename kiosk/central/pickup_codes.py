"""Rotating pickup codes: made here from a customer's secret, told to the point as digests only.

The network's app shows the plain code to the customer; the point never learns it before it is
shown (WORKFLOWS.md 4.4).
"""

import hashlib
import hmac

from kiosk.core import pickup
from kiosk.core.messages import CodeLine, CodesSet

DAY_MS = 24 * 3600 * 1000


def code_of(secret: bytes, day: int) -> str:
    """Return the long pickup code of a customer for one day.

    Args:
        secret: 32 bytes, the customer's.
        day: days since 1970, UTC.

    Returns:
        Eight digits, `*`, four digits.
    """
    drawn = hmac.new(secret, day.to_bytes(4, "big"), hashlib.sha256).digest()
    number = int.from_bytes(drawn[:8], "big") % 10**12
    text = f"{number:012d}"
    return f"{text[:8]}*{text[8:]}"


def codes_set(
    customer_ref: str, secret: bytes, point_key: bytes, at: int, days_ahead: int
) -> CodesSet:
    """Return the letter with the digests of a customer's codes for the days ahead.

    Args:
        customer_ref: the customer.
        secret: the customer's.
        point_key: keys the digests, shared with the point.
        at: now, ms UTC.
        days_ahead: days after today (Policy).
    """
    today = at // DAY_MS
    lines = tuple(
        CodeLine(pickup.digest(point_key, code_of(secret, day)), day * DAY_MS, (day + 1) * DAY_MS)
        for day in range(today, today + days_ahead + 1)
    )
    return CodesSet(customer_ref, lines)
