from tests.ui.screens.conftest import Room


def viewer(room: Room) -> None:
    lines = room.show.plan.stock.lines
    codes = tuple(line.parcel for line in lines[:3])
    room.open(room.show.office.doors.home())
    room.loop.go(room.show.office.doors.viewer(codes, codes[1]))
    room.stand.turn()


def test_the_tapped_picture_is_shown_first_and_others_follow(room: Room) -> None:
    viewer(room)
    assert room.loop.screen.at == 1
    room.tap("viewer.next")
    assert room.loop.screen.at == 2
    room.tap("viewer.next")
    assert room.loop.screen.at == 0


def test_the_customer_sees_picture_and_title_alone(room: Room) -> None:
    viewer(room)
    parcel = room.loop.screen.parcels[1]
    assert str(parcel.cell) in room.words()
    room.tap("viewer.customer")
    assert str(parcel.cell) not in room.words()
    assert parcel.items[0].title in room.words()


def test_close_and_a_scan_lead_back(room: Room) -> None:
    viewer(room)
    room.tap("viewer.close")
    assert room.screen == "home"
    viewer(room)
    room.scan("48210001-7829-1")
    assert room.screen == "home"
