"""What was taken: papers as the printers stand, the cell that blinks, and the way on."""

from kiosk.core.dropoffs import Declared
from kiosk.hw.ports import DeviceState
from kiosk.workflows.brought import Taken
from tests.ui.screens.conftest import Room

CODE = "48219001-0001-1"
SEEN = Declared(is_packed=True, is_allowed=True)


def taken(room: Room, code: str = CODE) -> Taken:
    found = room.show.desk.dropoffs.accept(code, SEEN)
    assert isinstance(found, Taken)
    return found


def show(room: Room, found: Taken) -> None:
    room.open(room.show.office.doors.taken(found))


def test_the_cell_blinks_until_it_is_put_away(room: Room) -> None:
    show(room, taken(room))
    assert room.show.desk.lamps.shown.lit == {"T-01"}
    assert "Put it into the blinking cell" in room.words()
    assert "Stick the new label on it" in room.words()
    room.tap("taken.put")
    assert room.said.startswith("It lies in T-01 now")
    assert room.show.desk.lamps.shown.lit == frozenset()
    assert room.loop.screen.find("taken.put") is None


def test_a_wrong_cell_is_refused_in_words(room: Room) -> None:
    show(room, taken(room))
    room.scan("CELL:A-05")
    assert "does not belong" in room.said
    assert room.loop.screen.find("taken.put") is not None


def test_leaving_lets_the_lamp_go_dark(room: Room) -> None:
    show(room, taken(room))
    room.tap("rail.shelves")
    assert room.show.desk.lamps.wanted() == {}


def test_the_receipt_is_told_as_the_printer_stands(room: Room) -> None:
    found = taken(room)
    show(room, found)
    assert "The receipt is being printed" in room.words()
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    show(room, found)
    assert "when the printer works again" in room.words()
    show(room, Taken(found.parcel, "T-01"))
    assert "when the printer works again" not in room.words()


def test_without_lights_the_name_alone_says_it(room: Room) -> None:
    found = taken(room)
    room.show.desk.lamps.put(None)
    show(room, found)
    assert "Put it into this cell" in room.words()


def test_without_room_a_cell_is_chosen(room: Room) -> None:
    show(room, Taken(taken(room).parcel, None))
    assert "No cell is free: choose one and scan it" in room.words()
    room.scan("CELL:T-02")
    room.scan("CELL:T-02")
    assert room.said.startswith("It lies in T-02 now")


def test_the_next_scan_goes_on(room: Room) -> None:
    show(room, taken(room))
    room.scan(CODE)
    assert room.said.startswith("Scanned before")
    room.scan("48219009-0001-1")
    assert room.screen == "drop_off"


def test_a_doubt_is_told(room: Room) -> None:
    show(room, taken(room))
    assert "Not announced: the network will decide" in room.words()
