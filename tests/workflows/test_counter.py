"""What activities share: envelopes, units, the shelf map, and who is at the counter."""

import pytest
from msgspec.structs import replace

from kiosk.core.books import Subject
from kiosk.core.facts.fact import CellSpec
from kiosk.core.facts.people import CustomerViewed
from kiosk.core.facts.stockroom import ParcelStored
from kiosk.core.parcels import Contradiction
from kiosk.core.words import Right, Size, Zone
from tests.workflows.conftest import CELLS, T0, Point


def test_a_fact_gets_its_moment_and_its_author(point: Point) -> None:
    with point.counter.unit():
        (event,) = point.counter.record(CustomerViewed("c1"), witness="igor", cause="m1")
    moment = point.clock.stamp
    assert (event.recorded_at, event.mono, event.boot, event.clock) == (
        moment.at,
        moment.mono,
        moment.boot,
        moment.clock,
    )
    assert (event.actor, event.witness, event.cause) == ("anna", "igor", "m1")
    assert point.events()[-1] == event


def test_behind_the_lock_the_clock_is_the_author(bare: Point) -> None:
    with bare.counter.unit():
        (event,) = bare.counter.record(CustomerViewed("c1"))
    assert event.actor == "system"


def test_what_cannot_have_happened_leaves_nothing(point: Point) -> None:
    before = point.store.journal.head()
    with pytest.raises(Contradiction), point.counter.unit():
        point.counter.record(CustomerViewed("c1"), ParcelStored("P9", "A-01"))
    assert point.store.journal.head() == before


def test_a_new_box_tells_its_shelf_map_in_parts_once(bare: Point) -> None:
    specs = [CellSpec(f"A-{n:03d}", "A", Size.S, Zone.MAIN, n) for n in range(1, 251)]
    bare.counter.ensure_cell_map(specs)
    bare.counter.ensure_cell_map(specs)
    told = bare.events("cellmap.changed")
    assert [len(e.facts.cells) for e in told] == [100, 100, 50]  # type: ignore[attr-defined]
    assert {e.actor for e in told} == {"system"}
    assert len(bare.store.cells.all()) == 250


def test_a_changed_cell_is_told_alone(point: Point) -> None:
    changed = replace(CELLS[0], size=Size.M)
    point.counter.ensure_cell_map([changed, *CELLS[1:]])
    assert point.events()[-1].facts.cells == (changed,)  # type: ignore[attr-defined]
    assert point.store.journal.about(Subject("cell", "A-01"))[0].recorded_at == T0


def test_who_may_do_what_is_asked_of_the_person_at_the_counter(point: Point) -> None:
    assert point.counter.may(Right.ISSUE)
    assert not point.counter.may(Right.OVERRIDE)
    point.sign_in("nobody")
    assert point.counter.staff is None
    assert not point.counter.may(Right.FIND)


def test_only_a_trainee_lacks_a_witness(point: Point) -> None:
    assert not point.counter.lacks_witness(Right.ISSUE, None)
    point.sign_in("leila")
    assert point.counter.lacks_witness(Right.ISSUE, None)
    point.counter.vouching = "igor"
    assert not point.counter.lacks_witness(Right.ISSUE, "igor")
    assert point.counter.lacks_witness(Right.ISSUE, "igor")
