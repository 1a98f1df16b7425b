from tests.ui.screens.conftest import Room


def test_the_cell_that_blinks_is_named_large(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.scan(truck.lines[0].parcel)
    cell = room.show.file.parcels.get(truck.lines[0].parcel).suggested
    assert "Put it into the blinking cell" in room.words()
    assert str(cell) in room.words()
    assert room.show.desk.lamps.shown.lit == {cell}


def test_leaving_lets_the_cell_go_dark(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.scan(truck.lines[0].parcel)
    room.tap("rail.issue")
    assert room.show.desk.lamps.shown.lit == frozenset()
