"""Ringing: whom a box believes, and the word for why it was not let in."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.core.enrolment import EnrolRequest, RenewRequest
from kiosk.sync import doorbell
from kiosk.sync.doorbell import Doorbell, Unheard
from tests.network import Network, now_ms

ASKED = EnrolRequest("ABC-DEF-GHJ", "csr")
ADMISSION = (
    b'{"device":"box-1","point":"7731","cert":"c","ca":"a","broker":"mail:8883","point_key":"'
    + b"ab" * 32
    + b'"}'
)


class Answers:
    """A door that answers every request with the same bytes, and keeps what it was told."""

    def __init__(self, network: Network) -> None:
        self.network, self.heard, self.answer = network, list[bytes](), b""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(network.keys / "server.pem", network.keys / "server.key")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def server(self) -> str:
        return f"https://127.0.0.1:{self._listening.getsockname()[1]}"

    def says(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.answer = head.encode() + body

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            with plain, suppress(OSError), self._tls.wrap_socket(plain, server_side=True) as line:
                self.heard.append(whole(line))
                line.sendall(self.answer)

    def close(self) -> None:
        """Answer no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


def whole(line: ssl.SSLSocket) -> bytes:
    """Return a request with its body, whatever pieces it comes in."""
    raw = b""
    while part := line.recv(65_536):
        raw += part
        head, _, body = raw.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        if b"\r\n\r\n" in raw and len(body) >= (int(length[1]) if length else 0):
            break
    return raw


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Answers]:
    made = Answers(Network(tmp_path))
    yield made
    made.close()


def trust(door: Answers) -> ssl.SSLContext:
    return doorbell.system_trust(str(door.network.keys / "ca.pem"))


def word(ask: Callable[[], object]) -> str:
    with pytest.raises(Unheard) as told:
        ask()
    return told.value.word


def test_a_good_answer_lets_the_box_in(door: Answers) -> None:
    door.says(200, ADMISSION)
    told = Doorbell(door.server, trust(door)).enrol(ASKED)
    assert (told.device, told.broker) == ("box-1", "mail:8883")
    Doorbell(door.server, trust(door)).renew(RenewRequest("box-1", "csr", 1, ""))
    assert [raw.split()[1] for raw in door.heard] == [b"/v1/enrol", b"/v1/renew"]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, b'{"error":"bad_request"}', "bad_request"),
        (403, b'{"error":"refused"}', "code_refused"),
        (403, b'{"error":"clock"}', "clock"),
        (403, b"\xff", "code_refused"),
        (413, b"", "bad_request"),
        (429, b"", "too_many"),
        (500, b"a page", "later"),
        (503, b"", "later"),
        (302, b"", "later"),
        (200, b"", "bad_answer"),
        (200, b"<html>", "bad_answer"),
        (200, b"[" * 10_000, "bad_answer"),
        (200, ADMISSION.replace(b"mail:8883", b"mail/8883"), "bad_answer"),
        (200, b"x" * 100_000, "bad_answer"),
    ],
)
def test_every_other_answer_is_a_word(
    door: Answers, status: int, body: bytes, expected: str
) -> None:
    door.says(status, body)
    assert word(lambda: Doorbell(door.server, trust(door)).enrol(ASKED)) == expected


def test_an_answer_that_is_no_http_is_no_network(door: Answers) -> None:
    door.answer = b"hello\r\n\r\n"
    assert word(lambda: Doorbell(door.server, trust(door)).enrol(ASKED)) == "no_network"


@pytest.mark.parametrize(
    "server", ["https://127.0.0.1:1", "https://nowhere.invalid", "https://a:99999", "https://["]
)
def test_nobody_there_is_no_network(door: Answers, server: str) -> None:
    assert word(lambda: Doorbell(server, trust(door)).enrol(ASKED)) == "no_network"


def test_a_stranger_hears_nothing(door: Answers) -> None:
    door.says(200, ADMISSION)
    assert (
        word(lambda: Doorbell(door.server, doorbell.system_trust()).enrol(ASKED)) == "not_trusted"
    )
    assert door.heard == []


# -- the fingerprint -------------------------------------------------------------------------------


def shown(door: Answers, pem: str) -> None:
    door.says(200, pem.encode())


@pytest.mark.parametrize("form", ["whole", "half", "spaced", "upper"])
def test_who_shows_the_root_of_the_fingerprint_is_believed(door: Answers, form: str) -> None:
    mark = door.network.authority.fingerprint
    pairs = ":".join(mark[n : n + 2] for n in range(0, 64, 2))
    told = {"whole": mark, "half": mark[:32], "spaced": f" {pairs} ", "upper": pairs.upper()}
    shown(door, door.network.authority.ca_pem)
    trusting = doorbell.told_trust(door.server, told[form])
    door.says(200, ADMISSION)
    assert Doorbell(door.server, trusting).enrol(ASKED).device == "box-1"


def test_another_root_is_not_believed(door: Answers, tmp_path: Path) -> None:
    shown(door, Network(tmp_path / "other").authority.ca_pem)
    mark = door.network.authority.fingerprint
    assert word(lambda: doorbell.told_trust(door.server, mark)) == "not_trusted"
    shown(door, "nonsense")
    assert word(lambda: doorbell.told_trust(door.server, mark)) == "not_trusted"


def test_a_man_in_the_middle_who_shows_the_right_root_hears_no_code(
    door: Answers, tmp_path: Path
) -> None:
    """He can repeat what anybody may fetch; he has no certificate of that root."""
    honest = Network(tmp_path / "honest").authority
    shown(door, honest.ca_pem)
    trusting = doorbell.told_trust(door.server, honest.fingerprint)
    del door.heard[:]
    assert word(lambda: Doorbell(door.server, trusting).enrol(ASKED)) == "not_trusted"
    assert door.heard == []


@pytest.mark.parametrize("mark", ["", "abc", "x" * 64, "ab" * 33, "ab" * 15])
def test_what_is_no_fingerprint_is_told_before_anybody_is_asked(door: Answers, mark: str) -> None:
    assert word(lambda: doorbell.told_trust(door.server, mark)) == "not_trusted"
    assert door.heard == []


@pytest.mark.parametrize("days", [-400, 3])
def test_a_date_that_is_wrong_is_the_clock(tmp_path: Path, days: int) -> None:
    door = Answers(Network(tmp_path, now_ms() + days * 86_400_000))
    try:
        assert word(lambda: Doorbell(door.server, trust(door)).enrol(ASKED)) == "clock"
    finally:
        door.close()
