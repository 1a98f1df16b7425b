"""The central's books in PostgreSQL, for a network that has outgrown a file."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

import psycopg
from psycopg import errors

from kiosk.central.questions import Questions
from kiosk.central.schema import STEPS, VERSION, fill
from kiosk.central.sql_postgres import Crossed, PostgresSql, table_of
from kiosk.central.store import CannotOpenStore, NewerStore, Packet, StoreTrouble, Taken
from kiosk.central.store_sql import SqlStore

T = TypeVar("T")
_TRIES = 5  # of a group that crosses another worker's


class PostgresStore(SqlStore):
    """The reference central's store in a database of a PostgreSQL server.

    Args:
        url: `postgresql://user@host/database`.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits.
        leads: whether this process sends the letters; only one can.

    Raises:
        StoreBusy: another process leads.
        NewerStore: a newer version of this program wrote it.
        CannotOpenStore: it cannot be reached, or does not fit.
    """

    _conn: PostgresSql

    def __init__(
        self, url: str, new_id: Callable[[], str], nonce: Callable[[], str], *, leads: bool = True
    ) -> None:
        conn = PostgresSql(url, leads=leads)
        super().__init__(conn, new_id, nonce)
        try:
            with conn.unit():
                _make_tables(conn)
            self.questions = open_questions(url)
        except StoreTrouble as trouble:
            conn.close()
            raise CannotOpenStore(f"the database cannot be used: {trouble}") from trouble
        except BaseException:
            conn.close()
            raise

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good and say what to answer."""
        for _ in range(_TRIES - 1):
            try:
                return super().take(packets, at)
            except (Crossed, errors.UniqueViolation):  # the other one has committed: look again
                continue
        return super().take(packets, at)

    def tidy(self) -> None:
        """Do nothing: the server keeps its own house."""

    def close(self) -> None:
        """Let the connections go; twice is fine."""
        self.questions.close()
        self._conn.close()


def open_questions(url: str) -> Questions:
    """Open the books for reading, beside a running central or a stopped one.

    Raises:
        CannotOpenStore: the server cannot be reached, or does not fit.
    """
    return Questions(PostgresSql(url, reads_only=True))


def ask(url: str, question: Callable[[Questions], T]) -> T:
    """Ask the books something, beside a running central or a stopped one.

    Args:
        url: of the database.
        question: asks it.

    Raises:
        CannotOpenStore: they are not there yet, or cannot be read.
    """
    try:
        with closing(open_questions(url)) as questions:
            return question(questions)
    except (StoreTrouble, psycopg.Error) as error:
        said = f"the database cannot be read: {error}; start kiosk central, which makes its tables"
        raise CannotOpenStore(said) from error


def _make_tables(conn: PostgresSql) -> None:
    """Bring the tables to what this program knows; several workers may try at once."""
    # the steps of a large network take as long as they take, and so does waiting for them
    conn.execute(
        "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)"
    )
    conn.execute("SELECT pg_advisory_xact_lock(hashtext('kiosk central schema'))")
    conn.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
    (row,) = conn.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()
    has = int(row[0])
    if has > VERSION:
        raise NewerStore(
            f"the database was written by a newer version (its schema is {has}, this program knows "
            f"{VERSION}); start that version, or restore a backup"
        )
    for number in range(has, VERSION):
        for statement in STEPS[number]:
            conn.execute(table_of(statement))
        fill(conn, number + 1)
        conn.execute("INSERT INTO schema_version (version) VALUES (?)", [number + 1])
