"""Returns in the store: found by code, digits, customer, and by either of their names."""

from kiosk.core.facts import returning
from kiosk.core.facts.fact import Item
from kiosk.core.words import BoxClass, Condition, How, RejectReason, ReturnState
from tests.store.conftest import T0, Ledger


def expect(ledger: Ledger, name: str, code: str, at: int = T0, **more: object) -> None:
    fact = returning.ReturnExpected(name, code, "c1", items=(Item("Чайник «Ёж»"),), **more)  # type: ignore[arg-type]
    ledger.tell(fact, at=at)


def test_a_return_is_found_by_its_code(ledger: Ledger) -> None:
    expect(ledger, "R1", "ii5275210303")
    expect(ledger, "R2", "ii5275210304")
    returns = ledger.file.returns
    found = returns.with_code("ii5275210303")
    assert found is not None
    assert (found.return_, found.items[0].title) == ("R1", "Чайник «Ёж»")
    for nothing in ("ii5275210305", ""):
        assert returns.with_code(nothing) is None


def test_the_unfinished_one_of_a_code_comes_first(ledger: Ledger) -> None:
    expect(ledger, "R1", "ii5275210303")
    ledger.tell(returning.ReturnRejected("R1", RejectReason.USED), at=T0 + 9)
    expect(ledger, "R2", "ii5275210303", at=T0 + 1)
    found = ledger.file.returns.with_code("ii5275210303")
    assert found is not None
    assert found.return_ == "R2"


def test_the_last_digits_find_what_is_unfinished(ledger: Ledger) -> None:
    expect(ledger, "R1", "ii5275210303")
    expect(ledger, "R2", "ii9975210303")
    expect(ledger, "R3", "ii5275210303")
    ledger.tell(returning.ReturnRejected("R3", RejectReason.USED))
    returns = ledger.file.returns
    assert [r.return_ for r in returns.with_digits("0303", 9)] == ["R1", "R2"]
    assert [r.return_ for r in returns.with_digits("99752", 9)] == []
    assert [r.return_ for r in returns.with_digits("0303", 1)] == ["R1"]


def test_a_return_answers_to_the_centrals_name_too(ledger: Ledger) -> None:
    ledger.tell(returning.ReturnOpened("01", How.UNANNOUNCED, "ii5275210303"))
    expect(ledger, "01", "ii5275210303", announced="N1")
    returns = ledger.file.returns
    assert returns.called("N1") == returns.get("01") == returns.called("01")
    assert returns.called("N2") is None


def test_returns_are_told_by_customer_and_state(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        expect(ledger, f"R{number}", f"ii527521030{number}", at=T0 + number)
    ledger.tell(returning.ReturnOpened("R1", How.CODE))
    ledger.tell(returning.ReturnAccepted("R1", "P:1", Condition.WHOLE, BoxClass.NORMAL))
    returns = ledger.file.returns
    assert [r.return_ for r in returns.of_customer("c1")] == ["R2", "R3", "R1"]
    assert [r.return_ for r in returns.in_state(ReturnState.EXPECTED, 9)] == ["R3", "R2"]
    assert [r.return_ for r in returns.in_state(ReturnState.EXPECTED, 1)] == ["R3"]
    assert ledger.file.parcels.get("P:1") is not None


def test_a_return_is_found_by_its_goods(ledger: Ledger) -> None:
    expect(ledger, "R1", "ii5275210303")
    assert ledger.file.search("чайн") == (("return", "R1"),)
    assert ledger.file.search("ii52752") == (("return", "R1"),)
