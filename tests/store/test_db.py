"""The door to SQLite: one writer, whole units, and the disk's trouble told by name."""

import contextlib
import resource
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.store.db import (
    COUNTER_VERSION,
    MAIL_VERSION,
    Busy,
    CannotOpen,
    NewerSchema,
    StorageFull,
    StorageReadOnly,
    Writer,
    is_locked,
    open_known,
    open_reader,
    open_writer,
    snapshot,
    unit,
    version,
)
from kiosk.store.schema import schema as counter_schema
from kiosk.sync.mailbox import schema as mail_schema


def notes(steps: int = 1) -> Migrations:
    """Return migrations that make a table of notes, with so many steps."""
    made = Migrations("notes")

    @made()
    def m001(db: Database) -> None:
        db.execute("CREATE TABLE note (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        db.execute("PRAGMA user_version = 1")

    if steps > 1:

        @made()
        def m002(db: Database) -> None:
            db.execute("CREATE TABLE more (n INTEGER PRIMARY KEY) STRICT")
            db.execute("PRAGMA user_version = 2")

    return made


def write(db: Database, *texts: str) -> None:
    for text in texts:
        db.execute("INSERT INTO note (text) VALUES (?)", [text])


def read(db: Database) -> list[str]:
    return [text for (text,) in db.execute("SELECT text FROM note ORDER BY n").fetchall()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.db"


@pytest.fixture
def again(path: Path) -> Iterator[Callable[[], Writer]]:
    """Open the file for writing; closed at the end."""
    opened: list[Writer] = []

    def _open() -> Writer:
        opened.append(open_writer(path, notes()))
        return opened[-1]

    yield _open
    for writer in opened:
        writer.abandon()


@pytest.fixture
def db(again: Callable[[], Writer]) -> Database:
    return again().db


@pytest.fixture
def reader(db: Database, path: Path) -> Iterator[Database]:
    assert not db.conn.in_transaction
    opened = open_reader(path)
    yield opened
    opened.close()


# -- units -----------------------------------------------------------------------------------------


def test_a_unit_is_kept_whole(db: Database, reader: Database) -> None:
    with unit(db):
        write(db, "a", "b")
    assert read(reader) == ["a", "b"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_unit_that_fails_leaves_nothing(db: Database, failure: type[BaseException]) -> None:
    with pytest.raises(failure), unit(db):  # noqa: PT012
        write(db, "a")
        raise failure
    assert read(db) == []
    assert not db.conn.in_transaction


def test_a_failed_statement_rolls_back_the_whole_unit(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), unit(db):  # noqa: PT012
        write(db, "a")
        db.execute("INSERT INTO note (text) VALUES (NULL)")
    assert read(db) == []


def test_nothing_of_an_open_unit_is_seen_by_a_reader(db: Database, reader: Database) -> None:
    with unit(db):
        write(db, "a")
        assert read(reader) == []


def test_a_unit_inside_a_unit_fails_and_nothing_is_kept(db: Database) -> None:
    with pytest.raises(RuntimeError, match="unit inside a unit"), unit(db):  # noqa: PT012
        write(db, "a")
        with unit(db):
            write(db, "b")
    assert read(db) == []


def test_a_unit_takes_the_writing_lock_at_its_first_word(db: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    with unit(db), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_after_a_failed_unit_the_next_one_works(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), unit(db):
        raise ZeroDivisionError
    with unit(db):
        write(db, "a")
    assert read(db) == ["a"]


# -- one moment ------------------------------------------------------------------------------------


def test_a_snapshot_answers_from_one_moment(db: Database, reader: Database) -> None:
    with snapshot(reader):
        assert read(reader) == []
        with unit(db):
            write(db, "a")
        assert read(reader) == []
    assert read(reader) == ["a"]


def test_a_snapshot_ends_also_when_a_question_fails(db: Database, reader: Database) -> None:
    with pytest.raises(sqlite3.OperationalError), snapshot(reader):
        reader.execute("SELECT nothing FROM note")
    assert not reader.conn.in_transaction
    with unit(db):
        write(db, "a")
    assert read(reader) == ["a"]


def test_a_snapshot_within_a_unit_sees_the_unit_and_leaves_it_open(db: Database) -> None:
    with unit(db):
        write(db, "a")
        with snapshot(db):
            assert read(db) == ["a"]
        write(db, "b")
    assert read(db) == ["a", "b"]


# -- the disk's trouble ----------------------------------------------------------------------------


@contextlib.contextmanager
def storage_of(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size; Python ignores the signal, so writing fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def pages(db: Database) -> int:
    return int(db.execute("PRAGMA page_count").fetchone()[0])


def allow_pages(db: Database, most: int) -> None:
    db.conn.execute(f"PRAGMA max_page_count = {most}").fetchone()


def test_a_full_disk_is_told_and_nothing_is_half_written(db: Database) -> None:
    with unit(db):
        write(db, "before")
    allow_pages(db, pages(db) + 2)
    with pytest.raises(StorageFull), unit(db):
        write(db, "small", *("x" * 1000 for _ in range(100)))
    assert read(db) == ["before"]
    assert not db.conn.in_transaction
    allow_pages(db, 10_000)
    with unit(db):
        write(db, "after")
    assert read(db) == ["before", "after"]


def test_a_disk_that_takes_no_writes_is_told(db: Database) -> None:
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageReadOnly), unit(db):
        write(db, "a")
    db.execute("PRAGMA query_only = OFF")
    assert read(db) == []


def test_writing_through_a_reader_is_told_as_read_only(reader: Database) -> None:
    with pytest.raises(StorageReadOnly), unit(reader):
        write(reader, "a")


def test_a_wrong_statement_is_not_taken_for_the_disks_trouble(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), unit(db):
        db.execute("INSERT INTO nowhere VALUES (1)")


# -- opening ---------------------------------------------------------------------------------------


def test_a_second_writer_is_refused(again: Callable[[], Writer]) -> None:
    again()
    with pytest.raises(Busy, match=r"notes\.db"):
        again()


def test_a_closed_file_can_be_opened_again(again: Callable[[], Writer]) -> None:
    again().close()
    again()


def test_a_refused_open_lets_the_lock_go(again: Callable[[], Writer], path: Path) -> None:
    again().close()
    path.write_bytes(b"this is no database, and it is long enough to be read as one" * 20)
    with pytest.raises(CannotOpen, match=r"notes.db is damaged: .*; restore a backup"):
        again()
    assert not is_locked(path)


def test_a_file_whose_first_page_is_damaged_is_told_so(
    again: Callable[[], Writer], path: Path
) -> None:
    again().close()
    raw = path.read_bytes()
    path.write_bytes(raw[:100] + b"\xff" * 200 + raw[300:])
    with pytest.raises(CannotOpen, match="is damaged"):
        again()
    assert not is_locked(path)


def test_the_versions_that_readers_know_are_those_of_the_schemas(tmp_path: Path) -> None:
    for known, migrations in ((COUNTER_VERSION, counter_schema), (MAIL_VERSION, mail_schema)):
        writer = open_writer(tmp_path / f"{known}.db", migrations)
        assert version(writer.db) == known
        writer.close()


def test_one_sees_whether_a_file_is_open_for_writing(
    again: Callable[[], Writer], path: Path
) -> None:
    assert not is_locked(path)
    writer = again()
    assert is_locked(path)
    writer.close()
    assert not is_locked(path)


def test_asking_for_the_lock_leaves_no_file_behind(path: Path) -> None:
    assert not is_locked(path)
    assert list(path.parent.iterdir()) == []


def test_the_lock_is_private(db: Database, path: Path) -> None:
    assert version(db) == 1
    assert (path.parent / "notes.db.lock").stat().st_mode & 0o777 == 0o600


def test_every_pragma_is_what_it_should_be(db: Database) -> None:
    def told(name: str) -> object:
        return db.conn.execute(f"PRAGMA {name}").fetchone()[0]

    assert told("journal_mode") == "wal"
    assert told("synchronous") == 2
    assert told("foreign_keys") == 1
    assert told("secure_delete") == 1
    assert told("trusted_schema") == 0
    assert told("wal_autocheckpoint") == 400
    assert told("busy_timeout") == 5000


def test_a_pragma_that_does_not_hold_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.store.db._PRAGMAS", {"journal_mode": "wal"})
    with pytest.raises(RuntimeError, match="journal_mode is 'memory'"):
        open_writer(Path(":memory:"), notes())
    Path(":memory:.lock").unlink()


def test_an_sqlite_that_is_too_old_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 39, 4))
    with pytest.raises(NewerSchema, match=r"older than 3\.40"):
        open_writer(path, notes())


def test_a_file_of_a_newer_program_is_refused_and_not_touched(path: Path) -> None:
    newer = open_writer(path, notes(2))
    with unit(newer.db):
        write(newer.db, "kept")
    newer.close()
    with pytest.raises(NewerSchema, match="schema is 2, this program knows 1"):
        open_writer(path, notes())
    with_newer = open_writer(path, notes(2))
    assert read(with_newer.db) == ["kept"]
    with_newer.close()


def test_a_file_of_an_older_program_is_brought_up_to_date(path: Path) -> None:
    older = open_writer(path, notes())
    with unit(older.db):
        write(older.db, "kept")
    older.close()
    newer = open_writer(path, notes(2))
    assert (version(newer.db), read(newer.db)) == (2, ["kept"])
    newer.close()


def test_closing_twice_is_fine(again: Callable[[], Writer]) -> None:
    writer = again()
    writer.close()
    writer.close()
    writer.abandon()


def test_a_clean_exit_leaves_no_wal(again: Callable[[], Writer], path: Path) -> None:
    writer = again()
    with unit(writer.db):
        write(writer.db, "a")
    assert Path(f"{path}-wal").stat().st_size > 0
    writer.close()
    assert not Path(f"{path}-wal").exists()


def test_a_clean_exit_beside_a_reader_empties_the_wal(
    again: Callable[[], Writer], path: Path
) -> None:
    writer = again()
    reader = open_reader(path)
    assert read(reader) == []
    with unit(writer.db):
        write(writer.db, "a")
    writer.close()
    assert Path(f"{path}-wal").stat().st_size == 0
    assert read(reader) == ["a"]
    reader.close()


def test_a_clean_exit_on_a_full_disk_keeps_everything_and_lets_the_lock_go(
    again: Callable[[], Writer], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = again()
    with unit(writer.db):
        write(writer.db, "x" * 100_000)
    with storage_of(10_000):
        writer.close()
    assert "closed without a checkpoint" in caplog.text
    assert not is_locked(path)
    assert read(again().db) == ["x" * 100_000]


# -- reading ---------------------------------------------------------------------------------------


def test_a_reader_of_a_missing_file_is_told_and_makes_none(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_reader(path)
    assert not path.exists()


def test_a_file_of_this_program_is_opened_for_reading(db: Database, path: Path) -> None:
    with unit(db):
        write(db, "a")
    known = open_known(path, notes())
    assert read(known) == ["a"]
    known.close()


def test_a_newer_file_is_not_read(path: Path) -> None:
    open_writer(path, notes(2)).close()
    with pytest.raises(NewerSchema, match="schema is 2, this program knows 1"):
        open_known(path, notes())


def test_an_older_file_is_not_read_and_its_owner_is_named(path: Path) -> None:
    open_writer(path, notes()).close()
    with pytest.raises(CannotOpen, match="older version"):
        open_known(path, notes(2))
    older = open_reader(path)
    assert version(older) == 1
    older.close()


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_a_file_that_is_none_of_ours_is_told_in_words(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotOpen, match=r"notes\.db"):
        open_known(path, notes())


def test_a_path_with_signs_of_the_uri_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "who?mode=rwc#100%.db"
    writer = open_writer(path, notes())
    reader = open_reader(path)
    assert read(reader) == []
    reader.close()
    writer.close()


def test_a_reader_copies_the_whole_file_beside_a_writer(
    db: Database, reader: Database, tmp_path: Path
) -> None:
    with unit(db):
        write(db, "a", "b")
    reader.execute("VACUUM INTO ?", [str(tmp_path / "copy.db")])
    copy = open_reader(tmp_path / "copy.db")
    assert read(copy) == ["a", "b"]
    assert version(copy) == 1
    copy.close()


def test_an_open_reader_keeps_the_file_that_was_replaced(
    again: Callable[[], Writer], path: Path, tmp_path: Path
) -> None:
    writer = again()
    with unit(writer.db):
        write(writer.db, "old")
    reader = open_reader(path)
    before = path.stat().st_ino
    assert read(reader) == ["old"]
    reader.execute("VACUUM INTO ?", [str(tmp_path / "copy.db")])
    writer.close()
    (tmp_path / "copy.db").replace(path)
    assert path.stat().st_ino != before  # which is what readers must watch
    writer = again()
    with unit(writer.db):
        write(writer.db, "new")
    assert read(reader) == ["old"]
    reader.close()
