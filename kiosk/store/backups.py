"""Backups of counter.db: a compact copy of one moment, proven at once, its card beside it.

A backup is a pair of files, `counter-<kind>-<made_at>.db` and the same name with `.json`; what
lacks its card was never finished. It is made through a reader, so the counter works on meanwhile.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from sqlite_utils import Database

from kiosk.core.words import At, Word
from kiosk.store.customers import Customers
from kiosk.store.db import (
    CannotOpen,
    damage_of,
    disk_trouble,
    open_loose,
    open_reader,
    unit,
    version,
)
from kiosk.store.journal import Head, link, root_of

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
OLDEST_MS = 7 * DAY_MS  # personal data that was erased must not live on in a copy (TRUST.md 8)
ROOM = 0.2  # of the disk, for all backups together
_BLOCK = 1 << 20
_SLICE = 1000
# What else tells of people: left out of a copy that leaves the box (TRUST.md 3).
_PERSONAL = (
    "DELETE FROM person",
    "DELETE FROM print_job",
    "DELETE FROM photo",
    "DELETE FROM picture",
    "DELETE FROM seller_code",
    "DELETE FROM shadow_person",
    "DELETE FROM shadow_seller_code",
)


class Kind(StrEnum):
    """Why a backup was made."""

    HOURLY = "hourly"
    NIGHTLY = "nightly"
    BEFORE = "before"  # a migration, an update or a restore
    ASKED = "asked"


_KEPT = {Kind.HOURLY: 24, Kind.NIGHTLY: 7, Kind.BEFORE: 2, Kind.ASKED: 2}  # TRUST.md 3


class Card(Struct, frozen=True):
    """What stands beside a backup.

    Args:
        device: whose it is, the root of the chain.
        made_at: ms UTC.
        seq, hash: the journal's last row in it.
        schema: how many migrations it has seen.
        sha256, size: of the file.
        is_bare: customers, codes, people and photos are left out.
    """

    device: Word
    kind: Kind
    made_at: At
    seq: At
    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    schema: At
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    size: At
    is_bare: bool = False


class Backup(Struct, frozen=True):
    """A backup and its card."""

    path: Path
    card: Card


class Wanted(Struct, frozen=True):
    """What a backup is to be.

    Args:
        device: the box's id.
        at: now, ms UTC.
        bare: leave out what tells of people.
    """

    device: str
    kind: Kind
    at: int
    bare: bool = False


def make(source: Path, folder: Path, wanted: Wanted) -> Backup:
    """Copy counter.db as it is at this moment, prove the copy, and give it its name.

    Args:
        source: counter.db, its owner at work or not.
        folder: for the backup; made if it is not there.
        wanted: what it is to be.

    Raises:
        CannotOpen: the source cannot be read, or what came out is not sound: nothing is kept.
        StorageFull, StorageReadOnly: the disk does not take it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"counter-{wanted.kind}-{wanted.at}"
    part = folder / f"{name}.part"
    part.unlink(missing_ok=True)  # of one that was cut short
    try:
        _copy(source, part)
        if wanted.bare:
            _strip(part)
        head, schema = prove(part, wanted.device)
        sync_file(part)
        card = Card(
            wanted.device,
            wanted.kind,
            wanted.at,
            head.seq,
            head.hash.hex(),
            schema,
            _sha256(part),
            part.stat().st_size,
            wanted.bare,
        )
        return _named(part, folder / f"{name}.db", card)
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    try:
        with closing(open_reader(source)) as db:
            db.execute("VACUUM INTO ?", [str(part)])
    except sqlite3.Error as error:
        trouble = disk_trouble(error) if source.exists() else None
        raise trouble or CannotOpen(f"{source} cannot be backed up: {error}") from error


def _strip(part: Path) -> None:
    with closing(open_loose(part)) as db:
        with unit(db):
            Customers(db).forget_all()
            for sql in _PERSONAL:
                db.execute(sql)
        db.execute("VACUUM")  # else what was deleted stands in free pages


def _named(part: Path, path: Path, card: Card) -> Backup:
    beside = path.with_suffix(".json")
    draft = beside.with_suffix(".json.part")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n")
    sync_file(draft)
    part.rename(path)
    draft.rename(beside)  # last: without its card a copy is none
    sync_folder(path.parent)
    return Backup(path, card)


def version_of(path: Path) -> int:
    """Return how many migrations counter.db has seen.

    Raises:
        CannotOpen: it cannot be read.
        StorageFull, StorageReadOnly: the disk takes not what reading it writes beside it.
    """
    try:
        with closing(open_reader(path)) as db:
            return version(db)
    except sqlite3.Error as error:
        raise disk_trouble(error) or CannotOpen(f"{path} cannot be read: {error}") from error


def prove(path: Path, device: str) -> tuple[Head, int]:
    """Look at every page of a copy and at every link of its journal.

    Args:
        path: a database nobody writes.
        device: whose journal it must be.

    Returns:
        The journal's head, and how many migrations it has seen.

    Raises:
        CannotOpen: it is damaged, of another box, or its journal is not whole.
    """
    try:
        with closing(open_reader(path)) as db:
            damage = damage_of(db)
            if damage:
                raise CannotOpen(f"{path} is damaged: {damage}")
            return chained_head(db, device), version(db)
    except sqlite3.Error as error:
        raise CannotOpen(f"{path} cannot be read: {error}") from error


def chained_head(db: Database, device: str) -> Head:
    """Return the journal's head, every link before it proven.

    Raises:
        CannotOpen: a row is missing, changed, or of another box.
    """
    head = Head(0, root_of(device))
    sql = "SELECT seq, body, hash FROM journal ORDER BY seq"
    for seq, body, told in db.execute(sql):
        chain = link(head.hash, bytes(body))
        if chain != bytes(told) or seq != head.seq + 1:
            raise CannotOpen(f"the journal is not whole, or of another box: row {seq}")
        head = Head(int(seq), chain)
    return head


def open_card(path: Path) -> Backup:
    """Return a backup with its card, read from beside it.

    Raises:
        CannotOpen: it has no card, or a damaged one, or is not the file its card tells of.
    """
    try:
        card = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Card)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise CannotOpen(f"{path} is no backup: {error.filename} is not there") from error
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CannotOpen(f"the card beside {path} is damaged: {error}") from error
    if size != card.size:
        raise CannotOpen(f"{path} has {size} bytes, its card says {card.size}")
    return Backup(path, card)


def check(backup: Backup) -> None:
    """Prove that a backup is what its card says, byte by byte and link by link.

    Raises:
        CannotOpen: it is not.
    """
    if _sha256(backup.path) != backup.card.sha256:
        raise CannotOpen(f"{backup.path} is not what was written: its digest differs")
    head, _ = prove(backup.path, backup.card.device)
    if (head.seq, head.hash.hex()) != (backup.card.seq, backup.card.hash):
        raise CannotOpen(f"{backup.path} ends at row {head.seq}, its card says {backup.card.seq}")


def kept(folder: Path) -> tuple[Backup, ...]:
    """Return the backups in a folder, the newest first; what has no sound card is passed over."""
    found = []
    for path in folder.glob("counter-*.db"):
        with suppress(CannotOpen):
            found.append(open_card(path))
    return tuple(sorted(found, key=lambda b: (b.card.made_at, b.card.seq), reverse=True))


def due(newest_first: Sequence[Backup], seq: int, at: int, night_at: int) -> Kind | None:
    """Return which backup is due, None for none.

    Args:
        newest_first: what is kept.
        seq: the journal's head; where nothing happened, nothing is copied.
        at: now, ms UTC.
        night_at: the last time it was night here, ms UTC.
    """
    cards = [backup.card for backup in newest_first]
    if cards and cards[0].seq == seq:
        return None
    if not any(c.kind is Kind.NIGHTLY and c.made_at >= night_at for c in cards):
        return Kind.NIGHTLY
    return Kind.HOURLY if at - cards[0].made_at >= HOUR_MS else None


def thin(
    folder: Path,
    at: int,
    most_bytes: int,
    *,
    hourly: int = _KEPT[Kind.HOURLY],
    sweeps: bool = True,
) -> tuple[Path, ...]:
    """Take away what is too old, too many or too much; the newest backup stays.

    Args:
        folder: of the backups.
        at: now, ms UTC.
        most_bytes: for all of them; the oldest hourly ones go first.
        hourly: so many of these at most.
        sweeps: what a pulled plug left goes too; not while another process may be making one.

    Returns:
        What was taken away.
    """
    all_kept = kept(folder)
    gone = list(_too_many(all_kept, at, {**_KEPT, Kind.HOURLY: hourly}))
    left = [backup for backup in all_kept if backup not in gone]
    room = most_bytes - sum(backup.card.size for backup in left)
    for backup in sorted(left[1:], key=lambda b: (b.card.kind is not Kind.HOURLY, b.card.made_at)):
        if room >= 0:
            break
        gone.append(backup)
        room += backup.card.size
    for backup in gone:
        backup.path.with_suffix(".json").unlink(missing_ok=True)  # first: then it is none
        backup.path.unlink(missing_ok=True)
    if sweeps:
        _sweep(folder)
    return tuple(backup.path for backup in gone)


def _too_many(
    newest_first: Sequence[Backup], at: int, most: Mapping[Kind, int]
) -> Iterator[Backup]:
    seen = dict.fromkeys(Kind, 0)
    for backup in newest_first[1:] if newest_first else ():
        seen[backup.card.kind] += 1
        same_as_newest = backup.card.kind is newest_first[0].card.kind
        too_many = seen[backup.card.kind] > most[backup.card.kind] - same_as_newest
        if too_many or at - backup.card.made_at > OLDEST_MS:
            yield backup


def _sweep(folder: Path) -> None:
    """Take away what a pulled plug left: copies without a card, parts of copies."""
    for path in folder.glob("counter-*"):
        is_part = path.suffix == ".part"
        if is_part or (path.suffix == ".db" and not path.with_suffix(".json").exists()):
            path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Make what was written into a file last."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
