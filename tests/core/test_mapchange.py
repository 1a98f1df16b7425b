"""What a new map changes: in words for people, then as facts that lose nothing that lies."""

from collections.abc import Callable, Iterable

from kiosk.core import books, mapchange
from kiosk.core.books import State
from kiosk.core.cells import Cell
from kiosk.core.events import Event
from kiosk.core.facts import stockroom
from kiosk.core.facts.fact import CellSpec, Fact
from kiosk.core.lampmap import LampMap
from kiosk.core.mapchange import (
    SLICE,
    Difference,
    Standing,
    What,
    decide,
    differences,
    is_so,
    restored,
    to_label,
)
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan, plan_of, specs_of
from kiosk.core.shelfstrokes import (
    LightRun,
    Shape,
    add_rack,
    give_lights,
    remove_rack,
    rename_rack,
    set_shelves,
    set_size,
    set_zone,
    shift_rack,
    take_lights,
)
from kiosk.core.words import ParcelKind, ParcelState, Place, Size, Zone

CELLS = tuple(
    Cell(name, name[0], Size.M, Zone.MAIN, walk, shelf=1)
    for walk, name in enumerate(("A-01", "A-02", "B-01"))
)
NONE: frozenset[str] = frozenset()


def before() -> Plan:
    return plan_of(CELLS, {"wall": LampMap(("A-01", "A-02", ""))})


def _drawn(found: Plan | Refused) -> Plan:
    assert isinstance(found, Plan), found
    return found


def _lying(parcel: str, cell: str) -> Parcel:
    return Parcel(parcel, ParcelKind.ORDER, ParcelState.STORED, Place.CELL, cell=cell)


def _standing(*cells: Cell, **lying: str) -> Standing:
    shelves = {cell.cell: cell for cell in cells or CELLS}
    found: dict[str, list[Parcel]] = {}
    for parcel, cell in lying.items():
        found.setdefault(cell.replace("_", "-"), []).append(_lying(parcel, cell))
    return Standing(shelves, found)


def test_a_map_that_is_the_same_changes_nothing() -> None:
    assert differences(before(), before()) == ()
    assert decide(before(), _standing()) == ()
    assert to_label(before(), before()) == ()


def test_every_kind_of_difference_is_told_by_rack() -> None:
    after = _drawn(add_rack(before(), "K", Shape(1, 2)))
    after = set_zone(set_size(after, {"A-01", "A-02"}, Size.S), {"A-02"}, Zone.FLOOR)
    after = _drawn(give_lights(take_lights(after, {"A-01"}), ["B-01"], LightRun("wall", 2)))
    after = _drawn(rename_rack(_drawn(shift_rack(after, "B", -1)), "B", "D"))
    assert differences(before(), after) == (
        Difference(What.RENAMED, "D", ("D-01",), "B", "D"),
        Difference(What.LIGHT, "D", ("D-01",)),
        Difference(What.SIZE, "A", ("A-01", "A-02"), "M", "S"),
        Difference(What.ZONE, "A", ("A-02",), "main", "floor"),
        Difference(What.DARK, "A", ("A-01",)),
        Difference(What.NEW, "K", ("K-01", "K-02")),
        Difference(What.WALK, "", (), "A B", "D A K"),
    )
    assert to_label(before(), after) == ("D-01", "K-01", "K-02")


def test_what_goes_is_told_under_the_name_it_had() -> None:
    after = _drawn(remove_rack(before(), "A", NONE))
    assert differences(before(), after) == (Difference(What.GONE, "A", ("A-01", "A-02")),)


def test_a_changed_cell_is_told_alone_and_a_gone_one_by_its_name() -> None:
    larger = _drawn(remove_rack(set_size(before(), {"A-01"}, Size.XL), "B", NONE))
    assert decide(larger, _standing()) == (
        stockroom.CellmapChanged((CellSpec("A-01", "A", Size.XL, Zone.MAIN, 0, 1),)),
        stockroom.CellmapChanged((), ("B-01",)),
    )


def test_a_cell_in_which_something_lies_cannot_vanish() -> None:
    after = _drawn(remove_rack(before(), "A", NONE))
    assert decide(after, _standing(P1="A-02")) == Refused(Reason.CELL_NOT_EMPTY, {"cell": "A-02"})


def test_what_lies_in_a_renamed_cell_moves_along_closed_or_full_as_it_was() -> None:
    blocked = Cell("A-01", "A", Size.M, Zone.MAIN, 0, blocked="broken", full=True, shelf=1)
    after = _drawn(rename_rack(before(), "A", "D"))
    facts = decide(after, _standing(blocked, *CELLS[1:], P1="A-01", P2="A-02"))
    assert isinstance(facts, tuple)
    assert facts[2:] == (
        stockroom.CellBlocked("D-01", "broken"),
        stockroom.CellMarkedFull("D-01"),
        stockroom.ParcelMoved("P1", "A-01", "D-01"),
        stockroom.ParcelMoved("P2", "A-02", "D-02"),
    )
    assert facts[1] == stockroom.CellmapChanged((), ("A-01", "A-02"))


def _folded(
    told: Callable[..., Event], standing: Standing, facts: Iterable[Fact]
) -> dict[str, State]:
    """Fold facts over what stands: what becomes of each cell and parcel."""
    states: dict[str, State] = dict(standing.rows)
    states |= {p.parcel: p for parcels in standing.lying.values() for p in parcels}
    for fact in facts:
        for subject in books.subjects(fact):
            states[subject.id] = books.evolve(subject, states.get(subject.id), told(fact))
    return states


def test_racks_that_change_their_names_change_all_that_hangs_on_them(
    told: Callable[..., Event],
) -> None:
    closed = Cell("A-01", "A", Size.M, Zone.MAIN, 0, blocked="broken", shelf=1)
    one = _drawn(rename_rack(before(), "A", "X"))
    swapped = _drawn(rename_rack(_drawn(rename_rack(one, "B", "A")), "X", "B"))
    standing = _standing(closed, *CELLS[1:], P1="A-01", P2="B-01")
    facts = decide(swapped, standing)
    assert isinstance(facts, tuple)
    after = _folded(told, standing, facts)
    cells = {id_: row for id_, row in after.items() if isinstance(row, Cell)}
    assert {c: (row.blocked, row.gone) for c, row in cells.items()} == {
        "A-01": ("", False), "A-02": ("", True), "B-01": ("broken", False), "B-02": ("", False),
    }  # fmt: skip
    lying = {id_: row.cell for id_, row in after.items() if isinstance(row, Parcel)}
    assert lying == {"P1": "B-01", "P2": "A-01"}


def test_a_change_is_undone_from_wherever_it_went() -> None:
    after = _drawn(rename_rack(_drawn(add_rack(before(), "K", Shape(1, 1))), "A", "D"))
    now = plan_of(_rows_of(after), after.lamps)
    back = restored(before(), after)
    assert {slot.cell: slot.was for slot in back.slots} == {
        "A-01": "D-01", "A-02": "D-02", "B-01": "B-01",
    }  # fmt: skip
    assert specs_of(back) == specs_of(before())
    assert [d.what for d in differences(now, back)] == [What.RENAMED, What.GONE]


def test_what_was_removed_comes_back_new() -> None:
    after = _drawn(remove_rack(before(), "B", NONE))
    assert [slot.was for slot in restored(before(), after).slots] == ["A-01", "A-02", ""]


def _rows_of(plan: Plan) -> list[Cell]:
    return [Cell(s.cell, s.rack, s.size, s.zone, s.walk, shelf=s.shelf) for s in specs_of(plan)]


def test_two_cells_of_one_name_are_no_map() -> None:
    twice = Plan((*before().racks, before().racks[1]))
    assert decide(twice, _standing()) == Refused(Reason.BAD_VALUE)


def test_a_gone_cell_comes_back_by_a_fact() -> None:
    gone = Cell("B-01", "B", Size.M, Zone.MAIN, 2, shelf=1, gone=True)
    facts = decide(before(), _standing(*CELLS[:2], gone))
    assert facts == (stockroom.CellmapChanged((specs_of(before())[2],)),)
    assert not is_so(gone, specs_of(before())[2])


def test_a_large_map_is_told_in_parts() -> None:
    many = _drawn(set_shelves(before(), "A", 12, NONE))
    specs = specs_of(many) * 10
    parts = [len(fact.cells) for fact in mapchange.told(specs)]  # type: ignore[attr-defined]
    assert max(parts) <= SLICE
    assert sum(parts) == len(specs)
    assert [len(fact.gone) for fact in mapchange.told((), ["A-01"] * 101)] == [100, 1]  # type: ignore[attr-defined]
