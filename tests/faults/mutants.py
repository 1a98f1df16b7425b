"""Broken ways to write; each harness must catch its own, or it proves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from kiosk.store.counter_file import CounterFile


class _Pretender:
    """A connection that says it is in a transaction, so that the journal writes."""

    in_transaction = True

    def __init__(self, db: Database) -> None:
        self._db, self.conn = db, self

    def execute(self, *given: object) -> object:
        return self._db.execute(*given)  # type: ignore[arg-type]


@contextmanager
def autocommit(file: CounterFile) -> Iterator[None]:
    """Keep every statement by itself."""
    file.journal._db = _Pretender(file.db)  # type: ignore[assignment]
    yield


@contextmanager
def with_conn(file: CounterFile) -> Iterator[None]:
    """Do what looks like a transaction and is none on sqlite-utils 4."""
    with autocommit(file), file.db.conn:
        yield
