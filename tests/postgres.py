"""A real PostgreSQL for the tests: a private cluster on a socket of its own, gone afterwards."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from kiosk.central.store_postgres import PostgresStore
from tests.waiting import eventually

SKIP = "PostgreSQL is not installed: sudo apt install postgresql"
# All that a test left in lent books, and whether they are as they were lent: none of its work goes
# on, no row is left, each number begins anew, and the tables are those that were made.
_ALONE = """SELECT pg_try_advisory_lock(hashtext('kiosk central desk'), hashtext(current_schema())),
 pg_advisory_unlock_all()"""
_EMPTY = """DO $$ DECLARE name text; BEGIN
 FOR name IN SELECT tablename FROM pg_tables
  WHERE schemaname = current_schema() AND tablename <> 'schema_version' LOOP
  EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
 FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() LOOP
  PERFORM setval(quote_ident(name), 1, false); END LOOP;
END $$"""
_SHAPE = """SELECT
 (SELECT array_agg((c.relname, a.attname, a.atttypid, a.attnotnull)::text
  ORDER BY c.relname, a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0),
 (SELECT array_agg(version ORDER BY version) FROM schema_version)"""
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=16MB")


def programs() -> Path | None:
    """Return the folder of the newest server's programs, None where there is none."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_release)
    found = str(places[-1]) if places else shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def _release(path: Path) -> int:
    return int("".join(re.findall(r"/(\d+)/bin", str(path))) or "0")


class Cluster:
    """A server of our own; as root it runs as the user postgres, which it insists on.

    Args:
        bin_: the server's programs.
        more: settings, instead of those that make tests fast.
    """

    def __init__(self, bin_: Path, more: tuple[str, ...] = _FAST) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.programs, self._more = bin_, more
        self._as: dict[str, object] = {}
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self._numbers = itertools.count(1)
        self._spare: list[str] = []
        self._shape: object = None
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "kiosk", "-A", "trust", "-E",
                  "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        self._child: subprocess.Popen[bytes] | None = None
        self.start()

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self.programs / program, *words],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._as,  # type: ignore[call-overload]
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        places = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}")
        with (self.folder / "log").open("ab") as log:
            self._child = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", *places, *self._more],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._as,  # type: ignore[call-overload]
            )
        eventually(self._answers)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, schema: str = "public") -> str:
        """Return the address of a schema in it."""
        options = quote(f"-csearch_path={schema}")
        return f"postgresql:///postgres?host={quote(str(self.folder))}&user=kiosk&options={options}"

    def fresh(self) -> str:
        """Return the address of an empty place in it, nobody else's."""
        schema = f"t{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as conn:
            conn.execute(f"CREATE SCHEMA {schema}")
        return self.url(schema)

    def lend(self) -> str:
        """Return the address of books with tables and nothing in them, to be taken back.

        Making the tables costs more than most tests of what stands in them.
        """
        if self._spare:
            return self._spare.pop()
        url = self.fresh()
        PostgresStore(url, str, str).close()
        if self._shape is None:
            with psycopg.connect(url) as conn:
                self._shape = conn.execute(_SHAPE).fetchone()
        return url

    def take_back(self, url: str) -> None:
        """Empty lent books for the next; those that are not as they were lent are let go."""
        try:
            with psycopg.connect(url, autocommit=True) as conn:
                conn.execute("SET lock_timeout = '2s'")
                conn.execute("SET session_replication_role = replica")  # in no order
                alone, _ = conn.execute(_ALONE).fetchone() or (False, None)
                conn.execute(_EMPTY)
                if alone and conn.execute(_SHAPE).fetchone() == self._shape:
                    self._spare.append(url)
        except psycopg.Error:
            return  # something of the test still works in them

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it, by default at once and untidily; twice is fine."""
        child, self._child = self._child, None
        if child is not None:
            child.send_signal(how)
            child.wait(60)

    def remove(self) -> None:
        """End it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
