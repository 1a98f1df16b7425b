"""How a person looks: what they may, in words; nothing to tap for who may not run the team."""

from kiosk.core.words import Role
from tests.ui.screens.conftest import Room


def test_what_a_person_may_do_is_said(room: Room) -> None:
    room.open(room.show.office.doors.person("leila"))
    words = room.words()
    assert "Trainee" in words
    assert "May: Find, Accept, Issue, Return, Count" in words
    assert "Beyond the role" not in words, "a trainee is granted nothing"


def test_the_grants_of_a_blocked_person_stand_still(room: Room) -> None:
    team = room.show.desk.team
    team.block("igor")
    room.open(room.show.office.doors.person("igor"))
    toggle = room.loop.screen.find("person.grant.analytics")
    assert toggle is not None
    assert not toggle.enabled
    room.tap("person.grant.analytics")
    assert "It cannot be changed now" in room.said


def test_the_sheet_of_roles_shows_the_one_that_is(room: Room) -> None:
    room.open(room.show.office.doors.person("igor"))
    room.tap("person.role")
    assert "[Clerk]" in room.words()
    room.tap("roles.close")
    assert room.loop.screen.find("roles.owner") is None
    assert room.loop.screen.role is Role.CLERK  # type: ignore[attr-defined]
