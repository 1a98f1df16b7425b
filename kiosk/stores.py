"""Opens the central's books where the settings say: in a file, or in a PostgreSQL server."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.central import store_sqlite
from kiosk.central.questions import Questions
from kiosk.central.sql import Sql
from kiosk.central.sql_sqlite import open_reader as open_file
from kiosk.central.store import CannotOpenStore
from kiosk.central.store_sql import SqlStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.config_central import is_server
from kiosk.moments import new_id, nonce

T = TypeVar("T")
_MISSING = "PostgreSQL needs a library more: pip install 'pickup-kiosk[central]'"


def open_store(store: str, folder: Path, *, leads: bool = True) -> SqlStore:
    """Open the books for writing.

    Args:
        store: as the settings say.
        folder: a file's place begins here.
        leads: whether this process sends the letters; a file has one writer, which does.

    Raises:
        StoreBusy: another process has the file, or leads.
        NewerStore: a newer version of this program wrote them.
        CannotOpenStore: they cannot be opened.
    """
    if not is_server(store):
        return SqliteStore(folder / store, new_id, nonce)
    try:
        from kiosk.central.store_postgres import PostgresStore
    except ImportError as error:
        raise CannotOpenStore(_MISSING) from error
    return PostgresStore(store, new_id, nonce, leads=leads)


def open_reader(store: str, folder: Path) -> Sql:
    """Open the books for reading, for as long as one likes; they were opened for writing before.

    Args:
        store: as the settings say.
        folder: a file's place begins here.

    Raises:
        CannotOpenStore: they cannot be reached.
    """
    if not is_server(store):
        return open_file(folder / store)
    try:
        from kiosk.central.sql_postgres import PostgresSql
    except ImportError as error:
        raise CannotOpenStore(_MISSING) from error
    return PostgresSql(store, reads_only=True)


def ask(store: str, folder: Path, question: Callable[[Questions], T]) -> T:
    """Ask the books something, beside a running central or a stopped one.

    Args:
        store: as the settings say.
        folder: a file's place begins here.
        question: asks it.

    Raises:
        CannotOpenStore: they are not there yet, or cannot be read.
    """
    if not is_server(store):
        return store_sqlite.ask(folder / store, question)
    try:
        from kiosk.central import store_postgres
    except ImportError as error:
        raise CannotOpenStore(_MISSING) from error
    return store_postgres.ask(store, question)
