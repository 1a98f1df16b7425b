"""What the network changes about a person, and what it may not."""

import pytest

from kiosk.central.people import Known
from kiosk.central.staff_wishes import NoStaff, StaffWish, settle_staff
from kiosk.core.messages import StaffUpsert
from kiosk.core.team import Staff
from kiosk.core.words import Right, Role

OLGA = Known(Staff("olga", Role.OWNER), "Olga P.")
IGOR = Known(Staff("igor", Role.CLERK, frozenset({Right.OVERRIDE})), "Igor S.")
TEAM = (IGOR, OLGA)


def test_somebody_new_joins_with_a_name_a_role_and_grants() -> None:
    wish = StaffWish("7731", "anna", "Anna K.", Role.CLERK, grant=(Right.ANALYTICS,))
    letter, said = settle_staff(TEAM, wish)
    assert letter == StaffUpsert("anna", "Anna K.", Role.CLERK, (Right.ANALYTICS,))
    assert said.said() == "Anna K. (anna) of point 7731: clerk with analytics"


def test_what_is_not_said_stays_as_it_is() -> None:
    letter, _ = settle_staff(TEAM, StaffWish("7731", "igor", grant=(Right.ANALYTICS,)))
    assert letter == StaffUpsert("igor", "Igor S.", Role.CLERK, (Right.ANALYTICS, Right.OVERRIDE))
    letter, _ = settle_staff(TEAM, StaffWish("7731", "igor", take=(Right.OVERRIDE,)))
    assert letter.rights == ()
    letter, said = settle_staff(TEAM, StaffWish("7731", "igor", active=False))
    assert (letter.active, letter.role) == (False, Role.CLERK)
    assert said.said().endswith("kept out from now on")
    letter, said = settle_staff(TEAM, StaffWish("7731", "igor", reset_pin=True))
    assert (letter.reset_pin, letter.active) == (True, True)
    assert said.said().endswith("the PIN is chosen anew")


def test_a_grant_that_another_role_cannot_have_goes_with_the_old_one() -> None:
    letter, _ = settle_staff(TEAM, StaffWish("7731", "igor", role=Role.TRAINEE))
    assert (letter.role, letter.rights) == (Role.TRAINEE, ())


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (StaffWish("7731", "anna", role=Role.CLERK), "needs a name and a role"),
        (StaffWish("7731", "anna", "Anna K."), "needs a name and a role"),
        (StaffWish("7731", "anna", "Anna K.", Role.CLERK, active=False), "nobody is called anna"),
        (StaffWish("7731", "olga", active=False), "the last owner"),
        (StaffWish("7731", "olga", role=Role.MANAGER), "the last owner"),
        (StaffWish("7731", "igor", grant=(Right.TEAM,)), "cannot be given to a clerk"),
        (StaffWish("7731", "igor", grant=(Right.ISSUE,)), "by the role"),
        (StaffWish("7731", "igor"), "is so already"),
        (StaffWish("7731", "igor", role=Role.CLERK, active=True), "is so already"),
    ],
)
def test_what_makes_no_sense_is_said(wish: StaffWish, why: str) -> None:
    with pytest.raises(NoStaff, match=why):
        settle_staff(TEAM, wish)


def test_an_owner_may_go_when_there_is_another_who_is_not_blocked() -> None:
    other = Known(Staff("anna", Role.OWNER), "Anna K.")
    letter, _ = settle_staff((*TEAM, other), StaffWish("7731", "olga", active=False))
    assert not letter.active
    gone = Known(Staff("anna", Role.OWNER, blocked=True), "Anna K.")
    with pytest.raises(NoStaff, match="the last owner"):
        settle_staff((*TEAM, gone), StaffWish("7731", "olga", active=False))


def test_who_is_known_by_id_alone_needs_a_name() -> None:
    with pytest.raises(NoStaff, match="the name of zoe is not known here"):
        settle_staff(
            (Known(Staff("zoe", Role.CLERK), ""), OLGA), StaffWish("7731", "zoe", reset_pin=True)
        )
