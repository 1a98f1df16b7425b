"""A copy to search in: it finds, it takes nothing that matters, and the file is as it was."""

from pathlib import Path

import pytest

from kiosk.core.facts.people import CustomerViewed, ShiftOpened
from kiosk.core.facts.stockroom import ParcelStored
from kiosk.store.db import Busy, CannotOpen, StorageReadOnly
from kiosk.store.search_only import drop_copy, search_only
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
    assert not (tmp_path / "run").exists(), "what was begun is taken away"


def test_the_copy_goes_when_it_is_closed_and_only_then(ledger: Ledger, tmp_path: Path) -> None:
    ledger.file.close()
    copy = tmp_path / "run"
    file = search_only(tmp_path, copy, "box-1", epoch="b" * 16, at=T0)
    assert not drop_copy(copy)
    with pytest.raises(Busy):
        search_only(tmp_path, copy, "box-1", epoch="b" * 16, at=T0)
    assert (copy / "counter.db").exists()
    file.close()
    assert not copy.exists()


def test_one_that_a_killed_process_left_is_dropped_and_no_link_is_followed(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.file.close()
    search_only(tmp_path, tmp_path / "run", "box-1", epoch="b" * 16, at=T0).abandon()
    (tmp_path / "link").symlink_to(tmp_path / "run")
    assert drop_copy(tmp_path / "link")
    assert (tmp_path / "run" / "counter.db").exists()
    assert drop_copy(tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert drop_copy(tmp_path / "run"), "nothing is there"


def test_a_copy_that_cannot_be_opened_is_not_left(tmp_path: Path) -> None:
    (tmp_path / "counter.db").write_bytes(b"no database, but somebody's name" * 200)
    with pytest.raises(CannotOpen):
        search_only(tmp_path, tmp_path / "run", "box-1", epoch="b" * 16, at=T0)
    assert not (tmp_path / "run").exists()
