"""What a store does the same in every database is tested with the subjects: intake, wishes."""

from kiosk.central.sql_sqlite import SqliteSql
from kiosk.central.store_sql import SqlStore
from tests.central.conftest import Central


def test_a_unit_of_the_store_is_one_of_its_database(central: Central) -> None:
    assert isinstance(central.store, SqlStore)
    assert isinstance(central.store._conn, SqliteSql)
    with central.store.unit():
        assert central.store._conn.in_transaction
    assert not central.store._conn.in_transaction
