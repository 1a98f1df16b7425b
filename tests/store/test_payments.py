"""Questions about payments: of a visit in their order, and those that nobody knows the end of."""

from msgspec.structs import replace

from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState, PayMethod
from kiosk.store import rows
from tests.store.conftest import Ledger

ONE = Payment("p9", "s1", 500, "RUB", PayMethod.CARD, PaymentState.ASKED)


def kept(ledger: Ledger, *payments: Payment) -> None:
    with ledger.file.unit():
        for payment in payments:
            rows.save(ledger.db, payment)


def test_a_visits_payments_come_in_their_order(ledger: Ledger) -> None:
    second = replace(ONE, payment="p1", state=PaymentState.PAID)
    other = replace(ONE, payment="p2", session="s2")
    kept(ledger, ONE, other, second, replace(ONE, state=PaymentState.FAILED))
    states = [(one.payment, one.state.value) for one in ledger.file.payments.of_session("s1")]
    assert states == [("p9", "failed"), ("p1", "paid")]


def test_what_has_no_end_yet_is_found(ledger: Ledger) -> None:
    kept(ledger, *(replace(ONE, payment=state.value, state=state) for state in PaymentState))
    found = ledger.file.payments.unsettled()
    assert [one.payment for one in found] == ["asked", "refunding"]


def test_one_nobody_made_is_none(ledger: Ledger) -> None:
    assert ledger.file.payments.get("p1") is None


def test_a_card_reads_no_other_customers_payments(ledger: Ledger) -> None:
    sql: list[str] = []
    ledger.db.conn.set_trace_callback(sql.append)
    assert ledger.file.payments.of_customer("c1") == ()
    ledger.db.conn.set_trace_callback(None)
    plan = ledger.db.execute(f"EXPLAIN QUERY PLAN {sql[0]}").fetchall()
    assert not [row for row in plan if "SCAN" in row[3]], plan
