"""The opening at the counter: a stepper that says whose turn it is; no work before the launch."""

from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage, PlaceFacts
from kiosk.core.refusals import Reason, Refused
from tests.ui.screens.conftest import Room

S = OpeningStage


def tell(room: Room, *told: Fact, by: str | None = None) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(*told, actor=by)


def invite(room: Room) -> None:
    tell(room, facts.OpeningInvited("7QX-K2M-9F4"), by="central")


def test_the_menu_leads_to_the_opening_until_the_point_is_launched(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    assert "menu.opening" not in {row["id"] for row in room.loop.screen.tree()}
    invite(room)
    room.open(room.show.office.doors.menu())
    room.tap("menu.opening")
    assert room.screen == "opening"
    assert "7QX-K2M-9F4" in room.words()
    assert "Your turn" in room.words()


def test_before_the_launch_nothing_is_issued_or_accepted(room: Room) -> None:
    desk = room.show.desk
    assert not isinstance(desk.accept.deliveries(), Refused)
    assert desk.accept.archive() != Refused(Reason.NOT_LAUNCHED)
    invite(room)
    assert desk.accept.archive() == Refused(Reason.NOT_LAUNCHED)
    assert not isinstance(desk.find.parcels("nothing"), Refused), "looking is no work"


def test_the_network_is_asked_twice_before_it_is_told_of_a_withdrawal(room: Room) -> None:
    invite(room)
    room.open(room.show.office.doors.opening())
    room.tap("opening.leave")
    room.tap("leave.no")
    assert "opening.leave" in {row["id"] for row in room.loop.screen.tree()}
    room.tap("opening.leave")
    room.tap("leave.yes")
    assert "You have withdrawn this opening" in room.words()
    assert "opening.leave" not in {row["id"] for row in room.loop.screen.tree()}


def test_what_the_central_says_and_its_term_stand_beside_the_step(room: Room) -> None:
    invite(room)
    tell(room, facts.OpeningRegistered("7QX-K2M-9F4", "ab" * 32, "2026-11"))
    tell(room, facts.OpeningSubmitted("7QX-K2M-9F4", 1, 1, "Sadovaya 18", PlaceFacts()))
    room.open(room.show.office.doors.opening())
    assert "The network's turn" in room.words()
    at = room.show.desk.counter.clock().at + 86_400_000
    tell(room, facts.OpeningStageSet("7QX-K2M-9F4", S.EXPIRED, "Too late", at), by="central")
    room.open(room.show.office.doors.opening())
    assert "The term has run out" in room.words()
    assert "Too late" in room.words()
