"""Mapping lamps by touches and scans: one LED is lit, a word is said, the next is lit."""

from kiosk.core.lampmap import LampMap
from kiosk.hw.ports import Colour
from kiosk.ui.kit.cells import ShelfMap
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.screens.light_map import WALK_S, LightMapScreen
from tests.ui.screens.conftest import Room


def opened(room: Room, *, walking: bool = False) -> LightMapScreen:
    screen = room.show.office.doors.light_map("lights", walking=walking)
    room.open(screen)
    room.stand.wait(0.1)
    assert isinstance(screen, LightMapScreen)
    return screen


def pointed(room: Room) -> int | None:
    """Which LED is lit alone."""
    frame = room.show.lights.frame("lights", 253)
    lit = [n for n in range(253) if any(frame[n * 3 : n * 3 + 3])]
    return lit[0] if len(lit) == 1 else None


def saved(room: Room) -> LampMap:
    chain = room.show.desk.lampmaps.chain("lights")
    assert chain is not None
    return LampMap(chain.cells, chain.dark)


def test_a_lamp_after_the_other_is_lit_and_its_cell_is_amber(room: Room) -> None:
    opened(room)
    assert pointed(room) == 0
    assert room.show.desk.lamps.colour_of("A-01") is Colour.AMBER
    assert room.loop.screen.find("lightmap.map").lit == {"A-01"}  # type: ignore[union-attr]
    room.tap("lightmap.yes")
    assert pointed(room) == 1
    assert "Light 2 of 253" in room.words()


def test_a_tapped_cell_a_scanned_label_and_a_dark_lamp_make_the_new_map(room: Room) -> None:
    before = saved(room)
    opened(room)
    room.tap("lightmap.map.A-02")
    room.scan("CELL:A-01")
    room.tap("lightmap.dark")
    room.tap("lightmap.none")
    room.tap("lightmap.finish")
    words = room.words()
    assert "4 cells are otherwise now" in words
    assert "A-01 | Its lamp is another one | Light 2" in words
    assert "A-03 | Its lamp stays dark | Light 3" in words
    assert "A-04 | Has no lamp any more | No light" in words
    assert saved(room) == before
    room.tap("lightmap.save")
    assert room.said.startswith("The map counts from now on")
    now = saved(room)
    assert now.cells[:5] == ("A-02", "A-01", "A-03", "", "A-05")
    assert now.dark == {2}
    assert room.show.desk.lamps.dark == {"A-03"}


def test_undo_and_one_back_light_the_lamp_again(room: Room) -> None:
    screen = opened(room)
    room.tap("lightmap.yes")
    room.tap("lightmap.map.A-09")
    assert pointed(room) == 2
    room.tap("lightmap.undo")
    assert pointed(room) == 1
    assert screen.draft == screen.before
    room.tap("lightmap.back")
    assert pointed(room) == 0
    room.tap("lightmap.back")
    assert room.said.startswith("This is the first lamp")


def test_a_label_of_no_cell_here_is_refused(room: Room) -> None:
    opened(room)
    room.scan("CELL:X-99")
    assert room.said.startswith("There is no cell X-99")
    assert pointed(room) == 0


def test_another_code_goes_where_it_always_goes_and_the_plan_shines_again(room: Room) -> None:
    opened(room)
    stored = room.show.file.parcels.in_cell("A-01")[0]
    room.scan(stored.parcel)
    assert room.screen == "parcel"
    assert room.show.desk.lamps.shown.lit == {"A-01"}
    room.show.desk.find.light("A-05")
    assert room.show.desk.lamps.shown.lit == {"A-05"}
    room.tap("bar.back")
    room.stand.wait(0.1)
    assert room.screen == "light_map"
    assert pointed(room) == 0
    assert room.show.desk.lamps.shown.lit == {"A-01"}  # the visit's lamp is dark, and said to be


def test_a_lamp_of_no_cell_offers_to_leave_it_out(room: Room) -> None:
    screen = opened(room)
    screen.at = 251
    screen.renew()
    room.stand.turn()
    assert "No cell yet" in room.words()
    room.tap("lightmap.none")
    room.tap("lightmap.none")
    result = room.loop.screen.find("lightmap.list")
    assert isinstance(result, ScrollList)
    assert (result.items, result.empty) == ((), "Every lamp is as the map has it.")
    assert pointed(room) is None
    room.tap("lightmap.done")


def test_the_walk_goes_on_by_itself_waits_and_marks_the_dark(room: Room) -> None:
    screen = opened(room, walking=True)
    assert pointed(room) == 0
    room.stand.wait(WALK_S)
    assert pointed(room) == 1
    room.tap("lightmap.dark")
    assert screen.draft.dark == {1}
    assert pointed(room) == 2
    room.tap("lightmap.hold")
    room.stand.wait(3 * WALK_S)
    assert pointed(room) == 2
    room.tap("lightmap.hold")
    room.stand.wait(WALK_S)
    assert pointed(room) == 3
    room.tap("lightmap.map.A-09")  # the walk looks, it does not map
    assert screen.draft.cells == screen.before.cells


def test_the_lock_gives_the_lamps_back(room: Room) -> None:
    opened(room)
    room.tap("bar.lock")
    assert room.screen == "lock"
    assert pointed(room) is None


def test_who_lost_the_right_lights_and_saves_nothing(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    opened(room)
    assert room.said.startswith("Your role may not do this")
    assert pointed(room) is None


def test_a_chain_of_a_node_says_where_it_is_mapped(room: Room) -> None:
    room.open(room.show.office.doors.light_map("left", walking=False))
    assert "A shelf node drives these lamps" in room.words()
    assert not isinstance(room.loop.screen.find("lightmap.map"), ShelfMap)
