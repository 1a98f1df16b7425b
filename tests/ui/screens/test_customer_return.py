"""A return at the counter: ticked, photographed, taken back or declined; trouble is said."""

import pytest

from kiosk.core.events import decode
from kiosk.core.facts.returning import ReturnAccepted, ReturnRejected
from kiosk.core.words import Purpose, RejectReason, ReturnState
from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.customer_return import CustomerReturnScreen
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_returns import CODE, SHOES, expect

CHECKS = ("same", "complete", "tags", "unused")


def begin(room: Room) -> None:
    expect(room)
    room.open(room.show.office.doors.home())
    room.scan(CODE)
    assert room.screen == "customer_return"


def tick(room: Room, *keys: str) -> None:
    for key in keys:
        room.tap(f"check.{key}")


def photograph(room: Room) -> None:
    for _ in range(2):
        room.tap("photo.snap")


def told(room: Room, kind: str) -> list[object]:
    rows = room.show.file.journal.since(0, 10_000)
    return [decode(row.body).facts for row in rows if row.type == kind]


def state(room: Room) -> ReturnState | None:
    known = room.show.file.returns.with_code(CODE)
    return known.state if known else None


def test_looked_over_photographed_taken_back_and_put_away(room: Room) -> None:
    begin(room)
    tick(room, *CHECKS)
    room.tap("return.photos")
    photograph(room)
    room.tap("photo.done")
    assert room.screen == "taken"
    (fact,) = told(room, "return.accepted")
    assert isinstance(fact, ReturnAccepted)
    assert set(fact.checks) == set(CHECKS)
    room.scan("CELL:R-01")
    parcel = room.show.file.parcels.get(fact.parcel)
    assert parcel
    assert parcel.cell == "R-01"


def test_an_open_line_keeps_the_button_shut_and_says_why(room: Room) -> None:
    begin(room)
    tick(room, "same", "complete")
    room.tap("return.accept")
    assert room.said.startswith("2 lines of the checklist are open")
    room.scan("CMD:ok")
    assert room.screen == "customer_return"
    assert state(room) is ReturnState.OPEN


def test_photos_that_are_missing_are_taken_on_the_way(room: Room) -> None:
    begin(room)
    tick(room, *CHECKS)
    room.tap("return.accept")
    assert room.loop.screen.find("photo.camera") is not None
    photograph(room)
    room.tap("photo.done")
    assert room.screen == "taken"


def test_without_a_photo_is_a_persons_word(room: Room) -> None:
    begin(room)
    tick(room, *CHECKS)
    room.tap("return.accept")
    room.tap("photo.without")
    assert room.screen == "taken"
    assert len(told(room, "photo.skipped")) == 1


def test_without_a_camera_the_work_goes_on_and_says_so(room: Room) -> None:
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    begin(room)
    tick(room, *CHECKS)
    room.tap("return.accept")
    assert room.screen == "taken"
    assert room.said.startswith("No photo was taken")


def test_photos_may_be_taken_before_the_list_is_done(room: Room) -> None:
    begin(room)
    room.tap("return.photos")
    photograph(room)
    room.tap("photo.done")
    assert room.screen == "customer_return"
    assert "Photos 2 of 2" in room.words()


def test_closing_the_camera_loses_nothing(room: Room) -> None:
    begin(room)
    tick(room, "same")
    room.tap("return.photos")
    room.tap("photo.close")
    assert "It is what the picture shows: on" in room.words()


def test_ticks_wait_while_another_screen_is_in_front(room: Room) -> None:
    begin(room)
    tick(room, "same", "tags")
    room.tap("rail.shelves")
    room.scan(CODE)
    assert "Tags and seals are whole: on" in room.words()
    tick(room, "tags")
    assert "Tags and seals are whole: off" in room.words()


def test_faulty_goods_are_asked_less_and_named_so(room: Room) -> None:
    begin(room)
    room.tap("return.condition.faulty")
    assert room.loop.screen.find("check.unused") is None
    room.tap("return.size.L")
    room.tap("return.paper.pt")
    tick(room, "same", "complete", "tags")
    room.tap("return.accept")
    room.tap("photo.without")
    (fact,) = told(room, "return.accepted")
    assert isinstance(fact, ReturnAccepted)
    assert (fact.condition.value, fact.box_class.value, fact.size.value) == (
        "faulty",
        "defect",
        "L",
    )


def test_scanned_goods_are_compared(room: Room) -> None:
    begin(room)
    room.scan("4699999999999")
    assert room.said.startswith("These are other goods")
    assert "It is what the picture shows: off" in room.words()
    room.show.desk.returns.compare(CODE, SHOES.barcode)
    room.scan(CODE)
    assert room.said.startswith("Scanned before")
    assert "It is what the picture shows: on" in room.words()


def test_the_picture_opens_and_the_photos_are_beside_it(room: Room) -> None:
    begin(room)
    room.show.desk.photos.take(CODE, Purpose.RETURN)
    room.tap("return.picture")
    assert room.screen == "viewer"
    assert room.loop.screen.find("viewer.next") is not None
    room.tap("viewer.close")
    assert room.screen == "customer_return"


@pytest.mark.parametrize("reason", ["used", "no_tags"])
def test_declined_goods_stay_with_the_customer(room: Room, reason: str) -> None:
    begin(room)
    room.tap("return.decline")
    assert room.loop.screen.find("reject.withdrawn") is None
    room.tap(f"reject.{reason}")
    assert room.screen == "returns"
    assert room.said.startswith("Declined: ")
    (fact,) = told(room, "return.rejected")
    assert isinstance(fact, ReturnRejected)
    assert fact.reason is RejectReason(reason)
    assert told(room, "return.accepted") == []


def test_a_trainee_is_vouched_for(room: Room) -> None:
    begin(room)
    room.show.desk.access.sign_out()
    room.show.desk.counter.signed_in = "leila"
    room.open(room.show.office.doors.customer_return(CODE))
    tick(room, *CHECKS)
    room.tap("return.accept")
    room.tap("photo.without")
    assert room.loop.screen.find("witness.sheet") is not None
    assert state(room) is ReturnState.OPEN
    room.tap("witness.sheet.close")
    room.tap("return.decline")
    room.tap("reject.used")
    assert room.loop.screen.find("witness.sheet") is not None
    screen = room.loop.screen
    assert isinstance(screen, CustomerReturnScreen)
    room.show.desk.counter.vouching = "anna"
    screen.stage.go(screen._reject(RejectReason.USED, "anna"))  # type: ignore[attr-defined]
    assert state(room) is ReturnState.REJECTED


def test_what_the_network_withdraws_meanwhile_is_said(room: Room) -> None:
    begin(room)
    room.tap("return.photos")
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(ReturnRejected(CODE, RejectReason.WITHDRAWN), actor="central")
    room.loop.screen.renew()
    room.stand.turn()
    assert "The network withdrew it" in room.words()
    assert room.loop.screen.find("photo.camera") is None
    room.tap("return.back")
    assert room.screen == "returns"


def test_a_return_that_is_not_here_changes_nothing(room: Room) -> None:
    room.open(room.show.office.doors.customer_return("R9"))
    assert room.loop.screen.find("return.accept") is None


def test_the_label_before_the_camera_is_not_scanned(room: Room) -> None:
    begin(room)
    room.tap("return.photos")
    room.scan("4699999999999", source="camera")
    assert room.said == ""


def test_a_card_opens_the_camera(room: Room) -> None:
    begin(room)
    room.scan("CMD:photo")
    assert room.loop.screen.find("photo.camera") is not None
