"""Signing in: tries counted first, one answer to every failure, waits that outlive a reboot."""

import pytest

from kiosk.core import messages
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right, Role
from kiosk.workflows.tries import SignInTry, pin_hasher
from kiosk.workflows.views import Person
from tests.workflows.conftest import PIN, Point

WRONG = Refused(Reason.WRONG_BADGE_OR_PIN)


@pytest.fixture
def lock(point: Point) -> Point:
    """A locked counter; Anna has a PIN."""
    point.desk.access.set_pin("anna", PIN)
    point.desk.access.sign_out()
    return point


def test_the_lock_shows_who_may_work_here(lock: Point) -> None:
    people = lock.desk.access.people()
    assert [(p.staff, p.initials, p.has_pin) for p in people] == [
        ("anna", "AK", True),
        ("igor", "IK", False),
        ("leila", "LK", False),
        ("oleg", "OK", False),
        ("olga", "OK", False),
    ]


def test_the_right_pin_opens_a_shift(lock: Point) -> None:
    person = lock.desk.access.sign_in("anna", PIN)
    assert isinstance(person, Person)
    assert lock.desk.access.who == person
    assert lock.events()[-1].type == "shift.opened"
    assert lock.events()[-1].actor == "anna"


def test_every_failure_has_one_answer(lock: Point) -> None:
    lock.mail(messages.StaffUpsert("igor", "Igor K.", Role.MANAGER, active=False))
    for staff, pin in (("anna", "918273"), ("nobody", PIN), ("igor", PIN), ("leila", PIN)):
        assert lock.desk.access.sign_in(staff, pin) == WRONG
    told = [e.facts.staff for e in lock.events("login.failed")]  # type: ignore[attr-defined]
    assert told == ["anna", None, None, None]
    assert lock.desk.access.who is None


def test_unknown_people_cost_as_much_as_known_ones(lock: Point) -> None:
    attempts = [lock.desk.access.begin_sign_in(staff) for staff in ("nobody", "leila")]
    for attempt in attempts:
        assert isinstance(attempt, SignInTry)
        assert not attempt.verify("no such person")


def test_a_try_is_counted_before_the_pin_is_looked_at(lock: Point) -> None:
    for left in (4, 3, 2, 1, 0):
        assert isinstance(lock.desk.access.begin_sign_in("anna"), SignInTry)
        lock.restart()  # the plug is pulled before the PIN is verified
        assert lock.desk.access.tries_left("anna") == left
    answer = lock.desk.access.sign_in("anna", PIN)
    assert answer == Refused(Reason.SIGN_IN_LOCKED, {"seconds": 30})


def test_waits_double_and_end(lock: Point) -> None:
    access = lock.desk.access
    for _ in range(5):
        access.sign_in("anna", "918273")
    assert access.wait_s("anna") == 30
    lock.clock.pass_ms(30_000)
    assert access.sign_in("anna", "918273") == WRONG
    assert access.wait_s("anna") == 60
    lock.clock.pass_ms(60_000)
    assert isinstance(access.sign_in("anna", PIN), Person)
    assert (access.tries_left("anna"), access.wait_s("anna")) == (5, 0)


def test_a_reboot_waits_in_full_again(lock: Point) -> None:
    for _ in range(5):
        lock.desk.access.sign_in("anna", "918273")
    lock.clock.pass_ms(29_000)
    lock.clock.reboot()
    lock.restart()
    answer = lock.desk.access.sign_in("anna", PIN)
    assert answer == Refused(Reason.SIGN_IN_LOCKED, {"seconds": 30})
    lock.clock.pass_ms(30_000)
    assert isinstance(lock.desk.access.sign_in("anna", PIN), Person)


def test_a_person_without_a_pin_chooses_one_once(lock: Point) -> None:
    access = lock.desk.access
    too_simple = access.set_pin("igor", "123456")
    assert too_simple == Refused(Reason.PIN_TOO_SIMPLE, {"digits": 6})
    assert isinstance(access.set_pin("igor", "284619"), Person)
    assert lock.desk.access.who == access.people()[1]
    assert access.set_pin("igor", "736152") == WRONG
    assert access.set_pin("nobody", "736152") == WRONG
    assert [e.type for e in lock.events()][-2:] == ["pin.set", "shift.opened"]


def test_no_pin_stands_in_the_file(lock: Point) -> None:
    lock.desk.access.sign_in("anna", "73615294")
    row = lock.store.people.get("anna")
    assert row
    assert row.pin_hash
    assert row.pin_hash.startswith("$argon2id$")
    lock.store.close()
    assert b"73615294" not in (lock.folder / "counter.db").read_bytes()


def test_the_product_s_hasher_is_the_one_that_was_chosen() -> None:
    hasher = pin_hasher()
    wanted = (19456, 2, 1)
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == wanted
    assert hasher.type.name == "ID"


def test_signing_out_ends_the_shift_and_keeps_visits(lock: Point) -> None:
    lock.desk.access.sign_in("anna", PIN)
    lock.stock("c1", "P1")
    lock.desk.issue.open(lock.shown("c1"))
    lock.desk.access.sign_out()
    lock.desk.access.sign_out()
    assert lock.events()[-1].type == "shift.closed"
    assert lock.desk.access.who is None
    assert len(lock.desk.issue.live()) == 1
    assert lock.desk.find.search("c1x") == Refused(Reason.NOT_SIGNED_IN)


def test_a_block_by_the_central_holds_at_once(lock: Point) -> None:
    lock.desk.access.sign_in("anna", PIN)
    lock.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK, active=False))
    assert lock.desk.access.who is None
    assert lock.desk.accept.arrive("D1") == Refused(Reason.NOT_SIGNED_IN)


def test_a_reset_pin_is_chosen_anew(lock: Point) -> None:
    lock.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK, reset_pin=True))
    assert lock.desk.access.sign_in("anna", PIN) == WRONG
    assert isinstance(lock.desk.access.set_pin("anna", "736104"), Person)


def test_choosing_a_pin_lifts_nobodys_hold(lock: Point) -> None:
    moment, people = lock.clock(), lock.store.people
    for _ in range(3):
        lock.desk.access.sign_in("anna", "109283")
    assert isinstance(lock.desk.access.set_pin("igor", "284619"), Person)
    assert people.tries(moment.boot, moment.mono - 3_600_000) == 3


def test_a_language_is_kept_with_the_person(lock: Point) -> None:
    lock.desk.access.set_language("pt")
    lock.desk.access.sign_in("anna", PIN)
    lock.desk.access.set_language("pt")
    lock.desk.access.set_language("xx")
    assert lock.desk.access.who
    assert lock.desk.access.who.language == "pt"


def test_a_witness_is_another_holder_of_the_right(lock: Point) -> None:
    for staff, pin in (("igor", "284619"), ("leila", "736104"), ("oleg", "284619")):
        lock.desk.access.set_pin(staff, pin)
    lock.desk.access.sign_in("anna", PIN)
    not_allowed = Refused(Reason.NOT_ALLOWED, {"right": Right.ISSUE.value})
    assert lock.vouch("anna", PIN) == not_allowed
    assert lock.vouch("leila", "736104") == not_allowed
    assert lock.vouch("oleg", "284619") == not_allowed
    assert lock.vouch("igor", "000000") == WRONG
    assert isinstance(lock.vouch("igor", "284619"), Person)
    assert lock.desk.access.who
    assert lock.desk.access.who.staff == "anna"
