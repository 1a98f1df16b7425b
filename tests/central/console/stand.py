"""A console over real books, a thread that writes them, and a browser without a screen."""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
import pyotp
from argon2 import PasswordHasher

from kiosk.central.asks import Asks
from kiosk.central.console.app import console_app
from kiosk.central.console.desk import Desk, Manner, Means
from kiosk.central.console.proofs import Proofs, code_digest
from kiosk.central.sql_postgres import PostgresSql
from kiosk.central.sql_sqlite import open_reader
from kiosk.central.store import StoreTrouble
from kiosk.central.users import Role
from kiosk.moments import secret, secret_word
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photos import ATTACHMENTS
from tests.central.conftest import T0, Central

T = TypeVar("T")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven green lamps 41"  # noqa: S105  of nobody


class Stand:
    """A console, its books, and a clock that stands still.

    Attributes:
        at: the wall clock, ms UTC. mono: the monotonic one, s.
    """

    def __init__(
        self, folder: Path, *, by_link: bool = False, is_plain: bool = True, url: str = ""
    ) -> None:
        self.central = Central(url or folder / "central.db")
        self.folder, self.at, self.mono = folder, T0, 0.0
        self.asks, self.stopped = Asks(), threading.Event()
        (folder / "photos").mkdir()
        means = Means(
            store=self.central.store,
            reader=PostgresSql(url, reads_only=True) if url else open_reader(self.central.path),
            asks=self.asks,
            spool=folder / "wishes",
            photos=PhotoFolder(folder / "photos"),
            attachments=PhotoFolder(folder / "attachments", ATTACHMENTS),
            proofs=Proofs(bytes(32), secret_word, CHEAP),
            codes_key=bytes(32),
            fingerprint="ab" * 32,
            door="https://mail.example:8443",
            wall=lambda: self.at,
            now=lambda: self.mono,
            secret=secret,
        )
        manner = Manner(
            is_plain=is_plain, by_link=by_link, zone=ZoneInfo("UTC"), idle_s=1800.0, most_s=43_200.0
        )
        self.desk = Desk(means, manner)
        self.app, self._loop = console_app(self.desk), asyncio.Runner()
        self._writing = threading.Thread(target=self._write, daemon=True)
        self._writing.start()

    def _write(self) -> None:
        """Do what the central's loop does between two turns."""
        while not self.stopped.wait(0.002):
            with suppress(StoreTrouble):  # as the consumer: it pauses and goes on
                self.asks.answer()

    def close(self) -> None:
        self._loop.close()
        self.stopped.set()
        self._writing.join()
        self.desk.means.reader.close()
        self.central.store.close()

    def run(self, doing: Coroutine[object, object, T]) -> T:
        """Do something of an event loop."""
        return self._loop.run(doing)

    def add(self, name: str, role: Role = Role.ADMIN, *, ready: bool = True) -> str:
        """Add a user; return a one-time code that was not used, or none where all is set up."""
        code = self.desk.means.proofs.new_code()
        with self.central.store.unit():
            users = self.central.store.users
            users.invite(name, role, code_digest(code), self.at)
            if ready:
                users.spend_invite(name)
                users.set_password(name, CHEAP.hash(PASSWORD))
                users.set_second(name, self.salt(name).hex(), [])
        return "" if ready else code

    @staticmethod
    def salt(name: str) -> bytes:
        return name.encode().ljust(16, b"-")

    def otp(self, name: str) -> str:
        """Return what somebody's phone shows now."""
        key = self.desk.means.proofs.second_key(name, self.salt(name))
        return pyotp.TOTP(key).at(self.at // 1000)

    def visitor(self, **more: str) -> "Visitor":
        return Visitor(self, more)

    def signed_in(self, role: Role = Role.ADMIN, name: str = "") -> "Visitor":
        """Return a visitor who has signed in as a user of a role."""
        name = name or f"{role.value}-{len(self.central.store.users.all())}"
        self.add(name, role)
        visitor = self.visitor()
        visitor.sign_in(name)
        return visitor

    def deeds(self) -> list[tuple[str, str, str, str]]:
        """Return (who, what, about, outcome) of all that was noted, the oldest first."""
        rows = self.central.store.users.deeds("", 0, 1000)
        return [(one.user, one.action, one.subject, one.outcome) for _, one in reversed(rows)]


class Visitor:
    """A browser: follows cookies, sends the forms it was shown."""

    def __init__(self, stand: Stand, heads: dict[str, str]) -> None:
        scheme = "http" if stand.desk.manner.is_plain else "https"
        transport = httpx.ASGITransport(stand.app, raise_app_exceptions=False)
        self._stand = stand
        self.client = httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://127.0.0.1:8480", headers=heads
        )

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 as httpx
        """Ask for something, with nothing that a browser adds by itself."""
        return self._stand.run(self.client.request(method, path, **more))

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", path, headers={"accept": "text/html"})

    def csrf(self, page: str = "/sign-in") -> str:
        """Return the token that stands in a page's forms."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get(page).text)
        assert found is not None, page
        return found[1]

    def post(self, path: str, page: str, **fields: str) -> httpx.Response:
        """Send a form as a page of ours shows it."""
        return self.ask("POST", path, data={"csrf": self.csrf(page), **fields})

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        first = self.post("/sign-in", "/sign-in", user=name, password=password)
        assert first.headers.get("location") == "/second", first.text
        self._stand.at += 30_000  # a code counts once
        last = self.post("/second", "/second", code=self._stand.otp(name))
        assert last.headers.get("location") == "/", last.text
        return last


@contextmanager
def opened(
    folder: Path, *, by_link: bool = False, is_plain: bool = True, url: str = ""
) -> Iterator[Stand]:
    """Yield a console on a folder, and on a PostgreSQL where a `url` is given."""
    stand = Stand(folder, by_link=by_link, is_plain=is_plain, url=url)
    try:
        yield stand
    finally:
        stand.close()
