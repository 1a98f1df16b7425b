"""The only door to SQLite: opens files, and `unit()`, the only way to write.

One process writes a file, through one connection (TRUST.md 2). `kiosk sync` uses this module for
mail.db as the counter does for counter.db.
"""

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

log = logging.getLogger(__name__)

OLDEST_SQLITE = (3, 40, 0)  # Debian 12's, the oldest we have tried
# The forms this program knows, for readers of another process's file; tests pin them to the schema.
COUNTER_VERSION, MAIL_VERSION = 35, 2
COUNTER_PHOTOS, MAIL_PHOTOS = 6, 2  # since when there are photos in them
# What SQLite says where it may write nothing beside a file, however sound that is.
_NO_WRITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR_SHM")
_PRAGMAS = {  # TRUST.md 2; synchronous FULL reads back as 2
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "wal_autocheckpoint": 400,
    "busy_timeout": 5000,
}


class Busy(Exception):
    """Another process holds the file's lock."""


class NewerSchema(Exception):
    """The file was written by a newer version of this program."""


class CannotOpen(Exception):
    """The file is not there, is no database, or must first be brought up to date by its owner."""


class StorageFull(Exception):
    """The disk is full; nothing of the unit was written."""


class StorageReadOnly(Exception):
    """The disk takes no writes; nothing of the unit was written."""


class Writer:
    """An open file with its lock: the one writing connection there is.

    Args:
        path: the file; made if it is not there.
        migrations: brought up to date before anything else.
    """

    def __init__(self, path: Path, migrations: Migrations) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise NewerSchema(f"SQLite {sqlite3.sqlite_version} cannot be used: older than 3.40")
        self.path = path
        self._lock = _take_lock(path)
        with _disk_trouble_named(), _damage_named(path):
            try:
                self.db = _connect(path)
            except BaseException:
                os.close(self._lock)
                raise
            try:
                _migrate(self.db, migrations, path)
            except BaseException:
                self.abandon()
                raise

    def scrub(self) -> bool:
        """Move the -wal into the file and empty it, so that nothing overwritten stands in it.

        Waits for nobody: a screen may be waiting for us.

        Returns:
            Whether it is empty; False while somebody reads, or the disk is full: try again.
        """
        self.db.execute("PRAGMA busy_timeout=0").fetchone()
        try:
            found = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            log.warning("%s cannot be scrubbed now: %s", self.path.name, error)
            return False
        finally:
            self.db.execute("PRAGMA busy_timeout=5000").fetchone()
        return tuple(found) == (0, 0, 0)

    def close(self) -> None:
        """Checkpoint, close and let the lock go; twice is fine."""
        if self._lock < 0:
            return
        try:
            # A busy checkpoint answers (1, n, m) without an exception; the next start repeats it.
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:  # a full disk: all is still in the -wal
            log.warning("%s was closed without a checkpoint: %s", self.path.name, error)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close and let the lock go, without asking for a checkpoint."""
        if self._lock < 0:
            return
        self.db.close()
        os.close(self._lock)
        self._lock = -1


def open_writer(path: Path, migrations: Migrations) -> Writer:
    """Open `path` for the one process that writes it.

    Raises:
        Busy: another process has it open for writing.
        NewerSchema: a newer version of this program wrote it.
        CannotOpen: it is damaged, or no database at all.
        StorageFull, StorageReadOnly: the disk takes not even what a start writes.
    """
    return Writer(path, migrations)


def open_reader(path: Path, watch: Callable[[], bool] | None = None) -> Database:
    """Open another's file for reading; a watched one, which `watch` may stop, in any thread.

    Raises:
        sqlite3.OperationalError: it is not there yet, or cannot be read now: try again later.
    """
    at = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(at, uri=True, isolation_level=None, timeout=1, check_same_thread=not watch)
    if watch is not None:
        db.set_progress_handler(watch, 10_000)
        # a strange file may hold a view that makes a value without end
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * 1024 * 1024)
    return Database(db, strict=True, execute_plugins=False)


def open_known(path: Path, migrations: Migrations) -> Database:
    """Open another process's file for reading, if its form is the one this program knows.

    Raises:
        CannotOpen: it cannot be read, or was written by an older version.
        NewerSchema: a newer version wrote it.
    """
    try:
        db = open_reader(path)
    except sqlite3.Error as error:
        raise CannotOpen(f"{path} cannot be opened: {error}") from error
    try:
        _refuse_unknown(db, migrations, path)
    except BaseException:
        db.close()
        raise
    return db


def open_loose(path: Path) -> Database:
    """Open a file that belongs to no process: a copy in the making, or one that was put aside.

    Raises:
        CannotOpen: it cannot be opened at all.
    """
    try:
        conn = sqlite3.connect(path, isolation_level=None, timeout=1.0)
        conn.execute("PRAGMA secure_delete=ON").fetchone()
    except sqlite3.Error as error:
        raise CannotOpen(f"{path} cannot be opened: {error}") from error
    return Database(conn, strict=True, execute_plugins=False)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep every other process from writing a file, without opening it.

    Raises:
        Busy: another process has it open for writing.
        StorageReadOnly: the disk takes no writes.
    """
    lock = _take_lock(path)
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Answer every question inside from one moment, whatever the owner writes meanwhile.

    Not for long: an open snapshot keeps the owner's -wal from being emptied.
    """
    if db.conn.in_transaction:  # a unit is one moment already
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        _roll_back(db)


@contextmanager
def unit(db: Database) -> Iterator[None]:
    """Make everything inside one transaction: all of it is kept, or nothing.

    Neither `with db.conn` nor `db.atomic()` does this: the first is no transaction at all on
    sqlite-utils 4, the second is a deferred BEGIN (DESIGN.md 4, measured).

    Raises:
        StorageFull, StorageReadOnly: the disk's trouble; everything was rolled back.
    """
    if db.conn.in_transaction:
        raise RuntimeError("a unit inside a unit")
    with _disk_trouble_named():
        try:
            db.execute("BEGIN IMMEDIATE")
            yield
            db.execute("COMMIT")
        except BaseException:
            _roll_back(db)
            raise


def _roll_back(db: Database) -> None:
    if db.conn.in_transaction:  # SQLITE_FULL may have rolled back by itself
        db.execute("ROLLBACK")


@contextmanager
def _disk_trouble_named() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        trouble = disk_trouble(error)
        if trouble:
            raise trouble from error
        raise


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Say in words what is wrong with a file that is none of ours, or not whole."""
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise CannotOpen(f"{path} is damaged: {error}; restore a backup") from error
        raise


def is_damage(error: Exception) -> bool:
    """Whether SQLite could not make sense of a file."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))


def disk_trouble(error: sqlite3.Error) -> Exception | None:
    """Return what an error says of the disk: it is full, it takes no writes, or nothing."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return StorageFull(str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return StorageReadOnly(str(error))
    return None


def damage_of(db: Database) -> str:
    """Return the first damage SQLite sees in the file's pages, empty for none."""
    try:
        told = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorname", "") or "").startswith(_NO_WRITE):
            raise  # says nothing of the pages
        return str(error)
    return "" if told == "ok" else told


def version(db: Database) -> int:
    """Return how many migrations the file has seen."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def newer_words(path: Path, has: int, known: int) -> str:
    """Say that a reader waits because the file's owner is of a newer version."""
    return (
        f"a newer version wrote {path.name} (its schema is {has}, this program knows {known});"
        " what it says waits until this program is as new"
    )


def _take_lock(path: Path) -> int:
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageReadOnly(f"{path}.lock cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise Busy(
            f"{path.name} is open in another process, which must be stopped first"
        ) from error
    return lock


def is_locked(path: Path) -> bool:
    """Whether a process has `path` open for writing; asks without leaving a trace."""
    try:
        lock = os.open(f"{path}.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def _connect(path: Path) -> Database:
    conn = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    db = Database(conn, strict=True, execute_plugins=False)
    try:
        _set_up(db)
    except BaseException:
        db.close()
        raise
    return db


def _set_up(db: Database) -> None:
    db.execute("PRAGMA journal_mode=WAL").fetchone()
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA secure_delete=ON").fetchone()
    db.execute("PRAGMA trusted_schema=OFF")
    db.execute("PRAGMA wal_autocheckpoint=400").fetchone()
    db.execute("PRAGMA busy_timeout=5000").fetchone()
    for name, (wanted, got) in _read_back(db).items():
        if wanted != got:
            raise RuntimeError(f"PRAGMA {name} is {got!r}, not {wanted!r}")


def _read_back(db: Database) -> dict[str, tuple[object, object]]:
    told = {
        "journal_mode": db.execute("PRAGMA journal_mode").fetchone()[0],
        "synchronous": db.execute("PRAGMA synchronous").fetchone()[0],
        "foreign_keys": db.execute("PRAGMA foreign_keys").fetchone()[0],
        "secure_delete": db.execute("PRAGMA secure_delete").fetchone()[0],
        "trusted_schema": db.execute("PRAGMA trusted_schema").fetchone()[0],
        "wal_autocheckpoint": db.execute("PRAGMA wal_autocheckpoint").fetchone()[0],
        "busy_timeout": db.execute("PRAGMA busy_timeout").fetchone()[0],
    }
    return {name: (wanted, told[name]) for name, wanted in _PRAGMAS.items()}


def _count(migrations: Migrations) -> int:
    # Asked of an empty file: in ours `applied` also counts the steps of a newer program.
    empty = Database(sqlite3.connect(":memory:"), strict=True, execute_plugins=False)
    try:
        return len(migrations.pending(empty))
    finally:
        empty.close()


def _refuse_unknown(db: Database, migrations: Migrations, path: Path) -> None:
    known = _count(migrations)
    try:
        has = version(db)
    except sqlite3.Error as error:
        raise CannotOpen(f"{path} cannot be read: {error}") from error
    _refuse_newer(has, known, path)
    if has < known:
        raise CannotOpen(f"{path} is of an older version; its owner renews it at its next start")


def _refuse_newer(has: int, known: int, path: Path) -> None:
    if has > known:
        raise NewerSchema(
            f"{path.name} was written by a newer version (its schema is {has}, this program "
            f"knows {known}); start that version, or restore a backup"
        )


def _migrate(db: Database, migrations: Migrations, path: Path) -> None:
    _refuse_newer(version(db), _count(migrations), path)
    # Safe although `apply` uses a deferred BEGIN: the lock says that nobody else writes.
    # Each migration ends by setting user_version to its own number.
    migrations.apply(db)
