"""Cells: the map in walk order, and what lies where."""

import pytest

from kiosk.core.facts import stockroom
from kiosk.core.words import Size
from tests.store.conftest import Ledger


@pytest.fixture
def shelf(ledger: Ledger) -> Ledger:
    ledger.map_cells("B-01", "A-02", "A-01")
    ledger.expect("P1", customer_ref="c1")
    ledger.expect("P2", customer_ref="c2", size=Size.M)
    ledger.expect("P3")
    ledger.store("P1", "A-01")
    ledger.store("P2", "A-01")
    ledger.store("P3", "B-01")
    return ledger


def test_the_map_comes_in_walk_order(shelf: Ledger) -> None:
    assert [cell.cell for cell in shelf.file.cells.all()] == ["B-01", "A-02", "A-01"]


def test_a_cell_is_found_by_its_id(shelf: Ledger) -> None:
    found = shelf.file.cells.get("A-01")
    assert found is not None
    assert (found.rack, found.walk) == ("A", 2)
    assert shelf.file.cells.get("Z-99") is None
    assert shelf.file.cells.load("Z-99") is None


def test_a_cell_that_is_gone_is_on_no_list_but_its_row_stays(shelf: Ledger) -> None:
    shelf.tell(stockroom.CellmapChanged((), ("A-02",)))
    assert [cell.cell for cell in shelf.file.cells.all()] == ["B-01", "A-01"]
    assert (shelf.file.cells.get("A-02"), shelf.file.cells.load("A-02")) == (None, None)
    assert shelf.file.known_as("A-02") is None
    assert [cell.cell for cell in shelf.file.cells.rows() if cell.gone] == ["A-02"]
    audit = shelf.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_every_cell_comes_with_what_lies_in_it(shelf: Ledger) -> None:
    loads = {load.cell.cell: load for load in shelf.file.cells.loads(dark=("A-02",))}
    assert list(loads) == ["B-01", "A-02", "A-01"]
    assert (loads["A-01"].units, loads["A-01"].customers) == (3, {"c1", "c2"})
    assert (loads["B-01"].units, loads["B-01"].customers) == (1, set())
    assert (loads["A-02"].units, loads["A-02"].dark) == (0, True)
    assert not loads["A-01"].dark


def test_one_cell_is_loaded_as_all_are(shelf: Ledger) -> None:
    for load in shelf.file.cells.loads():
        assert shelf.file.cells.load(load.cell.cell) == load


def test_a_moved_parcel_weighs_on_its_new_cell(shelf: Ledger) -> None:
    shelf.tell(stockroom.ParcelMoved("P2", "A-01", "A-02"))
    assert [load.units for load in shelf.file.cells.loads()] == [1, 2, 1]


def test_the_load_of_the_shelves_is_read_from_an_index_alone(shelf: Ledger) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT cell, size, customer_ref FROM parcel WHERE cell NOT NULL"
    plan = [row[3] for row in shelf.db.execute(sql).fetchall()]
    assert plan == ["SEARCH parcel USING COVERING INDEX parcel_cell (cell>?)"]
