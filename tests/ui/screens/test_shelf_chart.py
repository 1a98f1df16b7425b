"""The shelf map of a screen: racks first, cells for a finger in each."""

from collections.abc import Callable

import pytest

from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Size, Zone
from kiosk.ui.kit.cells import ShelfMap
from tests.ui.screens.conftest import Room


@pytest.mark.parametrize("size", ["L", "M"])
def test_a_rack_opens_with_cells_for_a_finger_and_closes(
    make_room: Callable[..., Room], size: str
) -> None:
    room = make_room("ru", size)
    room.open(room.show.office.doors.shelves())
    assert room.loop.screen.find("shelves.map.A-01") is None
    room.tap("shelves.map.A")
    cell = room.loop.screen.find("shelves.map.A-40")
    assert cell is not None
    assert min(cell.rect.size) >= 56
    room.tap("shelves.map.all")
    assert room.loop.screen.find("shelves.map.A-01") is None


def test_a_long_rack_is_opened_in_parts(room: Room) -> None:
    long = [CellSpec(f"L-{n:02d}", "L", Size.S, Zone.MAIN, 900 + n) for n in range(1, 91)]
    room.show.desk.counter.ensure_cell_map(long)
    room.open(room.show.office.doors.shelves())
    room.tap("shelves.map.L 41-80")
    assert room.loop.screen.find("shelves.map.L-41") is not None
    assert room.loop.screen.find("shelves.map.L-40") is None
    assert room.loop.screen.rack_of("L-90") == "L 81-90"  # type: ignore[attr-defined]
    assert room.loop.screen.rack_of("X-99") == ""  # type: ignore[attr-defined]


def test_without_shelves_it_says_where_they_come_from(room: Room) -> None:
    room.show.file.db.execute("DELETE FROM cell")
    room.open(room.show.office.doors.shelves())
    assert "There are no shelves yet. Who may change the map draws them." in room.words()


def test_all_racks_are_seen_as_they_stand(room: Room) -> None:
    cells = [CellSpec(f"K-{n:02d}", "K", Size.S, Zone.MAIN, 900 + n, shelf=1 + n // 3)
             for n in range(1, 6)]  # fmt: skip
    room.show.desk.counter.ensure_cell_map(cells)
    room.open(room.show.office.doors.shelves())
    chart = room.loop.screen.find("shelves.map")
    assert isinstance(chart, ShelfMap)
    shown = {rack.rack: [len(row) for row in rack.rows] for rack in chart.racks}
    assert shown["K"] == [2, 3]
    assert shown["A"] == [5] * 8, "five beside each other where nobody said"
