from tests.ui.screens.conftest import Room


def test_a_cell_shows_what_lies_in_it_and_lights_up(room: Room) -> None:
    cell = room.show._some_cell()
    room.open(room.show.office.doors.home())
    room.scan(f"CELL:{cell}")
    assert room.screen == "cell"
    assert room.show.desk.lamps.shown.lit == {cell}
    assert room.show.file.parcels.in_cell(cell)[0].items[0].title in room.words()


def test_a_parcel_scanned_at_a_cell_is_moved_there(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.cell("F-38"))
    room.scan(parcel)
    assert room.show.file.parcels.get(parcel).cell == "F-38"


def test_an_empty_cell_says_so(room: Room) -> None:
    room.open(room.show.office.doors.cell("F-40"))
    assert room.loop.screen.find("cell.list") is not None
    assert room.loop.screen.find("cell.list").empty == "Nothing lies here."


def test_a_cell_that_may_not_be_looked_into_says_why(room: Room) -> None:
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.cell("F-40"))
    assert "Sign in first" in room.words()
