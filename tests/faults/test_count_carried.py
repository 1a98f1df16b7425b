"""A stocktake at the central: the same rows, and one that a new box goes on with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.words import ParcelState, StocktakeScope, StocktakeState
from kiosk.workflows.count_cards import ReviewCard
from tests.corridor import Corridor, issue, shelve
from tests.workflows.conftest import Point as Box

CELLS = ("A-01", "A-02", "A-03")


@pytest.fixture
def corridor(tmp_path: Path) -> Iterator[Corridor]:
    """A central with nobody."""
    corridor = Corridor(tmp_path)
    yield corridor
    corridor.close()


def begun(corridor: Corridor) -> Box:
    """A box with three parcels of a customer in A-01, that counts three cells."""
    box = corridor.open_point()
    corridor.deliver("c1", "P1", "P2", "P3")
    shelve(box, "D-P1", "P1", "P2", "P3")
    box.sign_in("igor")
    box.desk.count.start(StocktakeScope.CELLS, chosen=CELLS)
    return box


def count(box: Box, *parcels: str) -> None:
    for parcel in parcels:
        box.desk.count.scan(parcel)
    box.desk.count.close_cell(empty=not parcels)


def apply(box: Box) -> ReviewCard:
    found = box.desk.count.review()
    assert isinstance(found, ReviewCard)
    done = box.desk.count.apply(found.told)
    assert isinstance(done, ReviewCard), done
    return done


def test_the_central_s_rows_are_the_counter_s_at_every_step(corridor: Corridor) -> None:
    box = begun(corridor)
    count(box, "P1")  # P2 is in A-02, P3 is nowhere
    corridor.carry()
    assert corridor.rows("box-1") == corridor.books()
    count(box, "P2", "X9")
    count(box)
    box.sign_in("leila")
    count(box, "P1")
    count(box, "P2", "X9")
    box.sign_in("igor")
    done = apply(box)
    assert (done.stocktake.misplaced, done.stocktake.missing, done.stocktake.surplus) == (1, 1, 1)
    corridor.carry()
    assert corridor.rows("box-1") == corridor.books()
    assert box.store.journal.audit().differing == ()


def test_a_new_box_goes_on_with_the_count_of_the_one_before(corridor: Corridor) -> None:
    old = begun(corridor)
    count(old, "P1", "P2")  # P3 is in A-02
    issue(old, "c1", "P1")
    corridor.carry()
    wanted = corridor.books()
    corridor.cut_off.add("box-1")  # the old one burnt

    new = corridor.add("box-2")
    corridor.carry()
    assert corridor.rows("box-2") == wanted
    new.clock.pass_ms(1000)
    new.sign_in("igor")
    under_way = new.desk.count.under_way()
    assert under_way
    assert (under_way.state, under_way.done) == (StocktakeState.COUNTING, 1)
    count(new, "P3")
    count(new)
    new.sign_in("leila")
    count(new, "P2")
    count(new, "P3")
    new.sign_in("igor")
    assert apply(new).stocktake.misplaced == 1
    parcels = {name: new.store.parcels.get(name) for name in ("P1", "P2", "P3")}
    assert {name: (p.state, p.cell) for name, p in parcels.items() if p} == {
        "P1": (ParcelState.ISSUED, None),
        "P2": (ParcelState.STORED, "A-01"),
        "P3": (ParcelState.STORED, "A-02"),
    }
    corridor.carry()
    assert corridor.rows("box-2") == corridor.books()
    assert new.store.journal.audit().differing == ()


def test_what_was_counted_before_the_swap_and_moved_after_it_stays_where_it_was_put(
    corridor: Corridor,
) -> None:
    old = begun(corridor)
    count(old, "P1", "P3")
    count(old, "P2")  # which the books have in A-01
    count(old)
    old.sign_in("leila")
    count(old, "P1", "P3")
    count(old, "P2")
    old.clock.pass_ms(1000)
    old.desk.place.move("P2", "A-03")
    corridor.carry()
    corridor.cut_off.add("box-1")
    new = corridor.add("box-2")
    corridor.carry()
    new.sign_in("igor")
    assert apply(new).lines == ()
    found = new.store.parcels.get("P2")
    assert found
    assert (found.state, found.cell) == (ParcelState.STORED, "A-03")
