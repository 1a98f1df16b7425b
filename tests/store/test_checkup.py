"""The doctor's look at a counter.db of somebody else."""

from pathlib import Path

import pytest

from kiosk.core.facts import stockroom
from kiosk.store.checkup import check_up
from kiosk.store.db import CannotOpen, NewerSchema, open_writer
from kiosk.store.devices import DeviceRow
from kiosk.store.schema import schema
from tests.store.conftest import Ledger

BOX = "box-1"  # the ledger's


def test_a_sound_file_tells_its_journal_devices_and_cells(ledger: Ledger) -> None:
    assert check_up(ledger.path, BOX) == check_up(ledger.path, BOX)
    assert check_up(ledger.path, BOX).is_chained
    row = DeviceRow("hand", "scanner", "ready", "", "", {"driver": "sim"}, 7)
    with ledger.file.unit():
        ledger.file.devices.keep(row)
    ledger.tell(stockroom.DeliveryAnnounced("D1", "Meridian", 1))
    alone = check_up(ledger.path, BOX)
    assert (alone.rows, alone.is_chained, alone.devices) == (1, True, (row,))
    ledger.map_cells("A-01", "A-02")
    found = check_up(ledger.path, BOX)
    assert (found.rows, found.is_chained, found.cells) == (2, True, ("A-01", "A-02"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_last_row_off_the_chain_is_seen(ledger: Ledger, rows: int) -> None:
    for number in range(rows):
        ledger.tell(stockroom.DeliveryAnnounced(f"D{number}", "Meridian", 1))
    assert check_up(ledger.path, BOX).is_chained
    ledger.db.execute("UPDATE journal SET hash = zeroblob(32) WHERE seq = ?", [rows])
    assert not check_up(ledger.path, BOX).is_chained


def test_the_chain_of_another_box_is_seen_at_its_first_row(ledger: Ledger) -> None:
    ledger.tell(stockroom.DeliveryAnnounced("D1", "Meridian", 1))
    assert not check_up(ledger.path, "box-2").is_chained


def test_damage_in_a_page_nobody_asks_for_is_seen(ledger: Ledger) -> None:
    sql = "SELECT rootpage FROM sqlite_master WHERE name = 'parcel'"
    page = int(ledger.db.execute(sql).fetchone()[0])
    size = int(ledger.db.execute("PRAGMA page_size").fetchone()[0])
    ledger.file.close()
    with ledger.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(CannotOpen, match="damaged"):
        check_up(ledger.path, BOX)


def test_nothing_is_left_open(ledger: Ledger) -> None:
    check_up(ledger.path, BOX)  # SQLite keeps one handle for later while the writer is open
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        check_up(ledger.path, BOX)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_cannot_be_read_is_said_in_words(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen):
        check_up(tmp_path / "none.db", BOX)
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"no database at all" * 300)
    with pytest.raises(CannotOpen):
        check_up(garbage, BOX)
    ledger.db.execute(
        "INSERT INTO device_health (device, kind, state, what, detail, facts, noted_at)"
        " VALUES ('hand', 'scanner', 'ready', '', '', x'7b', 1)"
    )
    with pytest.raises(CannotOpen, match="cannot be read"):
        check_up(ledger.path, BOX)
    newer = open_writer(tmp_path / "newer.db", schema)
    newer.db.execute("PRAGMA user_version = 999")
    newer.close()
    with pytest.raises(NewerSchema):
        check_up(tmp_path / "newer.db", BOX)
