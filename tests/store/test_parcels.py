"""Questions about parcels: right answers, each by an index, also with thousands of rows."""

from collections.abc import Callable, Sequence

import pytest

from kiosk.core.facts import stockroom, visits
from kiosk.core.parcels import Parcel
from kiosk.core.words import How, ParcelState, SessionKind
from kiosk.store.parcels import Parcels
from tests.store.conftest import T0, Ledger

S = ParcelState


@pytest.fixture
def shelf(ledger: Ledger) -> Ledger:
    """P1 and P2 of one customer, P3 of another, stored; P4 expected."""
    ledger.map_cells("A-01", "A-02")
    ledger.expect("P1", customer_ref="c1", order="o1", store_until=T0 + 10)
    ledger.expect("P2", customer_ref="c1", order="o1", store_until=T0 + 20)
    ledger.expect("P3", customer_ref="c2", order="o2")
    ledger.expect("P4", customer_ref="c2", order="o3", delivery="D2")
    ledger.store("P2", "A-01", at=T0 + 1)
    ledger.store("P1", "A-01", at=T0 + 2)
    ledger.store("P3", "A-02", at=T0 + 3)
    return ledger


def codes(found: tuple[Parcel, ...]) -> list[str]:
    return [parcel.parcel for parcel in found]


def test_a_parcel_is_found_by_its_code(shelf: Ledger) -> None:
    found = shelf.file.parcels.get("P1")
    assert found is not None
    assert (found.parcel, found.state, found.cell) == ("P1", S.STORED, "A-01")
    assert shelf.file.parcels.get("p1") is None


def test_parcels_are_found_by_customer_order_cell_and_delivery(shelf: Ledger) -> None:
    parcels = shelf.file.parcels
    assert codes(parcels.of_customer("c1")) == ["P1", "P2"]
    assert codes(parcels.of_order("o2")) == ["P3"]
    assert codes(parcels.in_cell("A-01")) == ["P1", "P2"]
    assert codes(parcels.of_delivery("D1")) == ["P3", "P1", "P2"]
    assert codes(parcels.of_delivery("D2", S.EXPECTED)) == ["P4"]
    assert parcels.of_delivery("D2", S.STORED) == ()


def test_the_longest_in_a_state_come_first(shelf: Ledger) -> None:
    assert codes(shelf.file.parcels.in_state(S.STORED)) == ["P2", "P1", "P3"]
    assert codes(shelf.file.parcels.in_state(S.STORED, limit=1)) == ["P2"]


def test_digits_of_a_code_find_the_unfinished_first(shelf: Ledger) -> None:
    shelf.expect("1000-4821-1")
    shelf.expect("1000-4821-2")
    shelf.expect("1000-9999-1", order="77-4821")
    opened = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue")
    picked = visits.ParcelPicked("P1", "s1", "A-01")
    shelf.tell(opened, picked)
    assert codes(shelf.file.parcels.of_session("s1")) == ["P1"]
    shelf.tell(visits.ParcelIssued("P1", "s1", "code"))
    found = shelf.file.parcels.with_digits
    assert codes(found("4821", 10)) == ["1000-9999-1", "1000-4821-2", "1000-4821-1"]
    assert codes(found("00482", 10)) == ["1000-4821-2", "1000-4821-1"]  # over the dash
    assert codes(found("774821", 10)) == ["1000-9999-1"]
    assert codes(found("4821", 1)) == ["1000-9999-1"]


def test_parcels_are_counted(shelf: Ledger) -> None:
    parcels = shelf.file.parcels
    assert parcels.count_by_state() == {S.STORED: 3, S.EXPECTED: 1}
    assert (parcels.count_in(S.STORED), parcels.count_in(S.TO_RETURN)) == (3, 0)
    assert parcels.tally("D1") == {S.STORED: 3}
    assert parcels.count_ready() == 3
    assert parcels.count_expiring(T0 + 15) == 1


def test_parcels_whose_term_ends_come_in_its_order(shelf: Ledger) -> None:
    parcels = shelf.file.parcels
    ending = parcels.expiring(T0 + 10_000_000_000)
    assert [p.store_until for p in ending] == sorted(p.store_until or 0 for p in ending)
    assert len(ending) == parcels.count_expiring(T0 + 10_000_000_000) > 0
    assert len(parcels.expiring(T0 + 15)) == 1
    assert parcels.knows_order("o3")
    assert not parcels.knows_order("o4")


class Asked:
    """A connection that notes the plan of each question before it asks."""

    def __init__(self, ledger: Ledger) -> None:
        self.db, self.plans = ledger.db, list[str]()

    def execute(self, sql: str, params: Sequence[object] = ()) -> object:
        plan = self.db.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        self.plans += [row[3] for row in plan]
        return self.db.execute(sql, params)


QUESTIONS: dict[str, Callable[[Parcels], object]] = {
    "count_in": lambda p: p.count_in(S.TO_RETURN),
    "code": lambda parcels: parcels.get("P1"),
    "customer": lambda parcels: parcels.of_customer("c1"),
    "order": lambda parcels: parcels.of_order("o1"),
    "cell": lambda parcels: parcels.in_cell("A-01"),
    "delivery": lambda parcels: parcels.of_delivery("D1"),
    "delivery and state": lambda parcels: parcels.of_delivery("D1", S.STORED),
    "state": lambda parcels: parcels.in_state(S.STORED),
    "tally": lambda parcels: parcels.tally("D1"),
    "known order": lambda parcels: parcels.knows_order("o1"),
    "ready": lambda parcels: parcels.count_ready(),
    "expiring": lambda parcels: parcels.count_expiring(T0),
    "digits": lambda parcels: parcels.with_digits("48210931", 50),
    "which expire": lambda parcels: parcels.expiring(T0),
}


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Two thousand parcels of five hundred customers."""
    ledger = Ledger(tmp_path_factory.mktemp("big") / "counter.db")
    ledger.tell(
        *(
            stockroom.ParcelExpected(
                f"P{n}", f"D{n % 20}", order=f"o{n // 2}", customer_ref=f"c{n % 500}"
            )
            for n in range(2000)
        )
    )
    return ledger


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("size", ["small", "big"])
def test_a_question_of_the_counter_uses_an_index(
    question: str, size: str, shelf: Ledger, big: Ledger
) -> None:
    asked = Asked(shelf if size == "small" else big)
    QUESTIONS[question](Parcels(asked))  # type: ignore[arg-type]
    assert asked.plans
    # FTS5's own plan ends in what it asks its index for; without, it would read every row
    scans = [step for step in asked.plans if step.startswith("SCAN") and ":M" not in step]
    assert scans == []


def test_two_thousand_parcels_are_found_right(big: Ledger) -> None:
    parcels = big.file.parcels
    assert codes(parcels.of_customer("c7")) == ["P1007", "P1507", "P507", "P7"]
    assert codes(parcels.of_order("o999")) == ["P1998", "P1999"]
    assert len(parcels.of_delivery("D3")) == 100
    assert len(parcels.in_state(S.EXPECTED)) == 500
    assert parcels.count_by_state() == {S.EXPECTED: 2000}
    assert codes(parcels.with_digits("1998", 50)) == ["P1998"]
