"""Drawing the shelves: every stroke gives another draft, or says why not; labels never change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import shelfstrokes
from kiosk.core.cells import Cell
from kiosk.core.facts.fact import CellSpec
from kiosk.core.lampmap import LampMap
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan, Slot, plan_of, specs_of
from kiosk.core.shelfstrokes import (
    MOST_BESIDE,
    MOST_SHELVES,
    LightRun,
    Shape,
    add_rack,
    give_lights,
    remove_rack,
    rename_rack,
    set_beside,
    set_shelves,
    set_size,
    set_zone,
    shift_rack,
    take_lights,
)
from kiosk.core.words import Size, Zone

NOBODY: frozenset[str] = frozenset()


def _cell(name: str, walk: int, shelf: int = 0) -> Cell:
    return Cell(name, name[0], Size.M, Zone.MAIN, walk, shelf=shelf)


def plan() -> Plan:
    """Two shelves of two, a rack of one cell, and a strip that lights three of them."""
    cells = [_cell("A-01", 0, 1), _cell("A-02", 1, 1), _cell("A-03", 2, 2), _cell("A-04", 3, 2)]
    lamps = {"wall": LampMap(("A-01", "A-02", "", "A-04", "", ""), frozenset({1}))}
    return plan_of([*cells, _cell("B-01", 4)], lamps)


def drawn(found: Plan | Refused) -> Plan:
    assert isinstance(found, Plan), found
    return found


def names(found: Plan | Refused, rack: str) -> list[list[str]]:
    shown = drawn(found).rack(rack)
    assert shown is not None
    return [[slot.cell for slot in shelf] for shelf in shown.shelves]


# -- racks -----------------------------------------------------------------------------------------


def test_a_new_rack_comes_last_with_numbered_cells() -> None:
    more = drawn(add_rack(plan(), "K", Shape(2, 3, Size.L, Zone.RETURNS)))
    assert names(more, "K") == [["K-01", "K-02", "K-03"], ["K-04", "K-05", "K-06"]]
    assert more.racks[-1].slots[0] == Slot("K-01", Size.L, Zone.RETURNS)
    assert specs_of(more)[-1] == CellSpec("K-06", "K", Size.L, Zone.RETURNS, 10, 2)


@pytest.mark.parametrize("name", ["", "a", "Б", "ABC", "A1", "A\n", "-"])
def test_a_rack_is_called_by_one_or_two_latin_letters(name: str) -> None:
    assert add_rack(plan(), name, Shape(1, 1)) == Refused(Reason.RACK_NAME)
    assert rename_rack(plan(), "A", name) == Refused(Reason.RACK_NAME)


def test_two_racks_never_have_one_name() -> None:
    taken = Refused(Reason.RACK_TAKEN, {"rack": "B"})
    assert add_rack(plan(), "B", Shape(1, 1)) == taken
    assert rename_rack(plan(), "A", "B") == taken
    odd = plan_of([Cell("K-01", "wall", Size.M, Zone.MAIN, 0)], {})
    assert add_rack(odd, "K", Shape(1, 1)) == Refused(Reason.RACK_TAKEN, {"rack": "K"})


@pytest.mark.parametrize("shape", [Shape(0, 1), Shape(1, 0), Shape(13, 1), Shape(1, 9)])
def test_a_shape_out_of_bounds_is_refused(shape: Shape) -> None:
    assert add_rack(plan(), "K", shape) == Refused(Reason.BAD_VALUE)


def test_there_is_a_most_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelfstrokes, "MOST_CELLS", 6)
    assert add_rack(plan(), "K", Shape(1, 2)) == Refused(Reason.TOO_MANY_CELLS, {"most": 6})


def test_a_renamed_rack_keeps_its_numbers_lights_and_what_it_was() -> None:
    named = drawn(rename_rack(plan(), "A", "DD"))
    assert names(named, "DD") == [["DD-01", "DD-02"], ["DD-03", "DD-04"]]
    assert [slot.was for slot in named.slots] == ["A-01", "A-02", "A-03", "A-04", "B-01"]
    assert named.lamps["wall"] == LampMap(("DD-01", "DD-02", "", "DD-04", "", ""), frozenset({1}))


def test_a_rack_goes_only_when_nothing_lies_in_it() -> None:
    full = Refused(Reason.CELL_NOT_EMPTY, {"cell": "A-02"})
    assert remove_rack(plan(), "A", {"A-02", "B-01"}) == full
    gone = drawn(remove_rack(plan(), "A", {"B-01"}))
    assert [rack.rack for rack in gone.racks] == ["B"]
    assert gone.lamps["wall"].cells == ("",) * 6


def test_a_cell_that_is_full_under_its_old_name_does_not_go_under_a_new_one() -> None:
    named = drawn(rename_rack(plan(), "A", "D"))
    full = Refused(Reason.CELL_NOT_EMPTY, {"cell": "D-02"})
    assert remove_rack(named, "D", {"A-02"}) == full


def test_a_rack_comes_earlier_or_later_on_the_walk() -> None:
    assert [rack.rack for rack in drawn(shift_rack(plan(), "B", -1)).racks] == ["B", "A"]
    assert shift_rack(plan(), "B", 1) == plan()
    assert shift_rack(plan(), "A", -1) == plan()


# -- shelves and cells -----------------------------------------------------------------------------


def test_a_new_shelf_is_like_the_last_and_takes_the_next_numbers() -> None:
    large = set_size(plan(), {"A-03", "A-04"}, Size.XL)
    more = drawn(set_shelves(large, "A", 3, NOBODY))
    assert names(more, "A")[2] == ["A-05", "A-06"]
    assert {slot.size for slot in drawn(more).racks[0].shelves[2]} == {Size.XL}


def test_a_new_cell_changes_no_label_that_hangs_already() -> None:
    assert names(set_beside(plan(), "A", 0, 3, NOBODY), "A") == [
        ["A-01", "A-02", "A-05"], ["A-03", "A-04"],
    ]  # fmt: skip
    assert names(set_beside(plan(), "A", None, 3, NOBODY), "A") == [
        ["A-01", "A-02", "A-05"], ["A-03", "A-04", "A-06"],
    ]  # fmt: skip


def test_new_cells_are_numbered_as_one_walks_with_their_lights() -> None:
    fresh = drawn(add_rack(plan(), "K", Shape(2, 2)))
    lit = drawn(give_lights(fresh, ["K-03"], LightRun("wall", 4)))
    wider = set_beside(lit, "K", None, 3, NOBODY)
    assert names(wider, "K") == [["K-01", "K-02", "K-03"], ["K-04", "K-05", "K-06"]]
    assert drawn(wider).lamps["wall"].leds_of("K-04") == (4,)


def test_shelves_and_cells_go_from_the_end_and_only_empty() -> None:
    assert names(set_shelves(plan(), "A", 1, {"A-01"}), "A") == [["A-01", "A-02"]]
    assert set_shelves(plan(), "A", 1, {"A-04"}) == Refused(Reason.CELL_NOT_EMPTY, {"cell": "A-04"})
    assert names(set_beside(plan(), "A", 1, 1, {"A-03"}), "A") == [["A-01", "A-02"], ["A-03"]]
    assert set_beside(plan(), "A", None, 1, {"A-02"}) == Refused(
        Reason.CELL_NOT_EMPTY, {"cell": "A-02"}
    )


@pytest.mark.parametrize("count", [0, -1, 99])
def test_there_is_a_least_and_a_most_of_shelves_and_cells(count: int) -> None:
    shelves = Refused(Reason.SHELVES_LIMIT, {"most": MOST_SHELVES})
    beside = Refused(Reason.CELLS_LIMIT, {"most": MOST_BESIDE})
    assert set_shelves(plan(), "A", count, NOBODY) == shelves
    assert set_beside(plan(), "A", 0, count, NOBODY) == beside


def test_sizes_and_zones_are_set_for_what_was_chosen() -> None:
    changed = set_zone(set_size(plan(), {"A-02", "B-01"}, Size.S), {"B-01"}, Zone.FLOOR)
    assert [slot.size for slot in changed.slots] == [Size.M, Size.S, Size.M, Size.M, Size.S]
    assert [slot.zone for slot in changed.slots][-2:] == [Zone.MAIN, Zone.FLOOR]


@pytest.mark.parametrize(
    "stroke",
    [
        lambda p: rename_rack(p, "X", "Y"),
        lambda p: remove_rack(p, "X", NOBODY),
        lambda p: shift_rack(p, "X", 1),
        lambda p: set_shelves(p, "X", 1, NOBODY),
        lambda p: set_beside(p, "X", 0, 1, NOBODY),
        lambda p: set_beside(p, "A", 7, 1, NOBODY),
    ],
    ids=["rename", "remove", "shift", "shelves", "beside", "shelf"],
)
def test_what_is_not_there_is_not_changed(stroke) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert stroke(plan()) == Refused(Reason.STALE)


# -- lights ----------------------------------------------------------------------------------------


def test_lights_are_laid_along_the_strip_either_way() -> None:
    lit = drawn(give_lights(plan(), ["A-03", "B-01"], LightRun("wall", 4)))
    assert lit.lamps["wall"].cells == ("A-01", "A-02", "", "A-04", "A-03", "B-01")
    back = drawn(give_lights(plan(), ["A-03", "B-01"], LightRun("wall", 4, backwards=True)))
    assert back.lamps["wall"].cells[4:] == ("B-01", "A-03")
    assert lit.unlit == ()


def test_a_cell_may_have_several_lights_and_gives_up_those_it_had() -> None:
    wide = drawn(give_lights(plan(), ["A-01"], LightRun("wall", 4, span=2)))
    assert wide.lamps["wall"].cells == ("", "A-02", "", "A-04", "A-01", "A-01")
    same = drawn(give_lights(plan(), ["A-01", "A-02"], LightRun("wall", 1)))
    assert same.lamps["wall"].cells == ("", "A-01", "A-02", "A-04", "", "")


@pytest.mark.parametrize(
    ("run", "reason", "facts"),
    [
        (LightRun("wall", 3), Reason.LIGHT_TAKEN, {"light": 4, "cell": "A-04"}),
        (LightRun("wall", 2, span=2), Reason.LIGHT_TAKEN, {"light": 4, "cell": "A-04"}),
        (LightRun("wall", 6), Reason.LIGHT_OUTSIDE, {"most": 6}),
        (LightRun("wall", 5, span=2), Reason.LIGHT_OUTSIDE, {"most": 6}),
        (LightRun("wall", -1), Reason.LIGHT_OUTSIDE, {"most": 6}),
        (LightRun("wall", 4, span=0), Reason.LIGHT_OUTSIDE, {"most": 6}),
        (LightRun("left", 0), Reason.NOT_OURS, {}),
    ],
)
def test_a_light_is_one_cells_and_on_the_strip(
    run: LightRun, reason: Reason, facts: dict[str, str | int]
) -> None:
    assert give_lights(plan(), ["A-03"], run) == Refused(reason, facts)


def test_lights_are_taken_away() -> None:
    assert take_lights(plan(), {"A-01"}).lamps["wall"].cells[:2] == ("", "A-02")


# -- whatever is done ------------------------------------------------------------------------------

RACKS = st.sampled_from(["A", "B", "K"])
NUMBERS = st.integers(-1, 14)
BUSY = st.frozensets(st.sampled_from(["A-01", "A-03", "B-01"]))
STROKES = st.one_of(
    st.builds(lambda r: lambda p, _: add_rack(p, r, Shape(2, 2)), RACKS),
    st.builds(lambda r, n: lambda p, _: rename_rack(p, r, n), RACKS, RACKS),
    st.builds(lambda r: lambda p, busy: remove_rack(p, r, busy), RACKS),
    st.builds(lambda r, n: lambda p, busy: set_shelves(p, r, n, busy), RACKS, NUMBERS),
    st.builds(
        lambda r, s, n: lambda p, busy: set_beside(p, r, s, n, busy),
        RACKS, st.none() | st.integers(0, 3), NUMBERS,
    ),
    st.builds(lambda r, by: lambda p, _: shift_rack(p, r, by), RACKS, st.sampled_from([-1, 1])),
    st.builds(
        lambda at, n: lambda p, _: give_lights(
            p, [s.cell for s in p.slots[at : at + n]], LightRun("wall", at)
        ),
        st.integers(0, 4), st.integers(0, 3),
    ),
)  # fmt: skip


@given(st.lists(STROKES, max_size=12), BUSY)
def test_no_stroke_loses_a_full_cell_doubles_a_name_or_splits_a_lamp(strokes, busy) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    draft = plan()
    for stroke in strokes:
        after = stroke(draft, busy)
        draft = after if isinstance(after, Plan) else draft
        cells = [slot.cell for slot in draft.slots]
        assert len(set(cells)) == len(cells)
        assert busy <= {slot.was for slot in draft.slots}
        assert {*draft.lamps["wall"].cells} - {""} <= {*cells}
        assert all(len(shelf) <= MOST_BESIDE for rack in draft.racks for shelf in rack.shelves)
