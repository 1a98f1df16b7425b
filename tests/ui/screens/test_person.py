"""One person: roles and grants drafted and saved, PIN, badge, block; each can be taken back."""

import pytest
from msgspec.structs import replace

from kiosk.core.words import Right, Role
from kiosk.hw.ports import PrintDone, PrintOutcome
from kiosk.workflows.team import Member
from tests.ui.screens.conftest import Room


@pytest.fixture
def igor(room: Room) -> Room:
    """Igor, a clerk, as the owner sees him."""
    room.open(room.show.office.doors.team())
    room.tap("team.igor")
    return room


def member(room: Room, staff: str = "igor") -> Member:
    found = room.show.desk.team.member(staff)
    assert isinstance(found, Member)
    return found


def with_badge(room: Room, staff: str) -> None:
    """Show a person who has a PIN and a badge."""
    store, unit = room.show.desk.counter.store, room.show.desk.counter.unit
    row = store.people.get(staff)
    assert row is not None
    with unit():
        store.people.keep(replace(row, pin_hash="hash"))
        store.people.bind_badge(staff, "0" * 64)
    room.open(room.show.office.doors.person(staff))


def test_access_to_analytics_is_granted_and_undone(igor: Room) -> None:
    igor.tap("person.grant.analytics")
    assert Right.ANALYTICS not in member(igor).rights, "only drafted"
    assert "Save 1 change" in igor.words()
    igor.tap("person.save")
    assert Right.ANALYTICS in member(igor).rights
    assert "It counts from now on" in igor.said
    igor.tap("person.undo")
    assert Right.ANALYTICS not in member(igor).rights
    assert igor.loop.screen.find("person.undo") is None


def test_the_undo_is_offered_for_a_while(igor: Room) -> None:
    igor.tap("person.grant.hardware")
    igor.tap("person.save")
    igor.stand.wait(21)
    assert igor.loop.screen.find("person.undo") is None
    assert Right.HARDWARE in member(igor).rights


def test_another_role_takes_what_it_cannot_have(igor: Room) -> None:
    igor.tap("person.grant.hardware")
    igor.tap("person.role")
    igor.tap("roles.manager")
    assert igor.loop.screen.find("person.grant.hardware") is None
    igor.tap("person.save")
    assert (member(igor).role, member(igor).granted) == (Role.MANAGER, frozenset())
    assert "They choose a PIN next" in igor.said


def test_leaving_asks_while_something_is_drafted(igor: Room) -> None:
    igor.tap("person.grant.override")
    igor.tap("bar.back")
    assert "Leave without saving?" in igor.words()
    igor.tap("ask.no")
    assert igor.screen == "person"
    igor.tap("bar.back")
    igor.tap("ask.yes")
    assert igor.screen == "team"
    assert member(igor).granted == frozenset()


def test_a_pin_is_taken_away_and_the_next_chosen_at_once(igor: Room) -> None:
    igor.show.desk.team.choose_pin("igor", "736104")
    igor.open(igor.show.office.doors.person("igor"))
    igor.tap("person.reset")
    igor.tap("ask.yes")
    assert igor.screen == "person_pin"
    assert not member(igor).has_pin


def test_a_block_is_held_and_taken_back(igor: Room) -> None:
    igor.tap("person.block")
    assert not member(igor).is_blocked, "a tap is not enough"
    igor.loop.screen.block()  # type: ignore[attr-defined]
    igor.stand.turn()
    assert "Blocked" in igor.words()
    assert igor.loop.screen.find("person.badge") is None
    igor.tap("person.unblock")
    assert not member(igor).is_blocked


def test_the_last_owner_cannot_be_changed_here(room: Room) -> None:
    room.open(room.show.office.doors.person("anna"))
    for name in ("person.role", "person.block", "person.reset"):
        assert room.loop.screen.find(name) is None
    assert room.loop.screen.find("person.badge") is not None


def test_a_name_is_written_on_the_keyboard(igor: Room) -> None:
    igor.tap("person.name")
    screen = igor.loop.screen
    screen.typing.clear()  # type: ignore[attr-defined]
    screen.typing.add("Igor Sokol")  # type: ignore[attr-defined]
    igor.tap("person.keys.enter")
    assert member(igor).name == "Igor Sokol"
    igor.tap("person.name")
    screen.typing.clear()  # type: ignore[attr-defined]
    igor.tap("person.keys.enter")
    assert "This value is not possible" in igor.said
    assert member(igor).name == "Igor Sokol"


def test_a_badge_without_a_printer_is_refused_in_words(igor: Room) -> None:
    igor.tap("person.badge")
    assert "There is no such device here now" in igor.said
    assert not member(igor).has_badge


def test_a_badge_that_came_out_torn_is_told(igor: Room) -> None:
    screen = igor.loop.screen
    screen.job = "j1"  # type: ignore[attr-defined]
    igor.stand.signals.append(PrintDone("j2", PrintOutcome.CUT_SHORT, 1.0))
    igor.stand.turn()
    assert igor.said == ""
    igor.stand.signals.append(PrintDone("j1", PrintOutcome.CUT_SHORT, 1.0))
    igor.stand.turn()
    assert "The badge may not be whole" in igor.said


def test_a_badge_is_taken_away(igor: Room) -> None:
    with_badge(igor, "igor")
    igor.tap("person.unbadge")
    assert "The PIN goes with it; they choose another." in igor.words()
    igor.tap("ask.yes")
    assert "The badge opens nothing any more" in igor.said
    assert "They choose a PIN next" in igor.said
    assert (member(igor).has_badge, member(igor).has_pin) == (False, False)


def test_who_has_a_long_pin_keeps_it_without_the_badge(igor: Room) -> None:
    with_badge(igor, "anna")
    igor.tap("person.unbadge")
    assert "The PIN goes with it; they choose another." not in igor.words()
    igor.tap("ask.yes")
    assert (member(igor, "anna").has_badge, member(igor, "anna").has_pin) == (False, True)


def test_somebody_nobody_knows_is_told_in_words(room: Room) -> None:
    room.open(room.show.office.doors.person("eve"))
    assert "Not known here" in room.words()
