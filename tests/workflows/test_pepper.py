"""A lost pepper is told to everybody whose PIN no longer fits, and nobody takes their place."""

import pytest
from msgspec.structs import replace

from kiosk.core.facts.privacy import Basis, CustomerErased
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.store import tombstones
from kiosk.workflows.pepper import Pepper
from tests.workflows.conftest import PIN, Point

NEW = b"n" * 32


@pytest.fixture
def robbed(point: Point) -> Point:
    """The counter after its identity was lost: everything else is as it was."""
    point.desk.access.set_pin("anna", PIN)
    point.desk.access.sign_out()
    point.counter.keys = replace(point.counter.keys, pepper=NEW)
    return point


def test_at_the_first_start_and_at_the_next_nothing_is_lost(point: Point) -> None:
    assert not Pepper(point.counter).look()
    point.desk.access.set_pin("anna", PIN)
    point.restart()
    assert not Pepper(point.counter).look()
    assert not isinstance(point.desk.access.sign_in("anna", PIN), Refused)


def test_whose_pin_cannot_fit_is_told_so_and_no_try_is_counted(robbed: Point) -> None:
    assert Pepper(robbed.counter).look()
    assert robbed.desk.access.sign_in("anna", PIN) == Refused(Reason.PIN_LOST)
    assert robbed.desk.access.tries_left("anna") == 5
    assert not Pepper(robbed.counter).look(), "it is said once"


def test_nobody_else_chooses_a_lost_pin_or_vouches_with_it(robbed: Point) -> None:
    Pepper(robbed.counter).look()
    answer = robbed.desk.access.set_pin("anna", "482913")
    assert answer == Refused(Reason.WRONG_BADGE_OR_PIN)
    assert robbed.desk.access.witnesses(Right.OVERRIDE) == ()


def test_a_pin_that_was_taken_back_is_chosen_anew_and_fits(robbed: Point) -> None:
    Pepper(robbed.counter).look()
    people = robbed.store.people
    row = people.get("anna")
    assert row
    assert row.has_lost_pin
    with robbed.counter.unit():
        people.keep(replace(row, pin_hash=None))
    assert not isinstance(robbed.desk.access.set_pin("anna", "482913"), Refused)
    robbed.desk.access.sign_out()
    assert not isinstance(robbed.desk.access.sign_in("anna", "482913"), Refused)


def test_whoever_was_erased_is_remembered_under_the_new_pepper(robbed: Point) -> None:
    with robbed.counter.unit():
        robbed.counter.record(CustomerErased("r1", "c1", Basis.REQUEST), actor="system")
        seq = robbed.store.journal.head().seq
    Pepper(robbed.counter).look()
    assert robbed.store.erasures.buried_at(tombstones.mark_of(NEW, "c1")) == seq
