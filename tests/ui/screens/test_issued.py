import pytest

from kiosk.core.words import ParcelState
from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room


def issue(room: Room) -> str:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(card.ready[0].parcel)
    room.tap("issue.confirm")
    return card.ready[0].parcel


def test_undo_brings_the_visit_back(room: Room) -> None:
    parcel = issue(room)
    room.tap("issued.undo")
    assert room.screen == "customer"
    assert room.show.file.parcels.get(parcel).state is ParcelState.PICKED


def test_home_comes_by_itself_after_four_seconds(room: Room) -> None:
    issue(room)
    assert room.screen == "issued"
    room.stand.wait(4.1)
    assert room.screen == "home"


def test_next_customer_leads_home(room: Room) -> None:
    issue(room)
    room.tap("issued.next")
    assert room.screen == "home"


@pytest.mark.parametrize(
    ("state", "what", "words"),
    [
        (DeviceState.READY, "", "The receipt is being printed"),
        (DeviceState.DEGRADED, "paper_low", "The receipt is being printed"),
        (DeviceState.DEGRADED, "paper_out", "The receipt is printed when the printer works again"),
        (DeviceState.ABSENT, "absent", "The receipt is printed when the printer works again"),
    ],
)
def test_the_result_says_what_becomes_of_the_receipt(
    room: Room, state: DeviceState, what: str, words: str
) -> None:
    room.show.tell("printer", "printer", state, what)
    issue(room)
    assert words in room.words()
