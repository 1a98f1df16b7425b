"""The buttons of a cell's screen."""

from kiosk.core.words import BlockReason, Size
from kiosk.hw.ports import Colour, Tone
from tests.ui.screens.conftest import Room


def _full_cell(room: Room) -> str:
    cell = room.show._some_cell()
    room.open(room.show.office.doors.cell(cell))
    return cell


def _as(room: Room, person: str) -> None:
    room.show.desk.counter.signed_in = person


def test_all_of_a_cell_is_moved_by_a_tap_and_a_scan(room: Room) -> None:
    cell = _full_cell(room)
    lying = [parcel.parcel for parcel in room.show.file.parcels.in_cell(cell)]
    room.tap("cell.move")
    assert "Scan the other cell" in room.words()
    empty = next(
        load.cell.cell
        for load in room.show.file.cells.loads()
        if not load.units and load.has_room(Size.L)
    )
    room.scan(f"CELL:{empty}")
    assert room.said == f"{len(lying)} parcel moved. It lies in {empty} now"
    assert [parcel.parcel for parcel in room.show.file.parcels.in_cell(empty)] == lying
    room.scan(f"CELL:{cell}")
    assert room.screen == "cell", "from here on a cell is looked at again"
    assert f"Cell {cell}" in room.words()


def test_a_move_may_be_called_off(room: Room) -> None:
    cell = _full_cell(room)
    room.tap("cell.move")
    room.tap("cell.move")
    room.scan("CELL:F-40")
    assert "Cell F-40" in room.words()
    assert room.show.file.parcels.in_cell(cell)


def test_a_cell_is_closed_for_a_reason_and_opened_again(room: Room) -> None:
    cell = _full_cell(room)
    room.tap("cell.close")
    room.tap("close.broken")
    assert "Closed: Broken" in room.words()
    assert room.show.file.cells.get(cell).blocked == "broken"
    room.tap("cell.close")
    assert room.show.file.cells.get(cell).blocked == ""


def test_a_cell_is_called_full_and_not_full(room: Room) -> None:
    cell = _full_cell(room)
    room.tap("cell.full")
    assert "Called full" in room.words()
    assert room.show.file.cells.get(cell).full
    room.tap("cell.full")
    assert not room.show.file.cells.get(cell).full


def test_the_card_calls_a_cell_full_and_never_the_reverse(room: Room) -> None:
    cell = _full_cell(room)
    for _ in range(2):
        room.scan("CMD:full")
        assert room.show.file.cells.get(cell).full
    assert room.said.startswith("Called full")
    room.tap("cell.close")
    room.scan("CMD:full")
    assert room.said.startswith("This command is not on this screen"), "a sheet lies over it"


def test_a_label_is_asked_for(room: Room) -> None:
    _full_cell(room)
    before = len(room.show.desk.prints.waiting())
    room.tap("cell.label")
    assert room.said.startswith("The label is being printed")
    assert len(room.show.desk.prints.waiting()) == before + 1


def test_each_sees_only_what_they_may_do(room: Room) -> None:
    _as(room, "igor")  # a clerk
    _full_cell(room)
    buttons = {row["id"] for row in room.loop.screen.tree() if str(row["id"]).startswith("cell.")}
    assert {"cell.move", "cell.full", "cell.label"} <= buttons
    assert "cell.close" not in buttons


def test_a_whole_move_is_taken_back_by_a_tap_from_either_cell(room: Room) -> None:
    cell = _full_cell(room)
    lying = [parcel.parcel for parcel in room.show.file.parcels.in_cell(cell)]
    assert room.loop.screen.find("cell.undo") is None
    room.tap("cell.move")
    room.scan("CELL:F-37")
    assert f"{cell} → F-37" in room.words()
    room.open(room.show.office.doors.cell("C-40"))
    assert room.loop.screen.find("cell.undo") is None, "the offer belongs to these two cells"
    room.open(room.show.office.doors.cell("F-37"))
    room.tap("cell.undo")
    assert room.said.startswith(f"{len(lying)} parcel moved back")
    assert [parcel.parcel for parcel in room.show.file.parcels.in_cell(cell)] == lying
    assert room.loop.screen.find("cell.undo") is None


def test_a_cell_that_cannot_take_it_flashes_and_sounds(room: Room) -> None:
    _full_cell(room)
    room.show.desk.cellcare.block("B-01", BlockReason.BROKEN)
    room.tap("cell.move")
    room.scan("CELL:B-01")
    assert room.said.startswith("Cell B-01 is blocked")
    assert room.stand.tones[-1] is Tone.WRONG
    assert room.show.desk.lamps.colour_of("B-01") is Colour.MAGENTA
