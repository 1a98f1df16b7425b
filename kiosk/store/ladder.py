"""What a start does with counter.db: looks at it, and climbs down the ladder if it is damaged.

The newest good backup takes its place, with the damaged file's own rows on top; without a backup
what can be read of it; else an empty one. The central then tells the rest (TRUST.md 3).
"""

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.events import Event, word_of
from kiosk.core.facts.box import StorageRecovered, SyncSnapshotAsked
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.privacy import Basis, CustomerErased
from kiosk.store import backups, salvage, tombstones
from kiosk.store.backups import Backup, sync_folder
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import CannotOpen, damage_of, disk_trouble, held, open_loose
from kiosk.store.journal import link, root_of

log = logging.getLogger(__name__)

LINKS = 1000  # proven at each start; a backup and `kiosk audit` prove all
TWICE_MS = 10 * 60 * 1000
EVIDENCE_MS = backups.OLDEST_MS
_FILES = ("counter.db", "counter.db-wal", "counter.db-shm")


class Rung(StrEnum):
    """How a damaged file was replaced."""

    BACKUP = "backup"
    RESTORED = "restored"  # a backup, because a person wished it
    SALVAGE = "salvage"
    EMPTY = "empty"


class Climbed(Struct, frozen=True):
    """What a start did with a damaged file.

    Args:
        why: what was wrong with it.
        from_seq: the last row of what it went on from.
        to_seq: the last row after the damaged file's own were added.
        evidence: where the damaged file lies for a week.
    """

    rung: Rung
    why: str
    from_seq: int
    to_seq: int
    evidence: Path


class Ladder:
    """Looks at counter.db before it is opened.

    Args:
        data: the folder it lies in, with `backups/` and `evidence/`.
        device: the box's id, the root of the chain.
        acked: the last journal row the central has; what ends before it is an old file.
        epoch: of the journal of a file that begins anew.
        at: now, ms UTC.
        told: an event of the box itself that tells a fact.
        pepper: the box's secret, by which `tombstones.log` tells who was erased.
    """

    def __init__(  # noqa: PLR0913  all that a mended file depends on
        self,
        data: Path,
        device: str,
        *,
        acked: int,
        epoch: str,
        at: int,
        told: Callable[[Fact], Event],
        pepper: bytes = b"",
    ) -> None:
        self._file, self._data, self._device = data / "counter.db", data, device
        self._acked, self._epoch, self._at, self._told = acked, epoch, at, told
        self._pepper = pepper

    def climb(self) -> Climbed | None:
        """Put a good file in the place of a damaged one; None where there is nothing to mend.

        Raises:
            Busy: the counter is running already.
            CannotOpen: it was mended a moment ago: the card is dying, nothing is touched.
            StorageFull, StorageReadOnly: the disk takes no writes.
        """
        with held(self._file):
            why = self.fault()
            if not why:
                return None
            if self._was_mended():
                raise CannotOpen(
                    f"{self._file} is damaged again within ten minutes ({why});"
                    " call the technician: the card may be dying"
                )
            log.error("counter.db: %s", why)
            bad = self._put_aside()
            found = self._placed()
        return self._mended(why, bad, found)

    def take(self, backup: Backup) -> Climbed:
        """Put a backup in the file's place because a person wishes it; newer rows are kept.

        Args:
            backup: of any folder, with its card.

        Raises:
            CannotOpen: it is not what its card says, or of another box.
            Busy: the counter is running.
        """
        if backup.card.device != self._device:
            raise CannotOpen(f"{backup.path} is of {backup.card.device}, not of {self._device}")
        backups.check(backup)
        with held(self._file):
            bad = self._put_aside()
            lay(backup, self._file)
        return self._mended("", bad, backup, Rung.RESTORED)

    def fault(self) -> str:
        """Return what is wrong with the file, empty where it is sound or cannot be judged."""
        if not self._file.exists():
            missing = self._acked or any(True for _ in self._good())
            return "it is not there, but has been" if missing else ""
        try:
            with closing(open_loose(self._file)) as db:
                return damage_of(db) or self._end_of(db)
        except sqlite3.Error as error:
            if disk_trouble(error):
                return ""  # the opening tells it by its name
            return str(error)

    def _end_of(self, db: Database) -> str:
        """Look at the journal's last links, and whether it is as long as the central knows."""
        if not db.table("journal").exists():
            return "" if not self._acked else "it has no journal"
        sql = "SELECT seq, body, hash FROM journal ORDER BY seq DESC LIMIT ?"
        rows = db.execute(sql, [LINKS + 1]).fetchall()[::-1]
        if not rows:
            return "its journal is empty" if self._acked else ""
        whole = rows[0][0] == 1
        chain = root_of(self._device) if whole else bytes(rows[0][2])
        for seq, body, told in rows if whole else rows[1:]:
            chain = link(chain, bytes(body))
            if chain != bytes(told):
                return f"row {seq} of its journal does not continue the chain"
        end = int(rows[-1][0])
        if end < self._acked and self._is_longer_backed_up(end) and not self._knows(db):
            return f"its journal ends at row {end}, the central has {self._acked}"
        return ""  # an older file that is sound goes on in a new epoch where no backup is newer

    def _is_longer_backed_up(self, end: int) -> bool:
        found = backups.kept(self._data / "backups")
        return any(b.card.seq > end for b in found if b.card.device == self._device)

    @staticmethod
    def _knows(db: Database) -> bool:
        """Whether the file was recovered: until the central answers, its journal is shorter."""
        sql = "SELECT EXISTS (SELECT 1 FROM journal WHERE type = ?)"
        return bool(db.execute(sql, [word_of(StorageRecovered)]).fetchone()[0])

    def _was_mended(self) -> bool:
        stamps = (int(p.name) for p in self._evidence().glob("[0-9]*") if p.name.isdigit())
        return any(0 <= self._at - stamp < TWICE_MS for stamp in stamps)

    def _evidence(self) -> Path:
        return self._data / "evidence"

    def _put_aside(self) -> Path:
        """Move the damaged file away, with what SQLite keeps beside it; return where it lies."""
        folder = self._evidence() / str(self._at)
        folder.mkdir(parents=True)
        for name in _FILES:
            with suppress(FileNotFoundError):
                (self._data / name).rename(folder / name)
        sync_folder(self._data)
        return folder

    def _good(self) -> Iterator[Backup]:
        """Yield the backups that are proven to be ours, the newest first."""
        for backup in backups.kept(self._data / "backups"):
            if backup.card.device != self._device:
                continue
            try:
                backups.check(backup)
            except CannotOpen as bad:
                log.warning("%s", bad)
                continue
            yield backup

    def _placed(self) -> Backup | None:
        """Lay the newest good backup in the file's place; None where there is none."""
        for backup in self._good():
            lay(backup, self._file)
            return backup
        return None

    def _mended(
        self, why: str, bad: Path, found: Backup | None, rung: Rung = Rung.BACKUP
    ) -> Climbed:
        file = CounterFile(self._file, self._device, epoch=self._epoch, at=self._at)
        try:
            with file.unit():
                start = file.journal.head().seq
                read = self._filled(file, bad / "counter.db", found)
                if found is None:
                    rung = Rung.SALVAGE if read else Rung.EMPTY
                end = file.journal.head().seq
                told = (StorageRecovered(rung.value, start, end), SyncSnapshotAsked("recovered"))
                file.journal.record([self._told(fact) for fact in told])
                forgotten = self._forget_again(file)
            if forgotten:
                file.scrub()
        finally:
            file.close()
        log.warning("counter.db was recovered by %s: rows %d to %d", rung, start, end)
        return Climbed(rung, why, start, end, bad)

    def _forget_again(self, file: CounterFile) -> int:
        """Erase whom the copy has though they were erased after it was made; within a unit.

        Returns:
            How many they were.
        """
        known = {fact.request for _, fact in file.erasures.done()}
        stones = tombstones.read(self._data / tombstones.NAME)
        buried = {one.mark: one.request for one in stones if one.request not in known}
        found = 0
        for ref in file.erasures.refs() if buried else ():
            request = buried.get(tombstones.mark_of(self._pepper, ref))
            if request is not None:
                swept = file.erasures.forget(ref)
                counts = (len(swept.photos), swept.papers)
                fact = CustomerErased(request, ref, Basis.RESTORED, *counts)
                file.journal.record([self._told(fact)])
                found += 1
        for seq, fact in file.erasures.done():
            mark = tombstones.mark_of(self._pepper, fact.customer_ref)
            file.erasures.bury(mark, fact.request, seq)
        return found

    def _filled(self, file: CounterFile, bad: Path, found: Backup | None) -> bool:
        """Add what can be read of the damaged file; return whether there was anything."""
        if not bad.exists():
            return False
        read = 0
        try:
            with closing(open_loose(bad)) as db:
                if found is None:
                    read = salvage.beside(db, file)
                head = salvage.journal(db, file)
                salvage.lamps(db, file)
        except (sqlite3.Error, CannotOpen) as error:
            log.warning("nothing can be read of the damaged file: %s", error)
            return False
        return bool(read or head.seq)


def lay(backup: Backup, target: Path) -> None:
    """Copy a backup to where counter.db belongs, for good before this returns.

    Args:
        backup: proven.
        target: counter.db, which is not there now.
    """
    part = target.with_name(f"{target.name}.part")
    with backup.path.open("rb") as source, part.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    backups.sync_file(part)
    part.rename(target)
    sync_folder(target.parent)


def forget_evidence(data: Path, at: int) -> None:
    """Take away damaged files that were put aside a week ago: they hold personal data.

    Args:
        data: the folder of counter.db.
        at: now, ms UTC.
    """
    for folder in (data / "evidence").glob("[0-9]*"):
        if folder.name.isdigit() and at - int(folder.name) > EVIDENCE_MS:
            shutil.rmtree(folder, ignore_errors=True)
