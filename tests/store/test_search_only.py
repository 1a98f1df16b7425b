"""A copy to search in: it finds, it takes nothing that matters, and the file is as it was."""

from pathlib import Path

import pytest

from kiosk.core.facts.people import CustomerViewed, ShiftOpened
from kiosk.core.facts.stockroom import ParcelStored
from kiosk.store.db import StorageReadOnly
from kiosk.store.search_only import search_only
from tests.store.conftest import T0, Ledger


def test_it_finds_and_refuses_what_would_be_lost(ledger: Ledger, tmp_path: Path) -> None:
    ledger.map_cells("A-01")
    ledger.expect("P1", title="Lamp")
    ledger.store("P1", "A-01")
    ledger.file.abandon()  # what is not checkpointed is in the -wal
    before = {p.name: p.read_bytes() for p in tmp_path.glob("counter.db*")}
    file = search_only(tmp_path, tmp_path / "run", "box-1", epoch="b" * 16, at=T0)
    assert file.search("lamp") == (("parcel", "P1"),)
    head = file.journal.head().seq
    with pytest.raises(StorageReadOnly), file.unit():
        file.journal.record([ledger.event(ParcelStored("P1", "A-01"))])
    assert file.journal.head().seq == head
    with file.unit():
        file.journal.record([ledger.event(ShiftOpened("anna")), ledger.event(CustomerViewed("c"))])
    file.close()
    assert {p.name: p.read_bytes() for p in tmp_path.glob("counter.db*")} == before


def test_an_older_copy_is_taken_away_first(ledger: Ledger, tmp_path: Path) -> None:
    ledger.file.close()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "counter.db-wal").write_bytes(b"of another life")
    search_only(tmp_path, tmp_path / "run", "box-1", epoch="b" * 16, at=T0).close()


def test_where_there_is_nothing_to_copy_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        search_only(tmp_path, tmp_path / "run", "box-1", epoch="b" * 16, at=T0)
