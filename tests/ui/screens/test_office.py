from tests.ui.screens.conftest import Room


def test_home_is_the_lock_while_nobody_is_signed_in(room: Room) -> None:
    assert room.show.office.home().name == "home"
    room.show.desk.access.sign_out()
    assert room.show.office.home().name == "lock"
