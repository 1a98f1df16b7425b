from kiosk.core.words import ParcelState
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
