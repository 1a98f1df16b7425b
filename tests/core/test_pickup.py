"""Pickup codes: digests tell nothing, windows count, wrong tries lock."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.pickup import OVERLAP_MS, CodeWindow, TryCount, digest, fits, free_in, locked
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality

KEY = b"k" * 32
DAY = 86_400_000
SURE, UNSURE = ClockQuality.NTP, ClockQuality.UNSURE
GIVEN = digest(KEY, "12345678*1234")
WINDOW = CodeWindow(GIVEN, 10 * DAY, 11 * DAY)


def test_a_digest_is_the_head_of_a_keyed_hash() -> None:
    whole = hmac.new(KEY, b"12345678*1234", hashlib.sha256).hexdigest()
    assert digest(KEY, "12345678*1234") == whole[:32]


def test_a_short_code_is_good_for_one_customer_only() -> None:
    assert digest(KEY, "123456", "c1") != digest(KEY, "123456", "c2")
    assert digest(KEY, "123456", "c1") != digest(KEY, "123456")


@given(st.text(max_size=20), st.text(max_size=20))
def test_other_codes_have_other_digests(a: str, b: str) -> None:
    assert (digest(KEY, a) == digest(KEY, b)) == (a == b)


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        (10 * DAY, None),
        (10 * DAY - OVERLAP_MS, None),
        (11 * DAY + OVERLAP_MS - 1, None),
        (10 * DAY - OVERLAP_MS - 1, Refused(Reason.CODE_WRONG)),
        (11 * DAY + OVERLAP_MS, Refused(Reason.CODE_STALE)),
    ],
)
def test_a_code_counts_in_its_window_and_two_hours_around(at: int, answer: Refused | None) -> None:
    assert fits(GIVEN, [WINDOW], at, SURE) == answer


def test_yesterdays_picture_is_told_as_old_while_a_newer_code_counts() -> None:
    newer = CodeWindow(digest(KEY, "12345678*9999"), 11 * DAY, 12 * DAY)
    at = 11 * DAY + OVERLAP_MS
    assert fits(GIVEN, [WINDOW, newer], at, SURE) == Refused(Reason.CODE_STALE)
    assert fits("0" * 32, [WINDOW, newer], at, SURE) == Refused(Reason.CODE_WRONG)
    assert fits(GIVEN, [replace(WINDOW, from_at=20 * DAY, to_at=21 * DAY)], at, SURE) == Refused(
        Reason.CODE_WRONG
    ), "one that does not count yet is not told apart"


def test_any_stored_window_counts_while_the_clock_is_unsure() -> None:
    assert fits(GIVEN, [WINDOW], 0, UNSURE) is None
    assert fits("0" * 32, [WINDOW], 10 * DAY, UNSURE) == Refused(Reason.CODE_WRONG)


def test_without_windows_no_code_counts() -> None:
    assert fits(GIVEN, [], 10 * DAY, SURE) == Refused(Reason.CODE_WRONG)


def test_too_many_wrong_codes_lock(policy: Policy) -> None:
    assert locked(policy, TryCount(4, 19)) is None
    assert locked(policy, TryCount(5, 5, customer_ms=600_000)) == Refused(
        Reason.CODE_LOCKED, {"minutes": 10}
    )
    assert locked(policy, TryCount(0, 20, counter_ms=3_600_000)) == Refused(
        Reason.CODE_LOCKED, {"minutes": 60}
    )


def test_a_lock_tells_when_it_ends(policy: Policy) -> None:
    assert locked(policy, TryCount(9, 25, customer_ms=1, counter_ms=60_001)) == Refused(
        Reason.CODE_LOCKED, {"minutes": 2}
    )
    assert locked(policy, TryCount(5, 0)) == Refused(Reason.CODE_LOCKED, {"minutes": 1})


@pytest.mark.parametrize(
    ("tries", "wait_ms"), [([], 0), ([10, 20], 0), ([10, 20, 30], 5), ([6, 10, 20, 30], 5)]
)
def test_a_lock_lasts_until_one_try_is_free(tries: list[int], wait_ms: int) -> None:
    assert free_in(tries, 3, since=5) == wait_ms
