"""The central's file: one writer, whole units, and its own trouble is never a device's fault."""

import sqlite3
from pathlib import Path

import pytest

from kiosk.central.schema import STEPS, VERSION
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy, StoreTrouble
from kiosk.central.store_sqlite import SqliteStore, open_questions
from kiosk.core.enrolment import BoxRole
from tests.central.conftest import Box, Central, fresh_epoch, fresh_id, life


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """In a file."""
    return tmp_path / "central.db"


def test_only_one_process_writes_a_store(central: Central) -> None:
    with pytest.raises(StoreBusy, match=r"central\.db is open in another central"):
        SqliteStore(central.path, fresh_id, fresh_epoch)
    central.store.close()
    central.store.close()
    SqliteStore(central.path, fresh_id, fresh_epoch).close()


def test_a_store_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    with pytest.raises(NewerStore, match="its schema is 99"):
        SqliteStore(path, fresh_id, fresh_epoch)
    with pytest.raises(NewerStore):  # the lock was let go
        SqliteStore(path, fresh_id, fresh_epoch)


def test_a_new_file_has_the_version_of_its_tables(central: Central) -> None:
    assert central.store._conn.execute("PRAGMA user_version").fetchone() == (VERSION,)


def _shape(path: Path) -> list[tuple[str, str, str]]:
    conn = sqlite3.connect(path)
    tables = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    shape = [
        (name, column[1], column[2])
        for (name,) in tables.fetchall()
        for column in conn.execute(f"PRAGMA table_info({name})").fetchall()
    ]
    conn.close()
    return shape


def test_an_older_file_becomes_one_of_ours(central: Central, tmp_path: Path) -> None:
    central.store.close()
    old = tmp_path / "old.db"
    conn = sqlite3.connect(old)
    for statement in STEPS[0]:
        conn.execute(statement)
    conn.execute("INSERT INTO presence (device, online, conn, heard_at) VALUES ('b', 1, '', 5)")
    conn.execute("PRAGMA user_version = 1")
    conn.commit()
    conn.close()
    SqliteStore(old, fresh_id, fresh_epoch).close()
    assert _shape(old) == _shape(central.path)
    SqliteStore(old, fresh_id, fresh_epoch).close()  # once is enough


def test_a_file_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    conn = sqlite3.connect(path)
    for table in STEPS[0]:
        conn.execute(table)
    conn.execute("INSERT INTO point VALUES ('p1', 'Lesnaya 12', x'00', 'ozon_like')")
    conn.execute("INSERT INTO device (device, point) VALUES ('box-1', 'p1')")
    conn.execute("PRAGMA user_version = 1")
    conn.commit()
    conn.close()
    store = SqliteStore(path, fresh_id, fresh_epoch)
    assert store._conn.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert store.certificates.valid("box-1") == ()
    assert store.certificates.boxes("p1", BoxRole.COUNTER) == ("box-1",)
    assert [point.point for point in store.points()] == ["p1"]
    store.close()


def test_a_commit_waits_for_the_disk(central: Central) -> None:
    assert central.store._conn.execute("PRAGMA synchronous").fetchone() == (2,)
    assert central.store._conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_log_is_left_alone_while_mail_comes(central: Central, box: Box) -> None:
    assert central.store._conn.execute("PRAGMA wal_autocheckpoint").fetchone() == (8192,)
    size = central.path.stat().st_size
    _much(central, box)
    assert central.path.stat().st_size == size


def test_in_a_quiet_moment_the_log_is_moved_into_the_file(central: Central, box: Box) -> None:
    _much(central, box)
    size = central.path.stat().st_size
    central.store.tidy()
    assert central.path.stat().st_size > size


def test_a_handful_of_rows_is_not_worth_waiting_for_the_disk(central: Central, box: Box) -> None:
    told: list[str] = []
    central.store._conn.set_trace_callback(told.append)
    central.store.tidy()
    _much(central, box)
    central.store.tidy()
    box.tell(*life("Q1"))
    central.take(box.batch(box.head - 5))
    central.store.tidy()
    assert len([sql for sql in told if "wal_checkpoint(PASSIVE)" in sql]) == 1


def test_a_log_that_cannot_be_moved_now_is_moved_later(central: Central, box: Box) -> None:
    _much(central, box)
    size = central.path.stat().st_size
    with central.store.unit():  # SQLite refuses to move it in the middle of a transaction
        central.store.tidy()
    assert central.path.stat().st_size == size
    central.store.tidy()
    assert central.path.stat().st_size > size


def _much(central: Central, box: Box) -> None:
    first = box.head + 1
    box.tell(*(fact for n in range(150) for fact in life(f"P{first}-{n}")))
    for start in range(first, box.head + 1, 200):
        central.take(box.batch(start, min(start + 199, box.head)))


@pytest.mark.disk
def test_a_full_disk_takes_nothing_and_blames_nobody(central: Central, box: Box) -> None:
    for n in range(40):
        box.tell(*life(f"P{n}"))
    conn = central.store._conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    with pytest.raises(StoreTrouble, match="full"):
        central.take(box.batch(1))
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.quarantined, counts.upto, counts.parcels) == (0, 0, 0, {})
    conn.execute("PRAGMA max_page_count = 1000000").fetchone()
    assert central.ack(box.batch(1)).upto == box.head


@pytest.mark.disk
def test_a_locked_store_is_trouble_not_a_fault(central: Central, box: Box) -> None:
    other = sqlite3.connect(central.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    central.store._conn.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(StoreTrouble, match="locked"):
        central.take(box.hello())
    other.execute("ROLLBACK")
    other.close()
    assert central.welcome(box.hello()).up.upto == 0


def test_books_that_are_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_questions(tmp_path / "nothing.db")


def test_a_unit_holds_the_file_from_its_beginning(central: Central) -> None:
    other = sqlite3.connect(central.path, isolation_level=None, timeout=0.0)
    with central.store.unit(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_what_is_no_store_is_refused_in_words_and_lets_the_lock_go(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    for _ in range(2):
        path.write_bytes(b"no database, whatever its name says" * 99)
        with pytest.raises(CannotOpenStore, match=r"central.db cannot be opened: file is not a"):
            SqliteStore(path, str, str)
    path.unlink()
    SqliteStore(path, str, str).close()


def test_a_lock_that_cannot_be_made_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "central.db.lock").mkdir()
    with pytest.raises(CannotOpenStore, match=r"central.db.lock cannot be made: Is a directory"):
        SqliteStore(tmp_path / "central.db", str, str)
