"""The central's books in one SQLite file: one process writes it, through one connection."""

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from kiosk.central.questions import Questions
from kiosk.central.schema import STEPS, VERSION, fill
from kiosk.central.sql_sqlite import SqliteSql, open_reader, open_writer
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy, StoreTrouble
from kiosk.central.store_sql import SqlStore

log = logging.getLogger(__name__)

_NUMBERED = tuple(f"PRAGMA user_version = {number + 1}" for number in range(VERSION))
T = TypeVar("T")
_TIDY_ROWS = 1000  # fewer changed rows than this are not worth waiting for the disk


class SqliteStore(SqlStore):
    """The reference central's store in a file.

    Args:
        path: of the file; made if it is not there.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits.

    Raises:
        StoreBusy: another process has it open for writing.
        NewerStore: a newer version of this program wrote it.
        CannotOpenStore: it is damaged, or the disk does not take it.
    """

    _conn: SqliteSql

    def __init__(self, path: Path, new_id: Callable[[], str], nonce: Callable[[], str]) -> None:
        self._lock = _take_lock(path)
        try:
            super().__init__(open_writer(path), new_id, nonce)
            self._make_tables(path)
        except (sqlite3.Error, StoreTrouble) as error:
            os.close(self._lock)
            raise CannotOpenStore(f"{path} cannot be opened: {error}") from error
        except BaseException:
            os.close(self._lock)
            raise
        self.questions = Questions(self._conn)
        self._tidied = self._conn.total_changes

    def _make_tables(self, path: Path) -> None:
        has = int(self._conn.execute("PRAGMA user_version").fetchone()[0])
        if has > VERSION:
            raise NewerStore(
                f"{path.name} was written by a newer version (its schema is {has}, this program "
                f"knows {VERSION}); start that version, or restore a backup"
            )
        for number in range(has, VERSION):
            with self.unit():
                for statement in STEPS[number]:
                    self._conn.execute(statement)
                fill(self._conn, number + 1)
                self._conn.execute(_NUMBERED[number])

    def close(self) -> None:
        """Checkpoint, close and let the lock go; twice is fine."""
        if self._lock < 0:
            return
        # A busy checkpoint answers (1, n, m) without an exception; the next start repeats it.
        self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.abandon()

    def abandon(self) -> None:
        """Close without a checkpoint, as a killed process would leave the file."""
        if self._lock < 0:
            return
        self._conn.close()
        os.close(self._lock)
        self._lock = -1

    def tidy(self) -> None:
        """Move the log into the file, if much was written since the last time."""
        if self._forgetting.must_scrub:
            self._scrub()
        written = self._conn.total_changes
        if written - self._tidied < _TIDY_ROWS:
            return
        # PASSIVE waits for nobody. What a full disk or a reader in the middle of something keeps
        # in the log is as safe there, and moves the next time.
        with suppress(sqlite3.OperationalError):
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._tidied = written

    def _scrub(self) -> None:
        """Leave nothing of what was erased in the log; waits for nobody, and tries again."""
        self._conn.execute("PRAGMA busy_timeout=0").fetchone()
        try:
            busy, _, _ = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._forgetting.must_scrub = bool(busy)
        except sqlite3.OperationalError as error:
            log.warning("the log cannot be emptied now: %s", error)
        finally:
            self._conn.execute("PRAGMA busy_timeout=5000").fetchone()


def ask(path: Path, question: Callable[[Questions], T]) -> T:
    """Ask the books something, beside a running central or a stopped one.

    Args:
        path: of the books.
        question: asks it.

    Raises:
        CannotOpenStore: they are not there yet, or cannot be read.
    """
    try:
        with closing(open_questions(path)) as questions:
            return question(questions)
    except sqlite3.Error as error:
        said = f"{path} cannot be read: {error}; start kiosk central, which makes it"
        raise CannotOpenStore(said) from error


def open_questions(path: Path) -> Questions:
    """Open the books for reading, beside a running central or a stopped one.

    Raises:
        sqlite3.OperationalError: they are not there yet, or cannot be read now.
    """
    return Questions(open_reader(path))


def _take_lock(path: Path) -> int:
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotOpenStore(f"{path}.lock cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StoreBusy(
            f"{path.name} is open in another central, which must be stopped first"
        ) from error
    return lock
