"""Pickup codes: windows by digest, and tries that no restart wipes away."""

import pytest

from kiosk.core.pickup import CodeWindow
from kiosk.store.codes import Codes
from tests.store.conftest import Ledger

ONE, TWO = CodeWindow("1" * 32, 100, 200), CodeWindow("2" * 32, 150, 300)
BOOT, NEXT = "a" * 16, "b" * 16


@pytest.fixture
def codes(ledger: Ledger) -> Codes:
    return ledger.file.codes


def test_a_code_leads_to_its_customer(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.replace("c1", [ONE, TWO])
    assert codes.owner_of(ONE.digest) == "c1"
    assert codes.owner_of("3" * 32) is None
    assert set(codes.windows("c1")) == {ONE, TWO}


def test_of_two_owners_the_newest_window_wins(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.replace("old", [ONE])
        codes.replace("new", [CodeWindow(ONE.digest, 100, 900)])
    assert codes.owner_of(ONE.digest) == "new"


def test_new_windows_stand_instead_of_the_old(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.replace("c1", [ONE])
        codes.replace("c2", [ONE])
        codes.replace("c1", [TWO, TWO])
    assert codes.windows("c1") == (TWO,)
    assert codes.windows("c2") == (ONE,)


def test_tries_are_counted_for_one_and_for_all(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        for customer, mono in (("c1", 10), ("c1", 20), ("c2", 30), (None, 40)):
            codes.add_try(customer, BOOT, mono)
    assert len(codes.tries("c1", BOOT, 0, 99_999)) == 2
    assert len(codes.tries("c1", BOOT, 15, 99_999)) == 1
    assert len(codes.tries("c1", BOOT, 20, 99_999)) == 1
    assert len(codes.tries(None, BOOT, 0, 99_999)) == 4
    assert len(codes.tries(None, BOOT, 31, 99_999)) == 1


def test_a_right_code_takes_its_own_try_back(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.add_try("c1", BOOT, 10)
        codes.clear_try(codes.add_try("c1", BOOT, 20))
    assert len(codes.tries("c1", BOOT, 0, 99_999)) == 1
    assert len(codes.tries("c1", BOOT, 15, 99_999)) == 0


def test_tries_of_another_boot_count_in_full(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.add_try("c1", BOOT, 10)
    assert len(codes.tries("c1", NEXT, 5_000, 99_999)) == 1
    assert len(codes.tries(None, NEXT, 5_000, 99_999)) == 1


def test_a_restart_begins_the_wait_anew(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.add_try("c1", BOOT, 900_000)
        codes.carry_tries_over(NEXT, 1_000)
    assert len(codes.tries("c1", NEXT, 1_000, 99_999)) == 1
    assert len(codes.tries("c1", NEXT, 1_001, 99_999)) == 0


def test_old_tries_of_this_boot_are_forgotten(codes: Codes, ledger: Ledger) -> None:
    with ledger.file.unit():
        codes.add_try("c1", BOOT, 10)
        codes.add_try("c1", BOOT, 20)
        codes.forget_tries(BOOT, 20)
    assert len(codes.tries("c1", NEXT, 0, 99_999)) == 1


def test_a_code_is_found_by_an_index(ledger: Ledger) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT customer_ref FROM pickup_code WHERE digest = ?"
    plan = ledger.db.execute(sql, [ONE.digest]).fetchall()
    assert "USING INDEX pickup_code_digest" in plan[0][3]
