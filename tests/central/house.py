"""A central with a door on loopback, whose books are written by the test's own thread."""

import http.client
import json
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from kiosk.central.asks import Asks
from kiosk.central.certificates import Code
from kiosk.central.door import Door
from kiosk.central.registrar import Registrar, digest_of
from kiosk.central.store import StoreTrouble
from kiosk.core.enrolment import CODE_LIFE_MS, BoxRole, code_of, read_code
from tests.central.conftest import Central
from tests.network import Network, new_key, now_ms, request
from tests.waiting import eventually

T = TypeVar("T")

CODE = code_of(b"12345")
SHELF_CODE = code_of(b"shelf")
WRONG = code_of(b"wrong")


class House:
    """A central whose thread answers, and a door."""

    def __init__(self, central: Central, folder: Path) -> None:
        self.network = Network(folder)
        self.central, self.asks = central, Asks()
        self.mono, self.ahead = 0.0, 0
        self.registrar = Registrar(central.store, self.network.authority, "mail.example:8883")
        with central.store.unit():
            central.store.certificates.add_node("p1", "left")
        self.code(CODE)
        self.code(SHELF_CODE, "left", BoxRole.SHELF)
        listening = socket.create_server(("127.0.0.1", 0))
        self.door = Door(
            listening,
            self.network.keys,
            self.registrar,
            self.asks,
            wall=lambda: now_ms() + self.ahead,
            now=lambda: self.mono,
        )
        self.trust = ssl.create_default_context(cadata=self.network.authority.ca_pem)

    def code(self, code: str, device: str = "box-1", role: BoxRole = BoxRole.COUNTER) -> None:
        """Let a box in by a code."""
        digest = digest_of(self.network.authority.codes_key, read_code(code) or "")
        kept = Code("p1", device, now_ms() + CODE_LIFE_MS, "", role)
        with self.central.store.unit():
            self.central.store.certificates.add_code(digest, kept, now_ms())

    def line(self) -> http.client.HTTPSConnection:
        host, port = self.door.address
        return http.client.HTTPSConnection(host, port, context=self.trust, timeout=60)

    def answer(self) -> None:
        """Do what the thread of the central does between two turns."""
        with suppress(StoreTrouble):
            self.asks.answer()

    def while_answering(self, work: Callable[[], T]) -> T:
        """Do something in another thread, and what it asks of the central in this one."""
        with ThreadPoolExecutor(1) as pool:
            doing = pool.submit(work)
            eventually(lambda: self.answer() or doing.done())
            return doing.result()

    def ask(
        self, method: str, path: str, body: bytes | str = b"", heads: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask at the door, and answer as the thread of the central."""

        def work() -> tuple[int, bytes]:
            line = self.line()
            line.request(method, path, body, heads or {})
            answer = line.getresponse()
            told = answer.status, answer.read()
            line.close()
            return told

        return self.while_answering(work)

    def enrol(self, code: str = CODE, csr: str = "", **more: object) -> tuple[int, bytes]:
        body = {"code": code, "csr": csr or request(new_key()), **more}
        return self.ask("POST", "/v1/enrol", json.dumps(body))
