"""A trainee hands over with a second person's PIN."""

import time

from kiosk.core.words import ParcelState
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_lock import PATIENCE_S


def trainee_hands_over(room: Room) -> str:
    """Let the trainee pick everything of a visit and press the button; return the parcel."""
    card = room.show.serve(0)
    room.show.desk.access.sign_out()
    room.show.desk.counter.signed_in = "leila"
    room.open(room.show.office.doors.customer(card))
    for parcel in card.ready:
        room.scan(parcel.parcel)
    room.tap("issue.confirm")
    return card.ready[0].parcel


def enter(room: Room, pin: str) -> None:
    witness = room.loop.screen._witness
    room.type("witness", pin)
    room.tap("witness.enter")
    assert witness is not None
    deadline = time.monotonic() + PATIENCE_S  # the hash is computed on a worker
    while witness._checking:
        assert time.monotonic() < deadline
        room.stand.turn(1)


def test_a_trainee_issues_with_a_colleague_s_pin(room: Room) -> None:
    parcel = trainee_hands_over(room)
    assert "A second person must confirm" in room.words()
    assert room.show.file.parcels.get(parcel).state is ParcelState.PICKED
    enter(room, "739152")
    assert room.screen == "issued"
    assert room.show.file.parcels.get(parcel).state is ParcelState.ISSUED
    issued = [row for row in room.show.file.journal.since(0, 10**6) if row.type == "parcel.issued"]
    assert b'"witness":"anna"' in issued[-1].body


def test_a_wrong_pin_of_a_witness_issues_nothing_and_counts(room: Room) -> None:
    parcel = trainee_hands_over(room)
    enter(room, "111112")
    assert room.said.startswith("Wrong badge or PIN")
    assert "tries are left" in room.said
    assert room.show.file.parcels.get(parcel).state is ParcelState.PICKED
    room.tap("witness.sheet.close")
    assert room.loop.screen.find("issue.confirm") is not None


def test_only_those_who_may_vouch_are_asked(room: Room) -> None:
    trainee_hands_over(room)
    shown = {str(row["id"]) for row in room.loop.screen.tree()}
    assert "witness.anna" in shown
    assert not {"witness.leila", "witness.igor"} & shown  # herself, and one without a PIN
