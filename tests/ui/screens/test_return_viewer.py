"""Pictures of a return: as sold first, then the photos taken of what was brought back."""

from kiosk.core.returns import Return
from kiosk.core.words import Purpose
from kiosk.ui.screens.return_viewer import ReturnViewerScreen
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_returns import CODE, SHOES, expect


def test_both_can_be_held_against_each_other(room: Room) -> None:
    expect(room)
    room.show.desk.photos.take(CODE, Purpose.RETURN)
    known = room.show.file.returns.get(CODE)
    assert known
    room.open(ReturnViewerScreen(room.show.office, known))
    assert room.screen == "viewer"
    room.tap("viewer.next")
    screen = room.loop.screen
    assert isinstance(screen, ReturnViewerScreen)
    assert screen._jpeg(screen.parcels[1])
    assert SHOES.title in room.words()


def test_without_any_picture_it_only_closes(room: Room) -> None:
    room.open(ReturnViewerScreen(room.show.office, Return("R1")))
    assert room.loop.screen.find("viewer.close") is not None
