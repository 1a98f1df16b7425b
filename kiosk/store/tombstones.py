"""tombstones.log: who was erased, by keyed marks alone; it outlives every copy of counter.db.

A line is on the disk before the erasure is committed, so a copy that is put back later can be
cleaned of whom it should not know any more. A line of its own says that a request was taken back:
a copy from before that must not do what nobody wants any more.
"""

import hashlib
import hmac
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.core.words import At, Ref
from kiosk.store.backups import sync_folder

NAME = "tombstones.log"
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

log = logging.getLogger(__name__)


class Tombstone(Struct, frozen=True, omit_defaults=True):
    """One erasure, or one that was taken back.

    The latter is written without a mark: a program that knows no `is_kept`, put back by a
    rollback, cannot read such a line, where it would take one with a mark for a grave.

    Args:
        mark: the customer's keyed mark, see `mark_of`; empty where it was taken back.
        request: of the erasure.
        at: ms UTC.
        seq: the row of the journal that tells of it, 0 where that is not known.
        is_kept: it was taken back: the customer stays.
    """

    request: Ref
    at: At
    mark: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
    seq: At = 0
    is_kept: bool = False

    def __post_init__(self) -> None:
        """Refuse a grave of nobody."""
        if not self.mark and not self.is_kept:
            raise ValueError("an erasure without a mark")


def mark_of(pepper: bytes, customer_ref: str) -> str:
    """Return what tells a customer apart to whoever has this box's pepper, and to nobody else."""
    return hmac.new(pepper, b"tombstone\0" + customer_ref.encode(), hashlib.sha256).hexdigest()


def add(path: Path, stone: Tombstone) -> None:
    """Write one line, for good before this returns.

    Raises:
        OSError: the disk does not take it.
    """
    is_new = not path.exists()
    with path.open("ab") as file:
        file.write(b"\n" + msgspec.json.encode(stone) + b"\n")  # before it: one cut short
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def read(path: Path) -> tuple[Tombstone, ...]:
    """Return every line that can be read; one that a pulled plug cut short is passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    found = []
    for line in filter(None, lines):
        with suppress(*_BAD):
            found.append(msgspec.json.decode(line, type=Tombstone))
    if len(found) < len(list(filter(None, lines))):
        log.warning("%s: some lines cannot be read", path)
    return tuple(found)
