"""Pickup codes: digests, windows, tries; nothing here can be turned back into a code."""

import hashlib
import hmac
from collections.abc import Sequence

from msgspec import Struct

from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality

MINUTE_MS = 60_000
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
        customer_ms, counter_ms: until the oldest that count have left their window.
    """

    customer: int = 0
    counter: int = 0
    customer_ms: int = 0
    counter_ms: int = 0


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
    waits = []
    if tries.customer >= policy.code_tries:
        waits.append(tries.customer_ms)
    if tries.counter >= policy.counter_tries:
        waits.append(tries.counter_ms)
    if not waits:
        return None
    return Refused(Reason.CODE_LOCKED, {"minutes": max(1, -(-max(waits) // MINUTE_MS))})


def free_in(tries: Sequence[int], allowed: int, since: int) -> int:
    """Return how long a lock lasts, ms: until so many tries left their window that one is free.

    Args:
        tries: when they were, the oldest first, on the clock of `since`.
        allowed: so many lock.
        since: when the window begins now.
    """
    return 0 if len(tries) < allowed else tries[len(tries) - allowed] - since


def fits(given: str, windows: Sequence[CodeWindow], at: int, clock: ClockQuality) -> Refused | None:
    """Compare a digest with a customer's windows.

    Args:
        given: digest of the code that was shown.
        windows: what the central sent for the customer.
        at: now, ms UTC.
        clock: unsure: any stored window counts.

    Returns:
        None when the code counts; else stale when it was right once, or when all windows are past;
        else wrong.
    """
    matching = [w for w in windows if hmac.compare_digest(w.digest, given)]
    if clock is ClockQuality.UNSURE and matching:
        return None
    if any(w.from_at - OVERLAP_MS <= at < w.to_at + OVERLAP_MS for w in matching):
        return None
    if was_right(given, windows, at) or (windows and all(_is_past(w, at) for w in windows)):
        return Refused(Reason.CODE_STALE)
    return Refused(Reason.CODE_WRONG)


def was_right(given: str, windows: Sequence[CodeWindow], at: int) -> bool:
    """Whether a digest is that of a code whose time is over: whoever shows it guesses nothing.

    Args:
        given: digest of the code that was shown.
        windows: what the central sent for the customer.
        at: now, ms UTC.
    """
    past = [w for w in windows if _is_past(w, at)]
    return any(hmac.compare_digest(w.digest, given) for w in past)


def _is_past(window: CodeWindow, at: int) -> bool:
    return window.to_at + OVERLAP_MS <= at
