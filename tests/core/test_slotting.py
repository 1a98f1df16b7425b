"""Proposed moves: into quick, free, fitting cells, customers together; broken rules are caught."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import slotting
from kiosk.core.cells import ROOM, UNITS, Cell, CellLoad
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.slotting import Proposal, Search
from kiosk.core.words import MoveReason, ParcelKind, ParcelState, Place, Size, Zone
from tests.families import first_quickly

MOST = 20
NAMES = [f"{rack}-{n:02}" for rack in "AB" for n in range(1, 7)]


def cell(name: str, size: Size = Size.M, zone: Zone = Zone.MAIN, **more: object) -> Cell:
    return Cell(name, name[0], size, zone, NAMES.index(name), **more)  # type: ignore[arg-type]


def parcel(code: str, at: str, customer: str = "", size: Size = Size.S, until: int = 9) -> Parcel:
    stored = Parcel(code, ParcelKind.ORDER, ParcelState.STORED, Place.CELL, at, size=size)
    return replace(stored, customer_ref=customer or f"c-{code}", store_until=until)


def loads(parcels: Sequence[Parcel], *cells: Cell, dark: str = "") -> list[CellLoad]:
    known = cells or tuple(cell(name) for name in NAMES)
    return [
        CellLoad(
            one,
            sum(UNITS[p.size] for p in parcels if p.cell == one.cell),
            frozenset(p.customer_ref or "" for p in parcels if p.cell == one.cell),
            dark=one.cell == dark,
        )
        for one in known
    ]


def times(**of: int) -> list[Search]:
    """Three searches a cell, seconds each; A1 is A-01."""
    names = {f"{name[0]}-0{name[1]}": seconds for name, seconds in of.items()}
    return [Search("gone", name, s * 1000) for name, s in names.items() for _ in range(3)]


SLOW = times(A1=4, A2=5, B1=30, B2=40)


def moves(parcels: Sequence[Parcel], *more: Cell, dark: str = "", most: int = MOST) -> list[tuple]:
    found = slotting.propose(parcels, loads(parcels, *more, dark=dark), SLOW, most)
    return [(p.parcel, p.from_cell, p.to_cell) for p in found]


def test_what_leaves_soonest_goes_to_the_quickest_free_cell() -> None:
    late, soon = parcel("P1", "B-01", until=9), parcel("P2", "B-02", until=3)
    assert moves([late, soon]) == [("P2", "B-02", "A-01"), ("P1", "B-01", "A-03")]


def test_what_was_looked_for_and_is_still_here_goes_first() -> None:
    soon, sought = parcel("P1", "B-01", until=3), parcel("P2", "B-02", until=9)
    searches = [*SLOW, Search("P2", "B-02", 45_000)]
    first = slotting.propose([soon, sought], loads([soon, sought]), searches, MOST)[0]
    assert first == Proposal("P2", "B-02", "A-01")


def test_a_customers_parcels_stay_together_or_where_they_are() -> None:
    both = [parcel("P1", "B-01", "maria"), parcel("P2", "B-01", "maria")]
    assert moves(both) == [("P1", "B-01", "A-01"), ("P2", "B-01", "A-01")]
    assert moves(both, most=1) == []
    assert moves([both[0], replace(both[1], cell="B-02")]) == []


def test_nothing_moves_for_a_little_gain_or_into_the_unknown() -> None:
    beside = parcel("P1", "A-02")
    little = times(A1=9, A2=10)
    assert slotting.propose([beside], loads([beside]), little, MOST) == ()
    near = parcel("P1", "B-01")
    assert slotting.propose([near], loads([near]), times(B1=30), MOST) == ()
    assert slotting.propose([near], loads([near]), [], MOST) == ()


def test_searches_that_were_none_are_not_believed() -> None:
    here = loads([])
    long = [Search("P1", "A-01", 3_600_000), Search("P1", "A-01", 0), Search("P1", "Z-99", 5)]
    assert slotting.quickness([*long, Search("P1", "A-01", 5_000)] * 2, here) == {}
    few = [Search("P1", "A-01", 5_000)] * 2 + [Search("P1", "A-02", 9_000)]
    assert slotting.quickness(few, here)["A-06"] == 5_000, "as its rack does"


def test_it_is_moved_by_scanning_the_cell_that_was_proposed() -> None:
    lies, way = parcel("P1", "B-01"), Proposal("P1", "B-01", "A-01")
    by_name = {load.cell.cell: load for load in loads([lies])}
    told = (ParcelMoved("P1", "B-01", "A-01", MoveReason.SLOTTING),)
    assert slotting.move(way, lies, by_name["A-01"]) == told
    for wrong, why in (("B-01", Reason.SAME_CELL), ("A-02", Reason.OTHER_CELL)):
        refused = slotting.move(way, lies, by_name[wrong])
        assert isinstance(refused, Refused)
        assert refused.reason is why
    closed = replace(by_name["A-01"], cell=cell("A-01", blocked="broken"))
    refused = slotting.move(way, lies, closed)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CELL_BLOCKED
    gone = slotting.move(way, replace(lies, state=ParcelState.PICKED), by_name["A-01"])
    assert isinstance(gone, Refused)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": ParcelState.PICKED},
        {"cell": "B-02"},
        {"size": Size.XL},
    ],
)
def test_a_proposal_is_forgotten_when_the_parcel_is_elsewhere(changed: dict[str, object]) -> None:
    lies, way = parcel("P1", "B-01"), Proposal("P1", "B-01", "A-01")
    target = loads([lies])[0]
    assert slotting.still_good(way, lies, target)
    assert not slotting.still_good(way, replace(lies, **changed), target)
    assert not slotting.still_good(way, None, target)
    for taken in ({"dark": True}, {"units": ROOM[Size.M]}, {"customers": frozenset({"other"})}):
        assert not slotting.still_good(way, lies, replace(target, **taken))


# -- any stock -------------------------------------------------------------------------------------

CELLS = st.lists(
    st.builds(
        lambda size, zone, blocked, full: (size, zone, blocked, full),
        st.sampled_from([Size.S, Size.M, Size.L]),
        st.sampled_from([Zone.MAIN, Zone.MAIN, Zone.MAIN, Zone.RETURNS]),
        st.sampled_from(["", "", "", "broken"]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=len(NAMES),
    max_size=len(NAMES),
)
STOCK = st.lists(
    st.tuples(st.sampled_from(NAMES[6:]), st.sampled_from(["ann", "bob", "eve", "ida", ""]),
              st.sampled_from([Size.S, Size.M, Size.L]), st.integers(1, 9)),
    max_size=12,
)  # fmt: skip
TIMES = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 60)), min_size=12, max_size=40)


def broken_rule(shape: list, stock: list, took: list, dark: str, most: int) -> str:
    cells = [cell(name, size, zone, blocked=blocked, full=full)
             for name, (size, zone, blocked, full) in zip(NAMES, shape, strict=True)]  # fmt: skip
    parcels = [
        parcel(f"P{n}", at, who, size, until) for n, (at, who, size, until) in enumerate(stock)
    ]
    here = {load.cell.cell: load for load in loads(parcels, *cells, dark=dark)}
    searches = [Search("gone", name, seconds * 1000) for name, seconds in took]
    quick = slotting.quickness(searches, list(here.values()))
    found = slotting.propose(parcels, list(here.values()), searches, most)
    by_code, into = {p.parcel: p for p in parcels}, {}
    for move in found:
        into.setdefault(move.to_cell, []).append(by_code[move.parcel])
    wrong = {
        "so many at most": len(found) > most,
        "each parcel once": len({m.parcel for m in found}) != len(found),
        "it lies there": any(by_code[m.parcel].cell != m.from_cell for m in found),
        "a free cell that shines": any(here[to].units or here[to].dark for to in into),
        "an open cell": any(here[to].cell.blocked or here[to].cell.full for to in into),
        "among what is handed over": any(here[to].cell.zone is not Zone.MAIN for to in into),
        "it is quicker there": any(quick[m.to_cell] >= quick[m.from_cell] for m in found),
        "one customer a cell": any(len({p.customer_ref for p in ps}) > 1 for ps in into.values()),
        "a customer stays together": any(
            sum(who in {p.customer_ref for p in ps} for ps in into.values()) > 1
            for who in {p.customer_ref for p in parcels}
        ),
        "it fits": any(
            sum(UNITS[p.size] for p in ps) > ROOM[here[to].cell.size]
            or any(not here[to].has_room(p.size) for p in ps)
            for to, ps in into.items()
        ),
    }
    return next((rule for rule, is_broken in wrong.items() if is_broken), "")


NIGHTS = st.tuples(CELLS, STOCK, TIMES, st.sampled_from(NAMES), st.integers(0, MOST))


@settings(max_examples=60)
@given(NIGHTS)
def test_whatever_lies_here_a_proposal_keeps_the_rules(night: tuple) -> None:
    assert broken_rule(*night) == ""


_groups = slotting._groups
MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "any cell is free": lambda m: m.setattr(slotting, "_is_free", lambda _: True),
    "dark cells shine": lambda m: m.setattr(
        slotting, "_is_free", lambda load: load.has_room(Size.S) and not load.units
    ),
    "everything fits": lambda m: m.setattr(slotting, "_holds", lambda *_: True),
    "customers apart": lambda m: m.setattr(
        slotting,
        "_groups",
        lambda ps: [slotting._Group(p.cell or "", (p,)) for p in ps],
    ),
    "any gain is worth it": lambda m: m.setattr(slotting, "_WORTH_IT", 99),
    "twice": lambda m: m.setattr(slotting, "_groups", lambda ps: _groups(ps := list(ps)) * 2),
}


class Caught(Exception):
    """A night went wrong."""


@pytest.mark.parametrize("mutant", first_quickly(MUTANTS))
def test_a_broken_rule_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @settings(max_examples=2_000, database=None, derandomize=True, phases=(Phase.generate,))
    @given(NIGHTS)
    def keeps(night: tuple) -> None:
        if found := broken_rule(*night):
            raise Caught(found)

    MUTANTS[mutant](monkeypatch)
    with pytest.raises(Caught):
        keeps()
