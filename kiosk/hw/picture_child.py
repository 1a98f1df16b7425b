"""A child process that opens pictures for us: files may be hostile (TRUST.md 4)."""

import ctypes
import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from PIL import Image

MOST_PIXELS = 12_000_000
_MEMORY = 512 << 20
_PATIENCE_S = 3.0
_START_S = 10.0
_PR_SET_PDEATHSIG = 1


class Unanswered(Exception):
    """The child did not live through what it was asked, or took too long; it was ended."""


class PictureChild:
    """Asks a child one thing at a time; it is made when needed, and anew when it falls.

    Args:
        serve: the child's whole life; it begins with `guard` and one word of bytes, empty for all
            well, else why it cannot work.
        given: what `serve` gets beside its end of the pipe.
    """

    def __init__(self, serve: Callable[..., None], *given: object) -> None:
        self._serve, self._given = serve, given
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._child.pid if self._child else None

    def ask(self, asked: bytes) -> bytes:
        """Return the child's answer.

        Raises:
            Unanswered: it fell, or took longer than 3 s.
            ValueError: it cannot work, and says why.
            TimeoutError: it did not start.
        """
        pipe = self._pipe or self._start()
        try:
            pipe.send_bytes(asked)
            if pipe.poll(_PATIENCE_S):
                return pipe.recv_bytes()
            why = "took longer than 3 s"
        except (OSError, EOFError):
            why = "took the decoder down"
        self.drop()
        raise Unanswered(f"{why} and was given up")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._child = context.Process(target=self._serve, args=(far, *self._given), daemon=True)
        self._child.start()
        far.close()
        if not self._pipe.poll(_START_S):
            self.drop()
            raise TimeoutError("the decode process did not start")
        fault = self._pipe.recv_bytes().decode()
        if fault:
            self.drop()
            raise ValueError(fault)
        return self._pipe

    def drop(self) -> None:
        """End the child; twice is fine."""
        child, self._child = self._child, None
        pipe, self._pipe = self._pipe, None
        if child is not None:
            child.kill()
            child.join()
            child.close()
        if pipe is not None:
            pipe.close()


def guard() -> None:
    """Bound what this process may take; it ends with its parent."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    Image.MAX_IMAGE_PIXELS = None  # we look at the header's size ourselves
