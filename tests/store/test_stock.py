"""What lies here is asked with its age: by the journal, or by its last change."""

from kiosk.core.facts import stockroom
from kiosk.core.parcel_states import ON_HAND
from kiosk.core.words import ParcelState
from tests.store.conftest import T0, Ledger

HOUR = 3_600_000


def test_what_is_on_hand_is_as_old_as_its_first_hour_here(ledger: Ledger) -> None:
    ledger.map_cells("A-01", "A-02")
    for parcel in ("P1", "P2", "P3"):
        ledger.expect(parcel)
    ledger.store("P1", "A-01", at=T0)
    ledger.tell(stockroom.ParcelMoved("P1", "A-01", "A-02"), at=T0 + 50 * HOUR)
    ledger.store("P2", "A-01", at=T0 + 2 * HOUR)
    assert sorted(ledger.file.stock.came_at()) == [T0, T0 + 2 * HOUR], "P3 is not here yet"


def test_of_one_nobody_told_about_the_last_change_counts(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    ledger.expect("P1")
    ledger.store("P1", "A-01", at=T0 + HOUR)
    ledger.db.execute("DELETE FROM touched")
    assert ledger.file.stock.came_at() == (T0 + HOUR,)


def test_only_what_may_lie_here_is_looked_at(ledger: Ledger) -> None:
    asked: list[str] = []
    ledger.db.conn.set_trace_callback(asked.append)
    ledger.file.stock.came_at()
    ledger.db.conn.set_trace_callback(None)
    (sql,) = asked
    plan = " ".join(str(row) for row in ledger.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "parcel_state" in plan
    named = {state for state in ParcelState if f"'{state}'" in sql.partition("AND state IN")[2]}
    assert named == ON_HAND | {ParcelState.PACKED}
