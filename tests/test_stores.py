import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import stores
from kiosk.central.store import CannotOpenStore
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sqlite import SqliteStore
from tests.postgres import Cluster


def test_the_place_says_which_database_it_is(tmp_path: Path, cluster: Cluster) -> None:
    url = cluster.fresh()
    for place, kind in (("central.db", SqliteStore), (url, PostgresStore)):
        store = stores.open_store(place, tmp_path)
        assert isinstance(store, kind)
        assert stores.ask(place, tmp_path, lambda books: books.network(0)).devices == 0
        store.close()
    assert (tmp_path / "central.db").exists()


def test_books_that_are_not_there_are_told_in_words(tmp_path: Path, cluster: Cluster) -> None:
    for place in ("nothing.db", f"postgresql:///none?host={tmp_path}", cluster.fresh()):
        with pytest.raises(CannotOpenStore, match=r"cannot be re(ad|ached)"):
            stores.ask(place, tmp_path, lambda books: books.network(0))


def test_without_postgresqls_library_a_file_still_works(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
sys.modules["psycopg"] = None
from kiosk import office, postal, stores
from kiosk.central.store import CannotOpenStore
stores.open_store("central.db", Path(sys.argv[1])).close()
for open_ in (stores.open_store, lambda *place: stores.ask(*place, lambda books: None)):
    try:
        open_("postgresql:///kiosk", Path(sys.argv[1]))
    except CannotOpenStore as told:
        print(told)
"""
    told = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, check=True, text=True
    )
    said = "PostgreSQL needs a library more: pip install 'pickup-kiosk[central]'\n"
    assert told.stdout == 2 * said
