"""One parcel: its history, its cell, its sticker, and what a scanned cell does to it."""

from kiosk.hw.ports import Colour, Tone
from tests.ui.screens.conftest import Room


def test_a_parcel_tells_its_history_and_its_cell(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    words = room.words()
    assert str(room.show.file.parcels.get(parcel).cell) in words
    for word in ("Announced", "Received", "Put away", "the central", "Анна К."):
        assert word in words
    assert "anna" not in words


def test_scanning_a_cell_moves_the_parcel(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    room.scan("CELL:F-37")
    assert room.show.file.parcels.get(parcel).cell == "F-37"
    assert room.said.startswith("It lies in F-37 now")


def test_an_unknown_parcel_is_said_in_words(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.scan("12345678-0001-1")
    assert room.screen == "home"
    assert room.said.startswith("Not known here")


def test_the_sticker_is_printed_again_by_a_tap_or_a_card(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    before = len(room.show.desk.prints.waiting())
    room.tap("parcel.sticker")
    assert room.said.startswith("The sticker is being printed")
    room.scan("CMD:sticker")
    assert len(room.show.desk.prints.waiting()) == before + 2


def test_no_sticker_for_what_is_not_here_nor_by_whom_it_is_not_for(room: Room) -> None:
    room.open(room.show.office.doors.parcel(room.show.plan.trucks[0].lines[-1].parcel))
    assert room.loop.screen.find("parcel.sticker") is None
    room.scan("CMD:sticker")
    assert room.said.startswith("This command is not on this screen")
    room.show.desk.counter.signed_in = "oleg"
    room.open(room.show.office.doors.parcel(room.show.plan.stock.lines[0].parcel))
    assert room.loop.screen.find("parcel.sticker") is None


def test_a_wrong_cell_is_told_by_light_by_sound_and_on_the_screen(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.open(room.show.office.doors.parcel(parcel))
    room.scan("CELL:R-01")
    assert room.said.startswith("The parcel does not belong in R-01")
    assert room.stand.tones[-1] is Tone.WRONG
    assert room.show.desk.lamps.colour_of("R-01") is Colour.MAGENTA
    room.scan("CELL:X-99")
    assert room.stand.tones[-1] is Tone.NO, "no cell at all is no wrong one"
