"""What visits left on the counter, on the screen: scanned, its cell blinks, the cell confirms."""

import pytest

from kiosk.core import left
from kiosk.core.facts.visits import SessionAbandoned
from kiosk.core.words import ParcelState
from tests.ui.screens.conftest import Room


def leave(room: Room, *turns: int) -> list[str]:
    """Serve customers, take a parcel for each, and let them go away."""
    desk, held = room.show.desk, []
    for turn in turns:
        card = room.show.serve(turn)
        assert card.session
        session = card.session.session
        desk.issue.pick(session, card.ready[0].parcel)
        facts = left.leave(room.show.file.parcels.of_customer(card.customer_ref), session)
        with desk.counter.unit():
            desk.counter.record(*facts, SessionAbandoned(session), actor="system")
        held += [fact.parcel for fact in facts]
    desk.left.start()
    return held


def cell_of(room: Room, parcel: str) -> str:
    found = room.show.desk.left.find(parcel)
    return found.cell or ""  # type: ignore[union-attr]


def state(room: Room, parcel: str) -> ParcelState:
    found = room.show.file.parcels.get(parcel)
    assert found
    return found.state


def test_home_tells_how_many_wait_and_leads_there(room: Room) -> None:
    room.open(room.show.office.doors.home())
    assert room.loop.screen.find("home.putback") is None
    leave(room, 0, 1)
    room.open(room.show.office.doors.home())
    assert "To put back: 2" in room.words()
    room.tap("home.putback")
    assert room.screen == "put_back"
    assert "Scan a parcel from the counter" in room.words()


def test_a_scan_on_any_screen_leads_there_and_the_cell_confirms(room: Room) -> None:
    parcel, _ = leave(room, 0, 1)
    for door in ("home", "menu", "deliveries", "shelves", "returns", "ship", "unclaimed"):
        room.open(getattr(room.show.office.doors, door)())
        room.scan(parcel)
        assert room.screen == "put_back", door
    assert state(room, parcel) is ParcelState.PICKED, "the scan alone stores nothing"
    cell = cell_of(room, parcel)
    assert f"It is in {cell}" in room.words()
    room.scan(f"CELL:{cell}")
    assert room.said.startswith(f"It lies in {cell} now")
    assert state(room, parcel) is ParcelState.STORED


def test_a_scan_in_the_visit_of_another_leads_there_and_back(room: Room) -> None:
    (parcel,) = leave(room, 0)
    other = room.show.serve(1)
    room.open(room.show.office.doors.home())
    room.stand.loop.go(room.show.office.doors.customer(other))
    room.stand.turn()
    room.scan(parcel)
    assert room.screen == "put_back"
    room.scan(f"CELL:{cell_of(room, parcel)}")
    room.tap("bar.back")
    assert room.screen == "customer"


def test_the_customer_who_comes_back_gets_it_from_the_counter(room: Room) -> None:
    (parcel,) = leave(room, 0)
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    assert "Left on the counter" in room.words()
    room.scan(parcel)
    assert room.screen == "customer"
    assert "Found, on the counter" in room.words()


def test_the_wrong_cell_is_refused_in_words(room: Room) -> None:
    parcel, other = leave(room, 0, 1)
    room.open(room.show.office.doors.put_back(parcel))
    found, right = room.show.file.parcels.get(parcel), cell_of(room, parcel)
    assert found
    free = [
        load.cell.cell
        for load in room.show.file.cells.loads()
        if load.has_room(found.size) and load.cell.zone == "main" and load.cell.cell != right
    ]
    room.scan(f"CELL:{free[0]}")
    assert right in room.said
    assert other
    assert state(room, parcel) is ParcelState.PICKED


def test_a_parcel_is_chosen_with_a_finger_and_put_away_with_one(room: Room) -> None:
    _, parcel = leave(room, 0, 1)
    room.open(room.show.office.doors.put_back())
    room.tap(f"putback.{parcel}")
    room.tap("putback.put")
    assert state(room, parcel) is ParcelState.STORED
    assert "It lies in" in room.words()


def test_the_last_one_needs_no_scan_and_then_all_is_done(room: Room) -> None:
    (parcel,) = leave(room, 0)
    room.open(room.show.office.doors.put_back())
    room.scan(f"CELL:{cell_of(room, parcel)}")
    assert state(room, parcel) is ParcelState.STORED
    assert "All done" in room.words()
    assert "Nothing is to be put back" in str(
        getattr(room.loop.screen.find("putback.list"), "empty", "")
    )


@pytest.mark.parametrize("code", ["P:0000000000", "CELL:Z-99", "nonsense"])
def test_what_does_not_belong_here_is_answered_and_moves_nothing(room: Room, code: str) -> None:
    parcel, _ = leave(room, 0, 1)
    room.open(room.show.office.doors.put_back(parcel))
    room.scan(code)
    assert room.said
    assert state(room, parcel) is ParcelState.PICKED
