from tests.ui.screens.conftest import Room
from tests.ui.screens.test_notices import happen


def test_it_says_when_it_came_and_until_when_it_stands(room: Room) -> None:
    happen(room)
    room.open(room.show.office.doors.post("m1"))
    assert "Close early" in room.words()
    assert "To do" in room.words()
    assert "until" in room.words()


def test_a_name_nobody_knows_says_nothing_else(room: Room) -> None:
    room.open(room.show.office.doors.post("m9"))
    assert "The network says this no more." in room.words()
