"""How a box in hand looks: the next cell, what lies on the counter, what was sealed."""

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.words import BoxClass, CancelReason, Flow
from tests.ui.screens.conftest import Room

BOX = "BOX:7731-4417"


def unclaimed(room: Room, count: int) -> list[str]:
    parcels = [p.parcel for p in room.show._stored()][:count]
    counter = room.show.desk.counter
    with counter.unit():
        for parcel in parcels:
            counter.record(ParcelCancelled(parcel, CancelReason.UNCLAIMED))
    room.show.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    return parcels


def test_the_next_cell_and_those_after_it_are_named(room: Room) -> None:
    parcels = unclaimed(room, 3)
    room.open(room.show.office.doors.ship_box(BOX))
    words = room.words()
    found = [room.show.file.parcels.get(parcel) for parcel in parcels]
    walk = {cell.cell: cell.walk for cell in room.show.file.cells.all()}
    cells = sorted({p.cell for p in found if p and p.cell}, key=walk.__getitem__)
    assert "Take from the lit cell" in words
    assert f"{cells[0]} | then {', '.join(cells[1:])}" in words
    assert "3 parcels to pack" in words


def test_a_box_for_which_nothing_waits_says_so(room: Room) -> None:
    unclaimed(room, 0)
    room.open(room.show.office.doors.ship_box(BOX))
    assert "Nothing else waits for this box" in room.words()


def test_what_lies_on_the_counter_is_counted(room: Room) -> None:
    parcels = unclaimed(room, 2)
    ship = room.show.desk.ship
    ship.pack(BOX, parcels[0])
    room.open(room.show.office.doors.ship_box(BOX))
    room.tap(f"box.out.{parcels[0]}")
    assert "1 lies on the counter" in room.words()


def test_a_sealed_box_tells_its_seal_and_its_weight(room: Room) -> None:
    parcels = unclaimed(room, 1)
    ship = room.show.desk.ship
    ship.pack(BOX, parcels[0])
    ship.seal(BOX, "S-104417", 4_200)
    room.open(room.show.office.doors.ship_box(BOX))
    for words in ("Sealed", "S-104417", "1 parcel · 4.2 kg"):
        assert words in room.words()


def test_a_box_that_is_not_there_says_so(room: Room) -> None:
    room.open(room.show.office.doors.ship_box("BOX:7731-9999"))
    assert "Not known here" in room.words()
