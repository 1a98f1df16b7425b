"""A node that does not block: no wait without an end, nothing of an earlier talk."""

import os
import socket
import time
from collections.abc import Iterator
from functools import partial

import pytest

from kiosk.hw.node_line import NodeLine


@pytest.fixture
def far() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A node and its far side."""
    here, there = socket.socketpair()
    here.setblocking(False)  # noqa: FBT003
    yield here, there
    here.close()
    there.close()


def line_of(here: socket.socket, unsent: list[int] | None = None) -> NodeLine:
    held = iter(unsent or [])
    return NodeLine(here.fileno(), here.close, lambda _: next(held, 0), time.monotonic)


def test_what_is_sent_arrives_and_answers_come_one_by_one(
    far: tuple[socket.socket, socket.socket],
) -> None:
    here, there = far
    line = line_of(here)
    assert line.send(b"\x10\x04\x01") == 3
    assert there.recv(9) == b"\x10\x04\x01"
    there.sendall(b"\x12\x16")
    assert [line.read(1.0), line.read(1.0), line.read(0.01)] == [0x12, 0x16, None]


def test_an_answer_that_nobody_waited_for_is_passed_over(
    far: tuple[socket.socket, socket.socket],
) -> None:
    here, there = far
    there.sendall(b"\x00" * 600)
    assert line_of(here).read(0.01) is None


def test_a_pulled_cable_ends_every_wait(far: tuple[socket.socket, socket.socket]) -> None:
    here, there = far
    line = line_of(here)
    there.close()
    with pytest.raises(OSError, match="unplugged"):
        line.read(5.0)
    with pytest.raises(OSError, match="unplugged"):
        line.send(b"x")


def test_who_takes_no_more_is_left(
    far: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.hw.node_line._SEND_S", 0.05)
    line = line_of(far[0])
    with pytest.raises(TimeoutError, match="takes no more"):
        sum(line.send(bytes(4096)) for _ in range(100_000))


def test_the_end_waits_for_what_the_kernel_holds_as_long_as_it_gets_less(
    far: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    line_of(far[0], [9, 5, 5, 1, 0]).drain()
    monkeypatch.setattr("kiosk.hw.node_line._SEND_S", 0.03)
    with pytest.raises(TimeoutError, match="takes no more"):
        line_of(far[0], [9] * 1000).drain()


def test_a_transfer_that_failed_may_have_reached_the_paper() -> None:
    read, write = os.pipe()  # a node that takes nothing: writing to its reading end fails
    os.set_blocking(read, False)
    line = NodeLine(read, partial(os.close, read), lambda _: 0, time.monotonic)
    line._wait = lambda *_: True  # type: ignore[method-assign]
    assert line.send(b"half of it?") == 11
    with pytest.raises(OSError, match="Bad file"):
        line.send(b"more")
    with pytest.raises(OSError, match="Bad file"):
        line.drain()
    line.close()
    line.close()
    os.close(write)
