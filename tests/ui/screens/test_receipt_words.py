"""What is said of a paper: only what is true of the printer as it stands."""

import pytest

from kiosk.hw.ports import DeviceState
from kiosk.ui.screens.receipt_words import declined_words, prints_now, receipt_words
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_customer_return import begin

STANDS = [
    (DeviceState.READY, "", True, "being printed", "Goods and receipt go to the customer"),
    (DeviceState.DEGRADED, "paper_low", True, "being printed", "Goods and receipt go"),
    (DeviceState.DEGRADED, "paper_out", False, "works again", "The receipt comes once"),
    (DeviceState.ABSENT, "absent", False, "works again", "The receipt comes once"),
    (None, "", None, "No receipt", "The goods go to the customer"),
]


@pytest.mark.parametrize("stands", STANDS)
def test_papers_are_told_as_the_printer_stands(
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
    stands: tuple[DeviceState | None, str, bool | None, str, str],
) -> None:
    state, what, now, receipt, declined = stands
    room.open(room.show.office.home())
    desk, phrases = room.show.desk, room.loop.skin.phrases
    if state is None:
        monkeypatch.setattr(desk.health, "devices", lambda: ())
    else:
        room.show.tell("printer", "printer", state, what)
    assert prints_now(desk) is now
    assert receipt in receipt_words(desk, phrases)
    assert declined in declined_words(desk, phrases)


def test_who_declines_without_a_printer_promises_no_receipt(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(room)
    monkeypatch.setattr(room.show.desk.health, "devices", lambda: ())
    room.tap("return.decline")
    room.tap("reject.used")
    assert room.said.startswith("Declined: ")
    assert room.said.endswith("The goods go to the customer")
