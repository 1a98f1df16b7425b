"""The files of the spool: whole, or not there."""

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, raw: bytes) -> None:
    """Write a file so that nobody finds half of it, whatever dies.

    Raises:
        OSError: the disk does not take it.
    """
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(folder: Path, before: float) -> int:
    """Throw away what a process that died left half written, and answers nobody came for.

    Args:
        folder: the spool.
        before: seconds since 1970; what changed since stays.

    Returns:
        How many files.
    """
    gone = 0
    for path in [*folder.glob("*.part"), *folder.glob("*.answer")]:
        with suppress(OSError):  # somebody takes it away meanwhile, or the disk keeps it for now
            if path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone
