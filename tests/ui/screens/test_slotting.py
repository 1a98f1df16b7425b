"""Proposed moves on the screen: the lit cell, the parcel, the blinking cell, the next one."""

from kiosk.core.slotting import Proposal
from kiosk.store.slots import Night
from tests.ui.screens.conftest import Room


def propose(room: Room, many: int = 2) -> list[Proposal]:
    """Let so many parcels of the shelves be proposed for free cells."""
    counter = room.show.desk.counter
    loads = counter.store.cells.loads()
    free = [load.cell.cell for load in loads if load.units == 0 and load.cell.zone == "main"]
    lying = [p for load in loads for p in counter.store.parcels.in_cell(load.cell.cell)]
    moves = [
        Proposal(p.parcel, p.cell or "", cell)
        for p, cell in zip(lying, free, strict=False)
        if p.state == "stored"
    ][:many]
    with counter.unit():
        counter.store.slots.keep(Night("20261124", tuple(moves)))
    return moves


def cell_of(room: Room, move: Proposal) -> str | None:
    found = room.show.file.parcels.get(move.parcel)
    return found.cell if found else None


def test_the_shelves_lead_there_and_every_move_is_confirmed_by_scans(room: Room) -> None:
    first, second = propose(room)
    room.open(room.show.office.doors.shelves())
    assert "2 proposed moves" in room.words()
    room.tap("shelves.slotting")
    assert room.screen == "slotting"
    assert room.show.desk.lamps.shown.lit == {first.from_cell}
    room.scan(first.parcel)
    assert room.show.desk.lamps.shown.lit == {first.to_cell}
    assert "Put it into the blinking cell" in room.words()
    room.scan(f"CELL:{first.to_cell}")
    assert room.said.startswith(f"It lies in {first.to_cell} now")
    assert cell_of(room, first) == first.to_cell
    assert room.show.desk.lamps.shown.lit == {second.from_cell}
    room.tap("slotting.leave")
    assert cell_of(room, second) == second.from_cell
    assert "All done" in room.words()
    assert room.show.desk.lamps.shown.lit == set()


def test_the_wrong_cell_is_told_and_the_parcel_stays_in_hand(room: Room) -> None:
    (move, other) = propose(room)
    room.open(room.show.office.doors.slotting())
    room.scan(move.parcel)
    room.scan(f"CELL:{other.to_cell}")
    assert room.said.startswith(f"{move.to_cell} was meant, this is {other.to_cell}")
    assert cell_of(room, move) == move.from_cell
    room.scan(f"CELL:{move.to_cell}")
    assert cell_of(room, move) == move.to_cell


def test_another_parcel_opens_its_card_and_all_moves_can_be_dismissed(room: Room) -> None:
    (move,) = propose(room, 1)
    room.open(room.show.office.doors.slotting())
    other = next(
        p.parcel
        for line in room.show.plan.stock.lines
        if (p := room.show.file.parcels.get(line.parcel)) and p.parcel != move.parcel and p.cell
    )
    room.scan(other)
    assert room.screen == "parcel"
    room.open(room.show.office.doors.slotting())
    room.tap("slotting.dismiss")
    assert "All done" in room.words()
    room.open(room.show.office.doors.shelves())
    assert room.loop.screen.find("shelves.slotting") is None
