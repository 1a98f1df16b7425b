"""The team at the counter: who joins, what they may, their PINs and badges, and what each did."""

import pytest

from kiosk.core import attachments, messages
from kiosk.core.attachments import fields_of
from kiosk.core.deeds import Work
from kiosk.core.refusals import Reason, Refused
from kiosk.core.staffing import StaffName
from kiosk.core.words import ClockQuality, Right, Role
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.attachments import Pouch
from kiosk.workflows.team import Deeds, Member
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person
from tests.workflows.conftest import DAY_MS, HOUR_MS, PIN, Point

BADGE = "N" * 20
LONG_PIN = "284619"


@pytest.fixture
def owner(point: Point) -> Point:
    """Olga, the owner, is signed in; names go to a pouch, badges to the printer."""
    point.pouch = Pouch(PhotoFolder(point.folder / "photos"), lambda: b"s" * 16)
    point.badge_code = lambda: BADGE
    point.restart()
    point.sign_in("olga")
    return point


def member(answer: object) -> Member:
    assert isinstance(answer, Member), answer
    return answer


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def on_disk(point: Point, word: str) -> list[str]:
    files = [p for p in point.folder.rglob("*") if p.is_file() and "lock" not in p.suffix]
    return [p.name for p in files if word.encode() in p.read_bytes()]


# -- joining ---------------------------------------------------------------------------------------


def test_a_person_joins_and_the_name_is_in_no_fact(owner: Point) -> None:
    added = member(owner.desk.team.add("  Мария   Лис ", Role.CLERK))
    assert (added.name, added.initials, added.role) == ("Мария Лис", "МЛ", Role.CLERK)
    assert (added.has_pin, added.has_badge, added.seen_at) == (False, False, 0)
    told = owner.events("staff.")[-2:]
    assert [(e.type, e.actor) for e in told] == [("staff.added", "olga"), ("staff.named", "olga")]
    sha256 = told[1].facts.sha256  # type: ignore[attr-defined]
    raw = next(path for path in (owner.folder / "photos").rglob("*") if sha256 in path.name)
    assert fields_of(attachments.read(raw.read_bytes()), StaffName) == StaffName("Мария Лис")
    assert all("Мария" not in row.body.decode() for row in owner.store.journal.since(0, 10**6))
    assert added.staff in [person.staff for person in owner.desk.access.people()]


def test_a_bad_name_joins_nobody(owner: Point) -> None:
    before = owner.store.journal.head()
    for name in ("", "  ", "42", "a\x07", "x" * 61, "A\u202eB"):
        assert reason(owner.desk.team.add(name, Role.CLERK)) is Reason.BAD_VALUE
    assert owner.store.journal.head() == before


def test_two_who_join_are_two(owner: Point) -> None:
    first = member(owner.desk.team.add("Anna K.", Role.CLERK))
    second = member(owner.desk.team.add("Anna K.", Role.CLERK))
    assert first.staff != second.staff


def test_nobody_joins_where_nothing_can_be_kept(owner: Point) -> None:
    people = len(owner.store.people.everybody())
    owner.read_only()
    assert reason(owner.desk.team.add("Maria L.", Role.CLERK)) is Reason.STORAGE_READ_ONLY
    assert len(owner.store.people.everybody()) == people
    assert on_disk(owner, "Maria L.") == []


def test_a_name_is_written_otherwise_and_told_again(owner: Point) -> None:
    renamed = member(owner.desk.team.rename("anna", "Anna Kotova"))
    assert (renamed.name, renamed.initials) == ("Anna Kotova", "AK")
    assert len(owner.events("staff.named")) == 1
    member(owner.desk.team.rename("anna", "Anna Kotova"))
    assert len(owner.events("staff.named")) == 1
    assert reason(owner.desk.team.rename("anna", "7")) is Reason.BAD_VALUE
    assert reason(owner.desk.team.rename("eve", "Eve")) is Reason.NOT_KNOWN_HERE


# -- rights ----------------------------------------------------------------------------------------


def test_access_to_analytics_is_granted_here_and_taken_back(owner: Point) -> None:
    team = owner.desk.team
    granted = member(team.change("anna", Role.CLERK, frozenset({Right.ANALYTICS})))
    assert Right.ANALYTICS in granted.rights
    owner.sign_in("anna")
    assert owner.counter.may(Right.ANALYTICS)
    owner.sign_in("olga")
    member(team.change("anna", Role.CLERK, frozenset()))
    owner.sign_in("anna")
    assert not owner.counter.may(Right.ANALYTICS)
    told = [(e.type, e.actor) for e in owner.events("right.")]
    assert told == [("right.granted", "olga"), ("right.revoked", "olga")]


def test_a_role_counts_at_once_and_a_grant_it_cannot_have_is_left_out(owner: Point) -> None:
    team = owner.desk.team
    member(team.change("anna", Role.CLERK, frozenset({Right.HARDWARE})))
    changed = member(team.change("anna", Role.TRAINEE, frozenset({Right.HARDWARE, Right.ERASE})))
    assert (changed.role, changed.granted) == (Role.TRAINEE, frozenset())
    assert changed.grantable == frozenset()


def test_who_gets_power_chooses_a_longer_pin(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    owner.sign_in("olga")
    assert member(owner.desk.team.change("anna", Role.TRAINEE, frozenset())).has_pin
    assert not member(owner.desk.team.change("anna", Role.MANAGER, frozenset())).has_pin
    assert [e.facts.staff for e in owner.events("pin.reset")] == ["anna"]  # type: ignore[attr-defined]
    owner.desk.access.set_pin("leila", PIN)
    owner.mail(messages.StaffUpsert("leila", "Leila K.", Role.MANAGER))
    assert reason(owner.desk.access.sign_in("leila", PIN)) is Reason.WRONG_BADGE_OR_PIN
    assert owner.events("pin.reset")[-1].actor == "central"


def test_who_has_power_chooses_the_first_pin_beside_somebody_who_runs_the_team(
    owner: Point,
) -> None:
    access = owner.desk.access
    owner.mail(messages.StaffUpsert("mara", "Mara V.", Role.MANAGER))
    assert access.may_choose_pin("mara") is None  # nobody who runs the team can sign in yet
    access.set_pin("olga", "284619")
    access.sign_out()
    assert access.may_choose_pin("anna") is None  # a clerk has no power to take
    assert reason(access.may_choose_pin("mara")) is Reason.PIN_WITH_OWNER
    assert reason(access.set_pin("mara", "739152")) is Reason.PIN_WITH_OWNER
    owner.sign_in("olga")
    assert member(owner.desk.team.choose_pin("mara", "739152")).has_pin


def test_a_blocked_person_is_out_at_once_and_comes_back_as_they_were(owner: Point) -> None:
    team = owner.desk.team
    member(team.change("anna", Role.CLERK, frozenset({Right.OVERRIDE})))
    assert member(team.block("anna")).is_blocked
    assert [m.staff for m in team.members()][-1] == "anna"  # type: ignore[union-attr]
    owner.sign_in("anna")
    assert owner.desk.access.who is None
    assert reason(owner.desk.find.search("1234")) is Reason.NOT_SIGNED_IN
    owner.sign_in("olga")
    assert reason(team.change("anna", Role.MANAGER, frozenset())) is Reason.BLOCKED
    back = member(team.unblock("anna"))
    assert (back.is_blocked, back.granted) == (False, frozenset({Right.OVERRIDE}))
    head = owner.store.journal.head()
    member(team.unblock("anna"))
    assert owner.store.journal.head() == head


def test_the_last_owner_stays_and_nobody_changes_themselves(owner: Point) -> None:
    team = owner.desk.team
    assert reason(team.block("olga")) is Reason.NOT_YOURSELF
    assert reason(team.change("olga", Role.CLERK, frozenset())) is Reason.NOT_YOURSELF
    assert reason(team.reset_pin("olga")) is Reason.NOT_YOURSELF
    member(team.change("igor", Role.OWNER, frozenset()))
    member(team.block("igor"))
    assert reason(team.block("olga")) is Reason.NOT_YOURSELF


def test_what_the_point_changed_stands_against_an_older_word_of_the_central(owner: Point) -> None:
    seen = owner.store.journal.head().seq
    member(owner.desk.team.change("anna", Role.MANAGER, frozenset()))
    letter = messages.StaffUpsert("anna", "Anna K.", Role.CLERK)
    owner.mail(letter, seen=seen)
    assert owner.outcomes()[-1] == ("rejected", "stale")
    head = owner.store.journal.head().seq
    owner.mail(letter, seen=head)
    assert owner.outcomes()[-1] == ("applied", "")
    # what the central itself said last is no news to it, even before it heard that we obeyed
    owner.mail(messages.StaffUpsert("anna", "Anna K.", Role.TRAINEE), seen=head)
    assert owner.outcomes()[-1] == ("applied", "")


# -- PINs and badges -------------------------------------------------------------------------------


def test_a_person_chooses_the_pin_at_the_owners_counter(owner: Point) -> None:
    added = member(owner.desk.team.add("Maria L.", Role.CLERK))
    team = owner.desk.team
    for weak in ("1111", "1234", "284", "28a4"):
        assert reason(team.check_pin(added.staff, weak)) is Reason.PIN_TOO_SIMPLE
        assert reason(team.choose_pin(added.staff, weak)) is Reason.PIN_TOO_SIMPLE
    assert team.check_pin(added.staff, "736104") is None
    assert member(team.choose_pin(added.staff, "736104")).has_pin
    assert owner.counter.signed_in == "olga"
    assert reason(team.choose_pin(added.staff, "947206")) is Reason.HAS_PIN
    assert reason(team.check_pin(added.staff, "947206")) is Reason.HAS_PIN
    assert isinstance(owner.desk.access.sign_in(added.staff, "736104"), Person)


def test_a_reset_pin_opens_nothing_and_another_is_chosen(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    owner.sign_in("olga")
    assert not member(owner.desk.team.reset_pin("anna")).has_pin
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.WRONG_BADGE_OR_PIN
    assert member(owner.desk.team.choose_pin("anna", "736104")).has_pin
    told = [(e.type, e.actor) for e in owner.events("pin.")][-2:]
    assert told == [("pin.reset", "olga"), ("pin.set", "olga")]


def test_a_badge_is_printed_opens_and_lies_in_no_file(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    owner.sign_in("olga")
    assert isinstance(owner.desk.team.print_badge("anna"), str)
    assert len(owner.paper.jobs) == 1
    assert isinstance(owner.desk.access.take_over(BADGE), Person)
    assert owner.counter.signed_in == "anna"
    assert on_disk(owner, BADGE) == []
    owner.sign_in("olga")
    assert not member(owner.desk.team.revoke_badge("anna")).has_badge
    assert reason(owner.desk.access.take_over(BADGE)) is Reason.WRONG_BADGE_OR_PIN
    told = [(e.type, e.actor) for e in owner.events("badge.")]
    assert told == [("badge.bound", "olga"), ("badge.revoked", "olga")]


def test_no_badge_counts_that_did_not_reach_the_printer(owner: Point) -> None:
    owner.paper.ready = False
    assert reason(owner.desk.team.print_badge("anna")) is Reason.NOT_CONNECTED
    owner.paper.ready = True
    owner.desk.team.block("anna")
    assert reason(owner.desk.team.print_badge("anna")) is Reason.BLOCKED
    assert reason(owner.desk.team.print_badge("eve")) is Reason.NOT_KNOWN_HERE
    assert owner.events("badge.") == []
    owner.badge_code = None
    owner.restart()
    assert reason(owner.desk.team.print_badge("igor")) is Reason.NOT_CONNECTED


# -- lockout ---------------------------------------------------------------------------------------


def fail(point: Point, staff: str, times: int) -> None:
    for _ in range(times):
        point.clock.pass_ms(15 * 60_000)  # past every wait
        attempt = point.desk.access.begin_sign_in(staff)
        assert isinstance(attempt, SignInTry), attempt
        point.desk.access.finish_sign_in(attempt, attempt.verify("000000"))


def test_fifteen_wrong_pins_hold_a_person_until_somebody_unlocks_them(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    owner.desk.access.sign_out()
    owner.clock.pass_ms(6 * HOUR_MS)  # past midnight
    fail(owner, "anna", 15)
    owner.clock.pass_ms(HOUR_MS)
    for _ in range(2):
        assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
        owner.clock.reboot()
        owner.restart()
    owner.sign_in("igor")
    assert member(owner.desk.team.member("anna")).is_held
    assert not member(owner.desk.team.unlock("anna")).is_held
    assert isinstance(owner.desk.access.sign_in("anna", PIN), Person)
    assert [(e.facts.staff, e.actor) for e in owner.events("staff.unlocked")] == [  # type: ignore[attr-defined]
        ("anna", "igor")
    ]


def test_only_a_sure_clock_begins_another_day(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    owner.desk.access.sign_out()
    owner.clock.pass_ms(6 * HOUR_MS)  # past midnight
    fail(owner, "anna", 15)
    owner.clock.doubt(ClockQuality.UNSURE)
    owner.clock.pass_ms(3 * DAY_MS)
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
    owner.clock.pass_ms(-9 * DAY_MS)  # it fell back
    owner.clock.doubt(ClockQuality.NTP)
    owner.clock.reboot()
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
    owner.clock.pass_ms(9 * DAY_MS)
    assert isinstance(owner.desk.access.sign_in("anna", PIN), Person)


def test_fifty_wrong_tries_at_the_box_want_somebody_with_power(owner: Point) -> None:
    for staff, pin in (("anna", PIN), ("igor", LONG_PIN)):
        owner.desk.access.set_pin(staff, pin)
    owner.desk.access.sign_out()
    for n in range(50):
        owner.desk.access.sign_in(f"nobody-{n}", PIN)
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
    owner.clock.pass_ms(HOUR_MS // 2)
    owner.clock.reboot()
    owner.restart()
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
    assert isinstance(owner.desk.access.sign_in("igor", LONG_PIN), Person)
    assert isinstance(owner.desk.access.sign_in("anna", PIN), Person)


def test_an_hour_later_tries_at_the_box_count_no_more(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    for n in range(50):
        owner.desk.access.sign_in(f"nobody-{n}", PIN)
    assert reason(owner.desk.access.sign_in("anna", PIN)) is Reason.SIGN_IN_HELD
    owner.clock.pass_ms(HOUR_MS + 1)
    assert isinstance(owner.desk.access.sign_in("anna", PIN), Person)


def test_right_pins_are_no_tries(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    for _ in range(60):
        assert isinstance(owner.desk.access.sign_in("anna", PIN), Person)


# -- history ---------------------------------------------------------------------------------------


def test_one_sees_what_a_person_did_by_part_of_the_work(owner: Point) -> None:
    owner.sign_in("anna")
    owner.stock("c1", "P1", "P2")
    owner.sign_in("olga")
    every = owner.desk.team.history("anna")
    assert isinstance(every, Deeds)
    seqs = [row.seq for row in every.rows]
    assert seqs == sorted(seqs, reverse=True)
    assert {row.event.actor for row in every.rows} == {"anna"}
    shelves = owner.desk.team.history("anna", Work.SHELVES)
    assert isinstance(shelves, Deeds)
    assert {row.event.type for row in shelves.rows} == {"parcel.stored"}
    assert owner.desk.team.history("anna", Work.OUTBOUND) == Deeds(())
    assert owner.desk.team.history("eve") == Deeds(())
    owner.sign_in("igor")
    assert reason(owner.desk.team.history("anna")) is Reason.NOT_ALLOWED


def test_the_history_goes_on_page_by_page(owner: Point) -> None:
    owner.sign_in("anna")
    owner.stock("c1", *(f"P{n}" for n in range(1, 50)))
    owner.sign_in("olga")
    page = owner.desk.team.history("anna")
    assert isinstance(page, Deeds)
    assert len(page.rows) == 50
    assert page.before == page.rows[-1].seq
    rest = owner.desk.team.history("anna", before=page.before)
    assert isinstance(rest, Deeds)
    assert rest.rows[0].seq < page.before
    assert rest.before is None


def test_one_who_is_here_was_seen_last_now(owner: Point) -> None:
    owner.desk.access.set_pin("anna", PIN)
    seen = member_of(owner, "anna")
    assert (seen.is_here, seen.seen_at) == (False, owner.clock.stamp.at)
    assert member_of(owner, "olga").is_here


def member_of(point: Point, staff: str) -> Member:
    point.sign_in("olga")
    return member(point.desk.team.member(staff))


def test_a_badge_that_goes_takes_a_short_pin_along(owner: Point) -> None:
    team = owner.desk.team
    assert isinstance(team.print_badge("anna"), str)
    assert member(team.choose_pin("anna", "2846")).needs_badge
    left = member(team.revoke_badge("anna"))
    assert (left.has_badge, left.has_pin, left.needs_badge) == (False, False, False)
    assert [event.type for event in owner.events()][-2:] == ["badge.revoked", "pin.reset"]
    assert member(team.choose_pin("anna", LONG_PIN)).has_pin, "nobody is locked out"
    assert member(team.revoke_badge("anna")).has_pin, "there was no badge to take away"


def test_a_long_pin_stays_without_its_badge(owner: Point) -> None:
    team = owner.desk.team
    team.change("anna", Role.CLERK, frozenset({Right.OVERRIDE}))
    team.choose_pin("anna", LONG_PIN)
    team.print_badge("anna")
    assert not member(team.member("anna")).needs_badge
    assert member(team.revoke_badge("anna")).has_pin
