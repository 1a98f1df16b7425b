from tests.ui.screens.conftest import Room


def test_the_language_is_the_persons_own(room: Room) -> None:
    room.open(room.show.office.doors.settings())
    room.tap("settings.language.ru")
    assert "Язык" in room.words()
    assert room.show.desk.access.who.language == "ru"


def test_theme_and_text_size_change_at_once(room: Room) -> None:
    room.open(room.show.office.doors.settings())
    room.tap("settings.theme.dark")
    room.tap("settings.zoom.115")
    assert room.loop.skin.theme.name == "dark"
    assert room.loop.skin.zoom == 115
