"""mail.db: how far the mail is, and the letters that wait to be opened.

Nothing here is precious: deleted, the central tells anew how far it is and sends again what the
counter has not obeyed (PROTOCOL.md 5).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.store.db import open_writer, unit

schema = Migrations("mail")


@schema()
def m001_mail(db: Database) -> None:
    """Streams, inbox, parked events, and what the counter reads about the link."""
    db.execute(
        "CREATE TABLE stream (dir TEXT PRIMARY KEY, epoch TEXT NOT NULL, upto INTEGER NOT NULL)"
        " STRICT"
    )
    db.execute(
        "CREATE TABLE inbox (epoch TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,"
        " type TEXT NOT NULL, raw BLOB NOT NULL, expires_at INTEGER, PRIMARY KEY (epoch, seq))"
        " STRICT"
    )
    db.execute(
        "CREATE TABLE parked (epoch TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,"
        " reason TEXT NOT NULL, PRIMARY KEY (epoch, seq)) STRICT"
    )
    db.execute("CREATE TABLE link (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
    db.execute("PRAGMA user_version = 1")


@schema()
def m002_photos(db: Database) -> None:
    """Photos that need no more sending, pictures that need no more asking."""
    db.execute(
        "CREATE TABLE photo_out (sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL,"
        " at INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE photo_in (sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL,"
        " at INTEGER NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 2")


class Mark(Struct, frozen=True):
    """How far one direction is."""

    epoch: str
    upto: int


class Letter(Struct, frozen=True):
    """A letter as it came, unopened."""

    seq: int
    id: str
    type: str
    raw: bytes
    expires_at: int | None


class Mailbox:
    """The one writer of mail.db.

    Args:
        path: of the file; made if it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._must_scrub = _has_log(path)  # an earlier life may have ended right after blanking
        self._writer = open_writer(path, schema)
        self._db = self._writer.db

    def close(self) -> None:
        """Checkpoint and close."""
        self._writer.close()

    def mark(self, direction: str) -> Mark | None:
        """Return how far `up` or `down` is."""
        sql = "SELECT epoch, upto FROM stream WHERE dir = ?"
        row = self._db.execute(sql, [direction]).fetchone()
        return Mark(str(row[0]), int(row[1])) if row else None

    def save_up(
        self,
        mark: Mark,
        parked: Iterable[tuple[int, str]] = (),
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Keep how far the central has acknowledged, what had to be parked, and facts to `note`."""
        with unit(self._db):
            self._set("up", mark)
            self._note(facts)
            for seq, id_ in parked:
                self._db.execute(
                    "INSERT INTO parked (epoch, seq, id, reason) VALUES (?, ?, ?, 'unsendable')"
                    " ON CONFLICT DO NOTHING",
                    [mark.epoch, seq, id_],
                )

    def receive(self, mark: Mark, letters: Iterable[Letter]) -> None:
        """Keep letters and how far we have received, together."""
        with unit(self._db):
            for letter in letters:
                self._db.execute(
                    "INSERT INTO inbox (epoch, seq, id, type, raw, expires_at)"
                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [
                        mark.epoch,
                        letter.seq,
                        letter.id,
                        letter.type,
                        letter.raw,
                        letter.expires_at,
                    ],
                )
            self._set("down", mark)

    def blank_applied(self, epoch: str, upto: int) -> None:
        """Empty the letters the counter has obeyed: they hold personal data.

        Once none waits, the log behind the file is emptied as well.
        """
        sql = "SELECT 1 FROM inbox WHERE epoch = ? AND seq <= ? AND length(raw) > 0 LIMIT 1"
        if self._db.execute(sql, [epoch, upto]).fetchone() is not None:
            self._must_scrub = True
            with unit(self._db):
                self._db.execute(
                    "UPDATE inbox SET raw = x'' WHERE epoch = ? AND seq <= ? AND length(raw) > 0",
                    [epoch, upto],
                )
        if self._must_scrub and not self.waiting():
            self._must_scrub = not self._writer.scrub()

    def rewind(self, obeyed: Mark, upto: int) -> int:
        """Drop letters that were emptied but that an older counter.db has not obeyed yet.

        Args:
            obeyed: how far the counter has obeyed.
            upto: how far letters were received.

        Returns:
            How far they are received now; the central sends the rest again.
        """
        sql = (
            "SELECT min(seq) FROM inbox WHERE epoch = ? AND seq > ? AND length(raw) = 0"
            " AND id <> ''"
        )
        first = self._db.execute(sql, [obeyed.epoch, obeyed.upto]).fetchone()[0]
        if first is None:
            return upto
        with unit(self._db):
            sql = "DELETE FROM inbox WHERE epoch = ? AND seq >= ?"
            self._db.execute(sql, [obeyed.epoch, first])
            self._set("down", Mark(obeyed.epoch, int(first) - 1))
        return int(first) - 1

    def note(self, facts: dict[str, str]) -> None:
        """Keep what the counter's chip and the doctor read about the link."""
        with unit(self._db):
            self._note(facts)

    def _note(self, facts: Mapping[str, str]) -> None:
        for key, value in facts.items():
            self._db.execute(
                "INSERT INTO link (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, value],
            )

    def photos(self) -> dict[str, tuple[str, int]]:
        """Return photos that ended: why they were refused, empty for delivered, and when."""
        rows = self._db.execute("SELECT sha256, reason, at FROM photo_out").fetchall()
        return {str(sha256): (str(reason), int(at)) for sha256, reason, at in rows}

    def photo_ended(self, sha256: str, reason: str, at: int) -> None:
        """Keep that the central has a photo, or why it refused it."""
        with unit(self._db):
            self._db.execute(
                "INSERT INTO photo_out (sha256, reason, at) VALUES (?, ?, ?) ON CONFLICT (sha256)"
                " DO UPDATE SET reason = excluded.reason, at = excluded.at",
                [sha256, reason, at],
            )

    def forget_photo(self, sha256: str) -> None:
        """Forget a photo that the counter has marked itself, or has no more."""
        with unit(self._db):
            self._db.execute("DELETE FROM photo_out WHERE sha256 = ?", [sha256])

    def pictures(self) -> dict[str, str]:
        """Return pictures that ended: why they were not taken, empty for those that are here."""
        rows = self._db.execute("SELECT sha256, reason FROM photo_in").fetchall()
        return {str(sha256): str(reason) for sha256, reason in rows}

    def picture_ended(self, sha256: str, reason: str, at: int) -> None:
        """Keep that a picture is here, or why it was not taken."""
        with unit(self._db):
            self._db.execute(
                "INSERT INTO photo_in (sha256, reason, at) VALUES (?, ?, ?) ON CONFLICT (sha256)"
                " DO UPDATE SET reason = excluded.reason, at = excluded.at",
                [sha256, reason, at],
            )

    def forget_picture(self, sha256: str) -> None:
        """Forget a picture that the counter does not wait for any more."""
        with unit(self._db):
            self._db.execute("DELETE FROM photo_in WHERE sha256 = ?", [sha256])

    def waiting(self) -> int:
        """Return how many letters lie here unobeyed, or obeyed and not yet blanked."""
        sql = "SELECT count(*) FROM inbox WHERE length(raw) > 0"
        return int(self._db.execute(sql).fetchone()[0])

    def _set(self, direction: str, mark: Mark) -> None:
        self._db.execute(
            "INSERT INTO stream (dir, epoch, upto) VALUES (?, ?, ?)"
            " ON CONFLICT (dir) DO UPDATE SET epoch = excluded.epoch, upto = excluded.upto",
            [direction, mark.epoch, mark.upto],
        )


def _has_log(path: Path) -> bool:
    """Whether a log lies beside the file: nobody closed it properly."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.exists() and beside.stat().st_size > 0
