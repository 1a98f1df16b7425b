"""Photos of the staff, full screen."""

from kiosk.core.words import Purpose
from kiosk.ui.screens.photo_viewer import PhotoViewerScreen
from tests.ui.screens.conftest import Room


def test_it_begins_with_the_chosen_photo_and_knows_the_others(room: Room) -> None:
    for _ in range(2):
        room.show.desk.photos.take("P-0931", Purpose.DAMAGE)
    photos = room.show.desk.photos.shots("P-0931", Purpose.DAMAGE).taken
    room.open(PhotoViewerScreen(room.show.office, "P-0931", photos, 1, "Photos"))
    screen = room.loop.screen
    assert isinstance(screen, PhotoViewerScreen)
    assert [screen._jpeg(p) for p in screen.parcels] == list(
        map(room.show.desk.photos.photo, photos)
    )
    assert "…0931" in room.words()
    room.tap("viewer.next")
    assert screen.at == 0


def test_a_photo_whose_file_is_gone_is_a_grey_tile(room: Room) -> None:
    room.open(PhotoViewerScreen(room.show.office, "P-0931", ("ab" * 32,), 0, "Photos"))
    room.tap("viewer.plus")
    assert "Photos" in room.words()
