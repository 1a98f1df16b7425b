"""The files of the spool: whole, or not there."""

import os
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
