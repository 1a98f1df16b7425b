"""Closing: nothing is left in silence, each thing has its way, a trainee needs a second person."""

from kiosk.core.daywords import CarryReason, LooseKind
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_commands import PINS


def open_close(room: Room) -> None:
    room.show.desk.days.open_day()
    room.open(room.show.office.doors.day())
    room.tap("day.close")


def test_the_day_closes_only_when_all_has_its_reason(room: Room) -> None:
    room.show.serve(0)
    open_close(room)
    found = room.loop.screen.found()  # type: ignore[attr-defined]
    assert found[LooseKind.VISITS] == 1
    room.tap("close.confirm")
    assert room.show.file.days.latest(1)[0].closed_at == 0
    room.tap("close.carry.visits")
    room.tap("carry.awaited")
    assert "Somebody must come" in room.words()
    if len(found) > 2:
        room.tap("close.all")
        room.tap("carry.fault")
    else:
        for kind in set(found) - {LooseKind.VISITS}:
            room.tap(f"close.carry.{kind.value}")
            room.tap("carry.fault")
    room.tap("close.confirm")
    assert room.screen == "day"
    day = room.show.file.days.latest(1)[0]
    told = {one.kind: one.reason for one in day.loose}
    assert told[LooseKind.VISITS] is CarryReason.AWAITED
    assert set(told.values()) == {CarryReason.AWAITED, CarryReason.FAULT}


def test_each_thing_leads_to_where_it_is_finished_and_back(room: Room) -> None:
    room.show.desk.accept.arrive(room.show.plan.trucks[0].delivery)
    open_close(room)
    room.tap("close.carry.papers")
    room.tap("carry.no_time")
    room.tap("close.go.papers")
    assert room.screen == "waiting_papers"
    room.tap("bar.back")
    assert room.screen == "day_close"
    room.tap("close.go.deliveries")
    assert room.screen == "deliveries"
    room.open(room.show.office.doors.day_close())
    assert "There was no time" in room.words(), "what was said stays"


def test_a_question_is_shut_without_an_answer(room: Room) -> None:
    open_close(room)
    room.tap("close.carry.papers")
    room.tap("carry.close")
    assert "carry" not in {str(row["id"]) for row in room.loop.screen.tree()}
    assert room.loop.screen.carried == {}  # type: ignore[attr-defined]


def test_a_trainee_closes_with_a_second_person(room: Room) -> None:
    desk = room.show.desk
    desk.counter.signed_in = "leila"
    open_close(room)
    for kind in room.loop.screen.found():  # type: ignore[attr-defined]
        room.tap(f"close.carry.{kind.value}")
        room.tap("carry.tomorrow")
    room.tap("close.confirm")
    assert "anna" in {str(row["id"]).removeprefix("witness.") for row in room.loop.screen.tree()}
    room.type("witness", PINS["anna"])
    room.tap("witness.enter")
    room.loop.settle()
    day = room.show.file.days.latest(1)[0]
    assert (day.closed_by, day.witness) == ("leila", "anna")
