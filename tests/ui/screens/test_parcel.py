from tests.ui.screens.conftest import Room


def test_a_parcel_tells_its_history_and_its_cell(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    words = room.words()
    assert str(room.show.file.parcels.get(parcel).cell) in words
    for word in ("Announced", "Received", "Put away", "the central", "Анна К."):
        assert word in words
    assert "anna" not in words


def test_scanning_a_cell_moves_the_parcel(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    room.scan("CELL:F-37")
    assert room.show.file.parcels.get(parcel).cell == "F-37"
    assert room.said.startswith("It lies in F-37 now")


def test_an_unknown_parcel_is_said_in_words(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.scan("12345678-0001-1")
    assert room.screen == "home"
    assert room.said.startswith("Not known here")
