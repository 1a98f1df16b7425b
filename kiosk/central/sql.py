"""How the central's modules speak to their database, whichever it is.

Every statement is written once, one literal, in SQLite's words with `?` for values.
`sql_postgres` lists the few words that PostgreSQL says otherwise; the same tests run over both.
What keeps a statement common: a text never holds a NUL (`plain`); `ON CONFLICT` names its columns,
and what it adds to, by the table (`n = counted.n + excluded.n`); no `INSERT OR IGNORE`, no rowid,
no scalar `min` or `max`; a list of values is one JSON text (`json_list`), asked for by
`IN (SELECT value FROM json_each(?))`; so is a list of rows (`json_table`), asked for by
`json_each(?) AS wanted`, its first column by `json_extract(wanted.value, '$[0]')`; a field of a
JSON body is `json_extract(CAST(body AS TEXT), '$.field')`, a number in it `CAST(... AS BIGINT)`; a
subquery in FROM has a name.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

import msgspec

Value: TypeAlias = str | bytes | int | float | None
Mark: TypeAlias = tuple[tuple[object, ...], ...]  # rows that are others once something changed


class Rows(Protocol):
    """What a statement answered."""

    @property
    def rowcount(self) -> int:
        """How many rows an INSERT, UPDATE or DELETE touched."""

    def fetchone(self) -> Any:  # noqa: ANN401 a row holds what its columns hold
        """Return the next row, None behind the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""


class Undone(Exception):
    """What was asked for broke and was rolled back: whoever asked hears it, nobody else falls."""


class Sql(Protocol):
    """A connection to the central's database."""

    def execute(self, sql: str, values: Sequence[Value] = (), /) -> Rows:
        """Run one statement.

        Args:
            sql: with `?` for each of the values.
            values: in the order of the `?`.
        """

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> object:
        """Run one statement for each row; a plain INSERT of many rows is the fastest way in."""

    def unit(self) -> AbstractContextManager[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: the database's own trouble; everything was rolled back.
        """

    def snapshot(self) -> AbstractContextManager[None]:
        """Several questions about one moment; not within a unit."""

    def hold(self, devices: Iterable[str]) -> None:
        """Hold boxes, those beside them and their points until the unit ends, for us alone."""

    def close(self) -> None:
        """Let the connection go."""


def plain(text: str) -> str:
    """Return a text of any origin without what PostgreSQL cannot hold."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def json_list(values: Sequence[str]) -> str:
    """Return values as the one `?` of `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(values).decode()


def json_table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the one `?` of `json_each(?) AS wanted`."""
    return msgspec.json.encode(list(rows)).decode()
