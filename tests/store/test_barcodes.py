"""Goods by their bar codes: found however the number is written, the unfinished first."""

from collections.abc import Callable

import pytest

from kiosk.core.facts import deciding, stockroom, visits
from kiosk.core.facts.fact import Item
from kiosk.core.words import Decision, How, SessionKind
from kiosk.store import barcodes, search
from tests.store.conftest import Ledger

EAN, MARKED = "4600000000017", "010460000000001721AbC!x\x1d91EE06"


def expect(ledger: Ledger, parcel: str, *codes: str) -> None:
    things = tuple(Item(f"Thing {n}", barcode=code) for n, code in enumerate(codes))
    ledger.tell(stockroom.ParcelExpected(parcel, "D1", items=things, customer_ref="c1"))


def found(ledger: Ledger, code: str, limit: int = 9) -> list[str]:
    return [parcel.parcel for parcel in ledger.file.parcels.with_goods(code, limit)]


@pytest.fixture
def over(ledger: Ledger) -> Ledger:
    """Two parcels with the same goods, the newer one issued but for what was refused."""
    ledger.map_cells("A-01")
    expect(ledger, "P1", EAN)
    expect(ledger, "P2", EAN, "X00ABC1", EAN)
    ledger.store("P2", "A-01")
    ledger.tell(
        visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue"),
        visits.ParcelPicked("P2", "s1", "A-01"),
        deciding.ItemDecided("P2", "s1", Decision.REFUSE, 1, "did_not_fit"),
    )
    left = Item("Thing 1", barcode="X00ABC1", decision=Decision.REFUSE, why="did_not_fit")
    split = deciding.ParcelSplit("P2", "P2-R", "s1", "did_not_fit", (left,))
    ledger.tell(split, visits.ParcelIssued("P2", "s1", "code"))
    return ledger


def test_what_is_over_is_found_last_and_first_again_when_it_is_undone(over: Ledger) -> None:
    assert found(over, EAN) == ["P1", "P2"]
    assert found(over, EAN, 1) == ["P1"]
    over.tell(visits.IssueUndone("P2", "s1"))
    assert found(over, EAN) == ["P2", "P1"]


def test_what_was_split_off_is_found_where_it_is(over: Ledger) -> None:
    assert found(over, "X00ABC1") == ["P2-R"]


@pytest.mark.parametrize("asked", [EAN, f"0{EAN}", MARKED, f"01{EAN.zfill(14)}21x"])
def test_a_product_is_found_however_its_number_is_written(ledger: Ledger, asked: str) -> None:
    expect(ledger, "P1", f"0{EAN}")
    expect(ledger, "P2", "4600000000024")
    assert found(ledger, asked) == ["P1"]


@pytest.mark.parametrize("asked", ["", "0", "0000", "\0", "%", EAN[:-1], EAN * 40, "x00abc1"])
def test_what_is_no_product_here_finds_nothing(over: Ledger, asked: str) -> None:
    expect(over, "P3", "0", "")
    assert found(over, asked) == []


def test_a_forgotten_parcel_leaves_no_goods(over: Ledger) -> None:
    with over.file.unit():
        for parcel in ("P1", "P2", "P2-R"):
            search.forget(over.db, "parcel", parcel)
    assert found(over, EAN) == []
    assert over.db.execute("SELECT count(*) FROM item_code").fetchone()[0] == 0


def test_a_file_without_the_goods_is_filled_with_those_that_are_there(
    over: Ledger, open_ledger: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(barcodes, "_A_SLICE", 2)
    kept = over.db.execute("SELECT * FROM item_code ORDER BY code, n").fetchall()
    over.db.execute("DROP TABLE item_code")
    over.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm022_item_codes'")
    over.db.execute("PRAGMA user_version = 21")
    over.file.close()
    again = open_ledger()
    assert again.db.execute("SELECT * FROM item_code ORDER BY code, n").fetchall() == kept != []
    assert found(again, EAN) == ["P1", "P2"]


def test_no_question_of_it_reads_a_whole_table(over: Ledger) -> None:
    plan = over.db.execute(f"EXPLAIN QUERY PLAN {barcodes.FIND}", ["1", 0, 9]).fetchall()
    steps = [str(step[3]) for step in plan]
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps
