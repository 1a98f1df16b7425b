"""The tables of counter.db: made in steps, strict, and the same from any start."""

from collections.abc import Callable

import pytest
from sqlite_utils.migrations import Migrations

from kiosk.store.db import open_writer, version
from kiosk.store.schema import schema
from tests.store.conftest import Ledger

STEPS = ("m001_journal", "m002_books", "m003_beside", "m004_search")


def shape(ledger: Ledger) -> list[tuple[str, str]]:
    sql = "SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY name"
    return [tuple(row) for row in ledger.db.execute(sql).fetchall()]


def test_the_version_of_a_file_is_the_number_of_its_steps(ledger: Ledger) -> None:
    assert version(ledger.db) == len(schema.applied(ledger.db)) == len(STEPS)


@pytest.mark.parametrize("until", range(1, len(STEPS)))
def test_a_file_of_any_earlier_version_becomes_the_same_file(
    until: int, ledger: Ledger, open_ledger: Callable[[], Ledger]
) -> None:
    wanted = shape(ledger)
    ledger.file.close()
    ledger.path.unlink()
    old = open_writer(ledger.path, Migrations("nothing"))
    schema.apply(old.db, stop_before=STEPS[until])
    assert version(old.db) == until
    old.close()
    assert shape(open_ledger()) == wanted


def test_every_table_of_ours_is_strict(ledger: Ledger) -> None:
    sql = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    tables = dict(ledger.db.execute(sql).fetchall())
    loose = {name for name, strict in tables.items() if not strict}
    assert {n for n in loose if not n.startswith(("sqlite_", "_sqlite_", "found"))} == set()


def test_there_is_no_trigger(ledger: Ledger) -> None:
    assert ledger.db.triggers == []
