from tests.ui.screens.conftest import Room


def test_the_language_is_the_persons_own(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.language.ru")
    assert "Язык" in room.words()
    assert room.show.desk.access.who.language == "ru"


def test_theme_and_text_size_change_at_once(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.theme.dark")
    room.tap("menu.zoom.115")
    assert room.loop.skin.theme.name == "dark"
    assert room.loop.skin.zoom == 115


def test_the_count_and_the_map_are_a_tap_away_for_whom_they_are(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("menu.map")
    assert room.screen == "map_edit"
    room.tap("bar.back")
    room.tap("menu.count")
    assert room.screen == "count_start"
    room.show.desk.counter.signed_in = "igor"  # a clerk
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.map") is None
    assert room.loop.screen.find("menu.count") is not None
