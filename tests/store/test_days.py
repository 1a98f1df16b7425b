"""Days in the counter's file, and what passed through its drawer."""

from msgspec.structs import replace

from kiosk.core.days import Day
from kiosk.core.daywords import DayState
from kiosk.core.facts.day import DayClosed, DayOpened, Drawer, Totals
from kiosk.core.facts.paying import PaymentRecorded
from kiosk.core.facts.visits import SessionOpened
from kiosk.core.paywords import PayMethod
from kiosk.core.words import How, SessionKind
from tests.store.conftest import Ledger


def test_the_latest_day_comes_first(ledger: Ledger) -> None:
    for day in ("2026-11-25", "2026-11-27", "2026-11-26"):
        ledger.tell(DayOpened(day))
    assert [one.day for one in ledger.file.days.latest(2)] == ["2026-11-27", "2026-11-26"]
    found = ledger.file.days.get("2026-11-25")
    assert found is not None
    assert found.state is DayState.OPEN
    assert ledger.file.days.get("2026-11-20") is None
    assert isinstance(found, Day)


def test_the_drawer_is_told_newest_first_and_by_its_own_box_alone(ledger: Ledger) -> None:
    opened = DayOpened("2026-11-26", Drawer("RUB", 5, 5))
    paid = PaymentRecorded("p1", "s1", 70, "RUB", PayMethod.CASH)
    visit = SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue")
    echo = ledger.event(DayClosed("2026-11-26:b", Totals(), 1, "ab" * 32))
    ledger.tell(opened, visit, paid)
    with ledger.file.unit():
        ledger.file.journal.record([replace(echo, via=echo.id)])
    assert list(ledger.file.days.drawer()) == [paid, opened]


def test_a_point_is_paid_as_last_time_else_as_its_goods(ledger: Ledger) -> None:
    assert ledger.file.days.currency() == ""
    ledger.expect("P1")
    assert ledger.file.days.currency() == "RUB"
    visit = SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue")
    ledger.tell(visit, PaymentRecorded("p1", "s1", 70, "EUR", PayMethod.CASH))
    assert ledger.file.days.currency() == "EUR"


def test_the_drawer_is_found_by_its_index(ledger: Ledger) -> None:
    sql = (
        "EXPLAIN QUERY PLAN SELECT body FROM journal WHERE type IN ('payment.recorded',"
        " 'payment.reversed', 'day.opened', 'day.handed_over', 'day.closed')"
        " ORDER BY seq DESC LIMIT 9"
    )
    assert "journal_drawer" in str(ledger.db.execute(sql).fetchall())
