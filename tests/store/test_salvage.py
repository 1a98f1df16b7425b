"""Salvage: a bad page costs the rows on it, a broken chain all after it, and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.facts.box import MessageDone
from kiosk.core.words import Outcome
from kiosk.store import salvage
from kiosk.store.counter_file import CounterFile
from kiosk.store.customers import Customer
from kiosk.store.db import open_loose
from tests.store.conftest import T0, Ledger

Open = Callable[[], Ledger]


@pytest.fixture
def into(tmp_path: Path):  # noqa: ANN201
    made = CounterFile(tmp_path / "new.db", "box-1", epoch="b" * 16, at=T0)
    yield made
    made.abandon()


def test_a_page_that_cannot_be_read_costs_its_own_rows(
    open_ledger: Open, into: CounterFile
) -> None:
    ledger = open_ledger()
    with ledger.file.unit():
        for number in range(600):
            name = f"Customer number {number:04} with a rather long name"
            ledger.file.customers.keep(Customer(f"c{number}", name, "0000"))
    ledger.file.close()
    raw = bytearray(ledger.path.read_bytes())
    pages = [n for n in range(len(raw) // 4096) if _holds_customers(raw, n)]
    raw[pages[2] * 4096 : pages[2] * 4096 + 8] = b"\xff" * 8
    ledger.path.write_bytes(raw)
    bad = open_loose(ledger.path)
    with into.unit():
        taken = salvage.beside(bad, into)
    bad.close()
    assert 450 < taken < 600
    assert len(into.customers.all()) == taken


def _holds_customers(raw: bytearray, page: int) -> bool:
    """Whether a page is a leaf of the table: its kind is 13, and names stand in it."""
    at = page * 4096
    return raw[at] == 13 and b"long name0000" in raw[at : at + 4096]


def test_letters_that_were_obeyed_are_not_obeyed_again(
    open_ledger: Open, into: CounterFile
) -> None:
    ledger = open_ledger()
    message = "01900000-0000-7000-8000-00000000aaaa"
    ledger.tell(MessageDone(message, Outcome.APPLIED))
    ledger.file.close()
    bad = open_loose(ledger.path)
    with into.unit():
        salvage.journal(bad, into)
    bad.close()
    assert into.letters.is_done(message)


def test_rows_after_a_hole_in_the_journal_are_not_believed(
    open_ledger: Open, into: CounterFile
) -> None:
    ledger = open_ledger()
    ledger.map_cells("A-01")
    for number in range(9):
        ledger.expect(f"P{number}")
    ledger.db.execute("DELETE FROM journal WHERE seq = 6")
    ledger.file.close()
    bad = open_loose(ledger.path)
    with into.unit():
        head = salvage.journal(bad, into)
    bad.close()
    assert head.seq == 5
    assert into.parcels.get("P4") is None
