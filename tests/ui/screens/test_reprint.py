"""A receipt once more: from the result, from a parcel's card, by a card, and by its own code."""

import pytest

from kiosk.core.papers_number import receipt_code
from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room


def issue(room: Room) -> tuple[str, str]:
    """Hand a parcel over; tells it and its receipt."""
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(card.ready[0].parcel)
    room.tap("issue.confirm")
    issued = room.show.desk.issue.last()
    assert issued
    return card.ready[0].parcel, issued.receipt_job or ""


def printed(room: Room) -> None:
    room.show.file.db.execute("UPDATE print_job SET state = 'sent'")
    room.loop.screen.renew()
    room.stand.turn()


def copies(room: Room) -> int:
    return sum(job.kind == "receipt" for job in room.show.desk.prints.waiting())


def test_the_result_prints_it_again_once_it_was_printed(room: Room) -> None:
    issue(room)
    room.tap("issued.reprint")
    assert room.said.startswith("The receipt waits for the printer already")
    printed(room)
    room.tap("issued.reprint")
    assert room.said.startswith("A copy of the receipt is being printed")
    assert copies(room) == 1


def test_a_parcels_card_prints_it_again_by_a_tap_or_a_card(room: Room) -> None:
    parcel, _ = issue(room)
    room.open(room.show.office.doors.parcel(parcel))
    printed(room)
    room.scan("CMD:reprint")
    assert room.said.startswith("A copy of the receipt is being printed")
    room.tap("parcel.reprint")
    assert room.said.startswith("The receipt waits for the printer already")
    assert copies(room) == 1


def test_no_receipt_no_right_no_printer_no_button(room: Room) -> None:
    stored = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(stored))
    assert room.loop.screen.find("parcel.reprint") is None
    room.scan("CMD:reprint")
    assert room.said.startswith("This command is not on this screen")
    parcel, _ = issue(room)
    printed(room)
    room.show.desk.counter.signed_in = "oleg"
    room.open(room.show.office.doors.parcel(parcel))
    assert room.loop.screen.find("parcel.reprint") is None


def test_a_receipt_in_doubt_is_answered_first(room: Room) -> None:
    parcel, receipt = issue(room)
    room.show.file.db.execute("UPDATE print_job SET state = 'uncertain' WHERE id = ?", [receipt])
    room.open(room.show.office.doors.parcel(parcel))
    room.tap("parcel.reprint")
    assert room.said.startswith("Say first whether it was printed")


@pytest.mark.parametrize("screen", ["home", "health", "deliveries", "returns", "ship", "shelves"])
def test_its_code_opens_what_it_was_of_on_any_screen(room: Room, screen: str) -> None:
    parcel, receipt = issue(room)
    room.open(getattr(room.show.office.doors, screen)())
    before = room.show.file.journal.head()
    room.scan(receipt_code(receipt))
    assert room.screen == "parcel"
    assert room.show.desk.find.read(parcel, "qr").text == parcel
    assert room.loop.screen.parcel == parcel  # type: ignore[attr-defined]
    assert room.show.file.journal.head() == before, "a receipt releases nothing"


def test_a_receipt_held_before_a_visits_card_releases_nothing(room: Room) -> None:
    _, receipt = issue(room)
    card = room.show.serve(1)
    room.open(room.show.office.doors.customer(card))
    before = room.show.file.journal.head()
    room.scan(receipt_code(receipt), source="camera")
    assert room.screen == "parcel"
    assert room.show.file.journal.head() == before
    room.tap("bar.back")
    assert room.screen == "customer"


@pytest.mark.parametrize("text", ["RCPT:0", "RCPT:01900000-0000-7000-8000-0123456789ab"])
def test_a_receipt_of_another_point_is_said_in_words(room: Room, text: str) -> None:
    room.open(room.show.office.doors.home())
    room.scan(text)
    assert room.screen == "home"
    assert room.said.startswith("This receipt is not known here")


def test_behind_the_lock_a_receipt_opens_nothing(room: Room) -> None:
    _, receipt = issue(room)
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lock())
    room.scan(receipt_code(receipt))
    assert room.screen == "lock"


def test_the_devices_screen_only_reads_it(room: Room) -> None:
    _, receipt = issue(room)
    room.show.tell("hand", "scanner", DeviceState.READY)
    room.open(room.show.office.doors.device("hand"))
    room.scan(receipt_code(receipt))
    assert room.screen == "device"
    assert "A receipt" in room.words()
