"""Numbers by any four of their digits: found whatever the row, and nothing else is."""

import msgspec
import pytest

from kiosk.core.facts import visits
from kiosk.core.parcels import Parcel
from kiosk.core.words import How, SessionKind
from kiosk.store import numbers, search
from tests.store.conftest import Ledger


def codes(found: tuple[Parcel, ...]) -> list[str]:
    return [parcel.parcel for parcel in found]


@pytest.mark.parametrize(
    ("parcel", "order", "digits"),
    [
        ("48210931-0001-1", "48210931-0001", "4821093100011"),
        ("48210931-0001-1", None, "4821093100011"),
        ("TBA123", "77-31", "123 7731"),
        ("P:QWERTZ", "", ""),
    ],
)
def test_an_order_is_kept_where_its_digits_are_others(
    parcel: str, order: str | None, digits: str
) -> None:
    assert numbers.digits_of(parcel, order) == digits


@pytest.mark.parametrize(
    ("digits", "runs"),
    [("123", ""), ("12345", "1234 2345"), ("00000", "0000"), ("1234 5678", "1234 5678"), ("", "")],
)
def test_every_run_of_four_is_kept_once(digits: str, runs: str) -> None:
    assert numbers.runs(digits) == runs


def test_every_run_of_a_number_finds_it(ledger: Ledger) -> None:
    ledger.expect("48210931-0001-1")
    digits = numbers.bare("48210931-0001-1")
    ends = ((a, b) for a in range(len(digits)) for b in range(a + 4, len(digits) + 1))
    assert all(codes(ledger.file.parcels.with_digits(digits[a:b], 9)) for a, b in ends)


@pytest.fixture
def over(ledger: Ledger) -> Ledger:
    """Two parcels of a number's kind, the newer one issued."""
    ledger.map_cells("A-01")
    ledger.expect("1000-4821-1")
    ledger.expect("1000-4821-2", customer_ref="c9")
    ledger.store("1000-4821-2", "A-01")
    opened = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c9", "code", How.CODE, "blue")
    picked = visits.ParcelPicked("1000-4821-2", "s1", "A-01")
    ledger.tell(opened, picked, visits.ParcelIssued("1000-4821-2", "s1", "code"))
    return ledger


def test_a_finished_parcel_is_found_last_and_first_again_when_it_is_undone(over: Ledger) -> None:
    found = over.file.parcels.with_digits
    assert codes(found("4821", 10)) == ["1000-4821-1", "1000-4821-2"]
    over.tell(visits.IssueUndone("1000-4821-2", "s1"))
    assert codes(found("4821", 10)) == ["1000-4821-2", "1000-4821-1"]


@pytest.mark.parametrize("asked", ["", "482", "P", "%", '4821"', "4821*", "\0", "0" * 10_000])
def test_what_is_no_run_of_digits_finds_nothing(over: Ledger, asked: str) -> None:
    assert over.file.parcels.with_digits(asked, 10) == ()


def test_digits_in_another_order_are_another_number(over: Ledger) -> None:
    over.expect("4821482-1")  # has every run of four of what is asked
    assert codes(over.file.parcels.with_digits("48214821", 10)) == ["4821482-1"]
    assert over.file.parcels.with_digits("14821482", 10) == ()


def test_a_forgotten_parcel_is_found_by_no_digits(ledger: Ledger) -> None:
    ledger.expect("48210931-0001")
    with ledger.file.unit():
        search.forget(ledger.db, "parcel", "48210931-0001")
    assert ledger.file.parcels.with_digits("0931", 50) == ()


def test_a_changed_order_is_found_and_the_old_one_is_not(ledger: Ledger) -> None:
    ledger.expect("P1", order="1111-2222")
    with ledger.file.unit():
        number = ledger.db.execute("SELECT n FROM findable").fetchone()[0]
        found = ledger.file.parcels.get("P1")
        assert found is not None
        numbers.note(ledger.db, number, msgspec.structs.replace(found, order="3333-4444"))
    assert codes(ledger.file.parcels.with_digits("4444", 9)) == ["P1"]
    assert ledger.file.parcels.with_digits("2222", 9) == ()
