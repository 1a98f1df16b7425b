"""The sheets: a name, lights with their test."""

from kiosk.ui.screens.map_edit import MapEditScreen
from kiosk.ui.screens.map_edit_sheets import TEST_S
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_light_map import pointed

COUNT = 253


def chosen(room: Room, *cells: str) -> MapEditScreen:
    screen = room.show.office.doors.map_edit()
    room.open(screen)
    assert isinstance(screen, MapEditScreen)
    screen.open(cells[0].split("-")[0])
    screen.choose(cells)
    room.stand.turn()
    return screen


def leds(screen: MapEditScreen, cell: str) -> tuple[int, ...]:
    return tuple(led for _, led in screen.draft.lights_of(cell))


def test_a_first_light_is_typed_and_the_rest_follow(room: Room) -> None:
    screen = chosen(room, "A-01", "A-02")
    room.tap("map.light")
    room.type("light.first", "252")
    assert "Lights 252 to 253" in room.words()
    room.tap("light.turned")
    room.tap("light.take")
    assert (leds(screen, "A-01"), leds(screen, "A-02")) == ((252,), (251,))
    room.tap("map.light")
    assert (screen.run.first, screen.run.backwards) == (251, True)
    room.tap("light.turned")
    room.tap("light.first.enter")
    assert (leds(screen, "A-01"), leds(screen, "A-02")) == ((251,), (252,))


def test_lights_of_others_and_off_the_strip_are_refused_in_words(room: Room) -> None:
    screen = chosen(room, "A-01", "A-02")
    room.tap("map.light")
    room.type("light.first", "3")
    room.tap("light.take")
    assert room.said.startswith("Light 3 belongs to A-03")
    assert screen.sheet == "light"
    screen.typing.clear()
    room.type("light.first", "253")
    room.tap("light.take")
    assert room.said.startswith("The strip has 253 lights")
    screen.typing.clear()
    room.type("light.first", "1-")
    room.tap("light.first.enter")
    assert room.said.startswith("This value is not possible")
    assert not screen.is_changed


def test_a_cell_gets_several_lights_or_none(room: Room) -> None:
    screen = chosen(room, "A-01")
    room.tap("map.light")
    room.tap("light.none")
    assert leds(screen, "A-01") == ()
    room.tap("map.light")
    assert screen.run.first == COUNT - 2, "the first that is free is proposed"
    room.tap("light.span.more")
    room.tap("light.take")
    assert leds(screen, "A-01") == (COUNT - 2, COUNT - 1)


def test_the_test_lights_each_in_turn_and_then_gives_the_strip_back(room: Room) -> None:
    chosen(room, "B-01", "B-02")
    room.tap("map.light")
    first = room.show.lights.mapped()[0].cells.index("B-01")
    room.tap("light.test")
    assert pointed(room) == first
    room.stand.wait(TEST_S)
    assert pointed(room) == first + 1
    room.stand.wait(TEST_S)
    assert pointed(room) is None


def test_a_closed_sheet_ends_the_test(room: Room) -> None:
    chosen(room, "B-01", "B-02")
    room.tap("map.light")
    room.tap("light.test")
    room.tap("light.close")
    assert pointed(room) is None
    room.stand.wait(TEST_S)
    assert pointed(room) is None


def test_a_scan_in_the_middle_of_a_test_gives_the_strip_back_too(room: Room) -> None:
    screen = chosen(room, "B-01", "B-02")
    room.tap("map.light")
    room.tap("light.test")
    room.scan("CELL:B-09")
    assert (screen.chosen, screen.sheet) == (("B-01", "B-02", "B-09"), "")
    assert pointed(room) is None
    room.stand.wait(3 * TEST_S)
    assert pointed(room) is None


def test_a_name_is_one_or_two_latin_letters(room: Room) -> None:
    screen = chosen(room, "C-01")
    room.tap("map.none")
    room.tap("map.name")
    room.tap("map.keys.key.1")
    room.tap("map.keys.enter")
    assert room.said.startswith("A rack is called by one or two Latin letters")
    room.tap("map.keys.back")
    room.tap("map.keys.key.a")
    room.tap("map.keys.enter")
    assert room.said.startswith("There is a rack A already")
    room.tap("map.keys.close")
    assert screen.sheet == ""
    assert not screen.is_changed
