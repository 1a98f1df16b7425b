"""The central's connection to its SQLite file."""

from pathlib import Path

import pytest

from kiosk.central.sql_sqlite import open_reader, open_writer


def test_a_unit_holds_the_file_and_lets_it_go(tmp_path: Path) -> None:
    conn = open_writer(tmp_path / "central.db")
    assert not conn.in_transaction
    with conn.unit():
        conn.hold(["box-1"])
        assert conn.in_transaction
    with pytest.raises(KeyError), conn.unit():
        raise KeyError("a bug")
    assert not conn.in_transaction
    conn.close()


def test_a_reader_sees_what_the_writer_committed(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "central.db")
    writer.execute("CREATE TABLE told (n INTEGER)")
    reader = open_reader(tmp_path / "central.db")
    with writer.unit():
        writer.execute("INSERT INTO told (n) VALUES (?)", [1])
        assert reader.execute("SELECT count(*) FROM told").fetchone() == (0,)
    assert reader.execute("SELECT count(*) FROM told").fetchone() == (1,)
    reader.close()
    writer.close()
