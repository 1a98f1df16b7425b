"""What runs afterwards and did not run before: children and threads that nobody ended."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path

from tests.waiting import eventually


@contextmanager
def leftovers() -> Iterator[list[str]]:
    """Give a list that holds, after the block, what was begun in it and did not end."""
    resource_tracker.ensure_running()  # Python's own, for as long as this process lives
    before = _running()
    left: list[str] = []
    yield left
    with suppress(AssertionError):  # what is still there then is what is told
        eventually(lambda: _running() <= before, 30.0)
    left += sorted(_running() - before)


def _running() -> set[str]:
    threads = {f"thread {thread.name}" for thread in threading.enumerate()}
    return threads | set(_children())


def _children() -> Iterator[str]:
    """Yield this process's children, those that ended but were not waited for, too."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            name, _, rest = stat.read_text().rpartition(")")
            if rest.split()[1] == str(os.getpid()):
                yield f"process {name})"
