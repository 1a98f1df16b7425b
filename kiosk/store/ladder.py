"""What a start does with counter.db: looks at it, and climbs down the ladder if it is damaged.

The newest good backup takes its place, with the damaged file's own rows on top; without a backup
what can be read of it; else an empty one. The central then tells the rest (TRUST.md 3).

The new file is made whole beside its place and takes it by one rename: whoever pulls the plug on
the way finds the work begun, and the next start goes on with it.
"""

import errno
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.events import Event, word_of
from kiosk.core.facts.box import StorageRecovered, SyncSnapshotAsked
from kiosk.core.facts.fact import Fact
from kiosk.store import backups, salvage
from kiosk.store.backups import Backup, sync_file, sync_folder
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import (
    CannotOpen,
    StorageFull,
    StorageReadOnly,
    damage_of,
    disk_trouble,
    held,
    open_loose,
)
from kiosk.store.journal import link, root_of
from kiosk.store.replay import Replay

log = logging.getLogger(__name__)

LINKS = 1000  # proven at each start; a backup and `kiosk audit` prove all
TWICE_MS = 10 * 60 * 1000
EVIDENCE_MS = backups.OLDEST_MS
_FILES = ("counter.db", "counter.db-wal", "counter.db-shm")
_PART = "counter.db.part"
_OF_A_PART = (_PART, f"{_PART}-wal", f"{_PART}-shm", f"{_PART}.part", f"{_PART}.lock")
# Beside a damaged file until the new one stands: it is being moved, the new one is being made.
_MOVING, _MAKING, _DRAFT = "moving.json", "making.json", "begun.part"


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


class _Plan(Struct, frozen=True):
    """What was begun, for whoever finishes it.

    Args:
        why: what was wrong with the file.
        backup: which a person chose; empty for the newest good one.
    """

    why: str = ""
    backup: str = ""


class Ladder:
    """Looks at counter.db before it is opened.

    Args:
        data: the folder it lies in, with `backups/` and `evidence/`.
        device: the box's id, the root of the chain.
        acked: the last journal row the central has; what ends before it is an old file.
        epoch: of the journal of a file that begins anew.
        at: now, ms UTC.
        told: an event of the box itself that tells a fact.
        replay: erases whom a copy has though they were erased after it was made.
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
        replay: Replay,
    ) -> None:
        self._file, self._data, self._device = data / "counter.db", data, device
        self._acked, self._epoch, self._at, self._told = acked, epoch, at, told
        self._replay, self._part = replay, data / _PART

    def climb(self) -> Climbed | None:
        """Put a good file in the place of a damaged one; None where there is nothing to mend.

        Raises:
            Busy: the counter is running already.
            CannotOpen: it was mended a moment ago: the card is dying, nothing is touched.
            StorageFull, StorageReadOnly: the disk takes no writes; the next start goes on.
        """
        with held(self._file), _disk_named():
            bad = self._begun()
            if bad is None:
                why = self.fault()
                if not why:
                    return None
                if self._was_mended():
                    raise CannotOpen(
                        f"{self._file} is damaged again within ten minutes ({why});"
                        " call the technician: the card may be dying"
                    )
                log.error("counter.db: %s", why)
                bad = self._begin(_Plan(why))
            else:
                log.warning("counter.db was being mended when the box stopped; it goes on")
            return self._finish(bad)

    def take(self, backup: Backup) -> Climbed:
        """Put a backup in the file's place because a person wishes it; newer rows are kept.

        Args:
            backup: of any folder, with its card.

        Raises:
            CannotOpen: it is not what its card says, or of another box.
            Busy: the counter is running.
            StorageFull, StorageReadOnly: the disk takes no writes; the next start goes on.
        """
        if backup.card.device != self._device:
            raise CannotOpen(f"{backup.path} is of {backup.card.device}, not of {self._device}")
        backups.check(backup)
        with held(self._file), _disk_named():
            return self._finish(self._begin(_Plan(backup=str(backup.path.absolute()))))

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

    def _begun(self) -> Path | None:
        """Return where the file lies whose mending an earlier start began, None for none."""
        for folder in filter(lambda one: one.name.isdigit(), self._evidence().glob("[0-9]*")):
            if (folder / _MOVING).exists():
                return folder
            if (folder / _MAKING).exists():
                if not self._file.exists():
                    return folder
                (folder / _MAKING).unlink()  # the new file took its place; that was all
        return None

    def _begin(self, plan: _Plan) -> Path:
        """Say what is begun, before anything is touched; return where the file will lie."""
        begun = self._begun()
        if begun is not None:
            _mark(begun / (_MOVING if (begun / _MOVING).exists() else _MAKING), plan)
            return begun
        draft = self._evidence() / _DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _mark(draft / _MOVING, plan)
        at = self._at
        while (self._evidence() / str(at)).exists():
            at += 1
        bad = draft.rename(self._evidence() / str(at))
        for folder in (bad.parent, self._data):
            sync_folder(folder)
        return bad

    def _finish(self, bad: Path) -> Climbed:
        """Do what was begun to its end."""
        if (bad / _MOVING).exists():
            self._put_aside(bad)
        made = self._made(bad, _plan_of(bad / _MAKING))
        (bad / _MAKING).unlink()
        sync_folder(bad)
        return made

    def _put_aside(self, bad: Path) -> None:
        """Move the damaged file away, with what SQLite keeps beside it."""
        for name in _FILES:
            with suppress(FileNotFoundError):
                (self._data / name).rename(bad / name)
        sync_folder(self._data)
        (bad / _MOVING).rename(bad / _MAKING)
        sync_folder(bad)

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

    def _chosen(self, plan: _Plan) -> tuple[Backup | None, Rung]:
        """Return the backup that a person chose, else the newest good one, else none."""
        if plan.backup:
            with suppress(CannotOpen):
                backup = backups.open_card(Path(plan.backup))
                backups.check(backup)
                return backup, Rung.RESTORED
        return next(self._good(), None), Rung.BACKUP

    def _made(self, bad: Path, plan: _Plan) -> Climbed:
        """Make the new file whole, then let it take its place."""
        self._sweep()
        found, rung = self._chosen(plan)
        if found is not None:
            lay(found, self._part)
        file = CounterFile(self._part, self._device, epoch=self._epoch, at=self._at)
        try:
            with file.unit():
                start = file.journal.head().seq
                read = self._filled(file, bad / "counter.db", found)
                if found is None:
                    rung = Rung.SALVAGE if read else Rung.EMPTY
                end = file.journal.head().seq
                told = (StorageRecovered(rung.value, start, end), SyncSnapshotAsked("recovered"))
                file.journal.record([self._told(fact) for fact in told])
                self._replay.on_copy(file, self._told)
        finally:
            file.close()
        self._take_place()
        log.warning("counter.db was recovered by %s: rows %d to %d", rung, start, end)
        return Climbed(rung, plan.why, start, end, bad)

    def _sweep(self) -> None:
        """Take away what an earlier start made in part."""
        for name in _OF_A_PART:
            (self._data / name).unlink(missing_ok=True)

    def _take_place(self) -> None:
        log_of_it = self._data / f"{_PART}-wal"
        if log_of_it.exists() and log_of_it.stat().st_size:  # its last rows are not in the file
            raise StorageFull(f"{self._part} could not be closed whole")
        sync_file(self._part)
        self._part.rename(self._file)
        sync_folder(self._data)
        self._sweep()

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


@contextmanager
def _disk_named() -> Iterator[None]:
    """Say by its name why a file cannot be moved or made."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull(str(error)) from error
        raise StorageReadOnly(str(error)) from error


def _mark(path: Path, plan: _Plan) -> None:
    """Write what is begun, for good before this returns."""
    draft = path.with_suffix(".part")
    draft.write_bytes(msgspec.json.encode(plan))
    sync_file(draft)
    draft.rename(path)
    sync_folder(path.parent)


def _plan_of(mark: Path) -> _Plan:
    """Return what was begun; where that cannot be read, what is always right."""
    try:
        return msgspec.json.decode(mark.read_bytes(), type=_Plan)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Plan("its mending was cut short")


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
