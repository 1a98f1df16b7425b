"""What people chose at the counter over the settings file, and what they chose for themselves."""

from sqlite_utils import Database

from kiosk.core import events
from kiosk.core.events import Event
from kiosk.core.settings import Chosen

COUNTER = ""  # whose settings the counter's own are


class Settings:
    """Keeps one value a setting and person."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, staff: str = COUNTER) -> tuple[Chosen, ...]:
        """Return what was chosen for a person, or for the counter."""
        sql = "SELECT key, value, filed FROM chosen WHERE staff = ? ORDER BY key"
        return tuple(Chosen(*row) for row in self._db.execute(sql, [staff]).fetchall())

    def keep(self, chosen: Chosen, staff: str = COUNTER) -> None:
        """Keep a value instead of what was chosen before; within a unit."""
        self._db.execute(
            "INSERT INTO chosen (staff, key, value, filed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (staff, key) DO UPDATE SET value = excluded.value,"
            " filed = excluded.filed",
            [staff, chosen.key, chosen.value, chosen.filed],
        )

    def forget(self, key: str, staff: str = COUNTER) -> None:
        """Let the file's value, or the default, count again; within a unit."""
        self._db.execute("DELETE FROM chosen WHERE staff = ? AND key = ?", [staff, key])

    def told(self, limit: int) -> tuple[Event, ...]:
        """Return the last changes, the newest first."""
        # names what the index journal_setting is of, so that it is used
        sql = "SELECT body FROM journal WHERE type = 'setting.changed' ORDER BY seq DESC LIMIT ?"
        return tuple(events.decode(body) for (body,) in self._db.execute(sql, [limit]).fetchall())
