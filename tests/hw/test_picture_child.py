"""A child that looks at pictures may fall, hang or never start; whoever asks goes on."""

import os
import signal
import threading
from multiprocessing.connection import Connection

import pytest

from kiosk.hw.picture_child import PictureChild, Unanswered, guard


def echo(pipe: Connection, word: str) -> None:
    guard()
    pipe.send_bytes(b"")
    while True:
        try:
            asked = pipe.recv_bytes()
        except EOFError:
            return
        if asked == b"fall":
            os.kill(os.getpid(), signal.SIGSEGV)
        if asked == b"hang":
            threading.Event().wait()
        if asked == b"eat":
            bytearray(1 << 30)
        pipe.send_bytes(asked + word.encode())


def cannot(pipe: Connection) -> None:
    pipe.send_bytes(b"there is no decoder")


@pytest.mark.input
@pytest.mark.parametrize("asked", [b"fall", b"eat", b"hang"])
def test_a_child_that_falls_or_hangs_is_given_up_and_made_anew(asked: bytes) -> None:
    child = PictureChild(echo, "!")
    with pytest.raises(Unanswered, match="given up"):
        child.ask(asked)
    assert child.ask(b"still there") == b"still there!"
    child.drop()
    child.drop()


def test_a_child_that_cannot_work_says_why() -> None:
    with pytest.raises(ValueError, match="there is no decoder"):
        PictureChild(cannot).ask(b"x")
