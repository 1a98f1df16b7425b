"""A shelf button, pressed on the screens: put away, taken, asked about, and on the wrong one."""

import pytest

from kiosk.core.words import ParcelState
from kiosk.hw.ports import ButtonPressed, Tone
from kiosk.ui.screens.accept import AcceptScreen
from tests.ui.screens.conftest import Room


def press(room: Room, cell: str, *, held: bool = False) -> None:
    """Press the button of the rack in which a cell is."""
    button = f"section-{cell[0].lower()}"
    room.stand.signals.append(ButtonPressed(button, held, room.stand.time))
    room.stand.turn()


def accepting(room: Room) -> tuple[str, str]:
    """Have a parcel in hand; return it and the cell that blinks."""
    truck = room.show.plan.trucks[0]
    room.show.desk.accept.arrive(truck.delivery)
    room.open(AcceptScreen(room.show.office, truck.delivery))
    parcel = truck.lines[0].parcel
    room.scan(parcel)
    return parcel, room.loop.screen.now.cell


def test_a_press_at_the_blinking_cell_stores_the_parcel_in_hand(room: Room) -> None:
    parcel, cell = accepting(room)
    press(room, cell)
    stored = room.show.file.parcels.get(parcel)
    assert (stored.state, stored.cell) == (ParcelState.STORED, cell)
    assert room.said == f"It lies in {cell} now. "
    assert room.show.desk.lamps.shown.lit == frozenset()
    press(room, cell)
    assert room.said == "No lamp is lit at this button. Scan the parcel first"


def test_a_press_and_a_scan_of_the_cell_are_the_same(room: Room) -> None:
    _, cell = accepting(room)
    room.scan(f"CELL:{cell}")
    by_scan = room.said
    truck = room.show.plan.trucks[0]
    second = truck.lines[1].parcel
    room.scan(second)
    press(room, room.loop.screen.now.cell)
    assert room.said.startswith("It lies in ")
    assert by_scan.startswith("It lies in ")
    events = [row.type for row in room.show.file.journal.since(0, 10**6)]
    assert events.count("parcel.stored") >= 2


def test_a_press_elsewhere_stores_nothing(room: Room) -> None:
    parcel, cell = accepting(room)
    press(room, "Z" if cell[0] != "Z" else "A")
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED
    assert room.said == "No lamp is lit at this button. Scan the parcel first"
    assert room.stand.tones[-1] is Tone.NO


def test_holding_is_not_a_second_press(room: Room) -> None:
    parcel, cell = accepting(room)
    press(room, cell, held=True)
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED


def serving(room: Room, cells: int) -> list[str]:
    """Open a visit whose parcels lie in so many cells of one rack; return the cells."""
    for turn in range(len(room.show.plan.customers)):
        card = room.show.serve(turn)
        lit = sorted({p.cell for p in card.ready if p.cell})
        if len(lit) == cells and len({cell[0] for cell in lit}) == 1:
            room.open(room.show.office.doors.customer(card))
            return lit
        room.show.desk.issue.cancel(card.session.session)
    raise AssertionError(f"nobody has parcels in {cells} cells of one rack")


def test_a_press_at_the_one_lit_cell_asks_for_a_scan_and_picks_nothing(room: Room) -> None:
    (cell,) = serving(room, 1)
    press(room, cell)
    assert room.said == f"Scan the parcel from {cell}. A press alone takes nothing"
    assert room.loop.screen.card.picked == ()
    assert cell in room.show.desk.lamps.shown.lit


def asked(room: Room) -> tuple[str, str, str]:
    """Have two cells of one rack wanted, one of them blinking, and press; return what is asked.

    Returns:
        The parcel in hand, the blinking cell, and the other.
    """
    parcel, cell = accepting(room)
    other = next(c.cell for r in room.show.desk.find.racks() if r.rack == cell[0] for c in r.cells
                 if c.cell != cell)  # fmt: skip
    room.show.desk.lamps.take(other)
    press(room, cell)
    return parcel, cell, other


def test_several_lamps_are_a_question_that_the_map_answers(room: Room) -> None:
    parcel, cell, other = asked(room)
    assert room.said == "Which cell?. Tap it on the map"
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED
    assert {row["id"] for row in room.loop.screen.tree()} >= {f"which.map.{cell}",
                                                              f"which.map.{other}"}  # fmt: skip
    room.tap(f"which.map.{cell}")
    assert room.show.file.parcels.get(parcel).cell == cell
    assert room.loop.screen.find("which.map") is None


def test_the_other_cell_of_the_question_is_a_search_that_is_over(room: Room) -> None:
    parcel, cell, other = asked(room)
    room.tap(f"which.map.{other}")
    assert room.said == "Found, the lamp is off. "
    assert room.show.desk.lamps.shown.lit == {cell}
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED


@pytest.mark.parametrize("how", ["which.close", "scan", "other", "over"])
def test_a_question_goes_away_when_it_is_closed_or_has_answered_itself(
    room: Room, how: str
) -> None:
    _, cell, other = asked(room)
    if how == "scan":
        room.scan(f"CELL:{cell}")
    elif how == "other":
        room.scan("no code of ours")
    elif how == "over":
        room.show.desk.lamps.found(other)
        room.loop.screen.renew()
        room.stand.turn()
    else:
        room.tap(how)
    assert room.loop.screen.find("which.map") is None


def test_a_curtain_stays_and_the_parcel_is_stored_all_the_same(room: Room) -> None:
    parcel, cell = accepting(room)
    room.loop.screen.curtained = True
    press(room, cell)
    assert room.show.file.parcels.get(parcel).cell == cell
    assert room.loop.screen.curtained


def test_behind_the_lock_a_press_asks_to_sign_in(room: Room) -> None:
    parcel, cell = accepting(room)
    room.tap("bar.lock")
    press(room, cell)
    assert room.said.startswith("Sign in first")
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED


def test_without_a_screen_a_press_puts_out_the_lamp_of_a_search(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lookup())
    room.scan(parcel)
    (cell,) = room.show.desk.lamps.shown.lit
    press(room, cell, held=True)
    assert room.show.desk.lamps.shown.lit == {cell}
    press(room, cell)
    assert room.show.desk.lamps.shown.lit == frozenset()
    press(room, cell)
    assert room.stand.tones[-3:] == [Tone.OK, Tone.OK, Tone.NO]
