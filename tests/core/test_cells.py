"""Cells: which one is proposed, which may be used, and what the map's facts change."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import cells
from kiosk.core.cells import (
    ROOM,
    UNITS,
    Cell,
    CellLoad,
    block,
    free,
    mark_full,
    may_hold,
    merge,
    put,
    suggest,
    unmerge,
    zone_of,
)
from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import CellSpec
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BlockReason, MoveReason, ParcelKind, ParcelState, Place, Size, Zone


def _cell(name: str, size: Size = Size.M, zone: Zone = Zone.MAIN, walk: int = 0) -> Cell:
    return Cell(name, name[0], size, zone, walk)


def _parcel(
    state: ParcelState = ParcelState.RECEIVED,
    size: Size = Size.S,
    cell: str | None = None,
    suggested: str | None = None,
) -> Parcel:
    place = Place.CELL if cell else Place.COUNTER
    kind = ParcelKind.ORDER
    return Parcel(
        "P1", kind, state, place, cell=cell, customer_ref="c1", size=size, suggested=suggested
    )


OWN = CellLoad(_cell("A-02", walk=9), units=2, customers=frozenset({"c1"}))
SHARED = CellLoad(_cell("A-03", walk=1), units=2, customers=frozenset({"c2"}))
FREE = CellLoad(_cell("A-04", walk=5))
FREE_LARGE = CellLoad(_cell("A-05", size=Size.L, walk=2))
FLOOR = CellLoad(_cell("Z-01", Size.XL, Zone.FLOOR, 90))
FULL = CellLoad(_cell("A-06"), units=8, customers=frozenset({"c1"}))


@pytest.mark.parametrize(
    ("loads", "wanted"),
    [
        ([SHARED, FREE, OWN, FLOOR], "A-02"),
        ([SHARED, FREE_LARGE, FREE, FLOOR], "A-04"),
        ([SHARED, FREE_LARGE, FLOOR], "A-05"),
        ([SHARED, FULL, FLOOR], "A-03"),
        ([FULL, FLOOR], "Z-01"),
        ([FULL], None),
        ([], None),
    ],
)
def test_a_cell_is_proposed_in_the_promised_order(
    loads: list[CellLoad], wanted: str | None
) -> None:
    assert suggest(_parcel(), loads) == wanted


def test_a_dark_cell_comes_last_among_equals() -> None:
    dark = CellLoad(_cell("A-01", walk=0), dark=True)
    assert suggest(_parcel(), [dark, FREE]) == "A-04"


def test_a_parcel_for_everybody_has_no_cell_of_its_own() -> None:
    nobody = Parcel("P9", ParcelKind.ORDER, ParcelState.RECEIVED, Place.COUNTER)
    assert suggest(nobody, [OWN, FREE]) == "A-04"


_LOADS = st.lists(
    st.builds(
        CellLoad,
        st.builds(
            Cell,
            st.from_regex(r"[A-C]-[0-9]{2}", fullmatch=True),
            st.just("A"),
            st.sampled_from(Size),
            st.sampled_from(Zone),
            st.integers(0, 99),
            st.sampled_from(["", "", "", "broken"]),
            st.booleans(),
        ),
        st.integers(0, 32),
        st.frozensets(st.sampled_from(["c1", "c2", "c3"])),
        st.booleans(),
    ),
    unique_by=lambda load: load.cell.cell,
)


@given(_LOADS, st.sampled_from(Size))
def test_a_proposed_cell_may_always_hold_the_parcel(loads: list[CellLoad], size: Size) -> None:
    parcel = _parcel(size=size)
    proposed = suggest(parcel, loads)
    fitting = [load for load in loads if may_hold(parcel, load, others_free=False) is None]
    if proposed is None:
        assert fitting == []
    else:
        chosen = next(load for load in loads if load.cell.cell == proposed)
        assert chosen in fitting
        assert chosen.units + UNITS[size] <= ROOM[chosen.cell.size]


@pytest.mark.parametrize(
    ("state", "kind", "zone"),
    [
        (ParcelState.RECEIVED, ParcelKind.ORDER, Zone.MAIN),
        (ParcelState.RECEIVED, ParcelKind.DROP_OFF, Zone.DIRECT),
        (ParcelState.TO_RETURN, ParcelKind.ORDER, Zone.RETURNS),
        (ParcelState.TO_RETURN, ParcelKind.RETURN, Zone.RETURNS),
        (ParcelState.QUARANTINED, ParcelKind.ORDER, Zone.QUARANTINE),
    ],
)
def test_each_parcel_has_its_zone(state: ParcelState, kind: ParcelKind, zone: Zone) -> None:
    assert zone_of(Parcel("P1", kind, state, Place.COUNTER)) is zone


def test_the_suggested_cell_takes_the_parcel() -> None:
    parcel = _parcel(suggested="A-03")
    stored = stockroom.ParcelStored("P1", "A-03", suggested="A-03")
    assert put(parcel, SHARED, others_free=True) == (stored,)


def test_another_cell_asks_once() -> None:
    parcel = _parcel(suggested="A-04")
    asked = Refused(Reason.OTHER_CELL, {"cell": "A-05", "suggested": "A-04"})
    assert put(parcel, FREE_LARGE, others_free=True) == asked
    stored = stockroom.ParcelStored("P1", "A-05", suggested="A-04")
    assert put(parcel, FREE_LARGE, others_free=True, insisted=True) == (stored,)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (CellLoad(Cell("A-09", "A", Size.M, Zone.MAIN, 1, blocked="wet")), Reason.CELL_BLOCKED),
        (FULL, Reason.CELL_FULL),
        (CellLoad(Cell("A-09", "A", Size.M, Zone.MAIN, 1, full=True)), Reason.CELL_FULL),
        (CellLoad(_cell("R-01", zone=Zone.RETURNS)), Reason.WRONG_ZONE),
        (SHARED, Reason.OTHER_CUSTOMER),
    ],
)
def test_insisting_does_not_open_a_cell_that_may_not_be_used(
    target: CellLoad, reason: Reason
) -> None:
    refused = put(_parcel(suggested="A-04"), target, others_free=True, insisted=True)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_a_large_parcel_does_not_fit_a_small_cell_but_the_floor() -> None:
    large = _parcel(size=Size.L)
    assert put(large, CellLoad(_cell("A-01", Size.S)), others_free=True) == Refused(
        Reason.CELL_FULL, {"cell": "A-01"}
    )
    stored = stockroom.ParcelStored("P1", "Z-01")
    assert put(large, FLOOR, others_free=True) == (stored,)


def test_customers_share_a_cell_when_no_other_is_free() -> None:
    stored = stockroom.ParcelStored("P1", "A-03")
    assert put(_parcel(), SHARED, others_free=False) == (stored,)


def test_putting_means_what_the_parcel_needs() -> None:
    lost = _parcel(ParcelState.NOT_FOUND)
    assert put(lost, FREE, others_free=True) == (visits.ParcelFound("P1", "A-04"),)
    stored = _parcel(ParcelState.STORED, cell="A-02")
    moved = stockroom.ParcelMoved("P1", "A-02", "A-04")
    assert put(stored, FREE, others_free=True) == (moved,)
    assert put(stored, OWN, others_free=True) == ()
    back = _parcel(ParcelState.TO_RETURN)
    returns = CellLoad(_cell("R-01", zone=Zone.RETURNS))
    assert put(back, returns, others_free=True) == (stockroom.ParcelMoved("P1", None, "R-01"),)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ParcelState.PICKED, Reason.IN_SESSION),
        (ParcelState.ISSUED, Reason.WRONG_STATE),
        (ParcelState.EXPECTED, Reason.WRONG_STATE),
    ],
)
def test_a_parcel_that_is_not_on_the_counter_cannot_be_put(
    state: ParcelState, reason: Reason
) -> None:
    refused = put(_parcel(state), FREE, others_free=True)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_a_cell_is_blocked_marked_full_and_freed(told: Callable[..., Event]) -> None:
    spec = CellSpec("A-01", "A", Size.S, Zone.MAIN, 1)
    cell = cells.evolve(None, told(stockroom.CellmapChanged((spec,))), "A-01")
    assert cell == Cell("A-01", "A", Size.S, Zone.MAIN, 1, edited=True)
    blocked = cells.evolve(cell, told(stockroom.CellBlocked("A-01", "wet")), "A-01")
    full = cells.evolve(blocked, told(stockroom.CellMarkedFull("A-01")), "A-01")
    assert (full.blocked, full.full) == ("wet", True)
    larger = stockroom.CellmapChanged((CellSpec("A-01", "B", Size.L, Zone.MAIN, 7),))
    changed = cells.evolve(full, told(larger), "A-01")
    assert (changed.size, changed.rack, changed.blocked) == (Size.L, "B", "wet")
    assert cells.evolve(changed, told(stockroom.CellFreed("A-01")), "A-01").blocked == ""


def test_a_cell_that_goes_is_forgotten_but_for_its_name(told: Callable[..., Event]) -> None:
    spec = CellSpec("A-01", "A", Size.S, Zone.MAIN, 1, shelf=2)
    settled = told(stockroom.CellmapChanged((spec,)), actor=SYSTEM)
    cell = cells.evolve(None, settled, "A-01")
    assert (cell.shelf, cell.edited) == (2, False)
    blocked = cells.evolve(cell, told(stockroom.CellBlocked("A-01", "wet")), "A-01")
    gone = cells.evolve(blocked, told(stockroom.CellmapChanged((), ("A-01",))), "A-01")
    assert (gone.gone, gone.blocked, gone.edited) == (True, "", True)
    with pytest.raises(Contradiction):
        cells.evolve(gone, told(stockroom.CellMarkedFull("A-01")), "A-01")
    assert cells.evolve(gone, settled, "A-01") == gone, "a file brings back nothing"
    again = cells.evolve(gone, told(stockroom.CellmapChanged((spec,))), "A-01")
    assert (again.gone, again.edited) == (False, True)


def test_a_settings_file_does_not_undo_what_a_person_drew(told: Callable[..., Event]) -> None:
    small = CellSpec("A-01", "A", Size.S, Zone.MAIN, 1)
    file = told(stockroom.CellmapChanged((small,)), actor=SYSTEM)
    drawn = told(stockroom.CellmapChanged((replace(small, size=Size.L),)))
    cell = cells.evolve(cells.evolve(None, file, "A-01"), drawn, "A-01")
    assert (cell.size, cell.edited) == (Size.L, True)
    assert cells.evolve(cell, file, "A-01") == cell
    whole = told(stockroom.CellmapChanged((), ("A-01",)), actor=SYSTEM)
    assert cells.evolve(cell, whole, "A-01") == cell


def test_a_cell_off_the_map_is_a_contradiction(told: Callable[..., Event]) -> None:
    with pytest.raises(Contradiction):
        cells.evolve(None, told(stockroom.CellFreed("A-01")), "A-01")
    with pytest.raises(Contradiction):
        cells.evolve(None, told(stockroom.CellmapChanged((), ("A-01",))), "A-01")
    with pytest.raises(Contradiction):
        cells.evolve(FREE.cell, told(visits.SessionParked("s1")), "A-04")


# -- whole cells -----------------------------------------------------------------------------------


def _lying(*sizes: Size) -> list[Parcel]:
    return [
        replace(_parcel(), parcel=f"P{n}", state=ParcelState.STORED, place=Place.CELL, cell="A-01",
                size=size)
        for n, size in enumerate(sizes)
    ]  # fmt: skip


def test_all_of_a_cell_goes_into_another_whoever_shares_it() -> None:
    target = CellLoad(_cell("A-09"), units=1, customers=frozenset({"somebody else"}))
    facts = merge(_lying(Size.S, Size.S, Size.S), target)
    moved = [stockroom.ParcelMoved(f"P{n}", "A-01", "A-09", MoveReason.MERGE) for n in range(3)]
    assert facts == tuple(moved)


@pytest.mark.parametrize(
    ("lying", "target", "reason"),
    [
        ([Size.S] * 4, CellLoad(_cell("A-09"), units=5), Reason.CELL_FULL),
        ([Size.S], CellLoad(Cell("A-09", "A", Size.S, Zone.MAIN, 1, blocked="broken")),
         Reason.CELL_BLOCKED),
        ([Size.S], CellLoad(_cell("R-01", zone=Zone.RETURNS)), Reason.WRONG_ZONE),
        ([Size.S], CellLoad(_cell("A-01"), units=1), Reason.SAME_CELL),
        ([], CellLoad(_cell("A-09")), Reason.NOTHING_HERE),
    ],
)  # fmt: skip
def test_all_of_a_cell_goes_or_nothing(lying: list[Size], target: CellLoad, reason: Reason) -> None:
    refused = merge(_lying(*lying), target)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_a_cell_is_closed_called_full_and_opened_once() -> None:
    open_, closed = _cell("A-09"), replace(_cell("A-09"), blocked="broken")
    full = replace(_cell("A-09"), full=True)
    stale = Refused(Reason.STALE)
    assert block(open_, BlockReason.BROKEN) == (stockroom.CellBlocked("A-09", "broken"),)
    assert mark_full(open_) == (stockroom.CellMarkedFull("A-09"),)
    assert free(closed) == free(full) == (stockroom.CellFreed("A-09"),)
    assert block(closed, BlockReason.RESERVED) == mark_full(full) == free(open_) == stale


def _moved(*parcels: Parcel) -> list[stockroom.ParcelMoved]:
    return [stockroom.ParcelMoved(p.parcel, "A-01", "A-09", MoveReason.MERGE) for p in parcels]


def test_a_whole_move_goes_back_but_for_what_was_taken_since() -> None:
    first, second, third = _lying(Size.S, Size.S, Size.S)
    here = [replace(first, cell="A-09"), replace(second, cell="B-02"),
            replace(third, parcel="P8", cell="A-09")]  # fmt: skip
    back = stockroom.ParcelMoved("P0", "A-09", "A-01", MoveReason.MERGE)
    assert unmerge(_moved(first, second, third), here, CellLoad(_cell("A-01"))) == (back,)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (CellLoad(Cell("A-01", "A", Size.M, Zone.MAIN, 1, blocked="wet")), Reason.CELL_BLOCKED),
        (CellLoad(_cell("A-01"), units=8), Reason.CELL_FULL),
    ],
)
def test_nothing_goes_back_where_it_no_longer_fits(source: CellLoad, reason: Reason) -> None:
    lying = [replace(parcel, cell="A-09") for parcel in _lying(Size.S, Size.S)]
    refused = unmerge(_moved(*lying), lying, source)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert unmerge(_moved(*lying), [], source) == Refused(Reason.NOTHING_HERE)
