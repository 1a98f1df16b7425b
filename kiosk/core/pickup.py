"""Pickup codes: digests, windows, tries; nothing here can be turned back into a code."""

import hashlib
import hmac
from collections.abc import Sequence

from msgspec import Struct

from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality

OVERLAP_MS = 2 * 3600 * 1000  # a code still counts two hours after its window (WORKFLOWS.md 4.4)


class CodeWindow(Struct, frozen=True):
    """The digest of one code and when it counts, ms UTC."""

    digest: str
    from_at: int
    to_at: int


class TryCount(Struct, frozen=True):
    """Wrong codes of late.

    Args:
        customer: wrong tries for this customer within `code_tries_window_min`.
        counter: wrong tries at this counter within `counter_tries_window_min`.
    """

    customer: int = 0
    counter: int = 0


def digest(point_key: bytes, code: str, customer_ref: str | None = None) -> str:
    """Return the digest of a pickup code: the first 16 bytes of HMAC-SHA256, as hex.

    Args:
        point_key: 32 bytes shared with the central at enrolment.
        code: the long code as scanned; or the short one as typed.
        customer_ref: given for short codes, so that nobody can search all customers by code.
    """
    text = code if customer_ref is None else f"{customer_ref}\x00{code}"
    return hmac.new(point_key, text.encode(), hashlib.sha256).digest()[:16].hex()


def seller_digest(point_key: bytes, code: str) -> str:
    """Return the digest of a seller's give-out code; no pickup code has the same.

    Args:
        point_key: 32 bytes shared with the central at enrolment.
        code: as scanned or typed.
    """
    return hmac.new(point_key, f"\x00seller\x00{code}".encode(), hashlib.sha256).digest()[:16].hex()


def locked(policy: Policy, tries: TryCount) -> Refused | None:
    """Return the refusal when too many wrong codes came, or None."""
    if tries.customer >= policy.code_tries:
        return Refused(Reason.CODE_LOCKED, {"minutes": policy.code_tries_window_min})
    if tries.counter >= policy.counter_tries:
        return Refused(Reason.CODE_LOCKED, {"minutes": policy.counter_tries_window_min})
    return None


def fits(given: str, windows: Sequence[CodeWindow], at: int, clock: ClockQuality) -> Refused | None:
    """Compare a digest with a customer's windows.

    Args:
        given: digest of the code that was shown.
        windows: what the central sent for the customer.
        at: now, ms UTC.
        clock: unsure: any stored window counts.

    Returns:
        None when the code counts; else wrong, or stale when all windows are past.
    """
    matching = [w for w in windows if hmac.compare_digest(w.digest, given)]
    if clock is ClockQuality.UNSURE and matching:
        return None
    if any(w.from_at - OVERLAP_MS <= at < w.to_at + OVERLAP_MS for w in matching):
        return None
    if windows and all(w.to_at + OVERLAP_MS <= at for w in windows):
        return Refused(Reason.CODE_STALE)
    return Refused(Reason.CODE_WRONG)
