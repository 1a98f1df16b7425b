"""The map as a draft: racks as they stand, and the lights of each cell."""

from kiosk.core.cells import Cell
from kiosk.core.lampmap import LampMap
from kiosk.core.shelfplan import plan_of, shelves_of, specs_of
from kiosk.core.words import Size, Zone
from tests.core.test_shelfstrokes import plan


def _cell(name: str, walk: int, shelf: int = 0) -> Cell:
    return Cell(name, name[0], Size.M, Zone.MAIN, walk, shelf=shelf)


def test_a_rack_stands_as_was_said_and_five_beside_each_other_where_nobody_did() -> None:
    loose = [_cell(f"A-{n:02d}", n) for n in range(1, 8)]
    assert [len(shelf) for shelf in shelves_of(loose)] == [5, 2]
    said = [_cell("A-01", 1, 2), _cell("A-02", 2, 1), _cell("A-03", 3)]
    assert [[c.cell for c in shelf] for shelf in shelves_of(said)] == [["A-02"], ["A-01"], ["A-03"]]


def test_a_plan_that_is_not_touched_says_what_counts_already() -> None:
    assert [(s.cell, s.shelf, s.walk) for s in specs_of(plan())] == [
        ("A-01", 1, 0), ("A-02", 1, 1), ("A-03", 2, 2), ("A-04", 2, 3), ("B-01", 1, 4),
    ]  # fmt: skip
    assert all(slot.was == slot.cell for slot in plan().slots)


def test_a_light_of_what_is_no_cell_here_is_nobodys() -> None:
    strange = plan_of([_cell("A-01", 0)], {"wall": LampMap(("X-09", "A-01"))})
    assert strange.lamps["wall"].cells == ("", "A-01")


def test_a_cell_of_another_computer_is_not_without_light() -> None:
    assert plan().unlit == ("A-03", "B-01")
    assert plan().lights()["A-04"] == plan().lights_of("A-04") == (("wall", 3),)
    assert "" not in plan().lights()
    assert plan_of([_cell("A-01", 0)], {}, {"A-01"}).unlit == ()
