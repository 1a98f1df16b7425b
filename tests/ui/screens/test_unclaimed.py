"""What nobody came for, on the screen: listed, scanned, put among the returns."""

import pytest

from kiosk.core.codes import tail
from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.words import CancelReason, ParcelState
from kiosk.workflows.unclaimed import Unclaimed
from tests.ui.screens.conftest import Room, end_terms


def _over(room: Room) -> list[str]:
    due = room.show.desk.unclaimed.due()
    return [parcel.parcel for parcel in due]  # type: ignore[union-attr]


def test_the_shelves_lead_to_the_list_when_a_term_is_over(room: Room) -> None:
    end_terms(room)
    room.open(room.show.office.doors.shelves())
    room.tap("shelves.view.terms")
    room.tap("shelves.pull")
    assert room.screen == "unclaimed"
    assert f"{len(_over(room))} parcel" in room.words()


def test_a_parcel_is_scanned_and_put_among_the_returns(room: Room) -> None:
    end_terms(room)
    before = _over(room)
    room.open(room.show.office.doors.unclaimed())
    assert "Take a parcel from a lit cell" in room.words()
    room.scan(before[0])
    parcel = room.show.file.parcels.get(before[0])
    assert parcel is not None
    assert parcel.state is ParcelState.TO_RETURN
    assert "Put it among the returns" in room.words()
    cell = room.show.desk.unclaimed.pull(before[0]).cell  # type: ignore[union-attr]
    room.scan(f"CELL:{cell}")
    assert room.said.startswith(f"It lies in {cell} now")
    assert "Scan the next one" in room.words()
    assert _over(room) == before[1:]


def test_a_parcel_whose_term_is_not_over_is_refused_in_words(room: Room) -> None:
    stored = next(
        parcel
        for parcel in room.show.file.parcels.in_state(ParcelState.STORED)
        if parcel.parcel not in _over(room)
    )
    room.open(room.show.office.doors.unclaimed())
    room.scan(stored.parcel)
    assert room.said == "Its term is not over. Put it back, the customer may still come"


def test_when_nothing_is_over_it_says_so(room: Room) -> None:
    room.open(room.show.office.doors.unclaimed())
    assert room.loop.screen.find("unclaimed.list").empty.startswith("No term is over")
    assert "All done" in room.words()


def test_the_screen_looks_once_at_what_is_over(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, due = [], Unclaimed.due
    monkeypatch.setattr(Unclaimed, "due", lambda self: looked.append(1) or due(self))
    end_terms(room)
    room.open(room.show.office.doors.unclaimed())
    room.loop.settle()
    assert len(looked) == 1


def test_what_was_cancelled_is_told_apart_on_the_list(room: Room) -> None:
    counter, parcel = room.show.desk.counter, room.show._stored()[0]
    with counter.unit():
        counter.record(ParcelCancelled(parcel.parcel, CancelReason.BY_CENTRAL), actor="central")
    room.open(room.show.office.doors.shelves())
    room.tap("shelves.view.terms")
    assert "Over or cancelled" in room.words()
    room.tap("shelves.pull")
    assert f"…{tail(parcel.parcel)} · cancelled" in room.words()
