"""The central's connection to its SQLite file."""

from kiosk.central.sql_sqlite import open_reader
from tests.central.conftest import Box, Central, life


def test_questions_of_one_snapshot_see_one_moment(central: Central, box: Box) -> None:
    beside = open_reader(central.path)
    count = "SELECT count(*) FROM event"
    box.tell(*life("P1"))
    with beside.snapshot():
        before = beside.execute(count).fetchone()
        central.take(box.batch(1))
        assert beside.execute(count).fetchone() == before
    assert beside.execute(count).fetchone() == (6,)
    beside.close()


def test_a_snapshot_stands_within_a_unit_too(central: Central) -> None:
    with central.store.unit(), central.store._conn.snapshot():
        assert central.store.questions.counts("p1").events == 0
