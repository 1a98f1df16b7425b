"""Questions about days at the counter, and about what passed through its drawer."""

from collections.abc import Iterator

from sqlite_utils import Database

from kiosk.core import events
from kiosk.core.books import Subject
from kiosk.core.days import Day
from kiosk.core.facts.fact import Fact
from kiosk.store import rows

MOST_LOOKED_AT = 5_000  # rows since the drawer was counted: weeks of cash


def begin(db: Database) -> None:
    """Make the tables of days; a step of the schema, never edited once it was released."""
    db.execute(
        "CREATE TABLE day (day TEXT PRIMARY KEY, state TEXT NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_day (day TEXT PRIMARY KEY, state TEXT NOT NULL, body BLOB NOT NULL)"
        " STRICT"
    )
    db.execute(
        "CREATE INDEX journal_drawer ON journal(seq) WHERE type IN ('payment.recorded',"
        " 'payment.reversed', 'day.opened', 'day.handed_over', 'day.closed')"
    )


class Days:
    """Finds days; reads only.

    Args:
        db: an open connection.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, day: str) -> Day | None:
        """Return the day with this id."""
        found = rows.load(self._db, Subject("day", day))
        return found if isinstance(found, Day) else None

    def latest(self, limit: int) -> tuple[Day, ...]:
        """Return days of every box here, the latest first.

        Args:
            limit: so many at most.
        """
        sql = "SELECT body FROM day ORDER BY day DESC LIMIT ?"
        return tuple(rows.day_of(body) for (body,) in self._db.execute(sql, [limit]))

    def drawer(self) -> Iterator[Fact]:
        """Yield this box's own payments and days, the newest first."""
        sql = (  # names what the index journal_drawer is of, so that it is used
            "SELECT body FROM journal WHERE type IN ('payment.recorded', 'payment.reversed',"
            " 'day.opened', 'day.handed_over', 'day.closed') ORDER BY seq DESC LIMIT ?"
        )
        for (body,) in self._db.execute(sql, [MOST_LOOKED_AT]):
            event = events.readable(bytes(body))
            if event is not None and event.via is None:
                yield event.facts

    def currency(self) -> str:
        """Return what this point is paid in: as last time, else as its goods; empty for nothing."""
        paid = self._db.execute("SELECT body FROM payment ORDER BY rowid DESC LIMIT 1").fetchone()
        if paid is not None:
            return rows.payment_of(paid[0]).currency
        held = self._db.execute("SELECT body FROM parcel ORDER BY rowid DESC LIMIT 1").fetchone()
        return rows.parcel_of(held[0]).currency if held is not None else ""
