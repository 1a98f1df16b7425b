"""A line over a device node, as USB and serial printers have: never waits without a limit."""

import errno
import os
import select
from collections.abc import Callable

_SEND_S, _STEP_S = 3.0, 0.01
_MOST_STALE = 64  # reads; who says more says it without end
_NOT_NOW = {errno.EAGAIN, errno.EINTR}


class NodeLine:
    """Implements Line over an open file descriptor that does not block.

    Args:
        node: the descriptor, opened O_RDWR | O_NONBLOCK.
        let_go: closes it.
        unsent: says how many bytes the kernel still holds.
        now: monotonic seconds.
    """

    def __init__(
        self,
        node: int,
        let_go: Callable[[], object],
        unsent: Callable[[int], int],
        now: Callable[[], float],
    ) -> None:
        self._node, self._unsent, self._now = node, unsent, now
        self._let_go: Callable[[], object] | None = let_go
        self._dead: OSError | None = None
        self._came = b""
        # what an earlier talk left unread is no answer of this one
        for _ in range(_MOST_STALE):
            if not self._take():
                break
        self._came = b""

    def send(self, data: bytes) -> int:
        """Write some (see Line)."""
        if self._dead is not None:
            raise self._dead
        deadline = self._now() + _SEND_S
        while self._wait(select.POLLOUT, deadline - self._now()):
            try:
                return os.write(self._node, data)
            except OSError as error:
                if error.errno in _NOT_NOW:
                    continue
                # the part of a transfer that came through before it failed is not told
                self._dead = error
                return len(data)
        raise TimeoutError("the printer takes no more")

    def drain(self) -> None:
        """Wait for the kernel (see Line); usblp drops what is still under way at the close."""
        left, deadline = self._unsent(self._node), self._now() + _SEND_S
        while self._dead is None and left:
            if self._now() > deadline:
                raise TimeoutError("the printer takes no more")
            self._wait(0, _STEP_S)
            still = self._unsent(self._node)
            if still < left:
                left, deadline = still, self._now() + _SEND_S
        if self._dead is not None:
            raise self._dead

    def read(self, wait_s: float) -> int | None:
        """Wait for a byte (see Line)."""
        deadline = self._now() + wait_s
        while not self._came:
            left_s = deadline - self._now()
            if left_s <= 0 or not self._wait(select.POLLIN, left_s):
                return None
            if not self._take():
                self._wait(0, min(_STEP_S, left_s))  # usblp reads empty packets as nothing
        first, self._came = self._came[0], self._came[1:]
        return first

    def _take(self) -> bool:
        try:
            self._came = os.read(self._node, 256)
        except OSError as error:
            if error.errno in _NOT_NOW:
                return False
            raise
        return bool(self._came)

    def _wait(self, event: int, wait_s: float) -> bool:
        """Wait for the node; whether it is ready. Raises when the cable was pulled."""
        waiting = select.poll()
        waiting.register(self._node, event)
        for _, told in waiting.poll(max(0.0, wait_s) * 1000):
            if told & (select.POLLHUP | select.POLLNVAL) and not told & select.POLLIN:
                raise OSError(errno.ENODEV, "the printer was unplugged")
            return bool(told & (event | select.POLLERR))
        return False

    def close(self) -> None:
        """Let the node go (see Line)."""
        let_go, self._let_go = self._let_go, None
        if let_go is not None:
            let_go()
