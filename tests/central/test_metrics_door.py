"""Where Prometheus asks."""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from kiosk.central.metrics_door import DoorTaken, MetricsDoor


@pytest.fixture
def door() -> Iterator[MetricsDoor]:
    """A door on a free port, that tells one number."""
    door = MetricsDoor("127.0.0.1", 0, lambda: "kiosk_devices 3\n")
    yield door
    door.close()


def test_who_asks_gets_the_numbers(door: MetricsDoor) -> None:
    for path in ("/metrics", "/metrics?x=1"):
        with urllib.request.urlopen(f"http://127.0.0.1:{door.port}{path}", timeout=60) as answer:
            assert answer.read() == b"kiosk_devices 3\n"
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


@pytest.mark.input
def test_nothing_else_is_here(door: MetricsDoor) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{door.port}/../etc/passwd", timeout=60)
    with pytest.raises(urllib.error.HTTPError, match="501"):
        urllib.request.urlopen(f"http://127.0.0.1:{door.port}/metrics", b"x", timeout=60)


@pytest.mark.input
@pytest.mark.parametrize("said", [b"", b"\xff\x00\r\n\r\n", b"GET " + b"x" * 70_000 + b"\r\n\r\n"])
def test_strange_bytes_do_not_close_it(door: MetricsDoor, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=60) as strange:
        strange.sendall(said)
        strange.shutdown(socket.SHUT_WR)
        while strange.recv(4096):
            pass
    test_who_asks_gets_the_numbers(door)


def test_closed_it_lets_the_port_go(door: MetricsDoor) -> None:
    door.close()
    door.close()
    again = MetricsDoor("127.0.0.1", door.port, lambda: "")
    again.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", door.port), timeout=60)


def test_it_opens_on_the_other_kind_of_address_too() -> None:
    door = MetricsDoor("::1", 0, lambda: "x 1\n")
    with urllib.request.urlopen(f"http://[::1]:{door.port}/metrics", timeout=60) as answer:
        assert answer.read() == b"x 1\n"
    door.close()


@pytest.mark.parametrize(
    ("host", "said"), [("127.0.0.1", "Address already in use"), ("192.0.2.1", "Cannot assign")]
)
def test_an_address_that_is_not_to_be_had_is_told_in_words(
    door: MetricsDoor, host: str, said: str
) -> None:
    with pytest.raises(DoorTaken, match=f"{host} port {door.port} cannot be opened: {said}"):
        MetricsDoor(host, door.port, lambda: "")
