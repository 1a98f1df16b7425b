"""What this process holds open, for tests of what a device leaves behind."""

import threading
from multiprocessing import active_children
from pathlib import Path

Held = tuple[int, int, int]


def held() -> Held:
    """Count files, threads and children of this process."""
    files = len(list(Path("/proc/self/fd").iterdir()))
    return files, threading.active_count(), len(active_children())


def no_more_than(before: Held) -> bool:
    """Whether nothing was added; what others still held before may be gone by now."""
    return all(now <= then for now, then in zip(held(), before, strict=True))
