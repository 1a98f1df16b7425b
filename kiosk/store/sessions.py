"""Questions about sessions."""

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.sessions import Session
from kiosk.store import rows


class Sessions:
    """Finds sessions; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, session: str) -> Session | None:
        """Return the session with this id."""
        found = rows.load(self._db, Subject("session", session))
        return found if isinstance(found, Session) else None

    def live(self) -> tuple[Session, ...]:
        """Return the sessions that are not over, the oldest first."""
        sql = (
            "SELECT body FROM session WHERE state IN ('open', 'paying') ORDER BY opened_at, session"
        )
        return tuple(rows.session_of(body) for (body,) in self._db.execute(sql).fetchall())

    def last_completed(self) -> Session | None:
        """Return the session that was completed last."""
        sql = (
            "SELECT body FROM session WHERE state = 'completed'"
            " ORDER BY closed_at DESC, session DESC LIMIT 1"
        )
        row = self._db.execute(sql).fetchone()
        return rows.session_of(row[0]) if row else None
