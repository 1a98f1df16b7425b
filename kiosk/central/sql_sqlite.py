"""The central's database in one SQLite file (see `central.sql.Sql`)."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.central.store import StoreTrouble

_OWN_TROUBLE = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
)


class SqliteSql(sqlite3.Connection):
    """A connection to the file; the file has one writer."""

    @contextmanager
    def unit(self) -> Iterator[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: the disk's trouble; everything was rolled back.
        """
        if self.in_transaction:
            raise RuntimeError("a unit inside a unit")
        try:
            self.execute("BEGIN IMMEDIATE")
            yield
            self.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            if str(getattr(error, "sqlite_errorname", "")).startswith(_OWN_TROUBLE):
                raise StoreTrouble(str(error)) from error
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.in_transaction:  # SQLITE_FULL may have rolled back by itself
            self.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several questions about one moment; not within a unit."""
        self.execute("SAVEPOINT asked")
        try:
            yield
        finally:
            self.execute("RELEASE asked")

    def hold(self, devices: Iterable[str]) -> None:
        """Do nothing: a unit holds the whole file from its beginning."""


def open_writer(path: Path) -> SqliteSql:
    """Open the file for its one writer; it is made if it is not there."""
    # Made by the composition root, then used by the consumer's thread alone.
    conn = sqlite3.connect(
        path, isolation_level=None, timeout=5.0, check_same_thread=False, factory=SqliteSql
    )
    conn.execute("PRAGMA journal_mode=WAL").fetchone()
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("PRAGMA foreign_keys=ON")
    conn.execute("PRAGMA secure_delete=ON").fetchone()
    conn.execute("PRAGMA trusted_schema=OFF")
    conn.execute("PRAGMA busy_timeout=5000").fetchone()
    # The log is moved into the file in quiet moments (`SqliteStore.tidy`), not while mail waits for
    # an answer; where none comes, SQLite does it by itself once the log has this many pages, 32 MB.
    conn.execute("PRAGMA wal_autocheckpoint=8192").fetchone()
    kept = (
        conn.execute("PRAGMA journal_mode").fetchone()[0],
        conn.execute("PRAGMA synchronous").fetchone()[0],
        conn.execute("PRAGMA foreign_keys").fetchone()[0],
    )
    if kept != ("wal", 2, 1):  # synchronous FULL reads back as 2
        raise RuntimeError(f"SQLite did not take the settings: {kept}")
    return conn


def open_reader(path: Path) -> SqliteSql:
    """Open the file for reading, beside its writer or without one.

    Raises:
        sqlite3.OperationalError: it is not there yet, or cannot be read now.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    # Whoever asks may ask from several threads, one at a time.
    return sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        timeout=5.0,
        check_same_thread=False,
        factory=SqliteSql,
    )
