"""Photos the staff took, until the central has them, and the pictures of goods that are wanted.

The files lie in folders beside counter.db, named by their SHA-256; here is what they are of.
"""

from typing import Any

from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.attachments import MIME


class PhotoRow(Struct, frozen=True):
    """One photo; or an attachment, which goes the same way but leaves no file behind.

    Args:
        sha256, size, mime: the file; `size` is 0 once it is gone and the row alone tells of it.
        urgent: before all others on the wire: claims, openings.
        subject, purpose: what it shows, and what for.
        taken_at: ms UTC.
        ended_at: when the central had it, or refused it; None while it waits.
        refused: why, empty for delivered.
    """

    sha256: str
    size: int
    mime: str
    urgent: bool
    subject: str
    purpose: str
    taken_at: int
    ended_at: int | None = None
    refused: str = ""

    @property
    def is_attachment(self) -> bool:
        """Whether it holds personal fields instead of a picture."""
        return self.mime == MIME


class StillRow(Struct, frozen=True):
    """A still that is owed: what it is of, what for, and whose doing it shows, if anybody's."""

    request: str
    subject: str
    purpose: str
    actor: str


class Stock(Struct, frozen=True):
    """How much room the photos take: bytes of all of them, and of those that wait."""

    bytes: int
    waiting_bytes: int
    waiting: int


class Photos:
    """Keeps and finds them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, row: PhotoRow) -> None:
        """Keep a photo whose file lies there for good; the same again is nothing new."""
        self._db.execute(
            "INSERT INTO photo (sha256, size, mime, urgent, subject, purpose, taken_at, ended_at,"
            " refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            [
                row.sha256,
                row.size,
                row.mime,
                int(row.urgent),
                row.subject,
                row.purpose,
                row.taken_at,
                row.ended_at,
                row.refused,
            ],
        )

    def of(self, subject: str, purpose: str) -> tuple[str, ...]:
        """Return the photos of a subject taken for a purpose, the oldest first."""
        sql = "SELECT sha256 FROM photo WHERE subject = ? AND purpose = ? ORDER BY taken_at, sha256"
        return tuple(str(row[0]) for row in self._db.execute(sql, [subject, purpose]).fetchall())

    def get(self, sha256: str) -> PhotoRow | None:
        """Return a photo."""
        sql = (
            "SELECT sha256, size, mime, urgent, subject, purpose, taken_at, ended_at, refused"
            " FROM photo WHERE sha256 = ?"
        )
        row = self._db.execute(sql, [sha256]).fetchone()
        return _row(row) if row else None

    def stock(self) -> Stock:
        """Return how much room they take."""
        sql = "SELECT coalesce(sum(size), 0) FROM photo"
        whole = int(self._db.execute(sql).fetchone()[0])
        sql = "SELECT coalesce(sum(size), 0), count(*) FROM photo WHERE ended_at IS NULL"
        waiting = self._db.execute(sql).fetchone()
        return Stock(whole, int(waiting[0]), int(waiting[1]))

    def end(self, sha256: str, at: int, refused: str) -> bool:
        """Mark a photo that needs no more sending; whether it was waiting; within a unit.

        The file of an attachment goes first.
        """
        sql = (
            "UPDATE photo SET ended_at = ?, refused = ?,"
            " size = CASE mime WHEN ? THEN 0 ELSE size END WHERE sha256 = ? AND ended_at IS NULL"
        )
        return self._db.execute(sql, [at, refused, MIME, sha256]).rowcount > 0

    def attachments_waiting(self) -> tuple[str, ...]:
        """Return the attachments the central does not have yet."""
        sql = "SELECT sha256 FROM photo WHERE ended_at IS NULL AND mime = ? ORDER BY taken_at"
        return tuple(str(row[0]) for row in self._db.execute(sql, [MIME]).fetchall())

    def oldest_ended(self, before: int | None, limit: int) -> tuple[PhotoRow, ...]:
        """Return photos that ended, the oldest first.

        Args:
            before: taken before this moment only, and told so long where only the row is left;
                None for any that takes room.
            limit: so many at most.
        """
        sql = (
            "SELECT sha256, size, mime, urgent, subject, purpose, taken_at, ended_at, refused"
            " FROM photo WHERE ended_at NOT NULL AND taken_at < ? AND (size > 0 OR ended_at < ?)"
            " ORDER BY taken_at LIMIT ?"
        )
        most, told_until = (2**63 - 1, 0) if before is None else (before, before)
        found = self._db.execute(sql, [most, told_until, limit]).fetchall()
        return tuple(_row(row) for row in found)

    def forget(self, sha256: str) -> None:
        """Forget a photo; its file goes first; within a unit."""
        self._db.execute("DELETE FROM photo WHERE sha256 = ?", [sha256])

    # -- stills that are owed ----------------------------------------------------------------------

    def owe(self, row: StillRow) -> None:
        """Keep that the camera is asked for a still; within a unit."""
        self._db.execute(
            "INSERT INTO still (request, subject, purpose, actor) VALUES (?, ?, ?, ?)",
            [row.request, row.subject, row.purpose, row.actor],
        )

    def owed(self) -> tuple[StillRow, ...]:
        """Return the stills that were neither taken nor skipped, the oldest first."""
        sql = "SELECT request, subject, purpose, actor FROM still ORDER BY rowid"
        return tuple(StillRow(*row) for row in self._db.execute(sql).fetchall())

    def settle(self, request: str) -> None:
        """A still was taken or skipped; a request that owes nothing is fine; within a unit."""
        self._db.execute("DELETE FROM still WHERE request = ?", [request])

    # -- pictures of goods -------------------------------------------------------------------------

    def want(self, picture: str) -> None:
        """Want a picture, if it was not wanted before; within a unit."""
        self._db.execute(
            "INSERT INTO picture (sha256, state) VALUES (?, 'wanted')"
            " ON CONFLICT (sha256) DO NOTHING",
            [picture],
        )

    def picture(self, sha256: str) -> str | None:
        """Return how a picture stands: wanted, ready or unfit; None for one nobody asked for."""
        row = self._db.execute("SELECT state FROM picture WHERE sha256 = ?", [sha256]).fetchone()
        return str(row[0]) if row else None

    def keep_picture(self, sha256: str, state: str) -> None:
        """Keep how a picture stands; within a unit."""
        self._db.execute("UPDATE picture SET state = ? WHERE sha256 = ?", [state, sha256])


def _row(row: tuple[Any, ...]) -> PhotoRow:
    sha256, size, mime, urgent, *rest = row
    return PhotoRow(sha256, size, mime, bool(urgent), *rest)
