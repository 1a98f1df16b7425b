"""Issued by mistake, found later: the parcel's card, the reason, who has the right."""

from kiosk.core.words import ParcelState
from kiosk.trial.showroom import Showroom
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_commands import BADGES, bind

HOUR_MS = 3_600_000


def issued(room: Room, *, by: str) -> str:
    """Let the first customer have everything an hour ago; returns a parcel."""
    show, counter = room.show, room.show.desk.counter
    counter.signed_in = by
    now, before = counter.clock, counter.clock()
    card = show.serve(0)
    assert card.session
    for parcel in card.ready:
        show.desk.issue.pick(card.session.session, parcel.parcel)
    counter.clock = lambda: type(before)(before.at - HOUR_MS, now().mono, before.boot, before.clock)
    show.desk.issue.complete(card.session.session)
    counter.clock = now
    return card.ready[0].parcel


def state(show: Showroom, parcel: str) -> ParcelState:
    found = show.file.parcels.get(parcel)
    assert found
    return found.state


def test_who_has_the_right_gives_a_reason_and_the_visit_is_open_again(room: Room) -> None:
    parcel = issued(room, by="anna")
    room.open(room.show.office.doors.home())
    room.scan(parcel)
    assert room.screen == "parcel"
    room.tap("parcel.undo")
    assert "Why is the issue undone?" in room.words()
    room.tap("undo.wrong_person")
    assert room.screen == "customer"
    assert state(room.show, parcel) is ParcelState.PICKED
    room.open(room.show.office.doors.parcel(parcel))
    assert "Issue undone · Given to the wrong person" in room.words()
    assert "Issued |" in room.words() + " |"


def test_a_clerk_sees_who_can_and_goes_on_with_their_badge(room: Room) -> None:
    bind(room, "igor")
    parcel = issued(room, by="igor")
    room.open(room.show.office.doors.parcel(parcel))
    room.scan("CMD:undo")
    room.tap("undo.mistake")
    assert room.said.startswith("Too late to undo; may do it: Анна К.")
    assert room.loop.screen.find("witness.anna") is not None
    assert state(room.show, parcel) is ParcelState.ISSUED
    room.scan(f"BADGE:{BADGES['anna']}")
    assert room.screen == "customer"
    assert state(room.show, parcel) is ParcelState.PICKED
    assert room.show.desk.counter.signed_in == "igor", "a witness does not take over"


def test_closing_the_question_undoes_nothing(room: Room) -> None:
    parcel = issued(room, by="anna")
    room.open(room.show.office.doors.parcel(parcel))
    room.tap("parcel.undo")
    room.scan("CMD:back")
    assert room.screen == "parcel"
    assert room.loop.screen.find("undo.mistake") is None
    assert state(room.show, parcel) is ParcelState.ISSUED


def test_what_was_not_issued_has_nothing_to_undo(room: Room) -> None:
    room.open(room.show.office.doors.parcel(room.show.plan.stock.lines[0].parcel))
    assert room.loop.screen.find("parcel.undo") is None
    room.scan("CMD:undo")
    assert "not on this screen" in room.said
