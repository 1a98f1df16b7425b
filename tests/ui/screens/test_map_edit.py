"""Drawing the shelves by touches: looked over, saved whole, taken back, its labels printed."""

from kiosk.core import mapchange, shelfplan, shelfstrokes
from kiosk.core.prints import JobState
from kiosk.core.words import Size
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.screens.map_edit import MapEditScreen
from tests.ui.screens.conftest import Room


def opened(room: Room) -> MapEditScreen:
    screen = room.show.office.doors.map_edit()
    room.open(screen)
    assert isinstance(screen, MapEditScreen)
    return screen


def labels(room: Room) -> int:
    return len([j for j in room.show.file.prints.in_state(JobState.QUEUED) if j.kind == "label"])


def test_a_rack_is_added_looked_over_saved_and_its_labels_printed(room: Room) -> None:
    screen = opened(room)
    room.tap("map.look")
    assert room.said.startswith("Nothing was changed yet")
    room.tap("map.add")
    assert screen.rack == "G"
    for _ in range(2):
        room.tap("map.beside.less")
    room.tap("map.shelves.less")
    assert room.show.file.cells.get("G-01") is None, "a draft counts for nothing"
    room.tap("map.look")
    assert "New | G-01..09 | 9 cells" in room.words()
    room.tap("map.save")
    assert room.said.startswith("The map counts from now on")
    cell = room.show.file.cells.get("G-09")
    assert cell is not None
    assert (cell.shelf, cell.size) == (3, Size.XL)
    before = labels(room)
    room.tap("labels.print")
    assert room.said.startswith("9 labels are being printed")
    assert labels(room) == before + 9
    assert not screen.is_changed


def test_the_last_change_is_taken_back_by_a_tap(room: Room) -> None:
    screen = opened(room)
    was = screen.before
    room.tap("map.chart.C")
    room.tap("map.chart.C-01")
    room.tap("map.size.L")
    room.tap("map.look")
    assert "Size S becomes L" in room.words()
    room.tap("map.save")
    assert screen.find("labels") is None, "a size changes no label"
    room.tap("map.undo")
    assert room.said.startswith("The map is as it was before")
    assert screen.before == was
    assert screen.find("map.undo") is None


def test_a_rack_in_which_something_lies_stays(room: Room) -> None:
    screen = opened(room)
    room.tap("map.chart.A")
    room.tap("map.remove")
    assert room.said == "Parcels lie in A-01. Move them to another cell first"
    assert not screen.is_changed
    room.tap("map.all")
    room.tap("map.chart.B")
    room.tap("map.remove")
    assert screen.shown is None
    room.tap("map.look")
    assert "Goes away | B-01..40 | 40 cells" in room.words()
    room.tap("map.save")
    assert room.show.file.cells.get("B-01") is None


def test_what_was_put_away_meanwhile_is_not_lost(room: Room) -> None:
    opened(room)
    room.tap("map.chart.B")
    room.tap("map.remove")
    room.tap("map.look")
    stored = room.show.file.parcels.in_cell("A-01")[0]
    room.show.desk.place.move(stored.parcel, "B-02")
    room.tap("map.save")
    assert room.said.startswith("Parcels lie in B-02")
    assert room.show.file.cells.get("B-02") is not None


def test_a_draft_of_a_map_that_changed_meanwhile_begins_anew(room: Room) -> None:
    screen = opened(room)
    room.tap("map.add")
    room.tap("map.look")
    specs = shelfplan.specs_of(shelfstrokes.set_size(screen.before, {"B-01"}, Size.XL))
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(*mapchange.told(specs))
    room.tap("map.save")
    assert room.said.startswith("This is no longer so")
    assert not screen.is_changed
    assert screen.draft.slot("B-01").size is Size.XL  # type: ignore[union-attr]


def test_a_renamed_rack_warns_of_what_lies_in_it(room: Room) -> None:
    screen = opened(room)
    room.tap("map.chart.A")
    room.tap("map.name")
    for letter in "zz":
        room.tap(f"map.keys.key.{letter}")
    room.tap("map.keys.enter")
    assert screen.rack == "ZZ"
    room.tap("map.look")
    words = room.words()
    assert "Rack A is called ZZ | ZZ-01..40" in words
    assert "gets a new address" in words or "get a new address" in words
    room.tap("map.save")
    assert room.show.file.parcels.in_cell("ZZ-01")
    assert room.show.file.journal.audit().differing == ()


def test_a_scanned_label_chooses_its_cell(room: Room) -> None:
    screen = opened(room)
    room.scan("CELL:B-07")
    assert (screen.rack, screen.chosen) == ("B", ("B-07",))
    room.scan("CELL:B-07")
    assert screen.chosen == ("B-07",)
    room.scan("CELL:X-99")
    assert room.screen == "map_edit"
    assert "There is no cell X-99" in room.words()


def test_going_away_with_changes_asks_first(room: Room) -> None:
    screen = opened(room)
    room.tap("map.add")
    room.tap("bar.back")
    assert screen.sheet == "leave"
    room.tap("leave.no")
    assert screen.is_changed
    room.tap("map.look")
    room.tap("bar.back")
    assert not screen.looking
    room.tap("bar.back")
    room.tap("leave.yes")
    assert room.screen == "home"
    opened(room)
    room.tap("bar.back")
    assert room.screen == "home"


def test_the_settings_map_can_be_taken_again(room: Room) -> None:
    room.show.desk.counter.first_map = room.show.plan.cells
    screen = opened(room)
    assert screen.find("map.settings") is None
    room.tap("map.chart.B")
    room.tap("map.remove")
    room.tap("map.look")
    room.tap("map.save")
    room.tap("map.settings")
    room.tap("map.look")
    rows = screen.find("map.changes")
    assert isinstance(rows, ScrollList)
    room.tap("map.save")
    assert room.show.file.cells.get("B-40") is not None
    room.tap("labels.no")


def test_a_clerk_is_told_who_may(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    opened(room)
    assert "Your role may not do this" in room.words()
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.map") is None
    room.open(room.show.office.doors.shelves())
    assert room.loop.screen.find("shelves.edit") is None
    assert isinstance(room.loop.screen.find("shelves.count"), Button)


def test_a_disk_that_takes_no_writes_keeps_the_draft(room: Room) -> None:
    screen = opened(room)
    room.tap("map.add")
    room.tap("map.look")
    room.show.file.db.execute("PRAGMA query_only = ON")
    room.tap("map.save")
    assert room.said.startswith("Nothing can be saved now")
    assert screen.is_changed
