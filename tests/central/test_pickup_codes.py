"""Codes rotate, fit the counter's eyes, and the point is told digests only."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.pickup_codes import DAY_MS, code_of, codes_set, day_of, days_ahead
from kiosk.core import messages, pickup
from kiosk.core.pickup import CodeWindow, fits
from kiosk.core.policy import PickupCodeKind
from kiosk.core.refusals import Reason
from kiosk.core.words import ClockQuality
from tests.central.conftest import POINT_KEY, T0

SECRET = b"\x05" * 32
LONG, SHORT = PickupCodeKind.LONG, PickupCodeKind.LAST4_6


@given(st.binary(min_size=32, max_size=32), st.integers(0, 100_000))
def test_a_code_has_the_form_the_counter_reads(secret: bytes, day: int) -> None:
    first, star, last = code_of(secret, day, LONG).partition("*")
    assert (len(first), star, len(last)) == (8, "*", 4)
    assert (first + last).isdigit()
    for kind in (SHORT, PickupCodeKind.ORDER_6):
        code = code_of(secret, day, kind)
        assert len(code) == 6
        assert code.isdigit()


def test_each_day_has_its_own_code() -> None:
    codes = {code_of(SECRET, day, LONG) for day in range(400)}
    assert len(codes) == 400
    assert code_of(SECRET, 1, LONG) != code_of(b"\x06" * 32, 1, LONG)


@pytest.mark.parametrize("kind", list(PickupCodeKind))
def test_the_counter_takes_the_code_of_its_day_only(kind: PickupCodeKind) -> None:
    letter = codes_set("c1", SECRET, POINT_KEY, days_ahead(T0, 7), kind)
    windows = [CodeWindow(line.digest, line.from_at, line.to_at) for line in letter.codes]
    owner = None if kind is LONG else "c1"
    for ahead in range(8):
        noon = (day_of(T0) + ahead) * DAY_MS + DAY_MS // 2
        given_ = pickup.digest(POINT_KEY, code_of(SECRET, day_of(noon), kind), owner)
        assert fits(given_, windows, noon, ClockQuality.NTP) is None
        tomorrow = fits(given_, windows, noon + DAY_MS, ClockQuality.NTP)
        assert tomorrow
        assert tomorrow.reason in {Reason.CODE_WRONG, Reason.CODE_STALE}


def test_a_short_code_is_good_for_its_customer_only() -> None:
    days = days_ahead(T0, 1)
    one = codes_set("c1", SECRET, POINT_KEY, days, SHORT)
    other = codes_set("c2", SECRET, POINT_KEY, days, SHORT)
    assert {line.digest for line in one.codes}.isdisjoint(line.digest for line in other.codes)


def test_one_letter_is_never_too_long_for_the_point() -> None:
    letter = codes_set("c1", SECRET, POINT_KEY, days_ahead(T0, 60), LONG)
    raw = msgspec.json.encode(letter)
    assert msgspec.json.decode(raw, type=messages.CodesSet) == letter
    assert len(letter.codes) == 32


def test_no_letter_holds_a_plain_code() -> None:
    letter = codes_set("c1", SECRET, POINT_KEY, days_ahead(T0, 7), LONG)
    raw = msgspec.json.encode(letter).decode()
    for day in days_ahead(T0, 7):
        assert code_of(SECRET, day, LONG) not in raw
