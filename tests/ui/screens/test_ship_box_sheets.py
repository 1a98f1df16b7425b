"""The sheets of a box: a seal typed with letters, and a way out of each."""

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.words import BoxClass, BoxState, CancelReason, Flow
from kiosk.ui.kit.keyboard import Keyboard
from tests.ui.screens.conftest import Room

BOX = "BOX:7731-4417"


def in_hand(room: Room) -> Room:
    parcel = room.show._stored()[0].parcel
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(ParcelCancelled(parcel, CancelReason.UNCLAIMED))
    room.show.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    room.show.desk.ship.pack(BOX, parcel)
    room.open(room.show.office.doors.ship_box(BOX))
    return room


def test_a_seal_with_letters_is_typed_on_the_keyboard(room: Room) -> None:
    in_hand(room).tap("box.seal")
    room.tap("seal.code.field")
    keys = room.loop.screen.find("box.keys")
    assert isinstance(keys, Keyboard)
    for letter in "s104":
        keys.press(letter)
    room.tap("box.keys.enter")
    room.tap("weight.code.enter")
    box = room.show.file.boxes.get(BOX)
    assert box is not None
    assert (box.state, box.seal) == (BoxState.SEALED, "S104")


def test_each_sheet_goes_away_unapplied(room: Room) -> None:
    in_hand(room).tap("box.seal")
    room.tap("seal.close")
    room.scan("S-104417")
    room.tap("weight.close")
    box = room.show.file.boxes.get(BOX)
    assert box is not None
    assert box.state is BoxState.OPEN
    assert room.loop.screen.find("weight.code.enter") is None
