"""A counter.db whose disk takes no writes: a copy in memory, in which people find and look.

Nothing that happens is recorded, for it would be lost. Signing in and tries at PINs are written
into the copy alone, so that rights and waits hold until the next start. The copy goes when it is
closed, and one that a killed process left at the next start: no erasure would reach it.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kiosk.core.events import Event
from kiosk.core.facts.people import CustomerViewed, LoginFailed, ShiftClosed, ShiftOpened
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import Busy, StorageReadOnly, held
from kiosk.store.journal import Journal

_BY_THE_WAY = (ShiftOpened, ShiftClosed, LoginFailed, CustomerViewed)
_FILES = ("counter.db", "counter.db-wal")


class _StillJournal(Journal):
    """A journal that takes nothing that matters."""

    def record(self, happened: Sequence[Event]) -> tuple[int, ...]:
        """Refuse what would be lost.

        Raises:
            StorageReadOnly: always, but for who signed in and who looked.
        """
        if not all(isinstance(event.facts, _BY_THE_WAY) for event in happened):
            raise StorageReadOnly("the disk takes no writes; this is a copy to search in")
        return super().record(happened)


class SearchOnly(CounterFile):
    """The copy in a folder of its own, open; see `CounterFile`."""

    def __init__(self, folder: Path, device: str, *, epoch: str, at: int) -> None:
        super().__init__(folder / _FILES[0], device, epoch=epoch, at=at)
        self.journal = _StillJournal(self.db, device)
        self._folder = folder

    def close(self) -> None:
        """Close, and take the copy away."""
        super().close()
        drop_copy(self._folder)


def search_only(data: Path, folder: Path, device: str, *, epoch: str, at: int) -> SearchOnly:
    """Open a copy of counter.db to find and look in.

    Args:
        data: where counter.db lies, on a disk that takes no writes.
        folder: for the copy, on one that does; what was there is taken away.
        device: the box's id.
        epoch: for a copy without a journal.
        at: now, ms UTC.

    Raises:
        Busy: another counter has its copy there.
        OSError: there is nothing to copy, or no room.
        CannotOpen, NewerSchema: as `CounterFile`.
    """
    if not drop_copy(folder):
        raise Busy(f"another counter searches in {folder}")
    folder.mkdir(mode=0o700, parents=True)
    try:
        with held(folder / _FILES[0]):  # nobody takes it for one that was left
            shutil.copyfile(data / _FILES[0], folder / _FILES[0])
            with suppress(FileNotFoundError):
                shutil.copyfile(data / _FILES[1], folder / _FILES[1])
        return SearchOnly(folder, device, epoch=epoch, at=at)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def drop_copy(folder: Path) -> bool:
    """Take a copy away that a process left behind, not one that another works in.

    Args:
        folder: of the copy; where it is none of ours, or not there, nothing is done.

    Returns:
        False if another process works in it.
    """
    try:
        if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != os.getuid():
            return True
        with held(folder / _FILES[0]):
            shutil.rmtree(folder, ignore_errors=True)
    except Busy:
        return False
    except (OSError, StorageReadOnly):  # it stays until a disk takes writes again
        return True
    return True
