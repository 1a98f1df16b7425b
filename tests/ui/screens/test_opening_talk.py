"""The thread with the network: a line is written at the counter, and stands there."""

from kiosk.core.facts import opening as facts
from tests.ui.screens.conftest import Room


def test_a_line_is_written_and_an_empty_one_is_not(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(facts.OpeningInvited("o1"), actor="central")
    room.open(room.show.office.doors.opening())
    room.tap("opening.talk")
    room.tap("talk.write")
    room.tap("talk.keys.enter")
    assert counter.store.openings.get("o1").said == ()  # type: ignore[union-attr]
    room.tap("talk.write")
    for key in ("h", "i"):
        room.tap(f"talk.keys.key.{key}")
    room.tap("talk.keys.enter")
    opening = counter.store.openings.get("o1")
    assert opening is not None
    assert [line.text for line in opening.said] == ["hi"]
    assert room.loop.screen.line.typing.text == ""  # type: ignore[attr-defined]
