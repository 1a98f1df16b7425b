"""The team's list: who stands how, and the way to each; who may not run it sees less."""

from msgspec.structs import replace

from kiosk.core.words import Role
from tests.ui.screens.conftest import Room


def test_the_owner_comes_from_the_menu_and_sees_everybody(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.team")
    assert room.screen == "team"
    words = room.words()
    assert "3 people work here" in words
    assert "Owner · is signed in now" in words
    assert "Clerk · has not worked here yet" in words
    room.tap("team.igor")
    assert room.screen == "person"


def test_who_holds_no_power_has_no_way_there(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.team") is None
    room.open(room.show.office.doors.team())
    assert "Your role may not do this" in room.words()
    assert room.loop.screen.find("team.add") is None


def test_a_manager_lets_somebody_try_again_and_does_no_more(room: Room) -> None:
    desk = room.show.desk
    people = desk.counter.store.people
    desk.team.change("igor", Role.MANAGER, frozenset())
    row = people.get("leila")
    assert row is not None
    with desk.counter.unit():
        people.keep(replace(row, wrong=15))
    desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.team())
    assert room.loop.screen.find("team.add") is None
    assert "Locked out" in room.words()
    room.tap("team.leila")
    ids = {str(line["id"]) for line in room.loop.screen.tree() if str(line["id"]).startswith("per")}
    assert ids == {"person.unlock"}
    room.tap("person.unlock")
    assert "They may try again" in room.said
    kept = people.get("leila")
    assert kept is not None
    assert kept.wrong == 0
