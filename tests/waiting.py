"""The one way a test waits: for something that should happen, with an end.

The end is for what never happens; a machine that is busy only comes to it later. So it is far off,
and costs nothing where all is well.
"""

import time
from collections.abc import Callable

LONG_S = 60.0
_TURN_S = 0.005


def eventually(met: Callable[[], object], within_s: float = LONG_S) -> None:
    """Wait until something is so; fails when it never is."""
    deadline = time.monotonic() + within_s
    while not met():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(_TURN_S)
