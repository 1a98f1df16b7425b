"""The trial delivery at the counter: its counts, the ways to the work, and what is told."""

from kiosk.trial.showroom_opening import opening_views
from tests.ui.screens.conftest import Room


def stand_at(room: Room, wanted: str) -> None:
    """Let the opening come as far as one state of the showroom, and open its stepper."""
    for name, _ in opening_views(room.show.office):
        if name == wanted:
            break
    room.open(room.show.office.doors.opening())
    room.tap("opening.trial")
    assert room.screen == "opening_trial"


def test_counts_and_what_comes_next(room: Room) -> None:
    stand_at(room, "trial_accepting")
    words = room.words()
    assert "6 of 10" in words
    assert "4 of 10" in words
    assert "0 of 10" in words
    assert "Accept and store every parcel, then close the delivery" in words
    room.tap("trial.tell")
    assert "Not every parcel is through" in room.said
    room.tap("trial.accept")
    assert room.screen == "deliveries"


def test_what_went_wrong_stands_by_its_parcel_and_is_told(room: Room) -> None:
    stand_at(room, "trial_wrong")
    assert "1 went wrong" in room.words()
    assert "TR-10" in room.words()
    assert "It did not come" in room.words()
    room.tap("trial.tell")
    assert room.screen == "opening"
    room.tap("opening.trial")
    assert "The network knows, and sends another delivery" in room.words()


def test_one_that_went_well_waits_for_the_network(room: Room) -> None:
    stand_at(room, "trial_well")
    room.tap("trial.tell")
    assert room.screen == "opening"
    assert "The trial went well; the network launches the point" in room.words()
