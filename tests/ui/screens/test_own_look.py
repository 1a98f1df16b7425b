from kiosk.core.settings import ZOOM
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_lock import enter


def test_a_text_size_of_a_larger_screen_is_left_there(make_room: object) -> None:
    room: Room = make_room("en", "M")  # type: ignore[operator]
    assert room.show.desk.settings.choose_own(ZOOM, "130") is None
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lock())
    room.tap("lock.anna")
    enter(room, "739152")
    assert (room.screen, room.loop.skin.zoom) == ("home", 100)
