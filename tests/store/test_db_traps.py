"""What SQLite and sqlite-utils do when the door is passed by: why every rule of it is there.

A test that fails here tells that a library changed: a rule may go, or another is needed.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.store.db import open_reader, open_writer, unit

schema = Migrations("traps")


@schema()
def m001(db: Database) -> None:
    db.execute("CREATE TABLE note (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
    db.execute("PRAGMA user_version = 1")


def read(db: Database) -> list[str]:
    return [text for (text,) in db.execute("SELECT text FROM note ORDER BY n").fetchall()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "traps.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    writer = open_writer(path, schema)
    yield writer.db
    writer.abandon()


@pytest.fixture
def other(path: Path, db: Database) -> Iterator[sqlite3.Connection]:
    """A second connection to the same file, which does not wait."""
    assert read(db) == []
    conn = sqlite3.connect(path, isolation_level=None, timeout=0)
    yield conn
    conn.close()


class Break(Exception):
    """Something goes wrong in the middle."""


def test_with_the_connection_is_no_transaction(db: Database) -> None:
    with pytest.raises(Break), db.conn:  # noqa: PT012
        db.execute("INSERT INTO note (text) VALUES ('torn')")
        raise Break
    assert read(db) == ["torn"]


def test_atomic_begins_deferred_so_another_may_take_the_lock(
    db: Database, other: sqlite3.Connection
) -> None:
    with db.atomic():
        assert read(db) == []
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO note (text) VALUES ('between')")
        other.execute("COMMIT")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            db.execute("INSERT INTO note (text) VALUES ('late')")


def test_executescript_of_the_connection_commits_the_first_half(db: Database) -> None:
    with pytest.raises(Break), unit(db):  # noqa: PT012
        db.execute("INSERT INTO note (text) VALUES ('first')")
        db.conn.executescript("INSERT INTO note (text) VALUES ('second')")
        raise Break
    assert read(db) == ["first", "second"]


def test_a_commit_within_a_unit_keeps_the_first_half(db: Database) -> None:
    with pytest.raises(Break), unit(db):  # noqa: PT012
        db.execute("INSERT INTO note (text) VALUES ('first')")
        db.conn.commit()
        raise Break
    assert read(db) == ["first"]


def test_executescript_of_the_library_keeps_the_unit_whole(db: Database) -> None:
    with pytest.raises(Break), unit(db):  # noqa: PT012
        db.execute("INSERT INTO note (text) VALUES ('first')")
        db.executescript("INSERT INTO note (text) VALUES ('second');")
        raise Break
    assert read(db) == []


def test_a_bulk_load_outside_a_unit_is_kept_in_part(db: Database) -> None:
    lines = [{"n": n, "text": "x" if n < 210 else None} for n in range(1, 400)]
    with pytest.raises(sqlite3.IntegrityError):
        db["note"].insert_all(lines, batch_size=100)
    assert 0 < len(read(db)) < 399
    before = len(read(db))
    more = [line | {"n": line["n"] + 1000} for line in lines]
    with pytest.raises(sqlite3.IntegrityError), unit(db):
        db["note"].insert_all(more, batch_size=100)
    assert len(read(db)) == before


def test_full_text_search_in_a_trigger_is_refused_or_needless(db: Database) -> None:
    with unit(db):
        db.execute("CREATE VIRTUAL TABLE found USING fts5(text)")
        db.execute("INSERT INTO found (text) VALUES ('by hand')")
        db.execute(
            "CREATE TRIGGER note_found AFTER INSERT ON note BEGIN"
            " INSERT INTO found (text) VALUES (new.text); END"
        )
    if sqlite3.sqlite_version_info < (3, 41):  # Debian 12's; later ones trust FTS5
        with pytest.raises(sqlite3.OperationalError, match="unsafe use of virtual table"):
            db.execute("INSERT INTO note (text) VALUES ('by trigger')")
        assert read(db) == []
    assert db.execute("SELECT text FROM found").fetchall()[0] == ("by hand",)


def test_changing_a_table_drops_its_triggers_without_a_word(db: Database) -> None:
    db.execute("CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT 1; END")
    db["note"].transform(rename={"text": "words"})
    assert db.triggers == []


def test_a_reader_that_only_asks_cannot_copy(db: Database, path: Path, tmp_path: Path) -> None:
    assert read(db) == []
    reader = open_reader(path)
    reader.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("VACUUM INTO ?", [str(tmp_path / "copy.db")])
    reader.close()


def test_a_checkpoint_by_a_reader_looks_like_a_broken_disk(db: Database, path: Path) -> None:
    assert read(db) == []
    reader = open_reader(path)
    with pytest.raises(sqlite3.OperationalError) as told:
        reader.execute("PRAGMA wal_checkpoint").fetchall()
    assert told.value.sqlite_errorname == "SQLITE_IOERR_WRITE"
    reader.close()


def test_a_busy_checkpoint_answers_without_an_exception(db: Database, path: Path) -> None:
    db.execute("PRAGMA busy_timeout = 0").fetchone()
    reader = open_reader(path)
    reader.execute("BEGIN")
    assert read(reader) == []
    with unit(db):
        db.execute("INSERT INTO note (text) VALUES ('a')")
    assert db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 1
    reader.close()
    assert db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)


def killed(path: Path, db: Database, folder: Path) -> Path:
    """Copy the file and its -wal as a killed writer leaves them."""
    assert read(db)
    folder.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        shutil.copy(path.parent / name, folder / name)
    return folder / path.name


def test_a_file_replaced_beside_its_old_wal_is_not_the_new_file(
    db: Database, path: Path, tmp_path: Path
) -> None:
    with unit(db):
        db.execute("INSERT INTO note (text) VALUES ('before the backup')")
    db.execute("VACUUM INTO ?", [str(tmp_path / "backup.db")])
    with unit(db):
        db.execute("DELETE FROM note")
        db.execute("INSERT INTO note (text) VALUES ('after the backup')")
    left = killed(path, db, tmp_path / "rename-alone")
    shutil.copy(tmp_path / "backup.db", tmp_path / "one.db")
    (tmp_path / "one.db").rename(left)
    paired = open_writer(left, schema)
    assert read(paired.db) == ["after the backup"]
    paired.abandon()
    left = killed(path, db, tmp_path / "wal-unlinked-first")
    Path(f"{left}-wal").unlink()
    (tmp_path / "backup.db").rename(left)
    whole = open_writer(left, schema)
    assert read(whole.db) == ["before the backup"]
    whole.abandon()


def test_numbers_over_64_bits_and_lone_surrogates_raise_in_the_caller(db: Database) -> None:
    with pytest.raises(OverflowError), unit(db):
        db.execute("INSERT INTO note (n, text) VALUES (?, 'a')", [2**63])
    with pytest.raises(UnicodeEncodeError), unit(db):
        db.execute("INSERT INTO note (text) VALUES (?)", ["\ud800"])
    assert read(db) == []


def test_the_length_of_a_text_ends_at_a_nul(db: Database) -> None:
    assert db.execute("SELECT length(?)", ["ab\0cd"]).fetchone()[0] == 2
