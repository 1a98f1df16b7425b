"""What is kept of a PIN, and when it fits."""

import pytest

from kiosk.workflows.tries import SignInTry, badge_digest, peppered, pin_hash, pin_hasher

PEPPER, OTHER = b"p" * 32, b"q" * 32
PIN = "284617"
HASHER = pin_hasher()


@pytest.fixture(scope="module")
def kept() -> str:
    return pin_hash(HASHER, PEPPER, PIN)


def test_the_hash_says_how_it_was_made_and_nothing_of_the_pin(kept: str) -> None:
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PIN not in kept
    assert kept != pin_hash(HASHER, PEPPER, PIN)  # each has a salt of its own


@pytest.mark.parametrize(
    ("staff", "pin", "fewest", "pepper", "fits"),
    [
        ("anna", PIN, 6, PEPPER, True),
        ("anna", PIN, 4, PEPPER, True),
        ("anna", "284618", 6, PEPPER, False),
        ("anna", PIN, 7, PEPPER, False),  # right, and too short for this person
        (None, PIN, 6, PEPPER, False),
        ("anna", PIN, 6, OTHER, False),
        ("anna", "\ud800", 0, PEPPER, False),
    ],
)
def test_a_pin_fits_who_is_known_and_long_enough(
    kept: str,
    staff: str | None,
    pin: str,
    fewest: int,
    pepper: bytes,
    fits: bool,  # noqa: FBT001
) -> None:
    assert SignInTry(staff, kept, fewest, pepper, HASHER).verify(pin) is fits


def test_a_hash_that_is_none_fits_nothing() -> None:
    assert not SignInTry("anna", "lost", 4, PEPPER, HASHER).verify(PIN)


def test_a_badge_is_kept_under_the_boxs_secret() -> None:
    assert badge_digest(PEPPER, "A" * 20) != badge_digest(OTHER, "A" * 20)
    assert badge_digest(PEPPER, "A" * 20) != peppered(PEPPER, "A" * 20).hex()
