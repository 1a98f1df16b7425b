"""The team at the counter: names, roles, grants, blocks; the last owner stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import staffing, team
from kiosk.core.events import Event, type_of
from kiosk.core.facts import people
from kiosk.core.facts.fact import Fact
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import GRANTABLE, Staff
from kiosk.core.words import ClockQuality, Right, Role

ANNA, OLGA = Staff("anna", Role.CLERK), Staff("olga", Role.OWNER)
TEAM = (ANNA, OLGA)


def told(fact: Fact) -> Event:
    return Event("id", type_of(fact), 1, 1, 1, "0" * 16, ClockQuality.NTP, "olga", fact)


def after(staff: Staff, facts: tuple[Fact, ...]) -> Staff:
    for fact in facts:
        staff = team.evolve(staff, told(fact))
    return staff


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Анна Котова", "Анна Котова"),
        ("  Anna \t K. ", "Anna K."),
        ("Joa\u0303o", "Jo\u00e3o"),
        ("", None),
        ("  ", None),
        ("12345", None),
        ("Anna\u202e", None),
        ("An\u200bna", None),
        ("An\x00na", None),
        ("A\ud800", None),
        ("a" * 60, "a" * 60),
        ("a" * 61, None),
    ],
)
def test_a_name_is_composed_and_shows_all_it_holds(typed: str, kept: str | None) -> None:
    assert staffing.clean_name(typed) == (kept or Refused(Reason.BAD_VALUE))


_ROLES, _RIGHTS = st.sampled_from(Role), st.frozensets(st.sampled_from(Right))


@given(_ROLES, _RIGHTS, _ROLES, _RIGHTS)
def test_what_was_chosen_holds_and_nothing_beyond_it(
    was: Role, had: frozenset[Right], role: Role, wanted: frozenset[Right]
) -> None:
    staff = Staff("anna", was, had & GRANTABLE.get(was, frozenset()))
    facts = staffing.change(staff, role, wanted, "olga", TEAM)
    assert not isinstance(facts, Refused)
    now = after(staff, facts)
    assert (now.role, now.granted) == (role, wanted & GRANTABLE.get(role, frozenset()))
    assert staffing.change(now, role, wanted, "olga", TEAM) == ()


def test_analytics_is_granted_here() -> None:
    facts = staffing.change(ANNA, Role.CLERK, frozenset({Right.ANALYTICS}), "olga", TEAM)
    assert facts == (people.RightGranted("anna", Right.ANALYTICS),)
    may = after(ANNA, facts)
    assert team.allow(may, Right.ANALYTICS) is None
    assert staffing.change(may, Role.CLERK, frozenset(), "olga", TEAM) == (
        people.RightRevoked("anna", Right.ANALYTICS),
    )


def test_nobody_changes_or_blocks_themselves() -> None:
    two = (*TEAM, Staff("pavel", Role.OWNER))
    no = Refused(Reason.NOT_YOURSELF)
    assert staffing.change(OLGA, Role.CLERK, frozenset(), "olga", two) == no
    assert staffing.block(OLGA, "by_owner", "olga", two) == no


def test_the_last_owner_stays() -> None:
    no = Refused(Reason.LAST_OWNER)
    gone = (*TEAM, Staff("pavel", Role.OWNER, blocked=True))
    for everybody in (TEAM, gone):
        assert staffing.change(OLGA, Role.MANAGER, frozenset(), "igor", everybody) == no
        assert staffing.block(OLGA, "by_owner", "igor", everybody) == no
    two = (*TEAM, Staff("pavel", Role.OWNER))
    assert staffing.block(OLGA, "by_owner", "pavel", two) == (
        people.StaffBlocked("olga", "by_owner"),
    )


def test_a_block_is_taken_back_with_the_role_as_it_was() -> None:
    blocked = after(ANNA, staffing.block(ANNA, "by_owner", "olga", TEAM))  # type: ignore[arg-type]
    assert blocked.blocked
    assert staffing.block(blocked, "by_owner", "olga", TEAM) == ()
    assert staffing.change(blocked, Role.MANAGER, frozenset(), "olga", TEAM) == Refused(
        Reason.BLOCKED
    )
    assert after(blocked, staffing.unblock(blocked)) == ANNA
    assert staffing.unblock(ANNA) == ()
