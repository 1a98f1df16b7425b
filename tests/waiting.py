"""The one way a test waits: for something that should happen, with an end."""

import time
from collections.abc import Callable

_TURN_S = 0.005


def eventually(met: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait until something is so; fails when it never is."""
    deadline = time.monotonic() + within_s
    while not met():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(_TURN_S)
