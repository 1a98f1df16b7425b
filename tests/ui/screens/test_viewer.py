from kiosk.core import codes
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


def test_close_leads_back(room: Room) -> None:
    viewer(room)
    room.tap("viewer.close")
    assert room.screen == "home"


def test_a_scan_over_a_picture_is_answered_at_once(room: Room) -> None:
    viewer(room)
    room.scan(room.show.plan.stock.lines[0].parcel)
    assert room.screen == "parcel"


def test_the_facts_beside_a_picture_stand_in_two_columns(room: Room) -> None:
    viewer(room)
    parcel, rows = room.loop.screen.parcels[1], room.loop.screen.tree()
    values = {parcel.cell, f"…{codes.tail(parcel.parcel)}", parcel.items[0].detail}
    shown = [r for r in rows if r["text"] in values]
    assert len(shown) == len(values)
    assert len({r["rect"][0] for r in shown}) == 1


def swipe(room: Room, by: float) -> None:
    """Throw the picture aside with one finger."""
    x, y = room.loop.screen.find("viewer").rect.center
    room.stand.wait(1)
    room.stand.press(x, y)
    for part in (0.3, 0.6, 1.0):
        room.stand.time += 0.02
        room.stand.drag(x + by * part, y)
    room.stand.lift(x + by, y)


def test_a_swipe_over_the_whole_picture_goes_to_the_next_one(room: Room) -> None:
    viewer(room)
    swipe(room, -200)
    assert room.loop.screen.at == 2
    swipe(room, 200)
    assert room.loop.screen.at == 1


def test_a_picture_looked_at_closely_is_pushed_and_not_left(room: Room) -> None:
    viewer(room)
    room.tap("viewer.plus")
    swipe(room, -200)
    assert room.loop.screen.at == 1


def test_a_slow_finger_does_not_turn_the_page(room: Room) -> None:
    viewer(room)
    x, y = room.loop.screen.find("viewer").rect.center
    room.stand.wait(1)
    room.stand.press(x, y)
    for part in range(1, 6):
        room.stand.time += 0.3
        room.stand.drag(x - 20 * part, y)
    room.stand.lift(x - 100, y)
    assert room.loop.screen.at == 1
