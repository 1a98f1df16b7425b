"""Badges: whose they are, taking over in one scan, vouching; what a badge alone may not do."""

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right, Role
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import CustomerCard, Issued, Person
from tests.workflows.conftest import PIN, Point

ANNA, LEILA, IGOR, NEW = (letter * 20 for letter in "AEGN")
PINS = {"anna": PIN, "leila": "482613", "igor": "483726"}
HOUR_MS = 3_600_000


def bind(point: Point, staff: str, badge: str) -> object:
    access = point.desk.access
    attempt = access.begin_sign_in(staff)
    assert isinstance(attempt, SignInTry)
    return access.bind_badge(attempt, attempt.verify(PINS[staff]), badge)


@pytest.fixture
def team(point: Point) -> Point:
    """Anna (clerk), Leila (trainee) and Igor (manager) have PINs and badges; Anna is signed in."""
    for staff, badge in (("leila", LEILA), ("igor", IGOR), ("anna", ANNA)):
        assert isinstance(point.desk.access.set_pin(staff, PINS[staff]), Person)
        assert isinstance(bind(point, staff, badge), Person)
    return point


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def test_a_badge_is_known_by_its_keyed_hash_alone(team: Point) -> None:
    person = team.desk.access.badge_of(LEILA)
    assert isinstance(person, Person)
    assert person.staff == "leila"
    assert [e.facts.staff for e in team.events("badge.bound")] == ["leila", "igor", "anna"]  # type: ignore[attr-defined]
    kept = b"".join(path.read_bytes() for path in team.folder.glob("counter.db*"))
    assert not [badge for badge in (ANNA, LEILA, IGOR) if badge.encode() in kept]


def test_an_unknown_badge_and_a_blocked_persons_look_alike(team: Point) -> None:
    team.mail(messages.StaffUpsert("leila", "Leila K.", Role.TRAINEE, active=False))
    for badge in (NEW, LEILA):
        for ask in (team.desk.access.badge_of, team.desk.access.take_over):
            assert ask(badge) == Refused(Reason.WRONG_BADGE_OR_PIN)
        vouch = team.desk.access.vouch_by_badge(badge, Right.ISSUE)
        assert vouch == Refused(Reason.WRONG_BADGE_OR_PIN)
    assert len(team.events("login.failed")) == 6
    assert team.counter.signed_in == "anna"


def test_one_scan_takes_over_and_each_shift_is_told(team: Point) -> None:
    person = team.desk.access.take_over(LEILA)
    assert isinstance(person, Person)
    assert team.counter.signed_in == "leila"
    told = [(e.type, e.actor) for e in team.events("shift.")][-2:]
    assert told == [("shift.closed", "anna"), ("shift.opened", "leila")]
    assert isinstance(team.desk.access.take_over(ANNA), Person)


def test_a_visit_goes_on_under_whoever_took_over(team: Point) -> None:
    team.stock("c1", "P1")
    card = team.desk.issue.open(team.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    team.sign_in("leila")
    assert isinstance(team.desk.issue.pick(card.session.session, "P1"), CustomerCard)
    team.desk.access.take_over(ANNA)
    assert isinstance(team.desk.issue.complete(card.session.session), Issued)
    actors = {e.type: e.actor for e in team.events() if e.type.startswith(("parcel.", "session."))}
    assert actors["session.opened"] == "anna"
    assert actors["parcel.picked"] == "leila"
    assert actors["parcel.issued"] == "anna"
    visit = team.store.sessions.get(card.session.session)
    assert visit
    assert visit.colour == "amber"


def test_who_has_power_types_the_pin_each_time(team: Point) -> None:
    assert team.desk.access.take_over(IGOR) is None
    assert team.counter.signed_in == "anna"


def test_the_pin_is_asked_again_after_its_time_a_restart_and_by_the_rules(team: Point) -> None:
    team.clock.pass_ms(13 * HOUR_MS)
    assert team.desk.access.take_over(LEILA) is None
    team.restart()
    assert team.desk.access.take_over(LEILA) is None


def test_a_badge_forgets_no_wrong_pin_and_lifts_no_hold(team: Point) -> None:
    access = team.desk.access
    access.sign_in("leila", "109283")
    assert isinstance(access.take_over(LEILA), Person)
    row = team.store.people.get("leila")
    assert row
    assert row.wrong == 1
    moment = team.clock()
    assert team.store.people.tries(moment.boot, moment.mono - HOUR_MS) == 1
    access.take_over(ANNA)
    with team.counter.unit():
        team.store.people.keep(replace(row, wrong=15))
    assert access.take_over(LEILA) == Refused(Reason.SIGN_IN_HELD)
    assert team.counter.signed_in == "anna"


def test_a_pin_that_was_taken_back_ends_the_badge_alone(team: Point) -> None:
    team.mail(messages.StaffUpsert("leila", "Leila K.", Role.TRAINEE, reset_pin=True))
    assert team.desk.access.take_over(LEILA) is None
    assert team.counter.signed_in == "anna"


def test_a_network_may_want_the_pin_always(team: Point, policy_letter: object) -> None:
    team.mail(policy_letter(badge_alone_min=0))  # type: ignore[operator]
    assert team.desk.access.take_over(LEILA) is None


def test_behind_the_lock_a_badge_alone_opens_nothing(team: Point) -> None:
    team.desk.access.sign_out()
    assert team.desk.access.take_over(LEILA) is None
    assert team.counter.signed_in is None


def test_a_colleagues_badge_vouches_for_one_issue(team: Point) -> None:
    team.stock("c1", "P1")
    card = team.desk.issue.open(team.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    session = card.session.session
    team.desk.issue.pick(session, "P1")
    team.sign_in("leila")
    access = team.desk.access
    assert reason(access.vouch_by_badge(LEILA, Right.ISSUE)) is Reason.NOT_ALLOWED, "not herself"
    assert reason(team.desk.issue.complete(session, "leila")) is Reason.WITNESS_NEEDED
    assert isinstance(access.vouch_by_badge(ANNA, Right.ISSUE), Person)
    assert isinstance(team.desk.issue.complete(session, "anna"), Issued)
    assert team.events("parcel.issued")[0].witness == "anna"


def test_a_badge_is_bound_with_the_pin_and_to_oneself(team: Point) -> None:
    access = team.desk.access
    wrong = access.begin_sign_in("anna")
    assert isinstance(wrong, SignInTry)
    assert access.bind_badge(wrong, wrong.verify("109283"), NEW) == Refused(
        Reason.WRONG_BADGE_OR_PIN
    )
    assert reason(bind(team, "anna", LEILA)) is Reason.BADGE_TAKEN
    assert reason(bind(team, "leila", NEW)) is Reason.NOT_SIGNED_IN
    assert access.has_badge


def test_a_new_badge_replaces_the_old_one(team: Point) -> None:
    assert isinstance(bind(team, "anna", NEW), Person)
    assert isinstance(team.desk.access.badge_of(NEW), Person)
    assert reason(team.desk.access.badge_of(ANNA)) is Reason.WRONG_BADGE_OR_PIN
