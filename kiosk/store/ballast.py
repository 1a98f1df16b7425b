"""Ballast: room on the disk that is kept for the moment when there is none.

A full SQLite file cannot even free what it has: DELETE and a checkpoint fail, too. Dropping 1 MB
gave room for 100 more commits (TRUST.md 3, measured).
"""

import logging
import os
from contextlib import suppress
from pathlib import Path

from kiosk.core.space import BALLAST

log = logging.getLogger(__name__)


class Ballast:
    """A file of real blocks beside the databases.

    Args:
        path: of the file.
        size: bytes.
    """

    def __init__(self, path: Path, size: int = BALLAST) -> None:
        self._path, self._size = path, size

    @property
    def is_laid(self) -> bool:
        """Whether all of it is there."""
        with suppress(OSError):
            return self._path.stat().st_size == self._size
        return False

    def lay(self) -> bool:
        """Take the room, if it is not taken; whether it is taken now."""
        if self.is_laid:
            return True
        try:
            with self._path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)  # blocks, no hole
                os.fsync(file.fileno())
        except OSError as trouble:
            log.warning("no ballast: %s", trouble)
            self.drop()
            return False
        return True

    def drop(self) -> bool:
        """Give the room up; whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        log.warning("the ballast was given up")
        return True
