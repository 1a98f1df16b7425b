"""What waits at the console's door before anything is asked."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.central.console import gate
from kiosk.central.console.gate import Gate, Line, Shown
from kiosk.central.console.server import Console
from tests.central.console.stand import Stand, opened
from tests.network import Network
from tests.waiting import eventually


@pytest.fixture
def console(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Where a console listens that waits for a tenth of a second, for three from one address."""
    monkeypatch.setattr(Line, "head_s", 0.1)
    monkeypatch.setattr(Gate.__init__, "__defaults__", (3,))
    made = Console(socket.create_server(("127.0.0.1", 0)), None, stand.desk)
    made.open()
    host, port = made.address.removeprefix("http://").split(":")
    yield host, int(port)
    made.close()


def _ends(line: socket.socket) -> bool:
    line.settimeout(30)
    try:
        return not line.recv(1)
    except ConnectionResetError:
        return True


def _answers(where: tuple[str, int], source: str = "127.0.0.1") -> bool:
    line = http.client.HTTPConnection(*where, timeout=30, source_address=(source, 0))
    try:
        line.request("GET", "/sign-in")
        return line.getresponse().status == 200
    except (ConnectionError, http.client.HTTPException):
        return False
    finally:
        line.close()


@pytest.mark.parametrize("said", [b"", b"GET /sign-in HTT", b"GET / HTTP/1.1\r\nhost: a\r\n"])
def test_who_says_nothing_whole_is_not_waited_for(console: tuple[str, int], said: bytes) -> None:
    with socket.create_connection(console, timeout=30) as line:
        line.sendall(said)
        assert _ends(line)


def test_one_address_has_room_for_a_few_and_another_one_too(
    console: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Line, "head_s", 60.0)
    silent = [socket.create_connection(console, timeout=30) for _ in range(3)]
    assert not _answers(console)
    assert _answers(console, "127.0.0.2")
    for line in silent:
        line.close()
    eventually(lambda: _answers(console))


def test_a_gate_counts_and_forgets() -> None:
    door = Gate(2)
    assert [door.enter("a"), door.enter("a"), door.enter("a"), door.enter("b")] == [
        *(True, True, False, True)
    ]
    for _ in range(3):
        door.leave("a")
    assert door.enter("a")
    assert set(door._open) == {"a", "b"}


def _seen(address: str) -> str:
    host, _, port = address.removeprefix("https://").partition(":")
    return ssl.get_server_certificate((host, int(port)), timeout=30)


def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    old, new = Network(tmp_path / "old").keys, Network(tmp_path / "new").keys
    pair = (tmp_path / "own.pem", tmp_path / "own.key")

    def lay(pem: Path, key: Path) -> None:
        pair[0].write_bytes(pem.read_bytes())
        pair[1].write_bytes(key.read_bytes())

    lay(old / "server.pem", old / "server.key")
    with opened(tmp_path, is_plain=False) as stand:
        console = Console(socket.create_server(("127.0.0.1", 0)), pair, stand.desk)
        console.open()
        first = _seen(console.address)
        lay(new / "server.pem", old / "server.key")  # half of it, as a copy in the middle is
        assert _seen(console.address) == first
        lay(new / "server.pem", new / "server.key")
        assert _seen(console.address) != first
        pair[0].unlink()
        assert _seen(console.address) != first  # what is shown stays
        console.close()


def test_a_certificate_that_does_not_fit_is_no_start(tmp_path: Path) -> None:
    old, new = Network(tmp_path / "old").keys, Network(tmp_path / "new").keys
    with pytest.raises(ssl.SSLError):
        Shown(old / "server.pem", new / "server.key")


def test_a_handshake_is_not_waited_for_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "HEAD_S", 0.1)
    keys = Network(tmp_path / "network").keys
    with opened(tmp_path, is_plain=False) as stand:
        pair = (keys / "server.pem", keys / "server.key")
        console = Console(socket.create_server(("127.0.0.1", 0)), pair, stand.desk)
        console.open()
        host, port = console.address.removeprefix("https://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as line:
            assert _ends(line)
        console.close()
