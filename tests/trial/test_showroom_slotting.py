"""The exhibits of proposed moves."""

from kiosk.core.words import ParcelState
from kiosk.trial.showroom_slotting import slotting_views
from tests.ui.screens.conftest import Room


def test_the_views_come_in_the_order_they_build_on(room: Room) -> None:
    stored = room.show.file.parcels.in_state(ParcelState.STORED)[:2]
    views = dict(slotting_views(room.show.office, stored))
    assert list(views) == ["slotting_empty", "shelves_moves", "slotting", "slotting_in_hand"]
    room.open(views["slotting_in_hand"]())
    assert "Put it into" in room.words()
