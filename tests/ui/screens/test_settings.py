from kiosk.core.settings import THEME
from kiosk.ui.screens.settings import SettingsScreen
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_lock import enter

VOLUME = "sound.volume"


def look(room: Room) -> tuple[str, int]:
    return room.loop.skin.theme.name, room.loop.skin.zoom


def test_the_language_is_the_persons_own_and_can_be_taken_back(room: Room) -> None:
    room.open(room.show.office.doors.settings())
    room.tap("settings.own.language.ru")
    assert "Язык" in room.words()
    assert room.show.desk.access.who.language == "ru"
    room.tap("settings.undo")
    assert room.show.desk.access.who.language == "en"
    assert room.loop.screen.find("settings.undo") is None


def test_theme_and_text_size_change_at_once_and_go_with_the_person(room: Room) -> None:
    room.open(room.show.office.doors.settings())
    room.tap("settings.own.theme.dark")
    room.tap("settings.own.zoom.115")
    assert look(room) == ("dark", 115)
    room.tap("bar.lock")
    assert look(room) == ("light", 100)
    room.tap("lock.anna")
    enter(room, "739152")
    assert (room.screen, look(room)) == ("home", ("dark", 115))


def test_the_counters_settings_are_for_those_who_may_change_its_devices(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"  # a clerk
    room.open(room.show.office.doors.settings())
    assert room.loop.screen.find("settings.page") is None
    assert room.loop.screen.find("settings.own.theme.dark") is not None
    room.open(SettingsScreen(room.show.office, "sound"))
    room.tap(f"settings.{VOLUME}.less")  # a screen left open by somebody else
    assert room.show.desk.settings.value(VOLUME) == "70"
    assert room.said


def test_a_change_counts_and_is_undone_by_the_next_tap(room: Room) -> None:
    settings = room.show.desk.settings
    room.open(room.show.office.doors.settings())
    room.tap("settings.page.sound")
    room.tap(f"settings.{VOLUME}.less")
    assert settings.value(VOLUME) == "60"
    room.tap("settings.undo")
    assert settings.value(VOLUME) == "70"
    assert room.loop.screen.find("settings.undo") is None


def test_the_offer_to_undo_goes_by_itself(room: Room) -> None:
    room.open(room.show.office.doors.settings())
    room.tap("settings.own.theme.dark")
    assert room.loop.screen.find("settings.undo") is not None
    room.stand.wait(15)
    assert room.loop.screen.find("settings.undo") is None
    assert room.show.desk.settings.own(THEME) == "dark"


def test_the_steps_end_where_the_values_do(room: Room) -> None:
    room.open(SettingsScreen(room.show.office, "sound"))
    for _ in range(7):
        room.tap(f"settings.{VOLUME}.less")
    assert room.show.desk.settings.value(VOLUME) == "0"
    assert not room.loop.screen.find(f"settings.{VOLUME}.less").enabled


def test_what_waits_for_a_restart_says_so_and_the_list_leads_back(room: Room) -> None:
    room.open(SettingsScreen(room.show.office, "printer"))
    room.tap("settings.printer.printer.width.384")
    assert "After a restart" in room.words()
    room.tap("settings.page.before")
    assert "72 mm \u2192 48 mm" in room.words()
    back = next(
        str(row["id"])
        for row in room.loop.screen.tree()
        if str(row["id"]).startswith("settings.back.")
    )
    room.tap(back)
    assert room.show.desk.settings.value("printer.printer.width") == "576"
