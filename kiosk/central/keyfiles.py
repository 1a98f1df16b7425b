"""Files of keys and certificates: replaced whole, a key nobody else's from its first byte."""

import os
from contextlib import suppress
from pathlib import Path

SECRET, OPEN = 0o600, 0o644


def put(path: Path, raw: bytes, mode: int = OPEN, *, like: Path | None = None) -> None:
    """Put a file in place, all of it or the old one.

    Args:
        path: where.
        raw: what stands in it.
        mode: `SECRET` for a key.
        like: gives it to this one's owner, where we may.
    """
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    if like is not None:
        owner = like.stat()
        with suppress(PermissionError):  # an ordinary user owns it all
            os.chown(beside, owner.st_uid, owner.st_gid)
    beside.replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make the names in a folder outlive a pulled plug."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
