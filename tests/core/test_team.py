"""The team: five roles, thirteen rights, grants, PINs, and what the central says of people."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import team
from kiosk.core.events import Event
from kiosk.core.facts import people, visits
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import (
    GRANTABLE,
    RIGHTS,
    Staff,
    allow,
    check_pin,
    fewest_digits,
    owners_to_begin,
    sign_in_wait_s,
    upsert,
    wants_longer_pin,
)
from kiosk.core.words import Right, Role

R = Right
# WORKFLOWS.md 3, written out a second time on purpose
TABLE = {
    Role.TRAINEE: {R.FIND, R.ACCEPT, R.ISSUE, R.RETURN, R.COUNT},
    Role.CLERK: {R.FIND, R.ACCEPT, R.ISSUE, R.RETURN, R.SHIP, R.COUNT},
    Role.MANAGER: {
        R.FIND,
        R.ACCEPT,
        R.ISSUE,
        R.RETURN,
        R.SHIP,
        R.COUNT,
        R.OVERRIDE,
        R.MAP,
        R.HARDWARE,
    },
    Role.OWNER: set(R),
    Role.TECHNICIAN: {R.MAP, R.HARDWARE},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_each_role_has_its_rights(role: Role, right: Right) -> None:
    staff = Staff("s1", role)
    assert staff.has(right) == (right in TABLE[role])
    granted = Staff("s1", role, granted=frozenset({right}))
    assert granted.has(right)


def test_only_a_trainee_needs_a_witness() -> None:
    wanting = {(r, right) for r in Role for right in Right if Staff("s", r).needs_witness(right)}
    assert wanting == {(Role.TRAINEE, R.ISSUE), (Role.TRAINEE, R.RETURN)}


def test_nobody_does_anything_before_signing_in_or_once_blocked() -> None:
    for staff in (None, Staff("s1", Role.OWNER, blocked=True)):
        assert allow(staff, R.FIND) == Refused(Reason.NOT_SIGNED_IN)
    assert allow(Staff("s1", Role.CLERK), R.TEAM) == Refused(Reason.NOT_ALLOWED, {"right": "team"})
    assert allow(Staff("s1", Role.OWNER), R.TEAM) is None


def test_a_person_joins_changes_is_granted_and_blocked(told: Callable[..., Event]) -> None:
    after: list[tuple[object, Staff]] = [
        (people.StaffAdded("s1", Role.CLERK), Staff("s1", Role.CLERK)),
        (
            people.RightGranted("s1", R.OVERRIDE),
            Staff("s1", Role.CLERK, frozenset({R.OVERRIDE})),
        ),
        (people.RightRevoked("s1", R.OVERRIDE), Staff("s1", Role.CLERK)),
        (people.StaffBlocked("s1"), Staff("s1", Role.CLERK, blocked=True)),
        (people.StaffChanged("s1", Role.MANAGER), Staff("s1", Role.MANAGER)),
    ]
    staff = None
    for fact, wanted in after:
        staff = team.evolve(staff, told(fact))
        assert staff == wanted


@pytest.mark.parametrize("staff", [None, Staff("s1", Role.CLERK)])
def test_what_cannot_have_happened_is_a_contradiction(
    staff: Staff | None, told: Callable[..., Event]
) -> None:
    fact = people.StaffBlocked("s1") if staff is None else visits.SessionParked("s1")
    with pytest.raises(Contradiction):
        team.evolve(staff, told(fact))


_STAFF = st.none() | st.builds(
    Staff,
    st.just("s1"),
    st.sampled_from(Role),
    st.frozensets(st.sampled_from(Right)),
    st.booleans(),
)


@given(_STAFF, st.sampled_from(Role), st.frozensets(st.sampled_from(Right)), st.booleans())
def test_the_central_s_word_holds_afterwards(
    staff: Staff | None,
    role: Role,
    rights: frozenset[Right],
    active: bool,  # noqa: FBT001
) -> None:
    for fact in upsert(staff, "s1", role, rights, active=active):
        staff = team.evolve(staff, _told(fact))
    assert staff is not None
    assert staff.blocked == (not active)
    if active:
        assert staff.role is role
        assert staff.granted == rights & GRANTABLE.get(role, frozenset())
        assert all(staff.has(right) for right in RIGHTS[role])


def _told(fact: object) -> Event:
    from kiosk.core.events import type_of  # noqa: PLC0415
    from kiosk.core.words import ClockQuality  # noqa: PLC0415

    return Event("id", type_of(fact), 1, 1, 1, "0" * 16, ClockQuality.NTP, "central", fact)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pin", "role", "good"),
    [
        ("2846", Role.CLERK, True),
        ("284619", Role.OWNER, True),
        ("2846", Role.OWNER, False),
        ("1111", Role.CLERK, False),
        ("1234", Role.CLERK, False),
        ("4321", Role.CLERK, False),
        ("7890", Role.CLERK, False),
        ("2580", Role.CLERK, False),
        ("121212", Role.MANAGER, False),
        ("284", Role.TRAINEE, False),
        ("28a6", Role.CLERK, False),
        ("٢٨٤٦", Role.CLERK, False),
        ("", Role.CLERK, False),
    ],
)
def test_a_pin_is_long_enough_and_not_simple(pin: str, role: Role, good: bool) -> None:  # noqa: FBT001
    staff = Staff("anna", role)
    refused = check_pin(pin, fewest_digits(staff, with_badge=True))
    assert (refused is None) == good
    if refused:
        assert refused.reason is Reason.PIN_TOO_SIMPLE


@pytest.mark.parametrize("role", Role)
def test_four_digits_are_enough_beside_a_badge_and_without_power(role: Role) -> None:
    staff = Staff("anna", role)
    wanted = 4 if role in {Role.CLERK, Role.TRAINEE} else 6
    assert fewest_digits(staff, with_badge=True) == wanted
    assert fewest_digits(staff, with_badge=False) == 6
    assert fewest_digits(replace(staff, granted=frozenset({R.OVERRIDE})), with_badge=True) == 6


def test_power_wants_a_longer_pin_than_before() -> None:
    clerk = Staff("anna", Role.CLERK)
    with_power = replace(clerk, granted=frozenset({R.OVERRIDE}))
    assert wants_longer_pin(clerk, Staff("anna", Role.MANAGER))
    assert wants_longer_pin(clerk, with_power)
    assert not wants_longer_pin(clerk, Staff("anna", Role.TRAINEE))
    assert not wants_longer_pin(with_power, Staff("anna", Role.OWNER))


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [sign_in_wait_s(wrong) for wrong in range(12)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert sign_in_wait_s(10**6) == 900


@pytest.mark.parametrize(
    ("people", "who"),
    [
        ((), set()),
        (((Role.CLERK, False),), set()),
        (((Role.OWNER, False), (Role.CLERK, False)), {"0"}),
        (((Role.OWNER, False), (Role.CLERK, True)), set()),
        (((Role.OWNER, False), (Role.OWNER, False), (Role.MANAGER, False)), {"0", "1"}),
        (((Role.OWNER, False), (Role.OWNER, True)), set()),
        (((Role.OWNER, True),), set()),
    ],
)
def test_an_owner_begins_where_nobody_has_a_pin_yet(
    people: tuple[tuple[Role, bool], ...], who: set[str]
) -> None:
    known = [(Staff(f"{n}", role), has_pin) for n, (role, has_pin) in enumerate(people)]
    assert owners_to_begin(known) == who
    blocked = [(replace(one, blocked=True), has_pin) for one, has_pin in known]
    assert owners_to_begin(blocked) == set()
