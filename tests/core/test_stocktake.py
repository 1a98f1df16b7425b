"""Stocktakes: their life as a table, what is counted next, and what a count of a cell says."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import stocktake
from kiosk.core.cells import Cell
from kiosk.core.events import Event
from kiosk.core.facts import counting, stockroom
from kiosk.core.facts.counting import MOST_CELLS, MOST_SCANNED
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.stocktake import DAY_MS, LARGEST, CellCount, Stocktake, evolve
from kiosk.core.words import (
    ParcelKind,
    ParcelState,
    Place,
    Size,
    StocktakeScope,
    StocktakeState,
    Zone,
)

Told = Callable[..., Event]
CELLS = ("A-01", "A-02", "B-01")
STARTED = counting.StocktakeStarted("st1", StocktakeScope.ALL, CELLS)
APPLIED = counting.StocktakeApplied("st1", 5, 1, 2, 3, 4)
DISCARDED = counting.StocktakeDiscarded("st1", "mistake")
S = StocktakeState


def same(cell: str, pass_no: int = 1) -> counting.CellCounted:
    return counting.CellCounted("st1", cell, ("P1",), pass_no)


def differs(cell: str, pass_no: int = 1) -> counting.CellCounted:
    return counting.CellCounted("st1", cell, (), pass_no, missing=("P1",))


def lived(told: Told, *facts: Fact) -> Stocktake:
    state = None
    for fact in (STARTED, *facts):
        state = evolve(state, told(fact))
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("facts", "state", "due"),
    [
        ((), S.COUNTING, CELLS),
        ((same("A-02"),), S.COUNTING, ("A-01", "B-01")),
        ((same("A-01"), same("A-02"), same("B-01")), S.REVIEW, ()),
        ((same("A-01"), differs("A-02"), same("B-01")), S.RECOUNT, ("A-02",)),
        ((same("A-01"), differs("A-02"), same("B-01"), differs("A-02", 2)), S.REVIEW, ()),
        ((same("A-01"), differs("A-02"), same("B-01"), same("A-02", 2)), S.REVIEW, ()),
        ((differs("A-02"), same("A-02", 2)), S.COUNTING, ("A-01", "B-01")),
        ((DISCARDED,), S.DISCARDED, CELLS),
    ],
)
def test_what_is_left_to_count_says_where_a_stocktake_stands(
    facts: tuple[Fact, ...], state: StocktakeState, due: tuple[str, ...], told: Told
) -> None:
    found = lived(told, *facts)
    assert (found.state, found.due) == (state, due)


def test_an_applied_stocktake_keeps_its_figures_and_its_end(told: Told) -> None:
    ready = lived(told, same("A-01"), same("A-02"), same("B-01"))
    over = evolve(ready, told(APPLIED, at=9))
    assert (over.state, over.closed_at) == (S.APPLIED, 9)
    assert (over.matched, over.misplaced, over.missing, over.surplus, over.lost) == (5, 1, 2, 3, 4)


def test_more_cells_bring_a_stocktake_back_to_counting(told: Told) -> None:
    ready = lived(told, same("A-01"), same("A-02"), same("B-01"))
    wider = evolve(ready, told(counting.StocktakeWidened("st1", ("A-01", "C-01"))))
    assert (wider.state, wider.due, wider.done) == (S.COUNTING, ("C-01",), 3)
    assert wider.cells == (*CELLS, "C-01")


OVER = (same("A-01"), counting.StocktakeWidened("st1", ("C-01",)), APPLIED, DISCARDED, STARTED)


@pytest.mark.parametrize("fact", OVER)
@pytest.mark.parametrize("end", [APPLIED, DISCARDED])
def test_nothing_happens_to_a_stocktake_that_is_over(fact: Fact, end: Fact, told: Told) -> None:
    over = lived(told, same("A-01"), same("A-02"), same("B-01"), end)
    with pytest.raises(Contradiction):
        evolve(over, told(fact))


@pytest.mark.parametrize("facts", [(), (same("A-01"), differs("A-02"), same("B-01"))])
def test_what_is_not_counted_out_is_not_applied(facts: tuple[Fact, ...], told: Told) -> None:
    with pytest.raises(Contradiction):
        evolve(lived(told, *facts), told(APPLIED))


@pytest.mark.parametrize("fact", [same("A-01"), APPLIED, DISCARDED])
def test_nothing_happens_to_a_stocktake_nobody_began(fact: Fact, told: Told) -> None:
    with pytest.raises(Contradiction):
        evolve(None, told(fact))


def test_a_cell_outside_a_stocktake_is_not_counted(told: Told) -> None:
    with pytest.raises(Contradiction):
        evolve(lived(told), told(same("Z-01")))


def test_a_count_is_the_last_one_whatever_was_before(told: Told) -> None:
    event = told(counting.CellCounted("st1", "A-01", ("P1", "P2"), 2, ("P3",), ("P2",)), at=8)
    wanted = CellCount("A-01", "st1", 2, ("P1", "P2"), ("P3",), ("P2",), 8, "anna")
    assert stocktake.counted(event) == wanted
    assert wanted.differs
    with pytest.raises(Contradiction):
        stocktake.counted(told(APPLIED))


# -- what may be done ----------------------------------------------------------------------------


def test_a_count_begins_with_its_cells_however_many_there_are(told: Told) -> None:
    cells = [f"A-{n:03d}" for n in range(2 * MOST_CELLS + 1)]
    facts = stocktake.start("st1", StocktakeScope.RACK, cells, None, "A")
    assert not isinstance(facts, Refused)
    assert len(facts) == 3
    state = None
    for fact in facts:
        state = evolve(state, told(fact))
    assert state is not None
    assert (state.cells, state.part) == (tuple(cells), "A")


def test_two_counts_are_not_under_way_at_once(told: Told) -> None:
    answer = stocktake.start("st2", StocktakeScope.ALL, CELLS, lived(told))
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.facts["by"]) == (Reason.OTHER_STOCKTAKE_OPEN, "anna")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [((), Reason.NOTHING_TO_COUNT), (["A"] * (LARGEST + 1), Reason.COUNT_TOO_LARGE)],
)
def test_nothing_and_too_much_are_not_counted(cells: list[str], reason: Reason) -> None:
    answer = stocktake.start("st1", StocktakeScope.ALL, cells, None)
    assert isinstance(answer, Refused)
    assert answer.reason is reason


def test_a_count_is_widened_by_what_it_lacks(told: Told) -> None:
    under_way = lived(told)
    assert stocktake.widen(under_way, CELLS) == ()
    assert stocktake.widen(under_way, ("A-01", "C-01")) == (
        counting.StocktakeWidened("st1", ("C-01",)),
    )
    full = replace(under_way, cells=tuple(f"A-{n}" for n in range(LARGEST)))
    assert stocktake.widen(full, ("C-01",)) == Refused(Reason.COUNT_TOO_LARGE, {"most": LARGEST})


def test_a_parcel_scanned_twice_is_there_once() -> None:
    once = stocktake.scan((), "P1")
    assert once == ("P1",)
    assert stocktake.scan(("P1",), "P1") == ("P1",)
    full = tuple(f"P{n}" for n in range(MOST_SCANNED))
    assert stocktake.scan(full, "P1") == full
    assert isinstance(stocktake.scan(full, "other"), Refused)


def lying(*names: str) -> tuple[Parcel, ...]:
    return tuple(
        Parcel(name, ParcelKind.ORDER, ParcelState.STORED, Place.CELL, "A-01") for name in names
    )


def test_a_count_tells_what_is_missing_and_what_is_too_much(told: Told) -> None:
    answer = stocktake.count(lived(told), "A-01", ["P9", "P1"], lying("P1", "P2"), None)
    fact = counting.CellCounted("st1", "A-01", ("P9", "P1"), 1, ("P2",), ("P9",))
    assert answer == (fact,)


def test_a_cell_is_counted_with_what_is_in_it_at_that_moment(told: Told) -> None:
    issued_meanwhile = lying("P1")
    answer = stocktake.count(lived(told), "A-01", ["P1"], issued_meanwhile, None)
    assert answer == (counting.CellCounted("st1", "A-01", ("P1",)),)


def test_the_second_count_of_a_cell_is_told_from_the_first(told: Told) -> None:
    before = CellCount("A-01", "st1", 1, (), ("P1",), (), 5, "anna")
    under_way = lived(told)
    assert stocktake.pass_of(under_way, before) == 2
    assert stocktake.pass_of(under_way, replace(before, stocktake="older")) == 1
    assert stocktake.pass_of(under_way, None) == 1


def test_only_a_differing_cell_of_ones_own_asks_for_another_person(told: Told) -> None:
    before = CellCount("A-01", "st1", 1, (), ("P1",), (), 5, "anna")
    under_way = lived(told)
    assert stocktake.recounts_own(before, under_way, "anna")
    assert not stocktake.recounts_own(before, under_way, "igor")
    assert not stocktake.recounts_own(replace(before, missing=()), under_way, "anna")
    assert not stocktake.recounts_own(replace(before, stocktake="older"), under_way, "anna")
    assert not stocktake.recounts_own(None, under_way, "anna")


def test_a_cell_that_is_not_in_the_count_is_refused(told: Told) -> None:
    no = Refused(Reason.NOT_IN_COUNT, {"cell": "Z-01"})
    assert stocktake.count(lived(told), "Z-01", [], (), None) == no
    over = lived(told, DISCARDED)
    assert isinstance(stocktake.count(over, "A-01", [], (), None), Refused)


@pytest.mark.parametrize(
    ("after", "wanted"), [(None, "A-01"), ("A-01", "A-02"), ("B-01", "A-01"), ("Z-09", "A-01")]
)
def test_the_next_cell_is_the_next_one_on_the_way(
    after: str | None, wanted: str, told: Told
) -> None:
    assert stocktake.next_cell(lived(told), after) == wanted


def test_a_count_that_is_through_has_no_next_cell(told: Told) -> None:
    assert stocktake.next_cell(lived(told, *map(same, CELLS)), "A-01") is None


def test_a_cell_is_wanting_once_its_count_is_too_old() -> None:
    cells = [Cell(cell, "A", Size.S, Zone.MAIN, n) for n, cell in enumerate(CELLS)]
    fresh = CellCount("A-01", "st1", 1, (), (), (), 9 * DAY_MS, "anna")
    old = replace(fresh, cell="A-02", counted_at=0)
    found = stocktake.wanting(cells, {"A-01": fresh, "A-02": old}, 10 * DAY_MS, 7)
    assert found == ("A-02", "B-01")


def test_a_fact_of_another_subject_counts_nothing(told: Told) -> None:
    with pytest.raises(Contradiction):
        evolve(lived(told), told(stockroom.ParcelStored("P1", "A-01")))
