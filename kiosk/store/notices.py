"""What of notices is kept: who has seen which, the lines of the central, and the notes of versions.

What a notice tells of is asked of the books (`store.duties`), never copied.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.notice_words import NoticeKind
from kiosk.core.posts import MessagePosted, Posted
from kiosk.store.rows import body_of

_post_of = msgspec.json.Decoder(MessagePosted).decode


class Mark(Struct, frozen=True):
    """Somebody has seen a notice."""

    staff: str
    kind: NoticeKind
    subject: str


def begin(db: Database) -> None:
    """Make the tables; in a migration."""
    db.execute(
        "CREATE TABLE notice_read (staff TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,"
        " PRIMARY KEY (staff, kind, subject)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE post (post TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    # `staff` is empty for the version that made the file: to nobody is it an update
    db.execute(
        "CREATE TABLE notes_read (version TEXT NOT NULL, staff TEXT NOT NULL,"
        " PRIMARY KEY (version, staff)) STRICT, WITHOUT ROWID"
    )


class Notices:
    """Keeps and finds them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- who has seen which ------------------------------------------------------------------------

    def marks(self) -> frozenset[Mark]:
        """Return who has seen which notice."""
        found = self._db.execute("SELECT staff, kind, subject FROM notice_read").fetchall()
        return frozenset(Mark(staff, NoticeKind(kind), subject) for staff, kind, subject in found)

    def mark(self, mark: Mark) -> None:
        """Note that somebody has seen a notice; within a unit."""
        sql = (
            "INSERT INTO notice_read (staff, kind, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        )
        self._db.execute(sql, [mark.staff, mark.kind.value, mark.subject])

    def unmark(self, marks: Iterable[Mark]) -> None:
        """Forget who has seen notices that are gone; within a unit."""
        for one in marks:
            sql = "DELETE FROM notice_read WHERE staff = ? AND kind = ? AND subject = ?"
            self._db.execute(sql, [one.staff, one.kind.value, one.subject])

    # -- lines of the central ----------------------------------------------------------------------

    def posts(self) -> tuple[Posted, ...]:
        """Return the lines of the central, the newest first."""
        found = self._db.execute("SELECT body, at FROM post ORDER BY at DESC, post").fetchall()
        return tuple(Posted(_post_of(body), int(at)) for body, at in found)

    def keep_post(self, letter: MessagePosted, at: int) -> None:
        """Keep a line of the central, in place of one with its name; within a unit."""
        self._db.execute(
            "INSERT INTO post (post, at, body) VALUES (?, ?, ?)"
            " ON CONFLICT (post) DO UPDATE SET at = excluded.at, body = excluded.body",
            [letter.post, at, body_of(letter)],
        )

    def unread_post(self, post: str) -> None:
        """Forget who has seen a line; within a unit."""
        self._db.execute("DELETE FROM notice_read WHERE kind = 'message' AND subject = ?", [post])

    def drop_post(self, post: str) -> bool:
        """Forget a line of the central; within a unit; whether there was one."""
        return self._db.execute("DELETE FROM post WHERE post = ?", [post]).rowcount > 0

    # -- notes of versions -------------------------------------------------------------------------

    def first_version(self) -> str | None:
        """Return the version that made this file; None for one from before this was noted."""
        row = self._db.execute("SELECT version FROM notes_read WHERE staff = ''").fetchone()
        return str(row[0]) if row else None

    def anybody_worked(self) -> bool:
        """Whether anybody of the team ever did anything at this box."""
        sql = "SELECT 1 FROM touched WHERE kind = 'by' LIMIT 1"
        return self._db.execute(sql).fetchone() is not None

    def has_read(self, staff: str, version: str) -> bool:
        """Whether somebody has seen what is new in a version."""
        sql = "SELECT 1 FROM notes_read WHERE version = ? AND staff = ?"
        return self._db.execute(sql, [version, staff]).fetchone() is not None

    def note_read(self, staff: str, version: str) -> None:
        """Note that somebody has seen it; within a unit."""
        sql = "INSERT INTO notes_read (version, staff) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._db.execute(sql, [version, staff])
