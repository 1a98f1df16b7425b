from kiosk.hw.ports import Scan, SeenCode, Symbology, Tone
from tests.ui.screens.conftest import Room


def opened(room: Room) -> str:
    """Open the lookup with nobody signed in; return a parcel on the shelf."""
    parcel = room.show.plan.stock.lines[0].parcel
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lookup())
    return parcel


def test_a_scan_lights_the_cell_without_anybody_signed_in(room: Room) -> None:
    parcel = opened(room)
    room.scan(parcel)
    cell = room.show.file.parcels.get(parcel).cell
    assert room.show.desk.lamps.shown.lit == {cell}
    assert room.stand.tones[-1:] == [Tone.OK]
    assert room.words().startswith(str(cell))


def test_a_scanned_cell_is_lit_too(room: Room) -> None:
    opened(room)
    room.scan("CELL:F-37")
    assert room.show.desk.lamps.shown.lit == {"F-37"}


def test_an_unknown_code_and_a_parcel_in_no_cell_sound_otherwise(room: Room) -> None:
    opened(room)
    room.scan("99999999-0001-1")
    room.scan(room.show.plan.trucks[0].lines[0].parcel)
    assert room.stand.tones[-2:] == [Tone.NO, Tone.ATTENTION]
    assert room.show.desk.lamps.shown.lit == frozenset()


def test_the_first_code_of_a_frame_that_is_known_counts(room: Room) -> None:
    parcel = opened(room)
    also = (SeenCode(parcel, Symbology.CODE128),)
    room.stand.signals.append(Scan("4600000000009", Symbology.EAN13, "camera", 1.0, also))
    room.stand.turn()
    assert room.stand.tones[-1:] == [Tone.OK]


def test_a_pickup_code_lights_nothing_and_a_lookup_writes_nothing(room: Room) -> None:
    parcel = opened(room)
    before = room.show.file.journal.head()
    room.scan("41234560*8301")
    room.scan(parcel)
    assert room.show.file.journal.head() == before
    assert room.stand.tones[-2:] == [Tone.NO, Tone.OK]
