from kiosk.hw.ports import Tick
from kiosk.ui.kit.bell import Bell
from kiosk.ui.screens.bell import bell_of
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_notices import happen


def tick(room: Room) -> None:
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()


def bell(room: Room) -> Bell | None:
    return bell_of(room.show.office, room.loop.skin.phrases)


def test_it_is_silent_until_there_is_something_unseen(room: Room) -> None:
    room.open(room.show.office.doors.home())
    assert bell(room) is None
    happen(room)
    found = bell(room)
    assert found is not None
    assert (found.count, found.asks) == (2, True)
    room.show.desk.notices.read_all()
    assert bell(room) is None


def test_it_comes_by_itself_within_a_tick_and_leads_to_the_list(room: Room) -> None:
    room.open(room.show.office.doors.home())
    happen(room)
    tick(room)
    room.tap("bar.bell")
    assert room.screen == "notices"


def test_it_is_no_dialog(room: Room) -> None:
    room.open(room.show.office.doors.home())
    before = room.loop.screen
    happen(room)
    tick(room)
    assert room.loop.screen is before
    assert before.over() is None
