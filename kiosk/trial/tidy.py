"""Makes room for a run: removes what an earlier one of ours left in its folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from kiosk.store.db import StorageReadOnly


def clear(folder: Path, names: Iterable[str]) -> None:
    """Make a folder and remove `names` from it, nothing else: it may be anybody's.

    Raises:
        StorageReadOnly: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StorageReadOnly(f"{error.filename or folder}: {error.strerror}") from error
