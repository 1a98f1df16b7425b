"""A PIN of four digits counts beside its badge alone, and never for who has power."""

import pytest

from kiosk.core import messages
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right, Role
from kiosk.workflows.access import BADGE_SHOWN_MS
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person
from tests.workflows.conftest import PIN, Point

SHORT, BADGE, OTHER = "2846", "A" * 20, "E" * 20
FEW = Refused(Reason.PIN_SHORT, {"digits": 6})


@pytest.fixture
def short(point: Point) -> Point:
    """A locked counter; Anna, a clerk, has a badge and a PIN of four digits."""
    point.store.people.bind_badge("anna", point.desk.access._digest(BADGE))
    assert isinstance(point.desk.access.set_pin("anna", SHORT), Person)
    point.desk.access.sign_out()
    return point


def test_without_a_badge_nobody_chooses_four_digits(point: Point) -> None:
    refused = Refused(Reason.PIN_TOO_SIMPLE, {"digits": 6})
    assert point.desk.access.set_pin("anna", SHORT) == refused


def test_four_digits_open_nothing_until_the_badge_is_scanned(short: Point) -> None:
    access = short.desk.access
    assert access.sign_in("anna", SHORT) == FEW
    assert isinstance(access.badge_of(BADGE), Person)
    assert isinstance(access.sign_in("anna", SHORT), Person)


def test_too_few_digits_are_no_try(short: Point) -> None:
    left = short.desk.access.tries_left("anna")
    assert short.desk.access.too_short("anna", SHORT) == FEW
    assert short.desk.access.sign_in("anna", SHORT) == FEW
    assert short.desk.access.tries_left("anna") == left


def test_the_right_four_digits_never_fit_by_themselves(short: Point) -> None:
    attempt = short.desk.access.begin_sign_in("anna")
    assert isinstance(attempt, SignInTry)
    assert not attempt.verify(SHORT)


def test_a_badge_stands_for_a_minute_and_for_its_own_person(short: Point) -> None:
    access = short.desk.access
    short.store.people.bind_badge("leila", access._digest(OTHER))
    access.badge_of(OTHER)
    assert access.sign_in("anna", SHORT) == FEW
    access.badge_of(BADGE)
    short.clock.pass_ms(BADGE_SHOWN_MS - 1)
    assert access.too_short("anna", SHORT) is None
    short.clock.pass_ms(1)
    assert access.sign_in("anna", SHORT) == FEW


def test_a_badge_that_was_taken_back_shows_nobody(short: Point) -> None:
    short.store.people.revoke_badge("anna")
    assert short.desk.access.badge_of(BADGE) == Refused(Reason.WRONG_BADGE_OR_PIN)
    assert short.desk.access.sign_in("anna", SHORT) == FEW


def test_who_is_signed_in_need_not_scan_again(short: Point) -> None:
    access = short.desk.access
    access.badge_of(BADGE)
    access.sign_in("anna", SHORT)
    short.clock.pass_ms(10 * BADGE_SHOWN_MS)
    assert access.too_short("anna", SHORT) is None


def test_power_ends_four_digits_wherever_it_was_given(short: Point) -> None:
    """A sibling counter may have given the power: then nothing here took the PIN away."""
    short.desk.access.badge_of(BADGE)
    granted = (Right.OVERRIDE,)
    upsert = messages.StaffUpsert("anna", "Anna K.", Role.CLERK, active=True, rights=granted)
    row = short.store.people.get("anna")
    short.mail(upsert)
    assert row is not None
    assert short.store.people.get("anna").pin_hash is None  # type: ignore[union-attr]
    with short.counter.unit():
        short.store.people.keep(row)
    assert short.desk.access.sign_in("anna", SHORT) == FEW


def test_six_digits_need_no_badge(short: Point) -> None:
    short.desk.access.sign_out()
    assert isinstance(short.desk.access.set_pin("leila", PIN), Person)
    short.desk.access.sign_out()
    assert isinstance(short.desk.access.sign_in("leila", PIN), Person)
