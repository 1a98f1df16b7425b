"""Customers: what the central told of them is kept, replaced and found by digits."""

import pytest

from kiosk.core.pickup import CodeWindow
from kiosk.store.customers import Customer
from tests.store.conftest import Ledger


@pytest.fixture
def known(ledger: Ledger) -> Ledger:
    with ledger.file.unit():
        for customer in (
            Customer("c1", "Мария И.", "0001"),
            Customer("c2", "Анна К.", "0001"),
            Customer("c3", "Ольга Ф.", "1000"),
        ):
            ledger.file.customers.keep(customer)
    return ledger


def test_a_customer_is_found_by_reference(known: Ledger) -> None:
    assert known.file.customers.get("c1") == Customer("c1", "Мария И.", "0001")
    assert known.file.customers.get("c9") is None


def test_customers_with_the_same_digits_come_by_name(known: Ledger) -> None:
    found = known.file.customers.with_last_four("0001")
    assert [customer.customer_ref for customer in found] == ["c2", "c1"]
    assert known.file.customers.with_last_four("1") == ()


def test_what_the_central_tells_anew_replaces_the_old(known: Ledger) -> None:
    with known.file.unit():
        known.file.customers.keep(Customer("c1", "Мария Н.", "7777"))
    assert known.file.customers.get("c1") == Customer("c1", "Мария Н.", "7777")
    assert len(known.file.customers.with_last_four("0001")) == 1


def test_of_all_customers_nothing_is_left_in_the_file(known: Ledger) -> None:
    file = known.file
    with file.unit():
        file.codes.replace("c2", [CodeWindow("ab" * 16, 0, 9)])
    assert file.search("мария") == (("customer", "c1"),)
    with file.unit():
        file.customers.forget_all()
    assert not file.customers.are_known()
    assert (file.customers.get("c1"), file.codes.windows("c2"), file.search("мария")) == (
        None,
        (),
        (),
    )
    file.close()
    raw = known.path.read_bytes()
    # the index keeps words without the beginning they share with the one before
    told = [word for word in ("Мария И.", "ария", "льга", "ab" * 16) if word.encode() in raw]
    assert told == []


def test_codes_alone_are_something_known_of_customers(ledger: Ledger) -> None:
    assert not ledger.file.customers.are_known()
    with ledger.file.unit():
        ledger.file.codes.replace("c1", [CodeWindow("ab" * 16, 0, 9)])
    assert ledger.file.customers.are_known()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO return_words (return, customer_ref, words) VALUES ('R1', 'c1', 'broken')",
        "INSERT INTO elsewhere_name (name, customer_ref) VALUES ('MARIA', 'c1')",
        "INSERT INTO elsewhere (customer_ref, as_of, body) VALUES ('c1', 5, x'7b7d')",
    ],
)
def test_words_and_parcels_elsewhere_are_something_known_too(ledger: Ledger, sql: str) -> None:
    with ledger.file.unit():
        ledger.file.customers._db.execute(sql)
    assert ledger.file.customers.are_known()
    with ledger.file.unit():
        ledger.file.customers.forget_all()
    assert not ledger.file.customers.are_known()


def test_the_journal_knows_no_name(known: Ledger) -> None:
    assert known.file.journal.head().seq == 0
