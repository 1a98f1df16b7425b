"""The central's letters: where we are in obeying them, and the reader of mail.db's inbox."""

import logging
import sqlite3
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlite_utils import Database

from kiosk.store.db import (
    MAIL_PHOTOS,
    MAIL_VERSION,
    is_locked,
    newer_words,
    open_reader,
    version,
)

log = logging.getLogger(__name__)


class Applied(Struct, frozen=True):
    """How far the letters of an epoch were obeyed.

    Args:
        seq: the last one done.
        offset: rows of the next one already applied.
        tries: attempts at the next one.
    """

    epoch: str
    seq: int = 0
    offset: int = 0
    tries: int = 0


class InboxRow(Struct, frozen=True):
    """A letter as it came."""

    epoch: str
    seq: int
    id: str
    type: str
    raw: bytes
    expires_at: int | None


class Parted(Struct, frozen=True):
    """The central's histories and ours part: it asks for a new epoch of the journal.

    Args:
        epoch: the one that must end.
        from_seq: the first number that is not known to be common.
    """

    epoch: str
    from_seq: int


class PhotoEnded(Struct, frozen=True):
    """What `kiosk sync` says of a photo or picture: the reason it was refused, empty for none."""

    sha256: str
    reason: str
    at: int


class Letters:
    """Keeps how far we are; the letters themselves lie in mail.db."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def applied(self, epoch: str) -> Applied:
        """Return how far the letters of `epoch` were obeyed."""
        sql = "SELECT epoch, seq, offset, tries FROM applied WHERE epoch = ?"
        row = self._db.execute(sql, [epoch]).fetchone()
        return Applied(*row) if row else Applied(epoch)

    def seen(self) -> int:
        """Return the number of the last letter obeyed, of the newest epoch."""
        # the upsert below keeps an epoch's rowid, so the newest epoch has the highest
        row = self._db.execute("SELECT seq FROM applied ORDER BY rowid DESC LIMIT 1").fetchone()
        return int(row[0]) if row else 0

    def keep(self, applied: Applied) -> None:
        """Keep how far we are; within a unit."""
        self._db.execute(
            "INSERT INTO applied (epoch, seq, offset, tries) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (epoch) DO UPDATE SET seq = excluded.seq, offset = excluded.offset,"
            " tries = excluded.tries",
            [applied.epoch, applied.seq, applied.offset, applied.tries],
        )

    def is_done(self, message: str) -> bool:
        """Whether a letter with this id was obeyed before."""
        sql = "SELECT 1 FROM applied_message WHERE id = ?"
        return self._db.execute(sql, [message]).fetchone() is not None

    def note_done(self, message: str, at: int) -> None:
        """Remember that a letter was obeyed; within a unit."""
        sql = "INSERT INTO applied_message (id, applied_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._db.execute(sql, [message, at])


class MailReader:
    """Reads mail.db, which `kiosk sync` writes; a missing or locked file is simply no mail.

    So is one of a newer version, which is said once: its tables may mean something else.

    Args:
        path: of mail.db; it may come, go and come anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: Database | None = None
        self._inode = 0
        self._openings = 0
        self._told_newer = False

    def next_after(self, epoch: str | None, seq: int) -> InboxRow | None:
        """Return the next letter above `seq` of `epoch`, or the first of a newer epoch."""
        if epoch is not None:
            sql = (
                "SELECT epoch, seq, id, type, raw, expires_at FROM inbox"
                " WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT 1"
            )
            found = self._ask(sql, [epoch, seq])
            if found:
                row = InboxRow(*found[0])
                # emptied after an earlier life of counter.db obeyed it: it will come again
                return None if row.id and not row.raw else row
        return None

    def epoch(self) -> str | None:
        """Return the epoch of the letters that are coming now."""
        found = self._ask("SELECT epoch FROM stream WHERE dir = 'down'", [])
        return str(found[0][0]) if found else None

    def acked(self) -> int:
        """Return the number of the last journal row the central has acknowledged."""
        found = self._ask("SELECT upto FROM stream WHERE dir = 'up'", [])
        return int(found[0][0]) if found else 0

    def link(self) -> dict[str, str]:
        """Return what `kiosk sync` notes about its link, by key."""
        return {str(k): str(v) for k, v in self._ask("SELECT key, value FROM link", [])}

    def parted(self) -> Parted | None:
        """Return what the central asks for when our histories part, None while they do not."""
        link = self.link()
        number = link.get("from_seq", "")
        if link.get("action") != "new_epoch" or not number.isdigit():
            return None
        return Parted(link.get("epoch", ""), int(number))

    def is_revoked(self) -> bool:
        """Whether the central has withdrawn this box."""
        link = self.link()
        return (link.get("action"), link.get("reason")) == ("blocked", "revoked")

    def photos_ended(self) -> tuple[PhotoEnded, ...]:
        """Return photos the central has, or refused for good."""
        # what is refused for today alone is offered again
        sql = "SELECT sha256, reason, at FROM photo_out WHERE reason <> 'day_full'"
        return tuple(PhotoEnded(*row) for row in self._ask_photos(sql))

    def pictures_ended(self) -> tuple[PhotoEnded, ...]:
        """Return pictures of goods that arrived, or that were not taken."""
        sql = "SELECT sha256, reason, at FROM photo_in"
        return tuple(PhotoEnded(*row) for row in self._ask_photos(sql))

    def is_carried(self) -> bool:
        """Whether the mail carrier runs; a dead one cannot note that the link is gone."""
        return is_locked(self._path)

    def version(self) -> int:
        """Return a number that changes when another process wrote, -1 with no file."""
        found = self._ask("PRAGMA data_version", [])
        # each connection counts for itself, so one opened anew may say what the last one said
        return self._openings << 32 | int(found[0][0]) if found else -1

    def close(self) -> None:
        """Let the file go."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _ask_photos(self, sql: str) -> list[tuple[Any, ...]]:
        # an older carrier may still be about to bring its file up to date
        found = self._ask("PRAGMA user_version", [])
        return self._ask(sql, []) if found and found[0][0] >= MAIL_PHOTOS else []

    def _ask(self, sql: str, params: list[object]) -> list[tuple[Any, ...]]:
        try:
            db = self._reopened()
            if db is None or self._is_newer(db):
                return []
            return db.execute(sql, params).fetchall()
        except sqlite3.Error:
            self.close()
            return []

    def _is_newer(self, db: Database) -> bool:
        """Whether a newer version wrote the file; asked every time, since it may come meanwhile."""
        has = version(db)
        if has > MAIL_VERSION and not self._told_newer:
            log.warning("%s", newer_words(self._path, has, MAIL_VERSION))
        self._told_newer = has > MAIL_VERSION
        return self._told_newer

    def _reopened(self) -> Database | None:
        try:
            inode = self._path.stat().st_ino
        except OSError:
            self.close()
            return None
        if self._db is None or inode != self._inode:  # replaced: an open reader keeps the old file
            self.close()
            self._db, self._inode = open_reader(self._path), inode
            self._openings += 1
        return self._db
