"""A box that goes to another point: where it worked before is known, each time."""

from kiosk.central.moves import Moves
from tests.central.conftest import Box, Central, life


def test_where_a_box_worked_is_noted_when_it_moves_and_only_then(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    central.register("box-1")
    assert central.rows("SELECT * FROM moved") == []
    central.register("box-1", "p2")
    central.register("box-1")
    last = max(int(n) for (n,) in central.rows("SELECT n FROM event"))
    told = central.rows("SELECT device, point, event, aside FROM moved ORDER BY n")
    assert told == [("box-1", "p1", last, 0), ("box-1", "p2", last, 0)]
    moves = Moves(central.store._conn)
    assert moves.points_of(["box-1", "box-7"]) == {"p1", "p2"}
    assert moves.points_of([]) == set()


def test_who_works_there_by_now_is_found(central: Central) -> None:
    central.register("box-1", "p2")
    central.register("box-2")
    moves = Moves(central.store._conn)
    assert moves.successors(["box-1"]) == moves.successors(["box-1", "box-2"]) == ["box-2"]
    assert moves.successors(["box-2"]) == moves.successors([]) == []


def test_where_a_box_worked_is_told_by_the_number_of_a_row(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    last = max(int(n) for (n,) in central.rows("SELECT n FROM event"))
    central.register("box-1", "p2")
    moves = Moves(central.store._conn)
    assert [moves.point_at("box-1", "event", n) for n in (last, last + 1)] == ["p1", "p2"]
    assert moves.point_at("box-1", "quarantine", 1) == "p2", "nothing was put aside before"
    central.register("box-1", "p3")
    assert moves.point_at("box-1", "event", last) == "p1", "the first it left, of two"
