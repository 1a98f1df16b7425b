"""The bad road does what it says, and nothing else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.faults.proxy import FaultProxy
from tests.waiting import eventually

CONNECT = b"\x10\x03abc"
ONE, TWO, THREE = (b"\x30\x04" + word for word in (b"one.", b"two.", b"3..."))
LONG = b"\x32\xac\x02" + b"x" * 300


class Far:
    """Whoever is at the far end: keeps what came, and how each connection ended."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.came: list[bytearray] = []
        self.ended: list[str] = []
        self.open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._server.accept()
            except OSError:
                return
            self.open.append(sock)
            self.came.append(bytearray())
            threading.Thread(target=self._hear, args=(sock, self.came[-1]), daemon=True).start()

    def _hear(self, sock: socket.socket, came: bytearray) -> None:
        try:
            while more := sock.recv(4096):
                came += more
            self.ended.append("closed")
        except OSError:
            self.ended.append("reset")

    def close(self) -> None:
        with suppress(OSError):  # twice is fine
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for sock in self.open:
            sock.close()


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.close()


@pytest.fixture
def road(far: Far) -> Iterator[FaultProxy]:
    made = FaultProxy(far.port)
    yield made
    made.close()


@pytest.fixture
def near(road: FaultProxy, far: Far) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", road.port), timeout=60) as sock:
        sock.sendall(CONNECT)
        eventually(lambda: far.came and far.came[0] == CONNECT)
        far.came[0].clear()
        yield sock


def test_a_good_road_carries_both_ways(near: socket.socket, far: Far) -> None:
    near.sendall(ONE + LONG)
    eventually(lambda: far.came[0] == ONE + LONG)
    far.open[0].sendall(TWO)
    assert near.recv(100) == TWO


def test_an_end_that_leaves_takes_the_other_along(near: socket.socket, far: Far) -> None:
    near.close()
    eventually(lambda: far.ended)


def test_a_cut_resets_both_ends(near: socket.socket, far: Far, road: FaultProxy) -> None:
    road.cut()
    eventually(lambda: far.ended)
    with pytest.raises(OSError, match="reset"):
        near.recv(100)
    assert road.done == {"cut": 1}


def test_a_cut_at_a_byte_lets_so_many_through(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.cut_after(len(ONE) + 40)
    near.sendall(ONE + LONG)
    eventually(lambda: far.ended)
    assert far.came[0] == (ONE + LONG)[: len(ONE) + 40]


def test_a_black_hole_tells_nobody_and_gives_nothing_back(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.swallow()
    near.sendall(ONE)
    with socket.create_connection(("127.0.0.1", road.port), timeout=60) as later:
        later.sendall(TWO)
        assert len(far.came) == 1
        road.heal()
        eventually(lambda: len(far.came) == 2 and far.came[1] == TWO)
    near.sendall(ONE)
    near.settimeout(0.05)
    with pytest.raises(TimeoutError):
        near.recv(100)
    assert far.came[0] == b""


def test_a_half_open_connection_is_gone_at_the_far_end_alone(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.half_open()
    eventually(lambda: far.ended)
    near.sendall(ONE)
    near.settimeout(0.05)
    with pytest.raises(TimeoutError):
        near.recv(100)


def test_publishes_come_twice_and_nothing_else_does(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.hurt(doubled=1.0)
    near.sendall(CONNECT + ONE)
    eventually(lambda: far.came[0] == CONNECT + ONE + ONE)
    road.heal()
    near.sendall(TWO)
    eventually(lambda: far.came[0] == CONNECT + ONE + ONE + TWO)


def test_a_late_publish_comes_after_its_follower_or_in_the_end(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.hurt(late=1.0)
    near.sendall(ONE + TWO + THREE)
    eventually(lambda: far.came[0] == TWO + ONE + THREE)


def test_packets_that_dawdle_keep_their_order(
    near: socket.socket, far: Far, road: FaultProxy
) -> None:
    road.hurt(delay_s=0.01)
    near.sendall(ONE + TWO + THREE)
    eventually(lambda: far.came[0] == ONE + TWO + THREE)


def test_a_far_end_that_is_not_there_is_told_as_a_reset(far: Far, road: FaultProxy) -> None:
    far.close()
    with (
        pytest.raises(OSError, match="reset"),  # sooner or later, as it happens
        socket.create_connection(("127.0.0.1", road.port), timeout=60) as sock,
    ):
        sock.recv(100)
