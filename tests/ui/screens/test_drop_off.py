"""Drop-offs on the screen: scanned, two questions, size and weight, taken in, put away."""

import pytest

from kiosk.core.facts.returning import DropoffExpected
from kiosk.core.words import ParcelKind, ParcelState, Size
from kiosk.ui.screens.drop_off import DropOffScreen
from tests.ui.screens.conftest import Room

CODE, OTHER = "48219001-0001-1", "48219002-0001-1"


def begin(room: Room, code: str = CODE) -> None:
    room.open(room.show.office.doors.drop_off(None))
    room.scan(code)


def take(room: Room) -> None:
    room.tap("dropoff.packed")
    room.tap("dropoff.allowed")
    room.tap("dropoff.accept")


def test_two_answers_and_it_is_taken_in(room: Room) -> None:
    begin(room)
    assert "Not announced" in room.words()
    room.tap("dropoff.size.M")
    take(room)
    assert room.screen == "taken"
    room.scan("CELL:T-01")
    parcel = room.show.file.parcels.get(CODE)
    assert parcel
    assert (parcel.kind, parcel.state, parcel.cell, parcel.size) == (
        ParcelKind.DROP_OFF,
        ParcelState.STORED,
        "T-01",
        Size.M,
    )
    room.tap("taken.next")
    assert room.screen == "drop_off"


def test_an_open_question_keeps_the_button_shut(room: Room) -> None:
    begin(room)
    room.tap("dropoff.packed")
    room.tap("dropoff.accept")
    assert room.said.startswith("Answer both questions first")
    room.tap("dropoff.packed")
    room.tap("dropoff.allowed")
    room.tap("dropoff.accept")
    assert room.screen == "drop_off"
    assert room.show.file.parcels.get(CODE) is None


def test_a_weight_is_typed_in_grams_and_too_much_is_refused(room: Room) -> None:
    begin(room)
    room.tap("dropoff.weigh")
    room.type("weight.code", "99999")
    room.tap("weight.code.enter")
    assert "99.999 kg" in room.words()
    take(room)
    assert room.said.startswith("It is heavier than 20 kg")
    room.tap("dropoff.weigh")
    room.type("weight.code", "4200")
    room.tap("weight.code.enter")
    room.tap("dropoff.accept")
    parcel = room.show.file.parcels.get(CODE)
    assert parcel
    assert parcel.weight_g == 4_200


@pytest.mark.parametrize("typed", ["1-2", "*5"])
def test_a_weight_that_is_no_number_is_refused(room: Room, typed: str) -> None:
    begin(room)
    room.tap("dropoff.weigh")
    room.type("weight.code", typed)
    room.tap("weight.code.enter")
    assert room.said.startswith("This value is not possible")


def test_nothing_typed_is_no_weight(room: Room) -> None:
    begin(room)
    room.tap("dropoff.weigh")
    room.tap("weight.code.enter")
    assert "Weigh it" in room.words()
    room.tap("dropoff.weigh")
    room.tap("weight.close")
    assert room.loop.screen.find("dropoff.weigh") is not None


def test_a_number_is_typed_where_nothing_can_be_scanned(room: Room) -> None:
    room.open(room.show.office.doors.drop_off(None))
    room.tap("dropoff.code.enter")
    room.type("dropoff.code", "123")
    room.tap("dropoff.code.enter")
    assert room.said.startswith("Type at least 8")
    room.type("dropoff.code", CODE)
    room.tap("dropoff.code.enter")
    assert room.loop.screen.find("dropoff.accept") is not None


def test_a_second_scan_tells_its_cell_again(room: Room) -> None:
    begin(room)
    room.scan(CODE)
    assert room.said.startswith("Parcel …")
    take(room)
    begin(room)
    assert room.screen == "taken"
    assert room.said.startswith("Scanned before")
    assert "T-01" in room.words()


def test_another_parcel_begins_anew(room: Room) -> None:
    begin(room)
    room.tap("dropoff.packed")
    room.scan(OTHER)
    assert OTHER in room.words()
    assert "It is packed and closed: off" in room.words()
    room.tap("dropoff.another")
    assert room.loop.screen.find("dropoff.code") is not None


def test_an_announced_one_says_what_it_is(room: Room) -> None:
    counter = room.show.desk.counter
    items = room.show.plan.stock.lines[0].items
    with counter.unit():
        fact = DropoffExpected(CODE, "s1", Size.L, items)
        counter.record(fact, actor="central")
    room.open(room.show.office.doors.home())
    room.scan(CODE)
    assert room.screen == "drop_off"
    assert items[0].title in room.words()
    screen = room.loop.screen
    assert isinstance(screen, DropOffScreen)
    assert screen.size is Size.L


def test_what_came_with_a_delivery_is_refused(room: Room) -> None:
    begin(room, room.show.plan.stock.lines[0].parcel)
    assert room.said.startswith("This is not possible now")
    assert room.loop.screen.find("dropoff.code") is not None


def test_the_paper_is_in_the_senders_language(room: Room) -> None:
    begin(room)
    room.tap("dropoff.paper.pt")
    screen = room.loop.screen
    assert isinstance(screen, DropOffScreen)
    assert screen.language == "pt"


def test_a_trainee_is_vouched_for(room: Room) -> None:
    room.show.desk.counter.signed_in = "leila"
    begin(room)
    take(room)
    assert room.loop.screen.find("witness.sheet") is not None
    room.tap("witness.sheet.close")
    assert room.show.file.parcels.get(CODE) is None
