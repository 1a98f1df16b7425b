"""A box in hand: parcels by scan, a seal by scan, and a way back from each of them."""

import pytest

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import (
    BoxClass,
    BoxState,
    CancelReason,
    Flow,
    ParcelState,
    ReopenReason,
)
from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room

BOX, OTHER = "BOX:7731-4417", "BOX:7731-4418"


@pytest.fixture
def going(room: Room) -> list[Parcel]:
    """Two parcels whose time is over; the box in hand is open and empty."""
    stored = [p for p in room.show._stored() if p.state is ParcelState.STORED][:2]
    counter = room.show.desk.counter
    with counter.unit():
        for parcel in stored:
            counter.record(ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED))
    room.show.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    room.open(room.show.office.doors.ship_box(BOX))
    return stored


def packed(room: Room) -> list[str]:
    card = room.show.desk.ship.box(BOX)
    return [] if isinstance(card, Refused) else [p.parcel for p in card.parcels]


def state(room: Room) -> BoxState | None:
    box = room.show.file.boxes.get(BOX)
    return box.state if box else None


def test_the_cells_of_what_can_go_in_are_lit_while_the_box_is_in_hand(
    room: Room, going: list[Parcel]
) -> None:
    lamps = room.show.desk.lamps
    assert set(lamps.shown.lit) == {p.cell for p in going} - lamps.dark
    room.tap("rail.menu")
    assert set(lamps.shown.lit) == set()


def test_a_scanned_parcel_is_packed_and_again_is_no_error(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    assert room.said.startswith("Packed, 1 is left")
    room.scan(going[0].parcel)
    assert room.said.startswith("It lies in this box already")
    room.scan(going[1].parcel)
    assert room.said.startswith("Packed, nothing else waits for it")
    assert sorted(packed(room)) == sorted(p.parcel for p in going)


def test_the_last_parcel_is_taken_out_again_by_its_toast(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.tap("box.undo")
    assert room.said == "Taken out, it lies on the counter. Put it into a cell"
    assert packed(room) == []
    assert room.loop.screen.find("box.undo") is None


def test_any_parcel_is_taken_out_by_its_row(room: Room, going: list[Parcel]) -> None:
    for parcel in going:
        room.scan(parcel.parcel)
    room.tap(f"box.out.{going[0].parcel}")
    assert packed(room) == [going[1].parcel]


def test_what_does_not_belong_is_refused_in_words(room: Room, going: list[Parcel]) -> None:
    stored = next(p for p in room.show._stored() if p.parcel not in {g.parcel for g in going})
    room.scan(stored.parcel)
    assert room.said.startswith("This is not possible now")
    room.scan("12345678-0001-1")
    assert room.said.startswith("Not known here")


def test_a_scanned_seal_closes_the_box_with_its_weight(
    room: Room, going: list[Parcel], caplog: pytest.LogCaptureFixture
) -> None:
    room.scan(going[0].parcel)
    room.scan("S-104417")
    assert room.said == "Seal S-104417. Turn the seal to the camera, then go on"
    room.type("weight.code", "4200")
    room.tap("weight.code.enter")
    box = room.show.file.boxes.get(BOX)
    assert box is not None
    assert (box.state, box.seal, box.weight_g) == (BoxState.SEALED, "S-104417", 4200)
    assert room.said.startswith("Sealed with S-104417")
    assert "unknown" not in caplog.text, "what a screen asks for is no unknown code"


def test_nobody_has_to_weigh_and_the_card_for_ok_is_enough(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.scan("104417")
    room.scan("CMD:ok")
    assert state(room) is BoxState.SEALED


def test_a_seal_can_be_typed(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.tap("box.seal")
    room.tap("seal.code.enter")
    assert room.said.startswith("A seal is needed")
    room.type("seal.code", "10")
    room.tap("seal.code.enter")
    assert room.said.startswith("This value is not possible")
    room.type("seal.code", "4417")
    room.tap("seal.code.enter")
    room.tap("weight.code.enter")
    box = room.show.file.boxes.get(BOX)
    assert box is not None
    assert box.seal == "104417"


def test_too_heavy_a_box_stays_open_and_asks_again(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.scan("S-104417")
    room.type("weight.code", "15001")
    room.tap("weight.code.enter")
    assert room.said == "It is heavier than 15 kg. Take something out"
    assert room.loop.screen.find("weight.code.enter") is not None
    room.type("weight.code", "15-")
    room.tap("weight.code.enter")
    assert room.said.startswith("This value is not possible")
    assert state(room) is BoxState.OPEN


@pytest.mark.parametrize("typed", [True, False])
def test_a_seal_that_was_used_is_refused_before_anybody_weighs_the_box(
    room: Room, going: list[Parcel], *, typed: bool
) -> None:
    room.scan(going[0].parcel)
    ship = room.show.desk.ship
    ship.seal(BOX, "104417")
    ship.reopen(BOX, ReopenReason.INSPECT)
    room.loop.screen.renew()
    room.tap("box.seal")
    if typed:
        room.type("seal.code", "104417")
        room.tap("seal.code.enter")
    else:
        room.scan("104417")
    assert room.said.startswith("Seal 104417 was used before")
    assert room.loop.screen.find("weight.code.enter") is None
    assert room.loop.screen.find("seal.code.enter") is not None, "another is asked for at once"


def test_an_empty_box_takes_no_seal_and_can_be_given_up(room: Room, going: list[Parcel]) -> None:
    assert going
    room.scan("S-104417")
    assert room.said.startswith("The box is empty")
    room.tap("box.drop")
    assert state(room) is BoxState.DROPPED
    assert room.screen == "home"  # whence it came


def test_a_parcel_scanned_over_a_sheet_is_packed(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.tap("box.seal")
    room.scan(going[1].parcel)
    assert len(packed(room)) == 2
    assert room.loop.screen.find("seal.code.enter") is None


def test_a_sealed_box_is_opened_for_a_reason(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.show.desk.ship.seal(BOX, "S-104417")
    room.open(room.show.office.doors.ship_box(BOX))
    assert room.loop.screen.find(f"box.out.{going[0].parcel}") is None
    room.scan("S-104417")
    assert room.said.startswith("Sealed with S-104417")
    room.tap("box.reopen")
    room.tap("reopen.wrong_parcel")
    assert room.said.startswith("The box is open, it needs a new seal")
    assert state(room) is BoxState.OPEN


def test_the_card_opens_a_sealed_box_only_when_it_is_scanned_again(
    room: Room, going: list[Parcel]
) -> None:
    room.scan(going[0].parcel)
    room.show.desk.ship.seal(BOX, "S-104417")
    room.open(room.show.office.doors.ship_box(BOX))
    room.scan("CMD:inspect")
    assert state(room) is BoxState.SEALED, "it asks first"
    room.scan("CMD:inspect")
    assert state(room) is BoxState.OPEN


def test_another_box_takes_this_ones_place_in_the_hand(room: Room, going: list[Parcel]) -> None:
    assert going
    room.scan(BOX)
    assert room.said.startswith("This box is in your hand")
    room.scan(OTHER)
    assert room.said.startswith("Not known here")
    room.show.desk.ship.begin(OTHER, Flow.REVERSE, BoxClass.DEFECT)
    room.scan(OTHER)
    assert "Faulty goods" in room.words()


def test_a_label_is_printed_again(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    waiting = len(room.show.desk.prints.waiting())
    room.tap("box.label")
    assert room.said.startswith("The label is being printed")
    assert len(room.show.desk.prints.waiting()) == waiting + 1


def test_the_sealed_box_leads_to_its_hand_over(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.show.desk.ship.seal(BOX, "S-104417")
    room.open(room.show.office.doors.ship_box(BOX))
    room.tap("box.handover")
    assert room.screen == "handover"


def test_a_box_is_photographed_as_it_is_sealed(room: Room, going: list[Parcel]) -> None:
    room.scan(going[0].parcel)
    room.scan("S-104417")
    room.scan("CMD:ok")
    assert "No photo" not in room.said
    assert len(room.show.file.photos.of(BOX, "seal")) == 1


def test_without_a_camera_a_box_is_sealed_and_says_so(room: Room, going: list[Parcel]) -> None:
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.scan(going[0].parcel)
    room.scan("S-104417")
    assert room.said == "Seal S-104417. Weigh the box, or just go on"
    room.scan("CMD:ok")
    assert room.said == "Sealed with S-104417. No photo was taken: There is no camera"
    assert state(room) is BoxState.SEALED
