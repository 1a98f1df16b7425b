"""What the editor shows: cells without light, the open rack's sizes, an empty point."""

from kiosk.core.shelfplan import Plan
from kiosk.ui.kit.cells import ShelfMap
from kiosk.ui.screens.map_edit import MapEditScreen
from tests.ui.screens.conftest import Room


def opened(room: Room) -> MapEditScreen:
    screen = room.show.office.doors.map_edit()
    room.open(screen)
    assert isinstance(screen, MapEditScreen)
    return screen


def chart(room: Room) -> ShelfMap:
    found = room.loop.screen.find("map.chart")
    assert isinstance(found, ShelfMap)
    return found


def test_cells_without_a_light_are_counted_and_outlined(room: Room) -> None:
    opened(room)
    assert "Every cell has a light" in room.words()
    room.tap("map.add")
    room.tap("map.all")
    assert "20 cells have no light" in room.words()
    dark = [s.cell for r in chart(room).racks for row in r.rows for s in row if s.wanted]
    assert dark == [f"G-{n:02d}" for n in range(1, 21)]
    room.tap("map.chart.G")
    assert {s.sign for row in chart(room).racks[0].rows for s in row} == {"light_off"}


def test_a_cell_of_the_open_rack_says_its_size_and_whether_it_is_chosen(room: Room) -> None:
    opened(room)
    room.tap("map.chart.F")
    room.tap("map.chart.F-02")
    spots = {s.cell: s for row in chart(room).racks[0].rows for s in row}
    assert (spots["F-02"].chosen, spots["F-02"].note) == (True, "L")
    assert not spots["F-01"].chosen
    assert "Rack F · Storage" in room.words()


def test_a_point_without_racks_says_so(room: Room) -> None:
    screen = opened(room)
    screen.before = screen.draft = Plan()
    screen.renew()
    room.stand.turn()
    assert "There are no racks yet. Add the first one." in room.words()
    room.tap("map.add")
    assert screen.rack == "A"
    assert [len(shelf) for shelf in screen.shown.shelves] == [5] * 4  # type: ignore[union-attr]


def test_a_point_without_lights_speaks_of_none(room: Room) -> None:
    screen = opened(room)
    screen.before = screen.draft = Plan(screen.draft.racks)
    screen.renew()
    room.stand.turn()
    assert "light" not in room.words()
    room.tap("map.chart.B")
    room.tap("map.chart.B-01")
    room.tap("map.light")
    assert "This point has no lights" in room.words()
