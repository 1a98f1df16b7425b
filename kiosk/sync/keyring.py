"""Where a box keeps who it is, and how a pair that a pulled plug parted is brought together again.

Apart from `identity.py`, so that the carrier loads no library of certificates.
"""

import os
from pathlib import Path

from msgspec import Struct

from kiosk.sync import tls

SECRET, OPEN = 0o600, 0o644


class Ring(Struct, frozen=True):
    """The files of an identity (APPLIANCE.md 3).

    Args:
        new_key: waits for its certificate.
        ends: when the certificate ends, for those who load no library of certificates.
    """

    key: Path
    new_key: Path
    cert: Path
    ca: Path
    ends: Path


def ring(folder: Path) -> Ring:
    """Return the files of an identity in a folder."""
    names = ("device.key", "device.key.new", "device.crt", "ca.crt", "device.ends")
    return Ring(*(folder / name for name in names))


def heal(folder: Path) -> bool:
    """Put the new key in its place where its certificate arrived before it; True if one did."""
    files = ring(folder)
    if not files.new_key.exists() or tls.fits(files.cert, files.key):
        return False
    if not tls.fits(files.cert, files.new_key):
        return False
    files.new_key.replace(files.key)
    return True


def ends_at(folder: Path) -> int | None:
    """Return when the certificate in a folder ends, ms UTC; None where nobody noted it."""
    try:
        return int(ring(folder).ends.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def put(path: Path, raw: bytes, mode: int) -> None:
    """Put a file in place, all of it or the old one; a key is nobody else's from its first byte.

    Args:
        path: where.
        raw: what stands in it.
        mode: `SECRET` or `OPEN`.
    """
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
