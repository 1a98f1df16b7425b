"""The hand-over: every box by its label or its seal, a driver, an act; then the archive."""

import pytest

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxClass, CancelReason, Flow, ShipmentState
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.workflows.views import ShipmentCard
from tests.ui.screens.conftest import Room

BOXES = {"BOX:7731-4417": "S-104417", "BOX:7731-4418": "104418"}
FIRST, SECOND = BOXES


@pytest.fixture
def shipment(room: Room) -> str:
    """Two sealed boxes wait; the hand-over is open."""
    desk = room.show.desk
    for (box, seal), parcel in zip(BOXES.items(), room.show._stored(), strict=False):
        with desk.counter.unit():
            desk.counter.record(ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED))
        desk.ship.begin(box, Flow.REVERSE, BoxClass.NORMAL)
        desk.ship.pack(box, parcel.parcel)
        desk.ship.seal(box, seal)
    draft = desk.ship.start(Flow.REVERSE)
    assert not isinstance(draft, Refused)
    room.open(room.show.office.doors.handover(draft.shipment.shipment))
    return draft.shipment.shipment


def card(room: Room, shipment: str) -> ShipmentCard:
    found = room.show.desk.ship.shipment(shipment)
    assert not isinstance(found, Refused)
    return found


def test_a_box_is_checked_by_its_label_or_its_seal(
    room: Room, shipment: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert "Checked 0 of 2" in room.words()
    room.scan(FIRST)
    assert room.said.startswith("1 box is left")
    room.scan(FIRST)
    assert room.said.startswith("1 box is left")
    room.scan("104418")
    room.scan("S-104417")  # not among the digits
    assert "unknown" not in caplog.text, "what a screen asks for is no unknown code"
    assert room.said.startswith("All boxes are checked")
    assert len(card(room, shipment).boxes) == 2


def test_the_driver_takes_what_was_checked(room: Room, shipment: str) -> None:
    for box in BOXES:
        room.scan(box)
    room.tap("handover.driver")
    keys = room.loop.screen.find("handover.keys")
    assert isinstance(keys, Keyboard)
    for letter in "77":
        keys.press(letter)
    room.tap("handover.keys.enter")
    room.tap("handover.confirm")
    gone = card(room, shipment)
    assert (gone.shipment.state, gone.shipment.driver) == (ShipmentState.HANDED_OVER, "77")
    assert room.said == (
        "Handed over, the act is being printed. The driver signs both copies of the act"
    )
    assert "Driver | 77" in room.words()


def test_a_box_nobody_checked_stays_here_once_somebody_says_so(room: Room, shipment: str) -> None:
    room.scan(FIRST)
    room.tap("handover.confirm")
    assert "1 sealed box was not checked and stays here." in room.words()
    room.tap("rest.no")
    assert card(room, shipment).shipment.state is ShipmentState.DRAFT
    room.tap("handover.confirm")
    room.tap("rest.yes")
    assert card(room, shipment).shipment.boxes == (FIRST,)
    assert [box.box for box in room.show.file.boxes.closed()] == [SECOND]


def test_nothing_goes_before_a_box_was_checked(room: Room, shipment: str) -> None:
    room.tap("handover.confirm")
    assert "Scan the label of each box" in room.said
    assert card(room, shipment).shipment.state is ShipmentState.DRAFT


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BOX:7731-9999", "Not known here"),
        ("S-999999", "Not known here"),
        ("12345678-0001-1", "This box is not sealed. Scan the label of its box"),
        ("привет", "It is not a code of this network. Scan the label of each box"),
    ],
)
def test_every_other_code_is_answered(room: Room, shipment: str, code: str, said: str) -> None:
    room.scan(code)
    assert room.said.startswith(said)
    assert card(room, shipment).boxes == ()


def test_an_open_box_is_not_taken(room: Room, shipment: str) -> None:
    room.show.desk.ship.begin("BOX:7731-4419", Flow.REVERSE, BoxClass.NORMAL)
    room.scan("BOX:7731-4419")
    assert room.said == "This box is not sealed. Seal it, then scan it again"
    room.show.desk.ship.begin("BOX:7731-4420", Flow.DIRECT, BoxClass.DIRECT)
    room.scan("BOX:7731-4420")
    assert room.said.startswith("Drop-offs and returns are never packed together")
    assert card(room, shipment).boxes == ()


def test_an_act_is_printed_again_from_the_archive(room: Room, shipment: str) -> None:
    room.scan(FIRST)
    room.show.desk.ship.hand_over(shipment, "")
    room.open(room.show.office.doors.ship())
    room.tap("ship.tabs.archive")
    room.tap(f"shipment.{shipment}")
    waiting = len(room.show.desk.prints.waiting())
    room.tap("handover.print")
    assert room.said.startswith("A copy of the act is being printed")
    assert len(room.show.desk.prints.waiting()) == waiting + 1
