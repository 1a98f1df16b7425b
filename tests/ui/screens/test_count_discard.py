"""Throwing a count away asks first, on every screen of the count."""

from kiosk.core.words import StocktakeScope
from kiosk.ui.kit.buttons import HoldButton
from kiosk.ui.screens.count_discard import BY_PERSON, Discardable
from tests.ui.screens.conftest import Room


def test_it_is_held_and_not_tapped(room: Room) -> None:
    room.show.desk.count.start(StocktakeScope.ALL)
    room.open(room.show.office.doors.count())
    room.tap("count.discard")
    assert isinstance(room.loop.screen.find("discard.yes"), HoldButton)
    room.tap("discard.yes")
    assert room.show.desk.count.under_way()


def test_the_journal_says_that_a_person_did_it(room: Room) -> None:
    room.show.desk.count.start(StocktakeScope.ALL)
    room.open(room.show.office.doors.count())
    screen = room.loop.screen
    assert isinstance(screen, Discardable)
    room.loop.go(screen._discard())
    assert room.screen == "home"
    body = room.show.file.journal.since(0, 10**6)[-1].body
    assert f'"reason":"{BY_PERSON}"'.encode() in body


def test_the_question_ends_with_the_screen(room: Room) -> None:
    room.show.desk.count.start(StocktakeScope.ALL)
    room.open(room.show.office.doors.count())
    room.tap("count.discard")
    room.loop.go(room.show.office.doors.menu())
    room.tap("bar.back") if room.loop.screen.find("bar.back") else room.loop.go(
        room.show.office.doors.count()
    )
    assert room.loop.screen.find("discard.yes") is None
