"""Questions about the opening of this point, and the drafts that wait beside the books."""

import msgspec
from sqlite_utils import Database

from kiosk.core.opening_letters import OpeningAround
from kiosk.core.openings import Opening
from kiosk.store import rows


def begin(db: Database) -> None:
    """Make the tables."""
    db.execute(
        "CREATE TABLE opening (opening TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " changed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_opening (opening TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " changed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    # a form that is not sent yet, and the last one told of the points around
    db.execute(
        "CREATE TABLE opening_draft (opening TEXT NOT NULL, form TEXT NOT NULL,"
        " body BLOB NOT NULL, PRIMARY KEY (opening, form)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE opening_around (opening TEXT PRIMARY KEY, as_of INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )


class Openings:
    """Finds openings; keeps drafts and what was told of the points around."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> tuple[Opening, ...]:
        """Return every opening of this point, the one that counts last."""
        sql = "SELECT body FROM opening ORDER BY changed_at, opening"
        return tuple(rows.opening_of(body) for (body,) in self._db.execute(sql).fetchall())

    def get(self, opening: str) -> Opening | None:
        """Return the opening with this id."""
        return next((one for one in self.all() if one.opening == opening), None)

    def draft(self, opening: str, form: str) -> dict[str, str]:
        """Return what was typed into a form, by field; nothing where nobody began."""
        sql = "SELECT body FROM opening_draft WHERE opening = ? AND form = ?"
        row = self._db.execute(sql, [opening, form]).fetchone()
        return msgspec.json.decode(row[0], type=dict[str, str]) if row else {}

    def keep_draft(self, opening: str, form: str, fields: dict[str, str]) -> None:
        """Keep what is typed into a form; within a unit."""
        sql = "REPLACE INTO opening_draft (opening, form, body) VALUES (?, ?, ?)"
        self._db.execute(sql, [opening, form, msgspec.json.encode(fields)])

    def drop_draft(self, opening: str, form: str) -> None:
        """Forget a form: it was sent, or is not wanted; within a unit."""
        sql = "DELETE FROM opening_draft WHERE opening = ? AND form = ?"
        self._db.execute(sql, [opening, form])

    def around(self, opening: str) -> OpeningAround | None:
        """Return what was told last of the points around."""
        sql = "SELECT body FROM opening_around WHERE opening = ?"
        row = self._db.execute(sql, [opening]).fetchone()
        return msgspec.json.decode(row[0], type=OpeningAround) if row else None

    def keep_around(self, told: OpeningAround) -> None:
        """Keep what is told of the points around; within a unit."""
        sql = "REPLACE INTO opening_around (opening, as_of, body) VALUES (?, ?, ?)"
        self._db.execute(sql, [told.opening, told.as_of, msgspec.json.encode(told)])
