"""The counter's journal as the up stream's source: read only, and patient when it is away."""

import hashlib
import logging
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from kiosk.store.db import (
    COUNTER_PHOTOS,
    COUNTER_VERSION,
    is_locked,
    newer_words,
    open_reader,
    version,
)
from kiosk.sync.photos import Waiting
from kiosk.sync.protocol import (
    MOST_DEVICES,
    MOST_LABEL,
    DeviceWord,
    DownMark,
    Skip,
    SkipWhy,
    TailMark,
    UpMark,
)
from kiosk.sync.streams import Stretch

log = logging.getLogger(__name__)

_RETRY_LEAST_S, _RETRY_MOST_S = 1.0, 30.0
_TAIL_MARKS = 40
_NO_LABEL = re.compile(r"[^a-z0-9_. -]")


class Outbox:
    """Reads counter.db for the carrier.

    A file that is missing, locked, migrating or newer is asked for again after 1 to 30 s, and is
    opened anew when another took its place (PROTOCOL.md 5). No cursor stays open between turns:
    it would pin the WAL.

    Args:
        path: of counter.db.
        device: the box's id, the root of the journal's chain.

    Attributes:
        fault: why it cannot be read, empty while it can.
        openings: how often it was opened: another number may be another file.
    """

    def __init__(self, path: Path, device: str) -> None:
        self._path = path
        self._root = hashlib.sha256(device.encode()).hexdigest()
        self._db: Database | None = None
        self._inode = 0
        self._retry_at, self._wait_s = 0.0, _RETRY_LEAST_S
        self.fault = ""
        self.openings = 0
        self._told_newer = self._has_photos = False
        self._turn = -1  # of the file, when its version was looked at
        self._end = (-1, -1)  # the turn and the row behind which nothing was yet

    def close(self) -> None:
        """Let the file go."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def refresh(self, now: float) -> int:
        """Return a number that changes with every write of the counter, -1 while it is away.

        Args:
            now: monotonic seconds.
        """
        if self._db is None and now < self._retry_at:
            return -1
        try:
            inode = self._path.stat().st_ino
            if self._db is None or inode != self._inode:
                self.close()
                self._db, self._inode = open_reader(self._path), inode
                self.openings += 1
                self._turn, self._end = -1, (-1, -1)
                self._ask("SELECT 1 FROM journal LIMIT 1", [])
            turn = int(self._ask("PRAGMA data_version", [])[0][0])
            if turn != self._turn and self._is_newer(self._db):
                self._away(now, "NewerSchema")
                return -1
        except (OSError, sqlite3.Error) as error:
            self._away(now, type(error).__name__)
            return -1
        self._turn, self.fault, self._wait_s = turn, "", _RETRY_LEAST_S
        return turn | (self.openings << 32)

    def _is_newer(self, db: Database) -> bool:
        """Whether a newer version wrote the file: its rows may mean something else; told once."""
        has = version(db)
        self._has_photos = has >= COUNTER_PHOTOS
        if has > COUNTER_VERSION and not self._told_newer:
            log.warning("%s", newer_words(self._path, has, COUNTER_VERSION))
        self._told_newer = has > COUNTER_VERSION
        return self._told_newer

    def _away(self, now: float, fault: str) -> None:
        self.close()
        self.fault = fault
        self._retry_at = now + self._wait_s
        self._wait_s = min(2 * self._wait_s, _RETRY_MOST_S)

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        """Return the journal's rows after `seq`, stopping before a hole."""
        if self._end == (self._turn, seq):
            return None
        sql = "SELECT seq, body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
        rows = self._ask(sql, [seq, most])
        if len(rows) < most:
            self._end = (self._turn, int(rows[-1][0]) if rows else seq)
        if not rows:
            return None
        first = int(rows[0][0])
        if first != seq + 1:
            why = SkipWhy.HOLE if seq or first == 1 else SkipWhy.PRUNED
            return Stretch(seq + 1, skip=Skip(first - 1, why, hash=self._chain(first - 1)))
        items: list[bytes] = []
        size = 0
        for number, body in rows:
            size += len(body)
            if items and (size > most_bytes or number != first + len(items)):
                break
            items.append(bytes(body))
        return Stretch(first, tuple(items), prev=self._chain(seq))

    def identity(self, seq: int) -> tuple[str, str | None]:
        """Return (id, chain after it) of a row."""
        rows = self._ask("SELECT id FROM journal WHERE seq = ?", [seq])
        return (str(rows[0][0]) if rows else "", self._chain(seq))

    def _chain(self, seq: int) -> str | None:
        rows = self._ask("SELECT hash FROM journal WHERE seq <= ? ORDER BY seq DESC LIMIT 1", [seq])
        return bytes(rows[0][0]).hex() if rows else self._root

    def up_mark(self, acked: int) -> UpMark | None:
        """Return what the journal holds, for the greeting; None while the file is away."""
        if self._db is None:
            return None
        epochs = self._ask("SELECT epoch FROM epoch ORDER BY n DESC LIMIT 1", [])
        if not epochs:
            return None
        ends = self._ask("SELECT min(seq), max(seq) FROM journal", [])[0]
        return UpMark(str(epochs[0][0]), int(ends[0] or 0), int(ends[1] or 0), acked)

    def tail(self) -> tuple[TailMark, ...]:
        """Return (seq, id) at head, head-1, -2, -4, -8 ..., to find where histories part."""
        head = int(self._ask("SELECT coalesce(max(seq), 0) FROM journal", [])[0][0])
        wanted = [head] + [head - 2**n for n in range(_TAIL_MARKS - 1) if head - 2**n >= 1]
        marks = []
        for seq in wanted:
            rows = self._ask("SELECT id FROM journal WHERE seq = ?", [seq])
            marks += [TailMark(seq, str(rows[0][0]))] if rows else []
        return tuple(marks)

    def down_mark(self, received: tuple[str, int] | None) -> DownMark:
        """Return how far letters were received and obeyed, the greater of both.

        Args:
            received: (epoch, upto) of mail.db, or None when it is new.
        """
        rows = self._ask("SELECT epoch, seq FROM applied ORDER BY rowid DESC LIMIT 1", [])
        epoch, applied = (str(rows[0][0]), int(rows[0][1])) if rows else (None, 0)
        if received is None:
            return DownMark(epoch, applied, applied)
        if epoch != received[0]:
            return DownMark(received[0], received[1], 0)
        return DownMark(epoch, max(received[1], applied), applied)

    def oldest_at(self, acked: int) -> int | None:
        """Return when the first unacknowledged row was recorded, ms UTC."""
        sql = "SELECT json_extract(CAST(body AS TEXT), '$.recorded_at') FROM journal WHERE seq = ?"
        rows = self._ask(sql, [acked + 1])
        return int(rows[0][0]) if rows else None

    def devices(self) -> dict[str, DeviceWord]:
        """Return how the counter's devices are, in words that travel: the ill ones, if not all fit.

        What a counter that stopped said last is no news of its devices; that it stopped is.
        """
        if not self._is_tended():
            return {"counter": DeviceWord("absent", "stopped")}
        rows = self._ask("SELECT device, state, what FROM device_health ORDER BY device", [])
        told = {_label(name) or "_": DeviceWord(_label(s), _label(what)) for name, s, what in rows}
        chosen = sorted(told, key=lambda name: not told[name].is_ill)[:MOST_DEVICES]
        return {name: told[name] for name in sorted(chosen)}

    def _is_tended(self) -> bool:
        try:
            return is_locked(self._path)
        except OSError:  # another user's; it is there
            return True

    # -- photos ------------------------------------------------------------------------------------

    def next_photo(self, besides: Iterable[str], *, urgent_only: bool = False) -> Waiting | None:
        """Return the photo to send next, urgent before old, none of `besides`."""
        sql = (
            "SELECT sha256, size, mime FROM photo WHERE ended_at IS NULL AND urgent >= ?"
            " AND sha256 NOT IN (SELECT value FROM json_each(?))"
            " ORDER BY urgent DESC, taken_at, sha256 LIMIT 1"
        )
        rows = self._ask_photos(sql, [int(urgent_only), _listed(besides)])
        return Waiting(*rows[0]) if rows else None

    def photos_waiting(self, besides: Iterable[str]) -> int:
        """Return how many photos the central does not have, not counting `besides`."""
        sql = (
            "SELECT count(*) FROM photo WHERE ended_at IS NULL"
            " AND sha256 NOT IN (SELECT value FROM json_each(?))"
        )
        rows = self._ask_photos(sql, [_listed(besides)])
        return int(rows[0][0]) if rows else 0

    def still_waiting(self, photos: Iterable[str]) -> set[str]:
        """Return those of `photos` that the counter has not marked as ended."""
        sql = (
            "SELECT sha256 FROM photo WHERE ended_at IS NULL"
            " AND sha256 IN (SELECT value FROM json_each(?))"
        )
        return {str(row[0]) for row in self._ask_photos(sql, [_listed(photos)])}

    def next_picture(self, besides: Iterable[str]) -> str | None:
        """Return the picture of goods that is wanted next, none of `besides`."""
        sql = (
            "SELECT sha256 FROM picture WHERE state = 'wanted'"
            " AND sha256 NOT IN (SELECT value FROM json_each(?)) ORDER BY rowid LIMIT 1"
        )
        rows = self._ask_photos(sql, [_listed(besides)])
        return str(rows[0][0]) if rows else None

    def still_wanted(self, pictures: Iterable[str]) -> set[str]:
        """Return those of `pictures` that the counter still waits for."""
        sql = (
            "SELECT sha256 FROM picture WHERE state = 'wanted'"
            " AND sha256 IN (SELECT value FROM json_each(?))"
        )
        return {str(row[0]) for row in self._ask_photos(sql, [_listed(pictures)])}

    def _ask_photos(self, sql: str, params: list[object]) -> list[Any]:
        # an older counter may still be about to bring its file up to date
        return self._ask(sql, params) if self._has_photos else []

    def _ask(self, sql: str, params: list[object]) -> list[Any]:
        if self._db is None:
            return []
        return self._db.execute(sql, params).fetchall()


def _label(text: object) -> str:
    """Return a word as the mail takes it, whatever a driver or a damaged row says."""
    return _NO_LABEL.sub("_", str(text).lower().strip())[:MOST_LABEL]


def _listed(names: Iterable[str]) -> str:
    return msgspec.json.encode(sorted(names)).decode()
