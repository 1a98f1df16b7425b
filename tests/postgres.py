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

from tests.waiting import eventually

SKIP = "PostgreSQL is not installed: sudo apt install postgresql"
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

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it, by default at once and untidily; twice is fine."""
        child, self._child = self._child, None
        if child is not None:
            child.send_signal(how)
            child.wait(20)

    def remove(self) -> None:
        """End it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
